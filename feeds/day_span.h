#pragma once
#include "indicators/time.h"

namespace firstcard {

// The days that a text names: one, or those of a week, a month, a quarter, half a year or a year.
struct DaySpan {
  Date first, last;
  bool operator==(const DaySpan&) const = default;
};

}  // namespace firstcard
