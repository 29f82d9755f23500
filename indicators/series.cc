#include "series.h"

namespace firstcard {

bool valid_series_name(std::string_view text) {
  bool at_part_start = true;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    if (c == '.') {
      if (at_part_start) return false;
      at_part_start = true;
    } else if (letter || (digit && !at_part_start)) {
      at_part_start = false;
    } else {
      return false;
    }
  }
  return !at_part_start;
}

std::optional<days> due_of(const Series& s) {
  if (s.due) return s.due;
  if (s.frequency == Frequency::event) return std::nullopt;
  return nominal_length(s.frequency);
}

seconds grace_of(const Series& s) {
  if (s.grace) return *s.grace;
  return seconds{due_of(s).value_or(days{0})} / 4;
}

}  // namespace firstcard
