#include "judge.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "query.h"
#include "vintage_key.h"

namespace firstcard {

Loads::Loads(Database& db, DocumentId document, std::int64_t recorded_at)
    : db_(db), document_(document), recorded_at_(recorded_at) {
  Statement& s = db_.cached("SELECT id FROM _load WHERE document = ?1");
  own_ = all_rows(s.bind(document), [](Statement& row) { return row.integer(0); });
}

std::int64_t Loads::of(Basis basis) {
  std::int64_t& known = by_basis_[static_cast<std::size_t>(basis)];
  if (known != 0) return known;
  const std::string_view text = to_text(basis);
  db_.cached(
         "INSERT INTO _load(document, recorded_at, basis) VALUES (?1, ?2, ?3) ON CONFLICT DO "
         "NOTHING")
      .bind(document_, recorded_at_, text)
      .run();
  Statement& s =
      db_.cached("SELECT id FROM _load WHERE document = ?1 AND recorded_at = ?2 AND basis = ?3");
  known = first_row(s.bind(document_, recorded_at_, text), [](Statement& row) {
            return row.integer(0);
          }).value();
  if (!own(known)) own_.push_back(known);
  return known;
}

bool Loads::own(std::int64_t load) const {
  return std::ranges::find(own_, load) != own_.end();
}

void Judge::series(std::int64_t id, std::int64_t newest, std::span<const Row> rows) {
  const std::int64_t first = vintage_key(id, rows.front().period);
  const std::int64_t last = vintage_key(id, rows.back().period) | kMaxOrdinal;
  std::optional<PeriodWalk> walk;
  if (first <= newest) walk.emplace(db_, first, last);
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end].period == rows[i].period) ++end;
    const std::int64_t key = vintage_key(id, rows[i].period);
    if (walk)
      walk->at(key, vintages_);
    else
      vintages_.clear();
    const Row& row = rows[i];
    if (vintages_.empty() && passed_.empty() && end == i + 1 &&
        row.value) {  // nearly all rows of a first load
      out_.rows.push_back({.id = key,
                           .known_at = row.known_at.time_since_epoch().count(),
                           .value = *row.value,
                           .line = row.line,
                           .load = loads_.of(row.basis)});
      ++out_.counts.added;
    } else {
      period(key, rows.subspan(i, end - i));
    }
    i = end;
  }
}

void Judge::period(std::int64_t key, std::span<const Row> rows) {
  offers_.clear();
  for (const Row& row : rows) {
    const std::int64_t known_at = row.known_at.time_since_epoch().count();
    if (!offers_.empty() && offers_.back().known_at == known_at) {  // the later line stands
      offers_.pop_back();
      ++out_.counts.unchanged;
    }
    offers_.push_back({known_at, row.value.value_or(0), !row.value, row.line, row.basis, false});
  }
  if (!passed_.empty()) {
    const std::size_t fresh = offers_.size();
    for (const PassedRow& p : passed_.of(key)) {
      const auto same = [&](const Offer& o) { return o.known_at == p.known_at; };
      std::erase_if(offers_,
                    [&](const Offer& o) { return o.again && same(o); });  // an earlier line
      if (std::any_of(offers_.begin(), offers_.begin() + static_cast<std::ptrdiff_t>(fresh), same))
        continue;
      offers_.push_back({p.known_at, p.value, p.withdrawn, p.line, p.basis, true});
    }
    std::ranges::sort(offers_, {}, &Offer::known_at);  // no two are known at one time
  }
  for (const Offer& o : offers_) offer(key, o);
}

void Judge::offer(std::int64_t key, const Offer& o) {
  const auto equal = [&](const StoredVintage* v) {
    return v ? v->withdrawn == o.withdrawn && (o.withdrawn || v->value == o.value) : o.withdrawn;
  };
  const StoredVintage* standing = standing_at(vintages_, o.known_at);
  if (!o.again && standing && standing->known_at == o.known_at && loads_.own(standing->load) &&
      !equal(standing)) {
    take_back(standing->id);
    standing = standing_at(vintages_, o.known_at);
  }
  // Of a row passed over before: a later line of the same time has spoken since.
  if (o.again && standing && standing->known_at == o.known_at) return;
  if (!equal(standing)) return add(key, o);
  if (o.again) return;
  ++out_.counts.unchanged;
  if (o.basis != Basis::fetched && (!standing || standing->known_at < o.known_at))
    passed_.add({key, o.known_at, o.value, o.line, o.basis, o.withdrawn});
}

void Judge::add(std::int64_t key, const Offer& o) {
  if (o.withdrawn)
    ++out_.counts.withdrawn;
  else if (vintages_.empty())
    ++out_.counts.added;
  else
    ++out_.counts.revised;
  if (o.again) --out_.counts.unchanged;
  const std::int64_t ordinal = vintages_.empty() ? 0 : ordinal_of(vintages_.back().id) + 1;
  if (ordinal > kMaxOrdinal)
    throw std::out_of_range("a period has more vintages than the ledger can number");
  const std::int64_t load = loads_.of(o.basis);
  vintages_.push_back({.id = key + ordinal,
                       .known_at = o.known_at,
                       .value = o.value,
                       .withdrawn = o.withdrawn,
                       .load = load});
  out_.rows.push_back({.id = key + ordinal,
                       .known_at = o.known_at,
                       .value = o.value,
                       .withdrawn = o.withdrawn,
                       .line = o.line,
                       .load = load});
}

// A line of this document that a later one of the same period and time replaces: it never counted.
void Judge::take_back(std::int64_t id) {
  const auto found = std::ranges::find(vintages_, id, &StoredVintage::id);
  const bool withdrawn = found->withdrawn;
  vintages_.erase(found);
  out_.replaced.push_back(id);
  if (withdrawn)
    --out_.counts.withdrawn;
  else if (vintages_.empty())
    --out_.counts.added;
  else
    --out_.counts.revised;
  ++out_.counts.unchanged;
}

}  // namespace firstcard
