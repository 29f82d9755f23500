#include "date_forms.h"

#include <algorithm>
#include <array>

#include "indicators/time.h"

namespace firstcard {

namespace chr = std::chrono;

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// `least` to `most` digits from the front; -1 if there are fewer. Takes no more than `most`.
int take_number(std::string_view& text, std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t n = 0;
  for (; n < most && n < text.size() && is_digit(text[n]); ++n) {
    value = value * 10 + (text[n] - '0');
  }
  text.remove_prefix(n);
  return n < least ? -1 : value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// ASCII letters in any case; `what` is lower case.
bool take_word(std::string_view& text, std::string_view what) {
  const auto same = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  };
  if (text.size() < what.size() || !std::equal(what.begin(), what.end(), text.begin(),
                                               [&](char b, char a) { return same(a, b); })) {
    return false;
  }
  text.remove_prefix(what.size());
  return true;
}

bool take_one_of(std::string_view& text, std::string_view signs) {
  if (text.empty() || signs.find(text.front()) == signs.npos) return false;
  text.remove_prefix(1);
  return true;
}

// The year to the text's end, of four digits or two: 00 to 68 are 2000 to 2068, 69 to 99 are 1969
// to 1999, as POSIX has it. -1: none.
int year_to_end(std::string_view text) {
  if (text.size() != 2 && text.size() != 4) return -1;
  const bool two = text.size() == 2;
  const int year = take_number(text, text.size(), text.size());
  if (year < 0 || !two) return year;
  return year + (year < 69 ? 2000 : 1900);
}

Written day_of_parts(int year, int month, int day, bool form) {
  if (!form || year < 0 || month < 0 || day < 0) return {};
  const chr::year_month_day date{chr::year{year}, chr::month{static_cast<unsigned>(month)},
                                 chr::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return {true, std::nullopt};
  return {true, DaySpan{Date{date}, Date{date}}};
}

// `count` months from `first_month` of the year on; a month beyond 1 to 12 is of another year.
DaySpan months_from(int year, int first_month, int count) {
  const Date january{chr::year_month_day{chr::year{year}, chr::January, chr::day{1}}};
  const Date first = add_months(january, first_month - 1);
  return {first, add_months(first, count) - days{1}};
}

Written months_of_parts(int year, int first_month, int count, bool form) {
  if (!form || year < 0 || first_month < 0) return {};
  if (first_month < 1 || first_month > 12) return {true, std::nullopt};
  return {true, months_from(year, first_month, count)};
}

constexpr Date kFirst{chr::year_month_day{chr::year{0}, chr::January, chr::day{1}}};
constexpr Date kLast{chr::year_month_day{chr::year{9999}, chr::December, chr::day{31}}};

// Days that reach beyond the years of four digits are none.
Written within_calendar(DaySpan days) {
  if (days.first < kFirst || days.last > kLast) return {true, std::nullopt};
  return {true, days};
}

// The part `n` of `parts` equal parts of a year: 3 of 4 is the third quarter.
Written part_of_year(int year, int n, int parts) {
  if (year < 0 || n < 0) return {};
  const int months = 12 / parts;
  return months_of_parts(year, n >= 1 && n <= parts ? (n - 1) * months + 1 : 0, months, true);
}

// 2026-Q2, 2026Q2; 2Q26, 2Q2026; Q2 2026, Q2-26, Q2/26, Q2'26. `letters`: what may stand for the Q.
Written quarter_or_half(std::string_view text, std::string_view letters, int parts) {
  std::string_view rest = text;
  if (const int year = take_number(rest, 4, 4); year >= 0) {
    take(rest, '-');
    if (!take_one_of(rest, letters)) return {};
    const int n = take_number(rest, 1, 1);
    return rest.empty() ? part_of_year(year, n, parts) : Written{};
  }
  rest = text;
  if (const int n = take_number(rest, 1, 1); n >= 0) {
    if (!take_one_of(rest, letters)) return {};
    take_one_of(rest, "- /'");
    return part_of_year(year_to_end(rest), n, parts);
  }
  if (!take_one_of(rest, letters)) return {};
  const int n = take_number(rest, 1, 1);
  if (!take_one_of(rest, "- /'")) return {};
  return part_of_year(year_to_end(rest), n, parts);
}

// 2026-W05, 2026W5: from Monday to Sunday; week 1 holds 4 January.
Written week(std::string_view text) {
  const int year = take_number(text, 4, 4);
  take(text, '-');
  if (year < 0 || !take_word(text, "w")) return {};
  const int n = take_number(text, 1, 2);
  if (n < 0 || !text.empty()) return {};
  const Date fourth{chr::year_month_day{chr::year{year}, chr::January, chr::day{4}}};
  const Date monday = fourth - (chr::weekday{fourth} - chr::Monday) + days{7 * (n - 1)};
  const bool holds = chr::year_month_day{monday + days{3}}.year() == chr::year{year};
  if (n == 0 || !holds) return {true, std::nullopt};
  return within_calendar({monday, monday + days{6}});
}

// 1 to 12, English, short or whole; 0: none.
int take_month_name(std::string_view& text) {
  constexpr std::array<std::string_view, 12> kNames = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (take_word(text, kNames[i])) return static_cast<int>(i) + 1;
  }
  if (take_word(text, "sept")) return 9;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (take_word(text, kNames[i].substr(0, 3))) return static_cast<int>(i) + 1;
  }
  return 0;
}

