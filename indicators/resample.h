#pragma once
// quarterly, monthly, weekly, daily: many observations into one a period.
#include "expr.h"
#include "track.h"

namespace firstcard::measures {

// One sample for each period of `to` that is over at `as_of`, dated by the calendar's last day,
// from the samples of `x` inside it. A sample of day and event tracks is inside by its date, one of
// calendar tracks by the last day of its own calendar period; of the latter a period needs all.
Track resample(const Track& x, Frequency to, Pick pick, Instant as_of);

// The newest period of `f` that is over at `as_of`.
Index newest_over(Frequency f, Instant as_of);

// The value in the middle; of an even count the mean of the two in the middle. Sorts `values`,
// which must not be empty.
double median_of(std::vector<double>& values);

}  // namespace firstcard::measures
