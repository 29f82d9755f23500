#pragma once
// Numbers, lines, times and names as people read them: in messages and in the tables of the command
// line.
#include <string>
#include <string_view>

#include "indicators/assess.h"
#include "indicators/rule.h"

namespace firstcard {

// By unit:
//   percent         a fraction times 100, one decimal               0.1234 -> "12.3%"
//   pp              a fraction times 100, one decimal, with sign    -0.019 -> "-1.9 pp", 0 -> "0.0
//   pp" USD, EUR, ...   four significant digits, K M B T                1.25e9 -> "1.25 B USD"
//   others          four significant digits, whole numbers whole    2.3456 -> "2.346 USD/h", 123456
//   -> "123456"
// Trailing zeros go (but for percent and pp). Never "-0".
std::string format_value(double value, std::string_view unit);

// As format_value, with as many decimals (up to four more) as a person wrote: -0.0025 pp -> "-0.25
// pp". For lines.
std::string format_line_value(double value, std::string_view unit);
std::string format_line(const Line& line, std::string_view unit);  // "below -1.0 pp"
// A recovery line counts from its own value on: "at or above 0.0 pp".
std::string format_recovery(const Line& line, std::string_view unit);

// The size of a difference between two values of this unit, without a sign; percent is then in pp,
// and what would round to nothing is "less than 0.1 pp".
std::string format_distance(double distance, std::string_view unit);

// "2026-08-11 20:05 UTC"; the last second of a day (what a bare date means) is "2026-08-11".
std::string format_instant(Instant t);

// "first_card" -> "first card"
std::string spoken(std::string_view name);
// "first_card" -> "First card"
std::string headline_case(std::string_view name);

}  // namespace firstcard
