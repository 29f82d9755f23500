#include "calendar_parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "indicators/nearest.h"
#include "zone.h"

namespace firstcard {

namespace calendar {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::array kWeekdayNames = {"sunday"sv,   "monday"sv, "tuesday"sv, "wednesday"sv,
                                      "thursday"sv, "friday"sv, "saturday"sv};
constexpr std::array kMonthNames = {"january"sv,   "february"sv, "march"sv,    "april"sv,
                                    "may"sv,       "june"sv,     "july"sv,     "august"sv,
                                    "september"sv, "october"sv,  "november"sv, "december"sv};

constexpr const char* kOrder = "write weekdays, date, time and zone in this order, each once";

constexpr Part kYear{.what = "year", .least = 1970, .most = 2199, .names = {}};
constexpr Part kMonth{.what = "month", .least = 1, .most = 12, .names = {}};
constexpr Part kDay{.what = "day", .least = 1, .most = 31, .names = {}};
constexpr Part kHour{.what = "hour", .least = 0, .most = 23, .names = {}};
constexpr Part kMinute{.what = "minute", .least = 0, .most = 59, .names = {}};
constexpr Part kSecond{.what = "second", .least = 0, .most = 59, .names = {}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kShorthands = {
    {{"minutely", "*:*"},
     {"hourly", "*:00"},
     {"daily", "00:00"},
     {"weekly", "Mon 00:00"},
     {"monthly", "*-*-01 00:00"},
     {"quarterly", "*-01,04,07,10-01 00:00"},
     {"semiannually", "*-01,07-01 00:00"},
     {"yearly", "*-01-01 00:00"},
     {"annually", "*-01-01 00:00"}}};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::expected<int, CalendarError> parse_number(Word word, const Part& part) {
  if (const auto named = number_of(word.text, part.names)) return *named + part.names_from;
  int number = 0;
  const auto* const end = word.text.data() + word.text.size();
  const auto [rest, failed] = std::from_chars(word.text.data(), end, number);
  if (word.text.empty() || failed == std::errc::invalid_argument || rest != end ||
      word.text.front() == '-')
    return error(word.offset, fmt::format("\"{}\" is no {}; write a number from {} to {}{}",
                                          word.text, part.what, part.least, part.most,
                                          part.names.empty() ? ", or *" : ", a name, or *"));
  if (failed != std::errc{} || number < part.least || number > part.most)
    return error(word.offset, fmt::format("{} {} does not exist; write {} to {}", part.what,
                                          word.text, part.least, part.most));
  return number;
}

std::expected<void, CalendarError> read_date(Word word, CalendarRule& rule) {
  Word date = word;
  Word day{};
  const auto tilde = word.text.find('~');
  rule.days_from_end = tilde != std::string_view::npos;
  if (rule.days_from_end) {
    day = {word.text.substr(tilde + 1), word.offset + tilde + 1};
    date.text = word.text.substr(0, tilde);
  }
  std::vector<Word> parts = split(date, '-');
  if (!rule.days_from_end) {
    day = parts.back();
    parts.pop_back();
  }
  if (parts.empty() || parts.size() > 2)
    return error(word.offset, fmt::format("\"{}\" is not a date; write year, month and day like "
                                          "*-*-01, or month and day like 12-24",
                                          word.text));
  if (parts.size() == 2) {
    for (const Word& each : split(parts.front(), ',')) {
      const auto item = parse_item(each, kYear);
      if (!item) return std::unexpected(item.error());
      if (item->any && item->step == 1) {
        rule.years.clear();
        break;
      }
      rule.years.push_back({item->first, item->last, item->step});
    }
  }
  const auto months = parse_set(parts.back(), kMonth);
  if (!months) return std::unexpected(months.error());
  rule.months = static_cast<std::uint32_t>(*months);
  std::uint64_t days = 0;
  for (const Word& each : split(day, ',')) {
    auto item = parse_item(each, kDay);
    if (!item) return std::unexpected(item.error());
    // "~07/1" is the seventh day from the end and the days after it.
    const bool downwards = rule.days_from_end && !item->any && item->step_alone;
    for (int d = item->first; downwards ? d >= 1 : d <= item->last;
         d += downwards ? -item->step : item->step)
      days |= std::uint64_t{1} << d;
  }
  rule.days = static_cast<std::uint32_t>(days);
  return {};
}

std::expected<void, CalendarError> read_time(Word word, CalendarRule& rule) {
  const std::vector<Word> parts = split(word, ':');
  if (parts.size() > 3)
    return error(word.offset,
                 fmt::format("\"{}\" is not a time; write 22:30 or 22:30:15", word.text));
  const auto hours = parse_set(parts[0], kHour);
  if (!hours) return std::unexpected(hours.error());
  const auto minutes = parse_set(parts[1], kMinute);
  if (!minutes) return std::unexpected(minutes.error());
  rule.hours = static_cast<std::uint32_t>(*hours);
  rule.minutes = *minutes;
  if (parts.size() == 3) {
    const auto seconds = parse_set(parts[2], kSecond);
    if (!seconds) return std::unexpected(seconds.error());
    rule.seconds = *seconds;
  }
  return {};
}

std::expected<void, CalendarError> read_weekdays(Word word, CalendarRule& rule) {
  rule.weekdays = 0;
  for (const Word& each : split(word, ',')) {
    const auto dots = each.text.find("..");
    const Word ends[] = {{each.text.substr(0, dots), each.offset},
                         {dots == std::string_view::npos ? each.text : each.text.substr(dots + 2),
                          dots == std::string_view::npos ? each.offset : each.offset + dots + 2}};
    int numbers[2] = {};
    for (int i = 0; i < 2; ++i) {
      const auto day = number_of(ends[i].text, kWeekdays);
      if (!day)
        return error(
            ends[i].offset,
            fmt::format("\"{}\" is not a weekday; write Mon, Mon,Wed or Mon..Fri", ends[i].text));
      numbers[i] = *day;
    }
    for (int day = numbers[0];; day = (day + 1) % 7) {  // "Sat..Mon" goes over the week's end
      rule.weekdays |= 1U << day;
      if (day == numbers[1]) break;
    }
  }
  return {};
}

bool has_letter_first(std::string_view text) {
  const char c = lower(text.front());
  return c >= 'a' && c <= 'z';
}

std::expected<CalendarRule, CalendarError> parse_systemd(std::span<const Word> words) {
  CalendarRule rule;
  enum { nothing, weekdays, date, time } last = nothing;
  for (const Word& word : words) {
    std::expected<void, CalendarError> read;
    auto kind = date;
    if (has_letter_first(word.text)) {
      kind = weekdays;
    } else if (word.text.contains(':')) {
      kind = time;
    } else if (!word.text.contains('-') && !word.text.contains('~')) {
      return error(word.offset,
                   fmt::format("\"{}\" is neither weekdays (Mon..Fri), a date (*-*-01) nor a time "
                               "(22:30); a line of cron has five fields",
                               word.text));
    }
    if (kind <= last) return error(word.offset, kOrder);
    last = kind;
    read = kind == weekdays ? read_weekdays(word, rule)
           : kind == date   ? read_date(word, rule)
                            : read_time(word, rule);
    if (!read) return std::unexpected(read.error());
  }
  return rule;
}

// Some day of the rule's months must be in its days.
bool has_a_day(const CalendarRule& rule) {
  if (rule.either_day) return true;
  static constexpr int kLongest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int month = 1; month <= 12; ++month)
    if ((rule.months >> month & 1) != 0)
      for (int day = 1; day <= kLongest[month - 1]; ++day)
        if ((rule.days >> day & 1) != 0) return true;
  return false;
}

std::string zone_remedy(std::string_view name) {
  const std::vector<std::string> names = zone_names();
  if (names.empty()) return "; the system has no zone data: install tzdata";
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string near = did_you_mean(name, known);
  return near.empty() ? "; write one like Europe/Berlin or UTC" : near;
}

}  // namespace

constinit const std::span<const std::string_view> kWeekdays{kWeekdayNames};
constinit const std::span<const std::string_view> kMonths{kMonthNames};

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  for (const Word& word : split({text, 0}, ' '))
    if (!word.text.empty()) words.push_back(word);
  return words;
}

