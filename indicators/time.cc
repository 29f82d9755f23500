#include "time.h"

#include <cstdio>

namespace firstcard {

namespace chr = std::chrono;

std::string to_text(Date day) {
  const chr::year_month_day d{day};
  char out[32];
  std::snprintf(out, sizeof out, "%04d-%02u-%02u", static_cast<int>(d.year()),
                static_cast<unsigned>(d.month()), static_cast<unsigned>(d.day()));
  return out;
}

std::string to_text(Instant t) {
  const Date day = day_of(t);
  const chr::hh_mm_ss clock{t - Instant{day}};
  char out[24];
  std::snprintf(out, sizeof out, "T%02d:%02d:%02dZ", static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return to_text(day) + out;
}

namespace {

// Exactly `n` digits from the front, taken off the text.
std::optional<int> digits(std::string_view& text, std::size_t n) {
  if (text.size() < n) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(n);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> take_date(std::string_view& text) {
  const auto y = digits(text, 4);
  if (!y || !take(text, '-')) return std::nullopt;
  const auto m = digits(text, 2);
  if (!m || !take(text, '-')) return std::nullopt;
  const auto d = digits(text, 2);
  if (!d) return std::nullopt;
  const chr::year_month_day date{chr::year{*y}, chr::month{static_cast<unsigned>(*m)},
                                 chr::day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return Date{date};
}

// "Z", "+02:00", "-0530", "+02"
std::optional<seconds> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return seconds{0};
  const bool negative = !text.empty() && text.front() == '-';
  if (!negative && (text.empty() || text.front() != '+')) return std::nullopt;
  text.remove_prefix(1);
  const auto h = digits(text, 2);
  if (!h || *h > 23) return std::nullopt;
  int minutes = 0;
  if (!text.empty()) {
    take(text, ':');
    const auto m = digits(text, 2);
    if (!m || *m > 59) return std::nullopt;
    minutes = *m;
  }
  const seconds offset = chr::hours{*h} + chr::minutes{minutes};
  return negative ? -offset : offset;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  const auto date = take_date(text);
  if (!text.empty()) return std::nullopt;
  return date;
}

std::optional<Instant> parse_instant(std::string_view text) {
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) return end_of_day(*date);
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  const auto h = digits(text, 2);
  if (!h || *h > 23 || !take(text, ':')) return std::nullopt;
  const auto m = digits(text, 2);
  if (!m || *m > 59) return std::nullopt;
  int s = 0;
  if (take(text, ':')) {
    const auto whole = digits(text, 2);
    if (!whole || *whole > 59) return std::nullopt;
    s = *whole;
    if (take(text, '.')) {
      if (!digits(text, 1)) return std::nullopt;
      while (digits(text, 1)) {
      }
    }
  }
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return Instant{*date} + chr::hours{*h} + chr::minutes{*m} + seconds{s} - *offset;
}

Date add_months(Date day, int months) {
  const chr::year_month_day d{day};
  const chr::year_month ym = chr::year_month{d.year(), d.month()} + chr::months{months};
  const chr::year_month_day_last end{ym.year(), chr::month_day_last{ym.month()}};
  return Date{
      chr::year_month_day{ym.year(), ym.month(), d.day() < end.day() ? d.day() : end.day()}};
}

}  // namespace firstcard
