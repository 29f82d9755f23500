#pragma once
// The pieces of SQL that a measure is made of. Tracks are tables (i, v), inside matched() (p, i,
// v): i is the calendar's index, or the days since 1970-01-01 of event and day tracks; v is NULL
// only on event tracks, where a value could not be had; p is the print that a basket is for.
// Internal to indicators/.
#include <string>
#include <vector>

#include "expr.h"

namespace firstcard::measures::sql {

// A number as a real one: 12 -> 12.0.
std::string number(double x);
// 'aws.revenue'
std::string quoted(std::string_view text);
// The calendar index of the period that ends on the day in the column `period`.
std::string index_of_period(Frequency f);
// The index of a longer period in which the sample at `i` of a track lies.
std::string index_in(Frequency source, Frequency to);
// What people call the period at `i`.
std::string name_of_index(Frequency f);
// The day `d` before the day `i`, as a number of days.
std::string day_before(const std::string& i, Duration d);

// The operator or function on these operands, a column or a number each. NULL where one is NULL.
std::string combined(const Expr& e, const std::vector<std::string>& operands);

// Cut at blanks into lines of at most 98 bytes, further ones indented; a comment is cut short.
std::string wrapped(const std::string& text);

}  // namespace firstcard::measures::sql
