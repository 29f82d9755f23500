#pragma once
// A batch of rows put in the order of the table: by series, period, known_at; of equal ones the
// order of the document stays. Private to storage/.
#include <cstdint>
#include <span>
#include <vector>

#include "indicators/observation.h"

namespace firstcard {

struct SeriesRows {
  std::uint32_t series = 0;   // index into the batch's list of series
  std::span<const Row> rows;  // at least one
};

// Keeps its memory from one batch to the next: touching fresh pages costs more than the sorting.
class Batch {
 public:
  // Throws std::invalid_argument for a row whose series is not among the `series` names or whose
  // value is not finite: SQLite would store a NaN as a withdrawal.
  void take(std::vector<Row> rows, std::span<const SeriesId> series);
  // Those of the last take(), by index; the spans point into this object.
  const std::vector<SeriesRows>& series() const { return series_; }

 private:
  std::span<Row> group(std::span<const Row> rows, std::size_t count);
  std::vector<Row> rows_, grouped_;
  std::vector<SeriesRows> series_;
};

}  // namespace firstcard
