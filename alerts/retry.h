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
  // Of trying: the time since the message was made would end it at the first failure after a pause,
  // or when the clock is set.
  seconds max_age = std::chrono::days{3};
  bool operator==(const RetryPolicy&) const = default;
};

struct RetryDecision {
  std::optional<seconds> wait;  // from now on, at least a second; nullopt: given up
  std::string reason;           // "HTTP 503; attempt 3, next in 17 s"
  bool operator==(const RetryDecision&) const = default;
};

// `attempts` were made, this one included; `waited` is the sum of the waits before
// it. The last attempt is made when they reach max_age: a longer wait ends there. attempt.outcome
// must not be delivered.
RetryDecision after_failure(const Attempt& attempt, int attempts, seconds waited, double random01,
                            const RetryPolicy& policy = {});

}  // namespace firstcard
