#pragma once
// When a failed notification is tried again, and when it is given up. Pure.
#include <optional>
#include <string>

#include "alerts/receiver.h"

namespace firstcard {

struct RetryPolicy {
  seconds base{5};    // the first wait, about
  seconds cap{3600};  // the longest of our own waits
  seconds longest_asked{
      24 * 3600};  // of a receiver's Retry-After: a mistaken one must not silence for long
  seconds max_age = std::chrono::days{3};
  bool operator==(const RetryPolicy&) const = default;
};

struct RetryDecision {
  std::optional<seconds> wait;  // from now on, at least a second; nullopt: given up
  std::string reason;           // "HTTP 503; attempt 3, next in 17 s"
  bool operator==(const RetryDecision&) const = default;
};

// `attempts` were made, this one included; `age` is the time since the notification was queued. The
// last attempt is made when max_age is reached: a longer wait ends there. attempt.outcome must not
// be delivered.
RetryDecision after_failure(const Attempt& attempt, int attempts, seconds age, double random01,
                            const RetryPolicy& policy = {});

}  // namespace firstcard
