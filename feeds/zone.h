#pragma once
// Time zones by their IANA name. Read from the system's zone data (package tzdata) when a name is
// first used; without a schedule that names one, nothing is read.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/time.h"

namespace firstcard {

// What a clock on the wall shows.
using LocalTime = std::chrono::local_seconds;

// When a clock on the wall shows a time. Where the clock is put forward some times never come, and
// where it is set back some come twice.
struct Showing {
  enum class Times : std::uint8_t { once, never, twice } times = Times::once;
  Instant first;   // never: the first instant after the gap
  Instant second;  // twice: the later one; else as `first`
};

bool zone_exists(std::string_view name);
// Names that the system's zone data list; empty if there are none.
std::vector<std::string> zone_names();

// The zone must exist.
LocalTime local_time(const std::string& zone, Instant t);
Showing showing_of(const std::string& zone, LocalTime local);
// The first instant in (after, upto] at which the clock is set back.
std::optional<Instant> next_set_back(const std::string& zone, Instant after, Instant upto);

}  // namespace firstcard
