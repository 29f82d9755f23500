#include <algorithm>
#include <unordered_set>

#include "ledger_impl.h"
#include "query.h"
#include "stored.h"
#include "vintage_key.h"

namespace firstcard {

namespace {

// The periods and times that rows of one series touch, and how far a period lies ahead of its
// known_at.
struct Extent {
  std::int64_t first_id, last_id, first_known, last_known, lead;
};

Extent extent_of(std::span<const StoredRow> rows) {
  Extent e{rows.front().id, rows.back().id, rows.front().known_at, rows.front().known_at, 0};
  e.lead = stored(period_of(e.first_id)) - stored(day_of(instant_of(e.first_known)));
  for (const StoredRow& row : rows) {
    e.first_known = std::min(e.first_known, row.known_at);
    e.last_known = std::max(e.last_known, row.known_at);
    e.lead = std::max(e.lead, stored(period_of(row.id)) - stored(day_of(instant_of(row.known_at))));
  }
  return e;
}

}  // namespace

void Ledger::Impl::turn_to(DocumentId next) {
  if (document == next && rollbacks == db.rollbacks()) return;
  document = next;
  rollbacks = db.rollbacks();
  passed.clear();
  places.clear();
}

Ledger::Impl::Place& Ledger::Impl::place(const SeriesId& series) {
  Place& p = places[series.text];
  if (p.number != 0) return p;
  auto number = find(series);
  if (!number) {
    db.cached("INSERT INTO _series(name) VALUES (?1)").bind(series.text).run();
    number = find(series);
  }
  p.number = number.value();
  Statement& s = db.cached("SELECT coalesce(max(id), 0) FROM _vintage WHERE id BETWEEN ?1 AND ?2");
  p.newest = first_row(s.bind(first_key(p.number), last_key(p.number)), [](Statement& row) {
               return row.integer(0);
             }).value();
  return p;
}

void Ledger::Impl::insert(DocumentId of, std::span<const StoredRow> rows) {
  if (!inserter) inserter.emplace(db.handle());
  inserter->run(rows);
  for (std::size_t i = 0; i < rows.size();) {
    const std::int64_t series = rows[i].id >> kSeriesShift;
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end].id >> kSeriesShift == series) ++end;
    const Extent e = extent_of(rows.subspan(i, end - i));
    db.cached(
          "INSERT INTO _change VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET"
          " first_id = min(first_id, excluded.first_id), last_id = max(last_id, excluded.last_id),"
          " first_known = min(first_known, excluded.first_known),"
          " last_known = max(last_known, excluded.last_known)")
        .bind(series, of, e.first_id, e.last_id, e.first_known, e.last_known)
        .run();
    db.cached("UPDATE _series SET lead = ?2 WHERE id = ?1 AND (lead IS NULL OR lead < ?2)")
        .bind(series, e.lead)
        .run();
    i = end;
  }
}

LoadCounts Ledger::store(Transaction&, DocumentId document, std::span<const SeriesId> series,
                         std::vector<Row> rows, Instant recorded_at) {
  Impl& m = *impl_;
  m.turn_to(document);
  m.passed.begin_batch();

  Judged& judged = m.judged;
  judged.rows.clear();
  judged.replaced.clear();
  judged.counts = {.rows = static_cast<std::int64_t>(rows.size())};
  judged.rows.reserve(rows.size());
  m.batch.take(std::move(rows), series);
  std::vector<std::pair<Impl::Place*, const SeriesRows*>> ordered;
  for (const SeriesRows& each : m.batch.series())
    ordered.emplace_back(&m.place(series[each.series]), &each);
  std::ranges::sort(ordered, {}, [](const auto& each) { return each.first->number; });

  Loads loads(m.db, document, stored(recorded_at));
  Judge judge(m.db, loads, m.passed, judged);
  for (const auto& [place, each] : ordered) {
    const std::size_t before = judged.rows.size();
    judge.series(place->number, place->newest, each->rows);
    if (judged.rows.size() > before) place->newest = std::max(place->newest, judged.rows.back().id);
  }

  for (const std::int64_t id : judged.replaced)
    m.db.cached("DELETE FROM _vintage WHERE id = ?1").bind(id).run();
  m.insert(document, judged.rows);
  return judged.counts;
}

std::int64_t Ledger::withdraw_missing(Transaction&, DocumentId document,
                                      std::span<const SeriesId> series,
                                      std::span<const Row> offered, Instant at) {
  Impl& m = *impl_;
  m.turn_to(document);
  std::vector<std::unordered_set<std::int64_t>> periods(series.size());
  for (const Row& row : offered) periods.at(row.series).insert(stored(row.period));

  std::vector<StoredRow> withdrawn;
  Loads loads(m.db, document, stored(at));
  PeriodVintages vintages;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const auto id = m.find(series[i]);
    if (!id) continue;
    PeriodWalk walk(m.db, first_key(*id), last_key(*id));
    while (walk.next(vintages)) {
      const StoredVintage* standing = standing_at(vintages, stored(at));
      if (!standing || standing->withdrawn || periods[i].contains(stored(period_of(standing->id))))
        continue;
      const std::int64_t newest = vintages.back().id;
      if (ordinal_of(newest) == kMaxOrdinal)
        throw std::out_of_range("a period has too many vintages");
      withdrawn.push_back({.id = newest + 1,
                           .known_at = stored(at),
                           .withdrawn = true,
                           .load = loads.of(Basis::fetched)});
    }
  }
  std::ranges::sort(withdrawn, {}, &StoredRow::id);
  m.insert(document, withdrawn);
  return static_cast<std::int64_t>(withdrawn.size());
}

}  // namespace firstcard
