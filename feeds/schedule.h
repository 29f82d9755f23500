#pragma once
// When a feed is due. Pure.
#include <chrono>
#include <optional>

#include "indicators/time.h"

namespace firstcard {

// What is known of a feed's last poll.
struct PollState {
  std::optional<Instant>
      last_run;      // when it ended, well or badly; nullopt: never, so it is due at once
  int failures = 0;  // in a row, up to the last run; a rejected document is one
  std::optional<Instant> not_before;  // the server's Retry-After, or nullopt
  bool operator==(const PollState&) const = default;
};

// Failures are retried after 1, 2, 4, ... minutes (a feed polled more often than each minute: after
// its own interval, doubled), at most after four intervals or an hour, whichever is less. So a
// daily feed that fails is asked again within the hour, and one of each minute every four minutes.
std::chrono::seconds retry_delay(std::chrono::seconds every, int failures);

// The instant of the next poll; it may lie in the past, and then it is due. `random01` is uniform
// in [0, 1): it adds up to a twentieth of the interval, at most a minute, so that many feeds of one
// server spread out; of a retry's delay it takes up to a half. A last run after `now` (the clock
// was set back) counts as now.
Instant next_poll(std::chrono::seconds every, const PollState& state, double random01, Instant now);

}  // namespace firstcard
