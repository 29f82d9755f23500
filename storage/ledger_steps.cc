// What a document changed of what was known before it.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ledger_impl.h"
#include "query.h"
#include "stored.h"
#include "vintage_key.h"

namespace firstcard {

namespace {

// As indicators/cause has it: so many old periods, and so little spread of one factor.
constexpr std::int64_t kMany = 4;
constexpr double kOneFactor = 1e-3;

// Each new value of the document beside the one that stood at its known_at by other documents. A
// series that no other document wrote is passed over as a whole: a first load has nothing to
// revise.
constexpr const char* kRevisions =
    "SELECT c.series, s.name, v.id, b.value, v.value FROM _change AS c"
    " CROSS JOIN _series AS s ON s.id = c.series"
    " CROSS JOIN _vintage AS v ON v.id BETWEEN c.first_id AND c.last_id"
    " CROSS JOIN _vintage AS b ON b.id = (SELECT p.id FROM _vintage AS p"
    " WHERE p.id BETWEEN v.id >> 20 << 20 AND (v.id >> 20 << 20) + 1048575"
    " AND p.known_at <= v.known_at AND p.load NOT IN (SELECT id FROM _load WHERE document = ?1)"
    " ORDER BY p.known_at DESC, p.id DESC LIMIT 1)"
    " WHERE c.document = ?1 AND EXISTS (SELECT 1 FROM _change AS o"
    " WHERE o.series = c.series AND o.document <> ?1) AND v.load IN (SELECT id FROM _load WHERE "
    "document = ?1)"
    " AND v.value IS NOT NULL AND b.value IS NOT NULL";

// How the periods of one series moved.
struct Moved {
  std::int64_t series = 0, periods = 0, first = 0, last = 0;
  SeriesId name;
  bool defined = true;  // every ratio is positive
  double least = 0, largest = 0;

  void add(std::int64_t id, double before, double after) {
    const double ratio = before != 0 ? after / before : 0;
    defined = defined && ratio > 0;
    least = periods == 0 ? ratio : std::min(least, ratio);
    largest = std::max(largest, ratio);
    if (periods++ == 0) first = id;
    last = id;
  }
  std::optional<double> factor() const {
    if (!defined || largest / least - 1 >= kOneFactor) return std::nullopt;
    return (least + largest) / 2;
  }
};

// Beyond so many neighbours of a document only those are kept that may be odd, and as many of them.
constexpr std::size_t kNeighbours = 1000;
constexpr double kOdd = 5;

// How many values the series has up to this key that other documents wrote, and the least of them.
void all_before(Database& db, std::int64_t series, std::int64_t key, DocumentId but,
                ValueStep* step) {
  Statement& s = db.cached(
      "SELECT count(*), min(value) FROM _vintage WHERE id BETWEEN ?1 AND ?2"
      " AND value IS NOT NULL AND load NOT IN (SELECT id FROM _load WHERE document = ?3)");
  first_row(s.bind(first_key(series), key, but), [&](Statement& row) {
    step->values = static_cast<int>(std::min<std::int64_t>(row.integer(0), 1'000'000));
    step->least = row.optional_real(1).value_or(0);
    return true;
  });
}

// The values of a series in order of period, each beside the one before it.
class Neighbours {
 public:
  Neighbours(Database& db, std::int64_t series, const SeriesId& name, DocumentId document,
             std::vector<ValueStep>& out)
      : db_(db), series_(series), name_(name), document_(document), out_(out) {}

  // From what other documents wrote, up to this period.
  void start(std::int64_t key) {
    Statement& standing = db_.cached(
        "SELECT value FROM _vintage WHERE id BETWEEN ?1 AND ?2"
        " AND load NOT IN (SELECT id FROM _load WHERE document = ?3)"
        " ORDER BY known_at DESC, id DESC LIMIT 1");
    const auto value = first_row(standing.bind(key, key + kMaxOrdinal, document_),
                                 [](Statement& s) { return s.optional_real(0); });
    if (value && *value) before_ = {key, **value};
    Statement& recent = db_.cached(
        "SELECT abs(value) FROM _vintage WHERE id BETWEEN ?1 AND ?2 AND value <> 0"
        " AND load NOT IN (SELECT id FROM _load WHERE document = ?3) ORDER BY id DESC LIMIT 12");
    auto sizes = all_rows(recent.bind(first_key(series_), key + kMaxOrdinal, document_),
                          [](Statement& s) { return s.real(0); });
    for (auto size = sizes.rbegin(); size != sizes.rend(); ++size) add_size(*size);
  }

