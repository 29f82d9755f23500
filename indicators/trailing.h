#pragma once
// The functions over a trailing time: avg peak trough drawdown stdev zscore slope percentile.
#include "expr.h"
#include "track.h"

namespace firstcard::measures {

// `f` over the time `d` that ends with each sample. On a calendar these are the `n` newest periods,
// missing if one is missing; on day and event tracks the values with a date in (back(day, d), day].
Track trailing(Function f, const Track& x, Duration d);

}  // namespace firstcard::measures
