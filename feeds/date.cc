#include "date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "date_forms.h"
#include "text.h"

namespace firstcard {

namespace chr = std::chrono;

namespace {

struct Style {
  std::string_view name, example;
};
constexpr std::array<Style, 15> kStyles = {{{"iso", "2026-06-30"},
                                            {"us", "06/30/2026"},
                                            {"uk", "30/06/2026"},
                                            {"compact", "20260630"},
                                            {"month", "2026-06"},
                                            {"quarter", "2026-Q2"},
                                            {"year", "2026"},
                                            {"half", "2026-S1"},
                                            {"week", "2026-W26"},
                                            {"month_name", "Jun-26"},
                                            {"fiscal_quarter", "FY26Q4"},
                                            {"fiscal_year", "FY26"},
                                            {"epoch", "1782864000"},
                                            {"epoch_ms", "1782864000000"},
                                            {"excel", "46203"}}};

const Style& style_of(DateStyle style) {
  return kStyles[static_cast<std::size_t>(style)];
}

// Whether the text is so plainly of this style that it may be proposed. A bare number is a day of
// all three counting styles; only days between 1970 and 2070 are taken for meant.
bool may_be_meant(std::string_view text, DateStyle style) {
  constexpr int kAnyMonth = 12;
  const auto days = read_as(text, style, kAnyMonth).days;
  if (!days) return false;
  if (style < DateStyle::epoch) return true;
  const auto year = chr::year_month_day{days->first}.year();
  return year > chr::year{1970} && year < chr::year{2070};
}

DateFault not_a_date(std::string_view text, DateStyle style, int fiscal_year_end) {
  const Style& wanted = style_of(style);
  if (text.empty()) return {"is empty where a date must be"};
  if (read_as(text, style, fiscal_year_end).form) return {"names no day of the calendar"};
  std::string others;
  for (std::size_t i = 0; i < kStyles.size(); ++i) {
    if (!may_be_meant(text, static_cast<DateStyle>(i))) continue;
    others += fmt::format("{}style = \"{}\"", others.empty() ? "" : " or ", kStyles[i].name);
  }
  if (others.empty() && style == DateStyle::iso && parse_instant(std::string(text) + 'Z')) {
    return {"has a time but neither Z nor an offset like +02:00"};
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

std::expected<DaySpan, DateFault> parse_days(std::string_view cell, DateStyle style,
                                             int fiscal_year_end) {
  const std::string_view text = trimmed(cell);
  if (const Written written = read_as(text, style, fiscal_year_end); written.days) {
    return *written.days;
  }
  return std::unexpected(not_a_date(text, style, fiscal_year_end));
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
                                                             Instant fetched_at,
                                                             int fiscal_year_end) {
  const std::string_view text = trimmed(cell);
  if (text.empty()) return std::nullopt;
  const auto instant = [&](Instant at) -> std::expected<std::optional<Instant>, DateFault> {
    if (day_of(at) > day_of(fetched_at)) return std::unexpected(ahead_of_fetch(fetched_at));
    return std::min(at, fetched_at);
  };
  if (style == DateStyle::iso && has_time(text)) {
    const auto at = parse_instant(text);
    if (!at) {
      if (parse_instant(std::string(text) + 'Z')) {
        return std::unexpected(DateFault{"has a time but neither Z nor an offset like +02:00"});
      }
      return std::unexpected(
          DateFault{"is not a date and time of style iso (2026-06-30T14:05:00Z)"});
    }
    return instant(*at);
  }
  if (style == DateStyle::epoch || style == DateStyle::epoch_ms) {
    if (const auto at = read_epoch(text, style)) return instant(*at);
    return std::unexpected(not_a_date(text, style, fiscal_year_end));
  }
  const Written written = read_as(text, style, fiscal_year_end);
  if (!written.days) return std::unexpected(not_a_date(text, style, fiscal_year_end));
  if (written.days->first > day_of(fetched_at)) return std::unexpected(ahead_of_fetch(fetched_at));
  return std::min(end_of_day(written.days->last), fetched_at);
}

Known known_without_source(Date period, std::optional<days> publication_lag, Instant fetched_at) {
  if (!publication_lag) return {fetched_at, Basis::fetched};
  return {std::min(end_of_day(period + *publication_lag), fetched_at), Basis::declared};
}

}  // namespace firstcard