  // Behind one key and up to another; of a period's vintages the one known last counts.
  void go(std::int64_t after, std::int64_t last) {
    Statement& s = db_.cached(
        "SELECT id, known_at, value FROM _vintage WHERE id > ?1 AND id <= ?2 ORDER BY id");
    const ResetAtEnd guard(s.bind(after, last));
    std::int64_t key = 0, known = 0;
    std::optional<double> value;
    while (s.step()) {
      const std::int64_t here = period_key(s.integer(0));
      if (here != key) {
        add(key, value);
        key = here;
      } else if (s.integer(1) < known) {
        continue;
      }
      known = s.integer(1);
      value = s.optional_real(2);
    }
    add(key, value);
  }

 private:
  void add(std::int64_t key, std::optional<double> value) {
    if (!value) return;
    if (before_) compare(key, *value);
    if (*value != 0) add_size(std::abs(*value));
    before_ = {key, *value};
  }

  void compare(std::int64_t key, double value) {
    const auto [key_before, before] = *before_;
    const double a = std::abs(before), b = std::abs(value);
    const bool odd = a != 0 && (b >= kOdd * a || b * kOdd <= a);
    if (out_.size() >= (odd ? 2 * kNeighbours : kNeighbours)) return;
    ValueStep step{.series = name_,
                   .period_before = period_of(key_before),
                   .period = period_of(key),
                   .before = before,
                   .after = value,
                   .values = static_cast<int>(std::min(sizes_seen_, sizes_.size()))};
    if (step.values > 0) {
      const auto [least, most] = std::minmax_element(sizes_.begin(), sizes_.begin() + step.values);
      step.least = *least;
      step.most = *most;
    }
    if (value == 0 && !std::exchange(zero_, true))
      all_before(db_, series_, key - 1, 0, &step);
    else if (value == 0)
      step.least = 0;
    out_.push_back(std::move(step));
  }

  void add_size(double size) { sizes_[sizes_seen_++ % sizes_.size()] = size; }

