#include "schedule.h"

#include <algorithm>

namespace firstcard {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr seconds kFirstRetry = minutes{1};
constexpr seconds kLongestRetry = hours{1};
constexpr seconds kLongestSpread = minutes{1};

seconds share(seconds of, double part) {
  return seconds{static_cast<seconds::rep>(static_cast<double>(of.count()) * part)};
}

}  // namespace

seconds retry_delay(seconds every, int failures) {
  const seconds longest = std::min(every * 4, kLongestRetry);
  seconds delay = std::min(every, kFirstRetry);
  for (int i = 1; i < failures && delay < longest; ++i) delay *= 2;
  return std::min(delay, longest);
}

Instant next_poll(seconds every, const PollState& state, double random01, Instant now) {
  if (!state.last_run) return std::max(now, state.not_before.value_or(now));
  const Instant last = std::min(*state.last_run, now);
  Instant next;
  if (state.failures > 0) {
    const seconds delay = retry_delay(every, state.failures);
    next = last + std::max(delay - share(delay, random01 / 2), seconds{1});
  } else {
    next = last + every + share(std::min(every / 20, kLongestSpread), random01);
  }
  return std::max(next, state.not_before.value_or(next));
}

}  // namespace firstcard