// Mar-24, Mar 2024, Mar. 2024, March, 2024, Mar24; 2024-Mar.
Written month_name(std::string_view text) {
  if (const int year = take_number(text, 4, 4); year >= 0) {
    take_one_of(text, "- /");
    const int month = take_month_name(text);
    return month > 0 && text.empty() ? months_of_parts(year, month, 1, true) : Written{};
  }
  const int month = take_month_name(text);
  if (month == 0) return {};
  take_one_of(text, ".,");
  take_one_of(text, "- /'");
  return months_of_parts(year_to_end(text), month, 1, true);
}

// FY26, FY2026, FY 2026
int take_fiscal_year(std::string_view& text) {
  if (!take_word(text, "fy")) return -1;
  take_one_of(text, " '");
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  const int year = year_to_end(text.substr(0, digits));
  text.remove_prefix(digits);
  return year;
}

// FY26Q4, FY2026-Q4, FY26 Q4; Q4 FY26, Q4FY26; 4QFY26.
Written fiscal_quarter(std::string_view text, int year_end) {
  int year = -1, n = -1;
  std::string_view rest = text;
  if (year = take_fiscal_year(rest); year >= 0) {
    take_one_of(rest, "- ");
    if (!take_word(rest, "q")) return {};
    n = take_number(rest, 1, 1);
  } else {
    rest = text;
    if (take_word(rest, "q")) {
      n = take_number(rest, 1, 1);
    } else {
      n = take_number(rest, 1, 1);
      if (!take_word(rest, "q")) return {};
    }
    take_one_of(rest, "- ");
    year = take_fiscal_year(rest);
  }
  if (year < 0 || n < 0 || !rest.empty()) return {};
  if (n < 1 || n > 4) return {true, std::nullopt};
  return within_calendar(months_from(year, year_end - 3 * (4 - n) - 2, 3));
}

Written fiscal_year(std::string_view text, int year_end) {
  const int year = take_fiscal_year(text);
  if (year < 0 || !text.empty()) return {};
  return within_calendar(months_from(year, year_end - 11, 12));
}

// 46203, with a fraction for the time of day, which is cut off; as it is shown: 46,203. From day 61
// on: before, the system counts a 29 February 1900 that there was not.
Written excel(std::string_view text) {
  int n = take_number(text, 1, 7);
  if (n >= 1 && n <= 999 && take(text, ',')) {
    const int rest = take_number(text, 3, 3);
    n = rest < 0 ? -1 : n * 1000 + rest;
  }
  if (take(text, '.')) {
    if (text.empty()) return {};
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  }
  if (n < 0 || !text.empty()) return {};
  constexpr Date kDayZero{chr::year_month_day{chr::year{1899}, chr::December, chr::day{30}}};
  if (n < 61) return {true, std::nullopt};
  return within_calendar({kDayZero + days{n}, kDayZero + days{n}});
}

// The day of a date and time, in UTC. Midnight at any offset, or at none, is how programs write a
// day without a time: that day, whatever UTC has.
Written iso_with_time(std::string_view text) {
  if (text.size() <= 10 || (text[10] != 'T' && text[10] != ' ')) return {};
  const auto day = parse_date(text.substr(0, 10));
  std::string_view time = text.substr(11);
  if (!day) return {};
  bool midnight = take_word(time, "00:00");
  if (midnight && take_word(time, ":00") && take(time, '.')) {
    midnight = take(time, '0');
    while (take(time, '0')) {
    }
  }
  const auto at = parse_instant(text);
  if (midnight && (time.empty() || (at && !is_digit(time.front()) && time.front() != ':'))) {
    return {true, DaySpan{*day, *day}};
  }
  if (!at) return {};
  return {true, DaySpan{day_of(*at), day_of(*at)}};
}