std::vector<Word> split(Word word, char sign) {
  std::vector<Word> parts;
  std::size_t from = 0;
  for (auto at = word.text.find(sign); at != std::string_view::npos;
       at = word.text.find(sign, from)) {
    parts.push_back({word.text.substr(from, at - from), word.offset + from});
    from = at + 1;
  }
  parts.push_back({word.text.substr(from), word.offset + from});
  return parts;
}

std::unexpected<CalendarError> error(std::size_t offset, std::string message) {
  return std::unexpected(CalendarError{offset, std::move(message)});
}

std::optional<int> number_of(std::string_view name, std::span<const std::string_view> names) {
  if (name.size() < 3) return std::nullopt;
  std::string lowered(name);
  std::ranges::transform(lowered, lowered.begin(), lower);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i].starts_with(lowered)) return static_cast<int>(i);
  return std::nullopt;
}

std::expected<Item, CalendarError> parse_item(Word word, const Part& part) {
  Item item{.first = part.least, .last = part.most};
  std::string_view numbers = word.text;
  if (const auto slash = numbers.find('/'); slash != std::string_view::npos) {
    const Part step{.what = "step", .least = 1, .most = part.most, .names = {}};
    const auto number = parse_number({numbers.substr(slash + 1), word.offset + slash + 1}, step);
    if (!number) return std::unexpected(number.error());
    item.step = *number;
    item.step_alone = true;
    numbers = numbers.substr(0, slash);
  }
  if (numbers == "*") {
    item.any = true;
    return item;
  }
  const auto range = numbers.find(part.range);
  const auto first = parse_number({numbers.substr(0, range), word.offset}, part);
  if (!first) return std::unexpected(first.error());
  item.first = *first;
  if (range != std::string_view::npos) {
    const auto from = range + part.range.size();
    const auto last = parse_number({numbers.substr(from), word.offset + from}, part);
    if (!last) return std::unexpected(last.error());
    if (*last < *first)
      return error(word.offset, fmt::format("\"{}\" is a range that goes backwards", numbers));
    item.last = *last;
    item.step_alone = false;
  } else if (!item.step_alone) {
    item.last = *first;
  }
  return item;
}

