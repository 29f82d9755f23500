#include "number.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>
#include <tuple>
#include <utility>

#include "text.h"

namespace firstcard {

namespace {

constexpr std::string_view kMinus = "\xE2\x88\x92";               // U+2212
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";            // U+00A0
constexpr std::string_view kNarrowNoBreakSpace = "\xE2\x80\xAF";  // U+202F
constexpr std::size_t kMostDigits = 400;                          // more than any double needs

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool take(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

// k where scale is exactly the double of 1e<k>.
std::optional<int> power_of_ten(double scale) {
  if (!(scale > 0)) return std::nullopt;
  const int k = static_cast<int>(std::lround(std::log10(scale)));
  std::array<char, 16> text{};
  const auto end = fmt::format_to_n(text.data(), text.size(), "1e{}", k).out;
  double back = 0;
  std::from_chars(text.data(), end, back);
  return back == scale ? std::optional{k} : std::nullopt;
}

struct Magnitude {
  std::string_view word;
  int exponent;
};
constexpr std::array<Magnitude, 12> kMagnitudes = {{{"thousand", 3},
                                                    {"million", 6},
                                                    {"billion", 9},
                                                    {"trillion", 12},
                                                    {"mm", 6},
                                                    {"mn", 6},
                                                    {"bn", 9},
                                                    {"tn", 12},
                                                    {"k", 3},
                                                    {"m", 6},
                                                    {"b", 9},
                                                    {"t", 12}}};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// The magnitude that the whole text is; 0: none.
int magnitude_of(std::string_view text) {
  for (const Magnitude& m : kMagnitudes) {
    if (std::equal(text.begin(), text.end(), m.word.begin(), m.word.end(),
                   [](char a, char b) { return lower(a) == b; })) {
      return m.exponent;
    }
  }
  return 0;
}

std::string not_a_number(std::string_view why) {
  return fmt::format("is not a number: {}", why);
}

// The first character of a UTF-8 text, fit to be shown.
std::string first_character(std::string_view text) {
  std::size_t n = 1;
  while (n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) ++n;
  return shown(text.substr(0, n));
}

std::unexpected<std::string> out_of_range() {
  return std::unexpected(
      std::string("is a number that a double cannot hold (beyond 1e308 or under 1e-308)"));
}

}  // namespace

// A number without its grouping, in the form that from_chars takes.
struct NumberReader::Digits {
  std::array<char, kMostDigits + 32> text;
  std::size_t size = 0;
  int seen = 0;  // digits
  void add(char c) {
    if (size < kMostDigits) text[size++] = c;
    if (is_digit(c)) ++seen;
  }
};

NumberReader::NumberReader(NumberFormat format) : format_(std::move(format)) {
  if (format_.percent) exponent_ -= 2;
  if (const auto k = power_of_ten(format_.scale)) {
    exponent_ += *k;
  } else {
    factor_ = format_.scale;
  }
  plain_ = format_.decimal == '.' && !format_.thousands && !format_.percent &&
           !format_.parentheses && !format_.magnitudes && format_.signs.empty() && exponent_ == 0;
  // Of "US" and "US$" the longer one is tried first.
  std::sort(format_.signs.begin(), format_.signs.end(),
            [](const std::string& a, const std::string& b) {
              return std::tuple(b.size(), a) < std::tuple(a.size(), b);
            });
}

std::expected<std::optional<double>, std::string> NumberReader::read(std::string_view cell) const {
  const std::string_view text = trimmed(cell);
  for (const std::string& missing : format_.missing) {
    if (text == missing) return std::nullopt;
  }
  if (plain_ && !text.empty() && (is_digit(text.front()) || text.front() == '-')) {
    // The second sign is looked at because from_chars also takes "-inf".
    const bool digits = is_digit(text.front()) || (text.size() > 1 && is_digit(text[1]));
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (digits && error == std::errc{} && end == text.data() + text.size()) {
      value *= factor_;
      if (!std::isfinite(value)) return out_of_range();
      return value + 0.0;  // -0 becomes 0
    }
  }
  return read_formatted(text);
}

bool NumberReader::of_other_convention(std::string_view cell) const {
  const char decimal = format_.decimal, other = decimal == '.' ? ',' : '.';
  std::string_view text = trimmed(cell);
  take_signs(text);
  if (!take(text, kMinus)) take(text, "-");
  take_signs(text);
  const auto digits = [&] {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto n = static_cast<int>(end - text.begin());
    text.remove_prefix(static_cast<std::size_t>(n));
    return n;
  };
  const int first = digits();
  int groups = 0;
  bool threes = first >= 1 && first <= 3;
  while (text.size() > 1 && text.front() == decimal && is_digit(text[1])) {
    text.remove_prefix(1);
    threes = digits() == 3 && threes;
    ++groups;
  }
  int decimals = 0;
  if (text.size() > 1 && text.front() == other && is_digit(text[1])) {
    text.remove_prefix(1);
    decimals = digits();
  }
  if (first == 0 || std::ranges::any_of(text, [](char c) { return is_digit(c); })) return false;
  if (groups > 0) return threes && (decimals > 0 || groups > 1);
  return decimals > 0 && decimals != 3 && format_.thousands != other;
}

// Takes declared signs and the blanks beside them off both ends.
void NumberReader::take_signs(std::string_view& text) const {
  const auto take_one = [&] {
    for (const std::string& sign : format_.signs) {
      if (text.starts_with(sign)) {
        text.remove_prefix(sign.size());
        return true;
      }
      if (text.ends_with(sign)) {
        text.remove_suffix(sign.size());
        return true;
      }
    }
    return false;
  };
  while (take_one()) text = trimmed(text);
}

// The exponent of ten that what is left of the number stands for, and takes it; 0 if it is no
// magnitude.
int NumberReader::take_magnitude(std::string_view& text) const {
  if (!format_.magnitudes) return 0;
  const int exponent = magnitude_of(trimmed(text));
  if (exponent != 0) text = {};
  return exponent;
}

// The integer part; what is wrong with its grouping, if anything.
std::optional<std::string> NumberReader::take_integer(std::string_view& text, Digits& out) const {
  const auto separator = [&]() -> std::size_t {
    if (!format_.thousands || text.empty()) return 0;
    if (text.front() == *format_.thousands) return 1;
    if (*format_.thousands != ' ') return 0;
    if (text.starts_with(kNoBreakSpace)) return kNoBreakSpace.size();
    return text.starts_with(kNarrowNoBreakSpace) ? kNarrowNoBreakSpace.size() : 0;
  };
  bool grouped = false;
  const std::string_view before = text;
  for (;;) {
    int group = 0;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), ++group) {
      out.add(text.front());
    }
    const std::size_t width = separator();
    const bool wrong = grouped ? group != 3 : width > 0 && (group == 0 || group > 3);
    if (!grouped && width > 0 && before.front() == '0')
      return fmt::format("no group of thousands begins with 0; if '{0}' is the decimal sign, set "
                         "decimal = \"{0}\" on this column",
                         *format_.thousands);
    if (wrong) {
      return fmt::format(
          "'{}' must part groups of three digits; if it is the decimal sign, set "
          "decimal = \"{}\" on this column",
          *format_.thousands, *format_.thousands);
    }
    if (width == 0) return std::nullopt;
    grouped = true;
    text.remove_prefix(width);
  }
}

