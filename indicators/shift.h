#pragma once
// The functions that look at one earlier value: lag change growth pace.
#include "expr.h"
#include "track.h"

namespace firstcard::measures {

// The value `d` earlier. On a calendar by index: a period of which only the earlier value is there
// has a sample as well, if it is not later than `newest` or than the newest of `x`. On day tracks
// at every day of `x` the newest value at or before back(day, d), at most kOldest days older than
// that. On event tracks at every event of `x` the value that stood at back(day, d).
Track lag(const Track& x, Duration d, Index newest);
inline constexpr days kOldest{7};

// x - lag(x, d)
Track change(const Track& x, Duration d);
// x / lag(x, d) - 1; missing where the earlier value is not above zero, for then the sign of the
// quotient says nothing.
Track growth(const Track& x, Duration d);
// Growth per `d` (days or weeks) from one value to the next: (x1/x0)^(d/days) - 1, `days` between
// their period dates; missing where one of them is not above zero, or where a period lies between.
Track pace(const Track& x, Duration d);

}  // namespace firstcard::measures
