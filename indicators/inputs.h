#pragma once
// What a reading rests on. Pure.
#include <vector>

#include "measure.h"

namespace firstcard {

struct Input {
  SeriesId series;
  Point point;
  bool operator==(const Input&) const = default;
};

// The values of the window without which the newest print would be another: its value, its period,
// its coverage or the time at which it was known; or it would not be there. Of the largest value of
// a trailing time that is the largest one, not the lesser ones beside it. In order of series, then
// period. Empty where there is no print. Costs one evaluation for each value of the window.
std::vector<Input> inputs_of(const Measure& m, const Catalogue& catalogue, const Window& window,
                             int min_coverage);

}  // namespace firstcard
