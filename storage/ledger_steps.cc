// What a document changed of what was known before it.
#include <cmath>

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

}  // namespace

std::vector<ValueStep> Ledger::steps(DocumentId document, std::size_t most) {
  Database& db = impl_->db;
  std::vector<ValueStep> out;
  if (most > 0) {
    Statement& s = db.cached(kRevisions);
    const ResetAtEnd guard(s.bind(document));
    while (out.size() < most && s.step()) {
      const Date period = period_of(s.integer(2));
      out.push_back({.series = {s.text(1)},
                     .period_before = period,
                     .period = period,
                     .before = s.real(3),
                     .after = s.real(4)});
    }
  }
  // _change knows the newest key of every other document, so a first load asks one row a series.
  Statement& touched = db.cached(
      "SELECT c.series, s.name, c.last_id, (SELECT max(o.last_id) FROM _change AS o"
      " WHERE o.series = c.series AND o.document <> ?1) AS newest FROM _change AS c"
      " CROSS JOIN _series AS s ON s.id = c.series WHERE c.document = ?1 AND newest IS NOT NULL"
      " AND newest >> 20 < c.last_id >> 20");
  struct Touched {
    SeriesId name;
    std::int64_t last, newest;
  };
  const auto series = all_rows(touched.bind(document), [](Statement& s) {
    return Touched{{s.text(1)}, s.integer(2), s.integer(3)};
  });
  for (const Touched& t : series) {
    Statement& standing = db.cached(
        "SELECT value FROM _vintage WHERE id BETWEEN ?1 AND ?2"
        " AND load NOT IN (SELECT id FROM _load WHERE document = ?3)"
        " ORDER BY known_at DESC, id DESC LIMIT 1");
    const std::int64_t key = period_key(t.newest);
    const auto before = first_row(standing.bind(key, key + kMaxOrdinal, document),
                                  [](Statement& s) { return s.optional_real(0); });
    Statement& behind = db.cached(
        "SELECT id, value FROM _vintage WHERE id > ?1 AND id <= ?2 AND value IS NOT NULL"
        " ORDER BY id LIMIT 1");
    const auto after = first_row(behind.bind(key + kMaxOrdinal, t.last),
                                 [](Statement& s) { return std::pair(s.integer(0), s.real(1)); });
    if (!before || !*before || !after) continue;
    ValueStep step{.series = t.name,
                   .period_before = period_of(key),
                   .period = period_of(after->first),
                   .before = **before,
                   .after = after->second};
    Statement& recent = db.cached(
        "SELECT count(*), min(size), max(size) FROM (SELECT abs(value) AS size FROM _vintage"
        " WHERE id BETWEEN ?1 AND ?2 AND value <> 0"
        " AND load NOT IN (SELECT id FROM _load WHERE document = ?3) ORDER BY id DESC LIMIT 12)");
    first_row(recent.bind(first_key(key >> kSeriesShift), key + kMaxOrdinal, document),
              [&](Statement& s) {
                step.values = static_cast<int>(s.integer(0));
                step.least = s.optional_real(1).value_or(0);
                step.most = s.optional_real(2).value_or(0);
                return true;
              });
    out.push_back(std::move(step));
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

}  // namespace firstcard
