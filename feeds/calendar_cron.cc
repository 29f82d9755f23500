#include <fmt/format.h>

#include "calendar_parse.h"

namespace firstcard::calendar {

namespace {

// What cron writes with '-' for a range; 7 is Sunday as 0 is.
const Part kParts[] = {
    {.what = "minute", .least = 0, .most = 59, .range = "-", .names = {}},
    {.what = "hour", .least = 0, .most = 23, .range = "-", .names = {}},
    {.what = "day", .least = 1, .most = 31, .range = "-", .names = {}},
    {.what = "month", .least = 1, .most = 12, .range = "-", .names = kMonths, .names_from = 1},
    {.what = "weekday", .least = 0, .most = 7, .range = "-", .names = kWeekdays}};

}  // namespace

std::expected<CalendarRule, CalendarError> parse_cron(std::span<const Word> words) {
  if (words.size() > 5)
    return error(words[5].offset,
                 fmt::format("\"{}\" is too much; a line of cron is minute, hour, day, month, "
                             "weekday and perhaps a time zone",
                             words[5].text));
  std::uint64_t sets[5] = {};
  for (std::size_t i = 0; i < 5; ++i) {
    const auto set = parse_set(words[i], kParts[i]);
    if (!set) return std::unexpected(set.error());
    sets[i] = *set;
  }
  CalendarRule rule;
  rule.minutes = sets[0];
  rule.hours = static_cast<std::uint32_t>(sets[1]);
  rule.days = static_cast<std::uint32_t>(sets[2]);
  rule.months = static_cast<std::uint32_t>(sets[3]);
  rule.weekdays = static_cast<std::uint32_t>((sets[4] | sets[4] >> 7) & 0x7F);
  rule.either_day = !words[2].text.starts_with('*') && !words[4].text.starts_with('*');
  return rule;
}

}  // namespace firstcard::calendar
