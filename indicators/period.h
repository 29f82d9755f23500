#pragma once
// Frequencies, calendar indices and durations: the arithmetic of periods.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "time.h"

namespace firstcard {

enum class Frequency : std::uint8_t { event, day, week, month, quarter, year };

std::string_view to_text(Frequency f);  // "event", "day", ...
std::optional<Frequency> parse_frequency(std::string_view text);

// Week, month, quarter and year have a calendar index: neighbours differ by one. Event and day
// series have none; for them an Index is the number of days since 1970-01-01.
constexpr bool has_calendar(Frequency f) {
  return f >= Frequency::week;
}
using Index = std::int32_t;

// The calendar period that holds the midpoint of the period which ends on `last_day`; the midpoint
// is reckoned from the last day and half the nominal length. So Oracle's June-August is Q3 and a
// 52/53-week quarter that ends on 26 April is Q1.
Index index_of(Frequency f, Date last_day);
// The calendar period in which the day lies.
Index index_at(Frequency f, Date day);
Date first_day(Frequency f, Index index);
Date last_day(Frequency f, Index index);
// "2026-Q2", "2026-06", "2026-W25", "2026", "2026-06-30"
std::string period_name(Frequency f, Index index);
// 0 (event), 1, 7, 30, 91, 365
days nominal_length(Frequency f);

// A length of time as it is written: 30d 2w 6m 1q 4q 1y. Months, quarters and years are calendar
// lengths; days and weeks are exact. At most a thousand years.
struct Duration {
  enum class Unit : std::uint8_t { day, week, month, quarter, year };
  int count = 0;
  Unit unit = Unit::day;
  bool operator==(const Duration&) const = default;
};
std::optional<Duration> parse_duration(std::string_view text);
std::string to_text(Duration d);

// How many periods of `f` this is (1y = 4 quarters = 12 months; 2w = 2 weeks), if a whole number
// and one that does not depend on the calendar; nullopt otherwise, and for event and day.
std::optional<int> whole_periods(Duration d, Frequency f);
// `day` moved back by the duration (calendar arithmetic, clamped to the month's length).
Date back(Date day, Duration d);
// Nominal: 1d, 7d, 30d, 91d, 365d each.
days nominal_days(Duration d);

}  // namespace firstcard
