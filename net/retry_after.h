#pragma once
// The Retry-After header (RFC 9110, 10.2.3): a number of seconds or an HTTP date.
#include <chrono>
#include <optional>
#include <string_view>

namespace firstcard {

// The wait from `now` on. A date that has passed means no wait; a number too large to hold means a
// year. nullopt for everything else, an empty value included. The caller bounds the wait by its own
// cap.
std::optional<std::chrono::seconds> retry_after(std::string_view value,
                                                std::chrono::sys_seconds now);

}  // namespace firstcard