// 2026-06-30, of ten bytes: the way of nearly every cell, so without a branch for each digit.
Written iso_day(std::string_view text) {
  const auto digit = [&](std::size_t i) { return static_cast<unsigned>(text[i]) - '0'; };
  const auto ok = [&](std::size_t i) { return static_cast<unsigned>(digit(i) <= 9); };
  const unsigned digits = ok(0) & ok(1) & ok(2) & ok(3) & ok(5) & ok(6) & ok(8) & ok(9);
  const bool form = digits == 1 && text[4] == '-' && text[7] == '-';
  const auto two = [&](std::size_t i) { return static_cast<int>(digit(i) * 10 + digit(i + 1)); };
  return form ? day_of_parts(two(0) * 100 + two(2), two(5), two(8), true) : Written{};
}

}  // namespace

std::optional<Instant> read_epoch(std::string_view text, DateStyle style) {
  const bool negative = take(text, '-');
  constexpr std::size_t kMostDigits = 15;  // 9999-12-31 in milliseconds
  std::int64_t value = 0;
  std::size_t n = 0;
  for (; n < text.size() && n <= kMostDigits && is_digit(text[n]); ++n) {
    value = value * 10 + (text[n] - '0');
  }
  text.remove_prefix(n);
  if (n == 0 || n > kMostDigits) return std::nullopt;
  bool fraction = false;
  if (take(text, '.')) {
    if (text.empty()) return std::nullopt;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
      fraction = fraction || text.front() != '0';
    }
  }
  if (!text.empty()) return std::nullopt;
  if (negative) value = -value - (fraction ? 1 : 0);
  if (style == DateStyle::epoch_ms) {
    // Read as milliseconds it is of January or February 1970; as seconds, of 2000 to 2099.
    if (value >= 946'684'800 && value < 4'102'444'800) return std::nullopt;
    value = chr::floor<seconds>(chr::milliseconds{value}).count();
  }
  const Instant at{seconds{value}};
  if (day_of(at) < kFirst || day_of(at) > kLast) return std::nullopt;
  return at;
}

Written read_as(std::string_view text, DateStyle style, int fiscal_year_end) {
  switch (style) {
    case DateStyle::iso:
      return text.size() == 10 ? iso_day(text) : iso_with_time(text);
    case DateStyle::us:
    case DateStyle::uk: {
      const int a = take_number(text, 1, 2);
      bool form = take(text, '/');
      const int b = take_number(text, 1, 2);
      form = take(text, '/') && form;
      const int y = take_number(text, 4, 4);
      const bool us = style == DateStyle::us;
      return day_of_parts(y, us ? a : b, us ? b : a, form && text.empty());
    }
    case DateStyle::compact: {
      const int y = take_number(text, 4, 4);
      const int m = take_number(text, 2, 2);
      const int d = take_number(text, 2, 2);
      return day_of_parts(y, m, d, text.empty());
    }
    case DateStyle::month: {
      const int y = take_number(text, 4, 4);
      const bool form = take(text, '-');
      const int m = take_number(text, 2, 2);
      return months_of_parts(y, m, 1, form && text.empty());
    }
    case DateStyle::quarter:
      return quarter_or_half(text, "Qq", 4);
    case DateStyle::year: {
      const int y = take_number(text, 4, 4);
      return months_of_parts(y, 1, 12, text.empty());
    }
    case DateStyle::half:
      return quarter_or_half(text, "SsHh", 2);
    case DateStyle::week:
      return week(text);
    case DateStyle::month_name:
      return month_name(text);
    case DateStyle::fiscal_quarter:
      return fiscal_quarter(text, fiscal_year_end);
    case DateStyle::fiscal_year:
      return fiscal_year(text, fiscal_year_end);
    case DateStyle::epoch:
    case DateStyle::epoch_ms: {
      const auto at = read_epoch(text, style);
      if (!at) return {};
      return {true, DaySpan{day_of(*at), day_of(*at)}};
    }
    case DateStyle::excel:
      return excel(text);
  }
  return {};
}

}  // namespace firstcard
