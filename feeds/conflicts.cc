#include "conflicts.h"

#include <algorithm>
#include <tuple>

namespace firstcard {

void Conflicts::see(const Row& row) {
  if (row.series >= series_.size()) series_.resize(row.series + std::size_t{1});
  Seen& seen = series_[row.series];
  const std::pair key{row.period, row.known_at};
  if (seen.batch != batch_) {
    seen = {batch_, Order::one, key};
    return;
  }
  if (seen.order == Order::none) return;
  const Order step = key > seen.last ? Order::up : key < seen.last ? Order::down : Order::none;
  seen.order = seen.order == Order::one || seen.order == step ? step : Order::none;
  seen.last = key;
  if (seen.order == Order::none) disordered_ = true;
}

std::vector<Conflicts::Pair> Conflicts::take(std::span<const Row> batch) {
  std::vector<Pair> found;
  if (disordered_) {
    std::vector<const Row*> rows;
    for (const Row& row : batch) {
      if (series_[row.series].order == Order::none) rows.push_back(&row);
    }
    const auto key = [](const Row* r) { return std::tuple(r->series, r->period, r->known_at); };
    std::sort(rows.begin(), rows.end(), [&](const Row* a, const Row* b) {
      return std::tuple(key(a), a) < std::tuple(key(b), b);
    });
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const bool same = key(rows[i - 1]) == key(rows[i]);
      if (same && rows[i - 1]->value != rows[i]->value) found.push_back({*rows[i - 1], *rows[i]});
    }
    disordered_ = false;
  }
  ++batch_;
  return found;
}

}  // namespace firstcard
