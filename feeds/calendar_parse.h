#pragma once
// The parts that both ways of writing a calendar rule share.
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.h"

namespace firstcard::calendar {

// A word of the text and where it begins.
struct Word {
  std::string_view text;
  std::size_t offset = 0;
};
std::vector<Word> words_of(std::string_view text);
// Parted by the sign; each part may be empty.
std::vector<Word> split(Word word, char sign);

std::unexpected<CalendarError> error(std::size_t offset, std::string message);

// One part's numbers: what it is called in errors, its bounds, how a range is written, and the
// names that may stand for numbers, counted from `names_from`.
struct Part {
  std::string_view what;
  int least = 0, most = 0;
  std::string_view range = "..";
  std::span<const std::string_view> names;
  int names_from = 0;
};

struct Item {
  int first = 0, last = 0, step = 1;
  bool any = false;         // '*'
  bool step_alone = false;  // "a/step": on to the bound
};
// "a", "a..b", "*", each perhaps with "/step"; "a/step" goes on to the part's bound.
std::expected<Item, CalendarError> parse_item(Word word, const Part& part);
// Several items as a set of bits.
std::expected<std::uint64_t, CalendarError> parse_set(Word word, const Part& part);

// The number of a name, or of its first three letters or more; case does not matter.
std::optional<int> number_of(std::string_view name, std::span<const std::string_view> names);

extern const std::span<const std::string_view> kWeekdays;  // Sunday is 0
extern const std::span<const std::string_view> kMonths;    // January is 0

std::expected<CalendarRule, CalendarError> parse_cron(std::span<const Word> words);

}  // namespace firstcard::calendar
