#include <algorithm>
#include <optional>
#include <set>

#include "ledger_impl.h"
#include "query.h"
#include "stored.h"
#include "vintage_key.h"

namespace firstcard {

namespace {

// A series' periods from the newest backwards, each with the value that stood at `as_of`.
class BackwardWalk {
 public:
  BackwardWalk(Database& db, std::int64_t first, std::int64_t last, std::int64_t as_of)
      : statement_(db.cached("SELECT id, known_at, value FROM _vintage "
                             "WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC")),
        as_of_(as_of) {
    more_ = statement_.bind(first, last).step();
  }
  ~BackwardWalk() { statement_.reset(); }
  BackwardWalk(const BackwardWalk&) = delete;
  BackwardWalk& operator=(const BackwardWalk&) = delete;

  bool more() const { return more_; }

  // The next period down that has a value; nullopt at the end of the series.
  std::optional<Point> next() {
    while (more_) {
      if (auto point = one_period()) return point;
    }
    return std::nullopt;
  }

 private:
  // Ordinals come descending: of a tie of known_at the first seen was stored last.
  std::optional<Point> one_period() {
    const std::int64_t period = period_key(statement_.integer(0));
    std::optional<std::int64_t> known_at;
    std::optional<Point> standing;
    for (; more_ && period_key(statement_.integer(0)) == period; more_ = statement_.step()) {
      const std::int64_t known = statement_.integer(1);
      if (known > as_of_ || (known_at && known <= *known_at)) continue;
      known_at = known;
      standing.reset();
      if (!statement_.null(2))
        standing =
            Point{period_of(period), statement_.real(2), instant_of(known), statement_.integer(0)};
    }
    return standing;
  }

  Statement& statement_;
  std::int64_t as_of_;
  bool more_;
};

WindowSeries read(BackwardWalk& walk, const Need& need) {
  WindowSeries result;
  std::optional<Date> from;  // the oldest period of the reach
  for (int prints = 0; auto point = walk.next();) {
    const Date period = point->period;
    result.points.push_back(*point);
    if (from && period < *from)
      break;  // the one point beyond: it may stand at the reach's beginning
    if (++prints == std::max(1, need.prints)) from = period - need.reach;
  }
  std::ranges::reverse(result.points);
  result.complete = !walk.more();
  return result;
}

}  // namespace

Window Ledger::window(const std::map<SeriesId, Need>& needs, Instant as_of) {
  Database& db = impl_->db;
  const Snapshot snapshot(db);
  Window result{.as_of = as_of, .series = {}};
  for (const auto& [series, need] : needs) {
    WindowSeries& found = result.series[series];
    Statement& s = db.cached("SELECT id, lead FROM _series WHERE name = ?1");
    const auto place = first_row(s.bind(series.text), [](Statement& row) {
      return std::pair(row.integer(0), row.optional_integer(1));
    });
    if (!place || !place->second) continue;  // never named, or without a row
    // No later period was known by then.
    const std::int64_t day = std::clamp<std::int64_t>(
        stored(day_of(as_of)) + *place->second + kPeriodOffset, 0, kPeriodMask);
    const std::int64_t last = first_key(place->first) | day << kOrdinalBits | kMaxOrdinal;
    BackwardWalk walk(db, first_key(place->first), last, stored(as_of));
    found = read(walk, need);
  }
  return result;
}

std::vector<Instant> Ledger::known_between(std::span<const SeriesId> series, Instant after,
                                           Instant upto, DocumentId document) {
  Database& db = impl_->db;
  const Snapshot snapshot(db);
  std::set<Instant> known;
  for (const SeriesId& each : series) {
    const auto id = impl_->find(each);
    if (!id) continue;
    // The documents since then that touched the series at a time in question, as one range of keys;
    // the vintages need not be looked at where all have one time.
    Statement& changes = db.cached(
        "SELECT min(first_id), max(last_id), min(first_known), max(last_known) FROM _change "
        "WHERE series = ?1 AND document > ?2 AND last_known > ?3 AND first_known <= ?4");
    struct Range {
      std::int64_t first, last, first_known, last_known;
    };
    const auto range =
        first_row(changes.bind(*id, document, stored(after), stored(upto)),
                  [](Statement& s) -> std::optional<Range> {
                    if (s.null(0)) return std::nullopt;
                    return Range{s.integer(0), s.integer(1), s.integer(2), s.integer(3)};
                  });
    if (!range || !*range) continue;
    const Range& r = **range;
    if (r.first_known == r.last_known) {
      known.insert(instant_of(r.first_known));
      continue;
    }
    Statement& s = db.cached(
        "SELECT DISTINCT v.known_at FROM _vintage AS v CROSS JOIN _load AS l ON l.id = v.load "
        "WHERE v.id BETWEEN ?1 AND ?2 AND v.known_at > ?3 AND v.known_at <= ?4 AND l.document > "
        "?5");
    for (const Instant t : all_rows(s.bind(r.first, r.last, stored(after), stored(upto), document),
                                    [](Statement& row) { return instant_of(row.integer(0)); }))
      known.insert(t);
  }
  return {known.begin(), known.end()};
}

}  // namespace firstcard
