#include "format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 9> kCurrencies = {"USD", "EUR", "GBP", "JPY", "CNY",
                                                         "CHF", "KRW", "TWD", "INR"};

bool is_currency(std::string_view unit) {
  return std::ranges::find(kCurrencies, unit) != kCurrencies.end();
}

// Rounding may leave "-0.0", which reads like a small fall.
std::string without_negative_zero(std::string text) {
  if (text.starts_with('-') && text.find_first_of("123456789") == std::string::npos)
    text.erase(0, 1);
  return text;
}

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// Four significant digits, but never fewer than the whole part has: 123456.7 -> 123457.
std::string plain(double value, int digits) {
  if (value == 0) return "0";
  const double size = std::abs(value);
  if (size >= 1e15 || size < 1e-6) return fmt::format("{:.{}g}", value, digits);
  const int before_point = static_cast<int>(std::floor(std::log10(size))) + 1;
  const int decimals = std::max(0, digits - before_point);
  return without_trailing_zeros(fmt::format("{:.{}f}", value, decimals));
}

struct Scale {
  double factor;
  std::string_view letter;
};
constexpr std::array<Scale, 5> kScales = {Scale{1, ""}, Scale{1e3, " K"}, Scale{1e6, " M"},
                                          Scale{1e9, " B"}, Scale{1e12, " T"}};

std::string money(double value, std::string_view unit, int digits) {
  std::size_t i = 0;
  while (i + 1 < kScales.size() && std::abs(value) >= kScales[i + 1].factor) ++i;
  std::string text = plain(value / kScales[i].factor, digits);
  // 999,960 rounds to 1000 K, which is 1 M.
  if (i + 1 < kScales.size() && (text == "1000" || text == "-1000"))
    text = plain(value / kScales[++i].factor, digits);
  return fmt::format("{}{} {}", text, kScales[i].letter, unit);
}

std::string hundredfold(double value, int decimals, bool sign) {
  const std::string text = without_negative_zero(fmt::format("{:.{}f}", value * 100, decimals));
  const bool positive =
      sign && !text.starts_with('-') && text.find_first_of("123456789") != text.npos;
  return positive ? "+" + text : text;
}

// How many decimals (from `least`, at most four more) show the value as it was written.
int decimals_of(double value, int least) {
  for (int decimals = least; decimals < least + 4; ++decimals) {
    const double scaled = value * std::pow(10, decimals);
    if (std::abs(scaled - std::round(scaled)) < 1e-6) return decimals;
  }
  return least + 4;
}

std::string with_decimals(double value, std::string_view unit, int decimals, int digits) {
  if (!std::isfinite(value)) return "n/a";
  if (unit == "percent") return hundredfold(value, decimals, false) + "%";
  if (unit == "pp") return hundredfold(value, decimals, true) + " pp";
  if (is_currency(unit)) return money(value, unit, digits);
  const std::string text = plain(value, digits);
  return unit.empty() ? text : fmt::format("{} {}", text, unit);
}

}  // namespace

std::string format_value(double value, std::string_view unit) {
  return with_decimals(value, unit, 1, 4);
}

std::string format_line_value(double value, std::string_view unit) {
  return with_decimals(value, unit, decimals_of(value * 100, 1), 8);
}

std::string format_line(const Line& line, std::string_view unit) {
  return fmt::format("{} {}", line.side == Side::below ? "below" : "above",
                     format_line_value(line.value, unit));
}

std::string format_recovery(const Line& line, std::string_view unit) {
  return "at or " + format_line(line, unit);
}

std::string format_distance(double distance, std::string_view unit) {
  const std::string text = format_value(std::abs(distance), unit == "percent" ? "pp" : unit);
  if (text == "0.0 pp" && distance != 0) return "less than 0.1 pp";
  return text.starts_with('+') ? text.substr(1) : text;
}

std::string format_instant(Instant t) {
  const Date day = day_of(t);
  if (t == end_of_day(day)) return to_text(day);
  const std::chrono::hh_mm_ss time{t - Instant{day}};
  return fmt::format("{} {:02}:{:02} UTC", to_text(day), time.hours().count(),
                     time.minutes().count());
}

std::string spoken(std::string_view name) {
  std::string text(name);
  std::ranges::replace(text, '_', ' ');
  return text;
}

std::string headline_case(std::string_view name) {
  std::string text = spoken(name);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace firstcard
