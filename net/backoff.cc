#include "backoff.h"

#include <algorithm>
#include <cmath>

namespace firstcard {

using std::chrono::milliseconds;

milliseconds backoff(int failures, double random01, milliseconds base, milliseconds cap) {
  const milliseconds limit = std::max(cap, milliseconds::zero());
  milliseconds ceiling = std::min(std::max(base, milliseconds::zero()), limit);
  // Doubling stops before it could pass the cap, so nothing overflows however large the numbers
  // are.
  for (int i = 1; i < failures && ceiling.count() > 0 && ceiling < limit; ++i)
    ceiling = ceiling > limit / 2 ? limit : ceiling * 2;
  const double share = std::isnan(random01) ? 0.0 : std::clamp(random01, 0.0, 1.0);
  const milliseconds half = ceiling / 2;
  const auto jitter = std::llround(share * static_cast<double>((ceiling - half).count()));
  return half + milliseconds{jitter};
}

}  // namespace firstcard
