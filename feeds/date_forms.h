#pragma once
// The forms in which dates are written, style by style. Private to feeds/.
#include <optional>
#include <string_view>

#include "date.h"

namespace firstcard {

// A date may be written well and still be none: the 30th of February.
struct Written {
  bool form = false;
  std::optional<DaySpan> days;
};

// `text` without blanks at its ends; `fiscal_year_end` matters to the fiscal styles alone, and must
// be a month there.
Written read_as(std::string_view text, DateStyle style, int fiscal_year_end);

// The instant of style epoch or epoch_ms, fractions cut off; nullopt if it is none, or beyond the
// years 0 to 9999.
std::optional<Instant> read_epoch(std::string_view text, DateStyle style);

}  // namespace firstcard
