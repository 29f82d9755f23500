#pragma once
// A TOML file as a plain tree in which everything knows where it stands. toml++ stays behind this
// header: one inclusion of it costs almost two seconds.
#include <compare>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firstcard::config {

// 1-based; a column counts characters, not bytes. Line 0 is the file as a whole.
struct Place {
  std::uint32_t file = 0;  // as numbered by Report
  std::uint32_t line = 0, column = 0;
  auto operator<=>(const Place&) const = default;
};

struct Value;
struct Entry;
using List = std::vector<Value>;
using Table = std::vector<Entry>;  // in the order of the file
// TOML's dates and times. Of a date without a time the text, "2026-12-31"; no key takes the others.
struct DateOrTime {
  std::string date;
};

struct Value {
  std::variant<std::string, std::int64_t, double, bool, DateOrTime, List, Table> what;
  Place place;  // of a table with a header: its '['; of a text: its opening quote
};
struct Entry {
  std::string key;
  Place place;
  Value value;
};

// "a text", "an integer", ... for messages.
std::string_view kind_of(const Value& v);

struct SyntaxError {
  Place place;
  std::string message;
};
// TOML's parser stops at the first error, so there is one at most.
std::expected<Table, SyntaxError> parse_toml(std::string_view text, std::uint32_t file);

// Where byte `offset` of a string's value stands in the file's text, escapes and the rules of
// multi-line strings included. `quote` is the place of the string's opening quote.
Place place_in_string(std::string_view text, Place quote, std::size_t offset);

}  // namespace firstcard::config
