#pragma once
// The rows of a document that were not stored because an older vintage already had their value. If
// a later batch of the same document brings a different value known in between (1, then 2, then 1
// again, listed in any order), they count after all. Memory: 32 bytes a row, for as long as the
// document is being stored; rows known at the time of fetching need none, as nothing of their
// document is known earlier. Private to storage/.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "indicators/observation.h"

namespace firstcard {

struct PassedRow {
  std::int64_t key = 0;  // vintage_key
  std::int64_t known_at = 0;
  double value = 0;
  std::uint32_t line = 0;
  Basis basis = Basis::source;
  bool withdrawn = false;
};

class PassedRows {
 public:
  void clear();
  // Between two calls the keys of add() do not descend.
  void begin_batch();
  void add(const PassedRow& row) { rows_.push_back(row); }
  bool empty() const { return rows_.empty(); }
  // Those of one period, in order of arrival.
  std::vector<PassedRow> of(std::int64_t key) const;

 private:
  std::span<const PassedRow> batch(std::size_t i) const;
  std::vector<PassedRow> rows_;
  std::vector<std::size_t> starts_;  // of the batches
};

}  // namespace firstcard
