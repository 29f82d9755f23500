#pragma once
// A measure as one SQL query over the public view `vintages` (docs/sql.md): SQLite alone then gives
// the reading. Pure text; nothing is run here.
#include <expected>
#include <optional>
#include <string>

#include "measure.h"

namespace firstcard {

// A query whose one row is (period, reading): the newest print as known at `as_of`, by the same
// arithmetic in the same order, so that it is the reading to the last bit where sums are plain
// (SQLite before 3.43). Two functions need SQLite's mathematical functions: pow for pace, sqrt for
// stdev and zscore. Lines are at most 98 bytes long. The measure must have passed check_measure
// against this catalogue.
//
// Not everything can be said: pace on a calendar needs the dates of fiscal periods, and weeks do
// not divide months evenly. Then the error is the reason, and inputs_sql is what can be had.
//
// `newest` is the period of that print, where it is known: values of day series that are too old
// for it are then left out, without which years of them would take SQLite seconds.
std::expected<std::string, std::string> sql_of(const Measure& m, const Catalogue& catalogue,
                                               Instant as_of, int min_coverage,
                                               std::optional<Date> newest = std::nullopt);

// A query for the values of every series of the measure as known at `as_of`.
std::string inputs_sql(const Measure& m, Instant as_of);

}  // namespace firstcard
