#pragma once
// A table while it is read. Every key is asked for by name and type, so that what was not asked for
// is unknown. A wrong type, an absent required key and an impossible value are reported here, with
// the section's title in front: 'feed "aws", period: missing "column"'.
#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config_report.h"
#include "daemon/config_tree.h"
#include "indicators/time.h"

namespace firstcard::config {

// A value and where it stands.
template <class T>
struct At {
  T value;
  Place place;
};

class Section {
 public:
  Section(const Table& table, Place place, std::string title, Report& report);

  Report& report() const { return *report_; }
  Place place() const { return place_; }
  const std::string& title() const { return title_; }
  void retitle(std::string title) { title_ = std::move(title); }
  void error(Place place, std::string_view message) const;
  void warn(Place place, std::string_view message) const;

  // The value of a key, or nullptr. The key is known from now on; so it is after each of the
  // functions below. They return nullopt for an absent key, and for a bad value after they have
  // reported it.
  const Value* take(std::string_view key);
  // Where the key's value stands; the section's own place if it is absent.
  Place place_of(std::string_view key) const;
  // Reports the key's absence; `example` is how it is written.
  void require(std::string_view key, std::string_view example);
  // Reports the key's presence.
  void refuse(std::string_view key, std::string_view why);

  std::optional<At<std::string>> text(std::string_view key);  // without control characters
  std::optional<At<std::string>> line_breaks_too(std::string_view key);
  std::optional<At<std::int64_t>> integer(std::string_view key, std::int64_t least,
                                          std::int64_t most = INT32_MAX);
  std::optional<At<double>> number(std::string_view key);  // finite; an integer will do
  std::optional<At<bool>> boolean(std::string_view key);
  std::optional<std::vector<At<std::string>>> texts(std::string_view key);  // one or a list
  // One of the words; the value is its position in `words`.
  std::optional<At<std::size_t>> word(std::string_view key,
                                      std::initializer_list<std::string_view> words);
  std::optional<At<char>> sign(std::string_view key);  // one ASCII character
  // "30s" "15m" "6h" "1d" "2w": longer than nothing.
  std::optional<At<std::chrono::seconds>> span(std::string_view key);
  // "40d" "2w" "6m" "1q" "1y", in nominal days.
  enum class Zero : std::uint8_t { refused, allowed };
  std::optional<At<days>> day_span(std::string_view key, Zero zero);

  std::optional<Section> table(std::string_view key);
  std::vector<Section> tables(std::string_view key);  // [[key]], or a list of inline tables
  // All entries of a table whose keys are the user's own words.
  const Table& entries();
  // The same without making any key known.
  const Table& raw() const { return *table_; }

  // Reports every key that nobody asked for. The last call.
  void finish();

 private:
  // Reports that `v` is not what the key wants.
  void mistyped(std::string_view key, const Value& v, std::string_view wanted) const;

  const Table* table_;
  Place place_;
  std::string title_;
  Report* report_;
  std::vector<std::string> known_;
};

// '; did you mean "x"?', '; known: a, b', or nothing.
std::string suggestion(std::string_view name, const std::vector<std::string>& known);

std::optional<std::chrono::seconds> parse_span(std::string_view text);

bool has_control_character(std::string_view text);

}  // namespace firstcard::config
