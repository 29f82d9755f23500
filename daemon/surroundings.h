#pragma once
// The two things of the outside world that every loop needs, as values that a test can replace.
#include <algorithm>
#include <chrono>
#include <functional>

#include "indicators/time.h"

namespace firstcard {

using Clock = std::function<Instant()>;    // the present, UTC
using Random01 = std::function<double()>;  // in [0, 1)

// How long to wait for an instant by a clock that may be set: at most an hour at a time, then look
// again.
inline std::chrono::milliseconds wait_until(Instant at, Instant now) {
  const auto wait = std::chrono::milliseconds{at - now};
  return std::clamp(wait, std::chrono::milliseconds{0}, std::chrono::milliseconds{3'600'000});
}

}  // namespace firstcard
