#pragma once
// Dates as the column's declaration says they are written, and what they say about a period or
// about when a value became known. Pure; never guessed.
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "day_span.h"
#include "feeds/feed.h"
#include "indicators/observation.h"

namespace firstcard {

// What is wrong with a cell, to be put behind its text.
struct DateFault {
  std::string reason;
  bool ahead = false;  // the date lies after the fetch: the same bytes read later are no fault
  bool operator==(const DateFault&) const = default;
};

std::string_view to_text(DateStyle style);  // "iso", "us", ... ; parse_date_style is in feed.h

// `fiscal_year_end`: the month, 1 to 12; only the fiscal styles use it. A fiscal year is called by
// the calendar year in which it ends.
std::expected<DaySpan, DateFault> parse_days(std::string_view cell, DateStyle style,
                                             int fiscal_year_end = 0);

// The last day of the period that the source names so. `start`: the period of the series' frequency
// that begins on the first of these days; `name`: the calendar period that holds it (weeks are ISO
// weeks). Event and day series have no period beyond the date itself.
Date period_end(DaySpan named, PeriodMeans means, Frequency f);

// When a value was known by the source's own word: a date is the end of its last day, a time (style
// iso: 2026-06-30T14:05:00.25+02:00, or Z; a space for the T; the epoch styles) itself; neither
// later than the fetch. nullopt for an empty cell.
std::expected<std::optional<Instant>, DateFault> parse_known(std::string_view cell, DateStyle style,
                                                             Instant fetched_at,
                                                             int fiscal_year_end = 0);

// When it was known if the source does not say.
struct Known {
  Instant at;
  Basis basis = Basis::fetched;
  bool operator==(const Known&) const = default;
};
Known known_without_source(Date period, std::optional<days> publication_lag, Instant fetched_at);

}  // namespace firstcard