std::expected<std::optional<double>, std::string> NumberReader::read_formatted(
    std::string_view text) const {
  const auto fault = [](std::string_view why) { return std::unexpected(not_a_number(why)); };
  if (text.empty()) {
    return std::unexpected(
        std::string("is empty; if that means no value, add \"\" to `missing` on this column"));
  }

  bool negative = false;
  bool percent = false;
  take_signs(text);
  if (text.empty()) return fault("it has no digit");
  if (text.front() == '(' && (text.back() == ')' || text.ends_with(")%"))) {
    if (!format_.parentheses) {
      return fault("set parentheses = true on this column if (1) means minus 1");
    }
    percent = text.back() == '%';
    text = trimmed(text.substr(1, text.size() - (percent ? 3 : 2)));
    negative = true;
    take_signs(text);
  }
  if (take(text, kMinus) || take(text, "-")) {
    if (negative) return fault("a minus inside parentheses");
    negative = true;
  } else {
    take(text, "+");
  }
  take_signs(text);

  Digits digits;
  if (negative) digits.add('-');
  if (const auto wrong = take_integer(text, digits)) return fault(*wrong);
  if (!text.empty() && text.front() == format_.decimal) {
    text.remove_prefix(1);
    digits.add('.');
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) digits.add(text.front());
  }
  if (digits.seen == 0) return fault(why_stopped(text));

  int exponent = exponent_;
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    std::string_view rest = text.substr(1);
    if (rest.size() > 1 && rest.front() == '+' && is_digit(rest[1])) rest.remove_prefix(1);
    int written = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), written);
    if (error == std::errc::result_out_of_range || written > 10'000 || written < -10'000)
      return out_of_range();
    if (error == std::errc{}) {
      exponent += written;
      text = {end, static_cast<std::size_t>(rest.data() + rest.size() - end)};
    }
  }
  exponent += take_magnitude(text);
  const std::string_view before_percent = text;
  if (format_.percent) text = trimmed(text);
  if (take(text, "%")) {
    if (!format_.percent) {
      return fault("it has a percent sign; set percent = true on this column to read 12% as 0.12");
    }
    if (percent) return fault("two percent signs");
    percent = true;
  } else {
    text = before_percent;
  }
  if (!text.empty()) return fault(why_stopped(text));
  if (format_.percent && !percent) {
    return fault("the column is declared percent = true and this has no percent sign");
  }
  if (digits.size >= kMostDigits) return fault("too many digits");

  char* end = digits.text.data() + digits.size;
  if (exponent != 0) end = fmt::format_to(end, "e{}", exponent);
  double value = 0;
  const auto result = std::from_chars(digits.text.data(), end, value);
  if (result.ec != std::errc{}) return out_of_range();
  value *= factor_;
  if (!std::isfinite(value)) return out_of_range();
  return value + 0.0;  // -0 becomes 0
}