std::expected<std::uint64_t, CalendarError> parse_set(Word word, const Part& part) {
  std::uint64_t set = 0;
  for (const Word& each : split(word, ',')) {
    const auto item = parse_item(each, part);
    if (!item) return std::unexpected(item.error());
    for (int n = item->first; n <= item->last; n += item->step) set |= std::uint64_t{1} << n;
  }
  return set;
}

}  // namespace calendar

std::expected<CalendarRule, CalendarError> parse_calendar(std::string_view text,
                                                          std::string_view zone) {
  using namespace calendar;
  std::vector<Word> words = words_of(text);
  if (words.empty())
    return error(0, "there is no time in it; write for example \"Mon..Fri 22:30 Europe/Berlin\"");

  // The last word is a zone if it begins with a letter and is not alone; of five words it is cron's
  // weekday.
  std::string in_zone(zone);
  if (words.size() > 1 && words.size() != 5 && has_letter_first(words.back().text)) {
    if (number_of(words.back().text.substr(0, 3), kWeekdays) && !words.back().text.contains('/'))
      return error(words.back().offset, kOrder);
    if (!zone_exists(words.back().text))
      return error(words.back().offset,
                   fmt::format("there is no time zone \"{}\"{}", words.back().text,
                               zone_remedy(words.back().text)));
    in_zone = words.back().text;
    words.pop_back();
  }

  std::expected<CalendarRule, CalendarError> rule;
  const auto shorthand = std::ranges::find(kShorthands, words.front().text,
                                           &std::pair<std::string_view, std::string_view>::first);
  if (words.size() >= 5)
    rule = parse_cron(words);
  else if (words.size() == 1 && shorthand != kShorthands.end())
    rule = parse_systemd(words_of(shorthand->second));
  else if (words.size() == 1 && has_letter_first(text) && !text.contains(':') &&
           !number_of(words.front().text.substr(0, 3), kWeekdays))
    return error(words.front().offset,
                 fmt::format("\"{}\" is no time; write daily, hourly or weekly, or for example "
                             "\"Mon..Fri 22:30\"",
                             words.front().text));
  else
    rule = parse_systemd(words);
  if (!rule) return rule;
  rule->text = text;
  rule->zone = std::move(in_zone);
  if (!has_a_day(*rule)) return error(words.front().offset, "there is no such day in any year");
  return rule;
}

}  // namespace firstcard
