#pragma once
// Numbers as the column's declaration says they are written; never guessed, no locale.
//
//   cell   := blank* (missing | signs amount signs) blank*
//   amount := '(' signs number signs ')' | number              with `parentheses`
//   number := minus? signs digits (decimal digit*)? exponent? magnitude? '%'?
//             '%' with `percent`, and then required
//   minus  := '+' | '-' | U+2212
//   digits := digit* | digit{1,3} (thousands digit{3})+        with `thousands`
//   exponent  := ('e' | 'E') ('+' | '-')? digit+
//   magnitude := blank* (k | m | b | t | mm | mn | bn | tn | thousand | million | billion |
//                trillion), in any case; with `magnitudes`
//   signs  := the texts of `signs` and blanks, as many as there are
//
// With thousands = ' ' the no-break spaces U+00A0 and U+202F count as well.
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "feeds/feed.h"

namespace firstcard {

// Made once for a column. A power of ten as `scale`, and `percent`, move the decimal exponent, so
// that "42.232" times 1e6 is the same double as "42232000".
class NumberReader {
 public:
  explicit NumberReader(NumberFormat format);

  // A finite number; nullopt for a missing marker; else what is wrong, to be put behind the text:
  // `is not a number: ',' is not declared; ...`.
  std::expected<std::optional<double>, std::string> read(std::string_view cell) const;

  // Whether a text that is no number would be one if '.' and ',' were exchanged, and can be nothing
  // else: 1.236,5 and 12,4 and 1.234.567 where '.' is the decimal sign. Not 1,234: it may lack
  // `thousands`; and not 12,4 where ',' parts thousands.
  bool of_other_convention(std::string_view cell) const;

 private:
  struct Digits;
  std::expected<std::optional<double>, std::string> read_formatted(std::string_view text) const;
  void take_signs(std::string_view& text) const;
  int take_magnitude(std::string_view& text) const;
  std::optional<std::string> take_integer(std::string_view& text, Digits& out) const;
  std::string why_stopped(std::string_view rest) const;

  NumberFormat format_;
  bool plain_ = false;  // from_chars alone reads it
  int exponent_ = 0;    // of ten, from `percent` and `scale`
  double factor_ = 1;   // a scale that is no power of ten
};

}  // namespace firstcard
