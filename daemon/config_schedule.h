#pragma once
// When a feed is polled.
#include "daemon/config_section.h"
#include "feeds/schedule.h"

namespace firstcard::config {

// Reads `every`, `at`, `zone` and `window`.
Schedule read_schedule(Section& feed);

// Reads `at` and `zone`: times of the calendar. Empty where there are none, or an error.
std::vector<CalendarRule> read_at(Section& section);

}  // namespace firstcard::config