  Database& db_;
  const std::int64_t series_;
  const SeriesId& name_;
  const DocumentId document_;
  std::vector<ValueStep>& out_;
  std::optional<std::pair<std::int64_t, double>> before_;
  std::array<double, 12> sizes_{};  // of the last values that are not zero
  std::size_t sizes_seen_ = 0;
  bool zero_ = false;  // there was one
};

}  // namespace

std::vector<ValueStep> Ledger::steps(DocumentId document, std::size_t most) {
  Database& db = impl_->db;
  std::vector<ValueStep> out;
  if (most > 0) {
    Statement& s = db.cached(kRevisions);
    const ResetAtEnd guard(s.bind(document));
    std::int64_t asked = 0;  // of a series one zero is enough
    while (out.size() < most && s.step()) {
      const Date period = period_of(s.integer(2));
      out.push_back({.series = {s.text(1)},
                     .period_before = period,
                     .period = period,
                     .before = s.real(3),
                     .after = s.real(4)});
      if (s.real(4) == 0 && std::exchange(asked, s.integer(0)) != s.integer(0))
        all_before(db, s.integer(0), last_key(s.integer(0)), document, &out.back());
    }
  }
  // _change knows the newest key of every other document, so what lies behind it is this one's own.
  Statement& touched = db.cached(
      "SELECT c.series, s.name, c.last_id, coalesce((SELECT max(o.last_id) FROM _change AS o"
      " WHERE o.series = c.series AND o.document <> ?1), 0) AS newest FROM _change AS c"
      " CROSS JOIN _series AS s ON s.id = c.series WHERE c.document = ?1"
      " AND newest >> 20 < c.last_id >> 20");
  struct Touched {
    std::int64_t series;
    SeriesId name;
    std::int64_t last, newest;
  };
  const auto series = all_rows(touched.bind(document), [](Statement& s) {
    return Touched{s.integer(0), {s.text(1)}, s.integer(2), s.integer(3)};
  });
  for (const Touched& t : series) {
    Neighbours walk(db, t.series, t.name, document, out);
    if (t.newest != 0) walk.start(period_key(t.newest));
    walk.go(t.newest != 0 ? period_key(t.newest) + kMaxOrdinal : first_key(t.series) - 1, t.last);
  }
  return out;
}

std::vector<WrittenPeriod> Ledger::written_behind(DocumentId document, Date day) {
  Statement& s = impl_->db.cached(
      "SELECT s.name, v.id, v.line FROM _change AS c CROSS JOIN _series AS s ON s.id = c.series"
      " CROSS JOIN _vintage AS v ON v.id = (SELECT max(n.id) FROM _vintage AS n"
      " WHERE n.id BETWEEN c.first_id AND c.last_id AND n.value IS NOT NULL"
      " AND n.load IN (SELECT id FROM _load WHERE document = ?1))"
      " WHERE c.document = ?1 AND ((c.last_id >> 20) & 4194303) - 1000000 > ?2");
  auto all = all_rows(s.bind(document, stored(day)), [](Statement& row) {
    return WrittenPeriod{{row.text(0)}, period_of(row.integer(1)),
                         static_cast<std::uint32_t>(row.integer(2))};
  });
  std::erase_if(all, [&](const WrittenPeriod& p) { return p.period <= day; });
  return all;
}

std::vector<Ledger::Restatement> Ledger::record_restatements(Transaction&, DocumentId document) {
  Database& db = impl_->db;
  std::vector<Moved> all;
  {
    Statement& s = db.cached(kRevisions);
    const ResetAtEnd guard(s.bind(document));
    while (s.step()) {
      if (all.empty() || all.back().series != s.integer(0))
        all.push_back({.series = s.integer(0), .name = {s.text(1)}});
      all.back().add(s.integer(2), s.real(3), s.real(4));
    }
  }
  std::vector<Restatement> out;
  for (const Moved& m : all) {
    if (m.periods < kMany) continue;
    Statement& between =
        db.cached("SELECT count(DISTINCT id >> 20) FROM _vintage WHERE id BETWEEN ?1 AND ?2");
    const std::int64_t there =
        first_row(between.bind(period_key(m.first), m.last), [](Statement& s) {
          return s.integer(0);
        }).value();
    if (2 * m.periods < there) continue;
    db.cached("INSERT OR REPLACE INTO _restatement VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .bind(document, m.series, m.periods, stored(period_of(m.first)), stored(period_of(m.last)),
              m.factor())
        .run();
    out.push_back({.series = m.name, .periods = m.periods, .factor = m.factor()});
  }
  return out;
}

std::int64_t Ledger::rescale_before(Transaction&, DocumentId document, const SeriesId& series,
                                    Date before, double factor) {
  Impl& m = *impl_;
  m.turn_to(document);
  const auto id = m.find(series);
  if (!id) return 0;
  Statement& own = m.db.cached(
      "SELECT v.known_at, v.load FROM _change AS c"
      " CROSS JOIN _vintage AS v ON v.id BETWEEN c.first_id AND c.last_id"
      " WHERE c.document = ?1 AND c.series = ?2 AND v.value IS NOT NULL"
      " AND v.load IN (SELECT id FROM _load WHERE document = ?1) ORDER BY v.known_at DESC LIMIT 1");
  const auto moved = first_row(own.bind(document, *id), [](Statement& s) {
    return std::pair(s.integer(0), s.integer(1));
  });
  if (!moved) return 0;
  std::vector<StoredRow> rows;
  PeriodVintages vintages;
  PeriodWalk walk(m.db, first_key(*id), vintage_key(*id, before) - 1);
  while (walk.next(vintages)) {
    const StoredVintage* standing = standing_at(vintages, moved->first);
    const std::int64_t newest = vintages.back().id;
    if (!standing || standing->withdrawn || ordinal_of(newest) == kMaxOrdinal) continue;
    rows.push_back({.id = newest + 1,
                    .known_at = moved->first,
                    .value = standing->value * factor,
                    .load = moved->second});
  }
  std::ranges::sort(rows, {}, &StoredRow::id);
  if (!rows.empty()) m.insert(document, rows);
  return static_cast<std::int64_t>(rows.size());
}

}  // namespace firstcard
