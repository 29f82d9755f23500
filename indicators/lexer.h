#pragma once
// The words of a measure's text.
//
//   number   := digits ('.' digits)? (('e' | 'E') ('+' | '-')? digits)?
//   duration := digits ('d' | 'w' | 'm' | 'q' | 'y')
//   name     := part ('.' part)*            part: [a-z_][a-z0-9_]*
//   sign     := '+' '-' '*' '/' '(' ')' ','
//
// Spaces, tabs and line ends between them mean nothing.
#include <expected>
#include <string_view>
#include <vector>

#include "measure.h"

namespace firstcard::measures {

struct Token {
  enum class Kind : std::uint8_t {
    end,
    number,
    duration,
    name,
    plus,
    minus,
    star,
    slash,
    open,
    close,
    comma
  };
  Kind kind = Kind::end;
  std::size_t column = 1;  // 1-based, in bytes
  std::string_view text;   // a part of the text that was lexed
  double number = 0;
  Duration duration;
};

// All tokens, the last one `end`.
std::expected<std::vector<Token>, MeasureError> lex(std::string_view text);

}  // namespace firstcard::measures
