#include "calendar.h"

#include <algorithm>
#include <bit>

#include "zone.h"

namespace firstcard {

namespace {

using std::chrono::local_days;
using std::chrono::year_month_day;

// The longest pause between two 29ths of February of one weekday is forty years.
constexpr std::chrono::years kHorizon{60};

constexpr std::uint32_t kEveryHour = 0xFFFFFF;

template <class Set>
bool has(Set set, unsigned n) {
  return (set >> n & 1) != 0;
}

// The smallest number of the set that is at least `from`; nullopt: there is none.
std::optional<unsigned> next_in(std::uint64_t set, unsigned from) {
  const std::uint64_t rest = from < 64 ? set >> from << from : 0;
  if (rest == 0) return std::nullopt;
  return static_cast<unsigned>(std::countr_zero(rest));
}

bool year_matches(const CalendarRule& rule, int year) {
  return rule.years.empty() || std::ranges::any_of(rule.years, [&](const YearRange& r) {
           return year >= r.first && year <= r.last && (year - r.first) % r.step == 0;
         });
}

bool day_matches(const CalendarRule& rule, local_days day, year_month_day date) {
  unsigned number = static_cast<unsigned>(date.day());
  if (rule.days_from_end) {
    const auto last =
        std::chrono::year_month_day_last{date.year(), date.month() / std::chrono::last};
    number = static_cast<unsigned>(last.day()) - number + 1;
  }
  const bool by_date = has(rule.days, number);
  const bool by_weekday = has(rule.weekdays, std::chrono::weekday{day}.c_encoding());
  return rule.either_day ? by_date || by_weekday : by_date && by_weekday;
}

// The first time of the day at or after `from`.
std::optional<seconds> next_time_of_day(const CalendarRule& rule, seconds from) {
  const std::chrono::hh_mm_ss start(from);
  const auto h0 = static_cast<unsigned>(start.hours().count());
  const auto m0 = static_cast<unsigned>(start.minutes().count());
  const auto s0 = static_cast<unsigned>(start.seconds().count());
  for (auto h = next_in(rule.hours, h0); h; h = next_in(rule.hours, *h + 1)) {
    const bool same_hour = *h == h0;
    for (auto m = next_in(rule.minutes, same_hour ? m0 : 0); m; m = next_in(rule.minutes, *m + 1)) {
      const bool same_minute = same_hour && *m == m0;
      if (const auto s = next_in(rule.seconds, same_minute ? s0 : 0))
        return std::chrono::hours{*h} + std::chrono::minutes{*m} + seconds{*s};
    }
  }
  return std::nullopt;
}

// The rule's first time at or after `from` and before `end`, by the clock on the wall.
std::optional<LocalTime> next_local(const CalendarRule& rule, LocalTime from, local_days end) {
  const local_days first = std::chrono::floor<days>(from);
  for (local_days day = first; day < end; day += days{1}) {
    const year_month_day date{day};
    if (!year_matches(rule, static_cast<int>(date.year()))) {
      day = local_days{(date.year() + std::chrono::years{1}) / 1 / 1} - days{1};
      continue;
    }
    if (!has(rule.months, static_cast<unsigned>(date.month()))) {
      day = local_days{(date.year() / date.month() + std::chrono::months{1}) / 1} - days{1};
      continue;
    }
    if (!day_matches(rule, day, date)) continue;
    if (const auto time = next_time_of_day(rule, day == first ? from - day : seconds{0}))
      return day + *time;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Instant> next_time(const CalendarRule& rule, Instant after) {
  const LocalTime now = local_time(rule.zone, after);
  const local_days end = std::chrono::floor<days>(now) + std::chrono::duration_cast<days>(kHorizon);
  std::optional<Instant> next;
  for (auto local = next_local(rule, now, end); local && !next;
       local = next_local(rule, *local + seconds{1}, end)) {
    const Instant first = showing_of(rule.zone, *local).first;
    if (first > after) next = first;
  }
  if (rule.hours != kEveryHour || !next) return next;
  // The times that the clocks show again: from now on, or from the next setting back.
  std::optional<LocalTime> again;
  if (const Showing showing = showing_of(rule.zone, now);
      showing.times == Showing::Times::twice && showing.second == after)
    again = next_local(rule, now + seconds{1}, end);
  else if (const auto back = next_set_back(rule.zone, after, *next))
    again = next_local(rule, local_time(rule.zone, *back), end);
  if (again) next = std::min(*next, showing_of(rule.zone, *again).second);
  return next;
}

}  // namespace firstcard