// `rest` is what no rule takes: name its first sign, and the key that would allow it.
std::string NumberReader::why_stopped(std::string_view rest) const {
  if (rest.empty()) return "it has no digit";
  const char c = rest.front();
  const bool before_digit = rest.size() > 1 && is_digit(rest[1]);
  if ((c == ',' || c == '.' || c == '\'') && before_digit) {
    if (format_.thousands == c) {
      return fmt::format(
          "'{}' parts thousands and stands behind the decimal sign; set decimal = "
          "\"{}\" and another `thousands` on this column if it is the decimal sign",
          c, c);
    }
    if (format_.decimal == c)
      return fmt::format(
          "it has more than one '{}'; if that parts thousands, "
          "set thousands = \"{}\" on this column",
          c, c);
    if (c == '\'')
      return "\"'\" is not declared; set thousands = \"'\" on this column if it parts thousands";
    return fmt::format(
        "'{}' is not declared; set thousands = \"{}\" on this column if it parts "
        "thousands, or decimal = \"{}\" if it is the decimal sign",
        c, c, c);
  }
  if ((c == ' ' && before_digit) || rest.starts_with(kNoBreakSpace) ||
      rest.starts_with(kNarrowNoBreakSpace)) {
    return "it has a space inside; set thousands = \" \" on this column if that parts thousands";
  }
  std::string word(rest.substr(0, 3));
  std::transform(word.begin(), word.end(), word.begin(), lower);
  if (word == "inf" || word == "nan") {
    return "only finite numbers are values; if it means no value, add it to `missing` on this "
           "column";
  }
  if (!format_.magnitudes && magnitude_of(trimmed(rest)) != 0) {
    return fmt::format("'{}' is unexpected; set magnitudes = true on this column if it multiplies",
                       shown(trimmed(rest)));
  }
  return fmt::format(
      "'{}' is unexpected; if the text means no value, add it to `missing` on this column; if it "
      "only stands beside the number, to `signs`",
      first_character(rest));
}

}  // namespace firstcard
