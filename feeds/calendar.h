#pragma once
// Times of a calendar: "Mon..Fri 22:30 America/New_York", "*-*-01 06:00", "30 22 * * 1-5".
//
//   systemd's way   [WEEKDAYS] [DATE] [TIME] [ZONE]   at least one of the first three, or a word:
//                   minutely hourly daily weekly monthly quarterly semiannually yearly
//     WEEKDAYS  := day (',' day)*   day := name ['..' name]
//     DATE      := [part '-'] part ('-' | '~') part       year, month, day; '~' counts the month's
//                                                         days from its end
//     TIME      := part ':' part [':' part]
//     part      := item (',' item)*  item := ('*' | number ['..' number]) ['/' step]
//   cron's way      MINUTE HOUR DAY MONTH WEEKDAY [ZONE]; a day counts if its date or its weekday
//                   does, where both are restricted
//
// A time that the zone's clocks skip comes at the first instant after the gap; one that they show
// twice comes at the first, but a rule for every hour at both. The zone is UTC if none is named.
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/time.h"

namespace firstcard {

struct YearRange {
  int first = 0, last = 0, step = 1;
  bool operator==(const YearRange&) const = default;
};

// Bit n of a set is the number n; of `weekdays` bit 0 is Sunday.
struct CalendarRule {
  std::string text;
  std::string zone = "UTC";
  std::uint64_t seconds = 1, minutes = 1;
  std::uint32_t hours = 1;
  std::uint32_t days = ~1U, months = 0x1FFE;
  std::uint32_t weekdays = 0x7F;
  std::vector<YearRange> years;  // empty: all
  bool days_from_end = false;    // 1 is the month's last day
  bool either_day = false;       // a day counts if its date or its weekday does
  bool operator==(const CalendarRule&) const = default;
};

struct CalendarError {
  std::size_t offset = 0;  // byte of the text
  std::string message;     // with the remedy
  bool operator==(const CalendarError&) const = default;
};

// `zone` is that of a text which names none; it must exist.
std::expected<CalendarRule, CalendarError> parse_calendar(std::string_view text,
                                                          std::string_view zone = "UTC");

// The first of the rule's instants after `after`; nullopt: there is none in the next sixty years.
std::optional<Instant> next_time(const CalendarRule& rule, Instant after);

}  // namespace firstcard
