#pragma once
// What a notification of the kind "feed" tells: a feed became late or dead, or is in time again.
#include <optional>
#include <string>
#include <vector>

#include "indicators/health.h"

namespace firstcard {

struct FeedNews {
  FeedId feed;
  std::string source;  // for people, without secrets
  Health state = Health::none, before = Health::none;
  SeriesId series;                    // the one that decides
  std::optional<Date> newest_period;  // of it
  std::string expected;               // "2026-Q3"
  std::string calendar;               // where the dates below come from
  std::optional<Instant> due_at, late_at, dead_at;
  std::vector<std::string> others;  // further series that are late or dead
  std::optional<Instant> last_success, last_print, last_error_at;
  std::string last_error;  // may be long ago
  int failures = 0;        // polls in a row, up to now
  bool operator==(const FeedNews&) const = default;
};

// Late and dead are told of, and the way back from them.
constexpr bool in_time(Health h) {
  return h < Health::late;
}
// "late", "dead", "in time".
std::string_view spoken(Health h);

}  // namespace firstcard
