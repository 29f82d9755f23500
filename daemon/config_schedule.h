#pragma once
// When a feed is polled.
#include "daemon/config_section.h"
#include "feeds/schedule.h"

namespace firstcard::config {

// Reads `every`, `at`, `zone` and `window`.
Schedule read_schedule(Section& feed);
// The rule that stands at `key`; what is wrong with it is reported at its place in the text.
std::optional<CalendarRule> read_rule(const Section& s, std::string_view key,
                                      const At<std::string>& text, const std::string& zone = "UTC");

// Reads `at` and `zone`: times of the calendar. Empty where there are none, or an error.
std::vector<CalendarRule> read_at(Section& section);

}  // namespace firstcard::config
