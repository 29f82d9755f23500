#pragma once
// The measure language (design section 4): expression over series -> prints. Pure.
//
//   expr    := term (('+' | '-') term)*
//   term    := unary (('*' | '/') unary)*
//   unary   := '-' unary | primary
//   primary := number | series | 'basket' | name '(' arg (',' arg)* ')' | '(' expr ')'
//   arg     := expr | duration | word            (word: last mean median min max)
//   duration:= digits ('d' | 'w' | 'm' | 'q' | 'y')
//   series  := part ('.' part)*                  part: [a-z_][a-z0-9_]*
//
// A function's name is a function only before '('. Series whose first part is a function's name or
// `basket` are written like any other; `basket` alone is the basket.
#include <expected>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "period.h"
#include "series.h"

namespace firstcard {

// An error in a measure's text. `column` is 1-based and counts bytes of the measure's own text.
struct MeasureError {
  std::size_t column = 1;
  std::string message;  // what is wrong and what to do
  bool operator==(const MeasureError&) const = default;
};
// The message, the text and a caret below the column: three lines.
std::string with_caret(const MeasureError& e, std::string_view text);

struct Expr;  // in expr.h: the parsed tree

// Immutable after parsing; cheap to copy (shares the tree).
class Measure {
 public:
  const std::string& text() const { return text_; }
  const Expr& root() const { return *root_; }
  bool operator==(const Measure& other) const { return text_ == other.text_; }

 private:
  friend std::expected<Measure, MeasureError> parse_measure(std::string_view text);
  std::string text_;
  std::shared_ptr<const Expr> root_;
};

std::expected<Measure, MeasureError> parse_measure(std::string_view text);

// The series that the measure names, in order of name.
std::set<SeriesId> series_of(const Measure& m);

// Checks the measure against the catalogue: unknown series (with the nearest known name), mixed
// frequencies, durations that are not a whole number of periods, arguments of the wrong kind,
// a measure without a series. Returns the frequency of its prints.
std::expected<Frequency, MeasureError> check_measure(const Measure& m, const Catalogue& catalogue);

// What each series must bring for the newest `prints` prints.
std::map<SeriesId, Need> needs_of(const Measure& m, const Catalogue& catalogue, int prints);

// One period of a measure.
struct Print {
  Index index = 0;      // calendar index, or days since 1970-01-01 (event, day)
  Date period;          // last day; of several inputs the latest
  double value = 0;     // finite; a fraction for growth
  Instant known_at;     // when the newest of its inputs became known
  int have = 0, of = 0; // coverage of matched(): members in the basket, of all; of = 0: no basket
  bool operator==(const Print&) const = default;
};

// All prints that the window allows, in order. A value that cannot be had (missing input, division by
// zero, growth from zero or less, fewer than `min_coverage` members) is no print. The measure must
// have passed check_measure against this catalogue.
std::vector<Print> evaluate(const Measure& m, const Catalogue& catalogue, const Window& window,
                            int min_coverage = 1);

}  // namespace firstcard
