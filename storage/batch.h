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

class Batch {
 public:
  // Throws std::invalid_argument for a row whose series is not among the `series` names or whose
  // value is not finite: SQLite would store a NaN as a withdrawal.
  Batch(std::vector<Row> rows, std::span<const SeriesId> series);
  const std::vector<SeriesRows>& series() const { return series_; }

 private:
  void group(std::size_t count);
  std::vector<Row> rows_;
  std::vector<SeriesRows> series_;
};

}  // namespace firstcard
