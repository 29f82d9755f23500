#include "date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "text.h"

namespace firstcard {

namespace chr = std::chrono;

namespace {

struct Style {
  std::string_view name, example;
};
constexpr std::array<Style, 7> kStyles = {{{"iso", "2026-06-30"},
                                           {"us", "06/30/2026"},
                                           {"uk", "30/06/2026"},
                                           {"compact", "20260630"},
                                           {"month", "2026-06"},
                                           {"quarter", "2026-Q2"},
                                           {"year", "2026"}}};

const Style& style_of(DateStyle style) {
  return kStyles[static_cast<std::size_t>(style)];
}

// `least` to `most` digits from the front; -1 if there are fewer. Takes no more than `most`.
int take_number(std::string_view& text, std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t n = 0;
  for (; n < most && n < text.size() && text[n] >= '0' && text[n] <= '9'; ++n) {
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

// A day may be written well and still be none: the 30th of February.
struct Written {
  bool form = false;
  std::optional<DaySpan> days;
};

Written day_of_parts(int year, int month, int day, bool form) {
  if (!form || year < 0 || month < 0 || day < 0) return {};
  const chr::year_month_day date{chr::year{year}, chr::month{static_cast<unsigned>(month)},
                                 chr::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return {true, std::nullopt};
  return {true, DaySpan{Date{date}, Date{date}}};
}

Written months_of_parts(int year, int first_month, int count, bool form) {
  if (!form || year < 0 || first_month < 0) return {};
  if (first_month < 1 || first_month > 12) return {true, std::nullopt};
  const Date first{chr::year_month_day{
      chr::year{year}, chr::month{static_cast<unsigned>(first_month)}, chr::day{1}}};
  return {true, DaySpan{first, add_months(first, count) - days{1}}};
}

Written read_as(std::string_view text, DateStyle style) {
  switch (style) {
    case DateStyle::iso: {
      const int y = take_number(text, 4, 4);
      bool form = take(text, '-');
      const int m = take_number(text, 2, 2);
      form = take(text, '-') && form;
      const int d = take_number(text, 2, 2);
      return day_of_parts(y, m, d, form && text.empty());
    }
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
    case DateStyle::quarter: {
      const int y = take_number(text, 4, 4);
      take(text, '-');
      const bool form = take(text, 'Q') || take(text, 'q');
      const int q = take_number(text, 1, 1);
      const bool ok = form && text.empty() && q >= 0;
      return months_of_parts(y, q >= 1 && q <= 4 ? q * 3 - 2 : 0, 3, ok);
    }
    case DateStyle::year: {
      const int y = take_number(text, 4, 4);
      return months_of_parts(y, 1, 12, text.empty());
    }
  }
  return {};
}

DateFault not_a_date(std::string_view text, DateStyle style) {
  const Style& wanted = style_of(style);
  if (text.empty()) return {"is empty where a date must be"};
  if (read_as(text, style).form) return {"names no day of the calendar"};
  std::string others;
  for (std::size_t i = 0; i < kStyles.size(); ++i) {
    if (!read_as(text, static_cast<DateStyle>(i)).days) continue;
    others += fmt::format("{}style = \"{}\"", others.empty() ? "" : " or ", kStyles[i].name);
  }
  if (others.empty() && parse_instant(text)) {
    others = "a column of dates, for it has a time of day, and only `known` takes one";
  }
  if (others.empty()) {
    return {fmt::format("is not a date of style {} ({})", wanted.name, wanted.example)};
  }
  return {
      fmt::format("is not a date of style {} ({}); set {} on this column if that is how its dates "
                  "are written",
                  wanted.name, wanted.example, others)};
}

DateFault ahead_of_fetch(Instant fetched_at) {
  return {fmt::format("lies after the fetch ({}): nothing is known before it is published",
                      to_text(fetched_at)),
          true};
}

bool has_time(std::string_view text) {
  return text.size() > 10 && (text[10] == 'T' || text[10] == ' ');
}

}  // namespace

std::string_view to_text(DateStyle style) {
  return style_of(style).name;
}

std::optional<DateStyle> parse_date_style(std::string_view text) {
  for (std::size_t i = 0; i < kStyles.size(); ++i) {
    if (kStyles[i].name == text) return static_cast<DateStyle>(i);
  }
  return std::nullopt;
}

std::expected<DaySpan, DateFault> parse_days(std::string_view cell, DateStyle style) {
  const std::string_view text = trimmed(cell);
  if (const Written written = read_as(text, style); written.days) return *written.days;
  return std::unexpected(not_a_date(text, style));
}

Date period_end(DaySpan named, PeriodMeans means, Frequency f) {
  if (means == PeriodMeans::end || !has_calendar(f)) return named.last;
  if (means == PeriodMeans::name) return last_day(f, index_at(f, named.first));
  switch (f) {
    case Frequency::week:
      return named.first + days{6};
    case Frequency::month:
      return add_months(named.first, 1) - days{1};
    case Frequency::quarter:
      return add_months(named.first, 3) - days{1};
    default:
      return add_months(named.first, 12) - days{1};
  }
}

std::expected<std::optional<Instant>, DateFault> parse_known(std::string_view cell, DateStyle style,
                                                             Instant fetched_at) {
  const std::string_view text = trimmed(cell);
  if (text.empty()) return std::nullopt;
  if (style == DateStyle::iso && has_time(text)) {
    const auto at = parse_instant(text);
    if (!at) {
      if (parse_instant(std::string(text) + 'Z')) {
        return std::unexpected(DateFault{"has a time but neither Z nor an offset like +02:00"});
      }
      return std::unexpected(
          DateFault{"is not a date and time of style iso (2026-06-30T14:05:00Z)"});
    }
    if (day_of(*at) > day_of(fetched_at)) return std::unexpected(ahead_of_fetch(fetched_at));
    return std::min(*at, fetched_at);
  }
  const Written written = read_as(text, style);
  if (!written.days) return std::unexpected(not_a_date(text, style));
  if (written.days->first > day_of(fetched_at)) return std::unexpected(ahead_of_fetch(fetched_at));
  return std::min(end_of_day(written.days->last), fetched_at);
}

Known known_without_source(Date period, std::optional<days> publication_lag, Instant fetched_at) {
  if (!publication_lag) return {fetched_at, Basis::fetched};
  return {std::min(end_of_day(period + *publication_lag), fetched_at), Basis::declared};
}

}  // namespace firstcard
