#pragma once
// How long to wait before trying again. Pure: the random number is an argument.
#include <chrono>

namespace firstcard {

// The wait after the `failures`-th failure in a row (1 is the first; less counts as 1). The ceiling
// is base * 2^(failures-1), at most `cap`; the wait lies between half the ceiling (random01 = 0)
// and the ceiling (random01 = 1), so that those who failed together do not come back together, and
// none comes back at once. A random01 outside 0..1 is clamped; a negative base or cap counts as
// zero.
std::chrono::milliseconds backoff(int failures, double random01, std::chrono::milliseconds base,
                                  std::chrono::milliseconds cap);

}  // namespace firstcard
