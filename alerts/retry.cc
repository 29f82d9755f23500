#include "retry.h"

#include <fmt/format.h>

#include <algorithm>

#include "net/backoff.h"

namespace firstcard {

RetryDecision after_failure(const Attempt& attempt, int attempts, seconds waited, double random01,
                            const RetryPolicy& policy) {
  if (attempt.outcome != Outcome::retry)
    return {
        .wait = {},
        .reason = fmt::format("{}; given up: another attempt would end the same", attempt.reason)};
  const seconds left = policy.max_age - waited;
  if (left <= seconds{0})
    return {.wait = {},
            .reason = fmt::format("{}; given up after {} attempts in {} hours", attempt.reason,
                                  attempts, std::chrono::floor<std::chrono::hours>(waited).count())};
  const auto own = std::chrono::ceil<seconds>(backoff(attempts, random01, policy.base, policy.cap));
  const seconds asked = std::min(attempt.wait.value_or(seconds{0}), policy.longest_asked);
  const seconds wait = std::max(seconds{1}, std::min(std::max(own, asked), left));
  return {.wait = wait,
          .reason =
              fmt::format("{}; attempt {}, next in {} s", attempt.reason, attempts, wait.count())};
}

}  // namespace firstcard
