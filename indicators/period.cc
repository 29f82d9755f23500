#include "period.h"

#include <array>
#include <cstdio>

#include "words.h"

namespace firstcard {

namespace chr = std::chrono;

namespace {

constexpr std::array<std::string_view, 6> kFrequencies = {"event", "day",     "week",
                                                          "month", "quarter", "year"};

// Months since year 0 of a date.
int month_number(Date day) {
  const chr::year_month_day d{day};
  return static_cast<int>(d.year()) * 12 + static_cast<int>(static_cast<unsigned>(d.month())) - 1;
}

Date first_of_month(int month_number) {
  const int year = month_number >= 0 ? month_number / 12 : -((11 - month_number) / 12);
  const unsigned month = static_cast<unsigned>(month_number - year * 12) + 1;
  return Date{chr::year_month_day{chr::year{year}, chr::month{month}, chr::day{1}}};
}

int floor_div(int a, int b) {
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}

// How many months a period of this frequency has; 0 where it is not made of months.
int months_in(Frequency f) {
  switch (f) {
    case Frequency::month:
      return 1;
    case Frequency::quarter:
      return 3;
    case Frequency::year:
      return 12;
    default:
      return 0;
  }
}

// ISO weeks: 1970-01-01 was a Thursday, so the week of index 0 began three days before it.
constexpr int kWeekShift = 3;

// Of a duration; further back a date would leave the years that it can hold.
constexpr days kLongest{1000 * 365};

}  // namespace

std::string_view to_text(Frequency f) {
  return word_of(kFrequencies, f);
}

std::optional<Frequency> parse_frequency(std::string_view text) {
  return value_of<Frequency>(kFrequencies, text);
}

days nominal_length(Frequency f) {
  switch (f) {
    case Frequency::event:
      return days{0};
    case Frequency::day:
      return days{1};
    case Frequency::week:
      return days{7};
    case Frequency::month:
      return days{30};
    case Frequency::quarter:
      return days{91};
    case Frequency::year:
      return days{365};
  }
  return days{0};
}

Index index_at(Frequency f, Date day) {
  const int count = static_cast<int>(day.time_since_epoch().count());
  if (!has_calendar(f)) return count;
  if (f == Frequency::week) return floor_div(count + kWeekShift, 7);
  return floor_div(month_number(day), months_in(f));
}

Index index_of(Frequency f, Date last_day) {
  return index_at(f, has_calendar(f) ? last_day - nominal_length(f) / 2 : last_day);
}

Date first_day(Frequency f, Index index) {
  if (!has_calendar(f)) return Date{days{index}};
  if (f == Frequency::week) return Date{days{index * 7 - kWeekShift}};
  return first_of_month(index * months_in(f));
}

Date last_day(Frequency f, Index index) {
  if (!has_calendar(f)) return Date{days{index}};
  return first_day(f, index + 1) - days{1};
}

std::string period_name(Frequency f, Index index) {
  char out[32];
  switch (f) {
    case Frequency::event:
    case Frequency::day:
      return to_text(Date{days{index}});
    case Frequency::week: {
      // An ISO week belongs to the year of its Thursday.
      const Date thursday = first_day(f, index) + days{3};
      const chr::year_month_day d{thursday};
      const Date new_year{chr::year_month_day{d.year(), chr::January, chr::day{1}}};
      const int week = static_cast<int>((thursday - new_year).count()) / 7 + 1;
      std::snprintf(out, sizeof out, "%04d-W%02d", static_cast<int>(d.year()), week);
      return out;
    }
    case Frequency::month:
      std::snprintf(out, sizeof out, "%04d-%02d", floor_div(index, 12),
                    index - floor_div(index, 12) * 12 + 1);
      return out;
    case Frequency::quarter:
      std::snprintf(out, sizeof out, "%04d-Q%d", floor_div(index, 4),
                    index - floor_div(index, 4) * 4 + 1);
      return out;
    case Frequency::year:
      std::snprintf(out, sizeof out, "%04d", index);
      return out;
  }
  return {};
}

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.size() < 2 || text.size() > 7) return std::nullopt;
  Duration d;
  switch (text.back()) {
    case 'd':
      d.unit = Duration::Unit::day;
      break;
    case 'w':
      d.unit = Duration::Unit::week;
      break;
    case 'm':
      d.unit = Duration::Unit::month;
      break;
    case 'q':
      d.unit = Duration::Unit::quarter;
      break;
    case 'y':
      d.unit = Duration::Unit::year;
      break;
    default:
      return std::nullopt;
  }
  text.remove_suffix(1);
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    d.count = d.count * 10 + (c - '0');
  }
  if (nominal_days(d) > kLongest) return std::nullopt;
  return d;
}

std::string to_text(Duration d) {
  return std::to_string(d.count) + "dwmqy"[static_cast<std::size_t>(d.unit)];
}

namespace {

// Months of a duration that is made of months; nullopt for days and weeks.
std::optional<int> months_of(Duration d) {
  switch (d.unit) {
    case Duration::Unit::month:
      return d.count;
    case Duration::Unit::quarter:
      return d.count * 3;
    case Duration::Unit::year:
      return d.count * 12;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<int> whole_periods(Duration d, Frequency f) {
  if (f == Frequency::week) {
    if (d.unit == Duration::Unit::week) return d.count;
    if (d.unit == Duration::Unit::day && d.count % 7 == 0) return d.count / 7;
    return std::nullopt;
  }
  const int per_period = months_in(f);
  const auto months = months_of(d);
  if (per_period == 0 || !months || *months % per_period != 0) return std::nullopt;
  return *months / per_period;
}

Date back(Date day, Duration d) {
  if (const auto months = months_of(d)) return add_months(day, -*months);
  return day - days{d.count} * (d.unit == Duration::Unit::week ? 7 : 1);
}

days nominal_days(Duration d) {
  constexpr std::array<int, 5> lengths = {1, 7, 30, 91, 365};
  return days{d.count} * lengths[static_cast<std::size_t>(d.unit)];
}

}  // namespace firstcard
