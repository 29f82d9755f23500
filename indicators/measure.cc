#include "measure.h"

#include <algorithm>

#include "expr.h"

namespace firstcard {
namespace {

void collect(const Expr& e, std::set<SeriesId>& into) {
  if (e.kind == Expr::Kind::series) into.insert(e.series);
  for (const Expr& a : e.args) collect(a, into);
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// `count` characters (not bytes) before or after a place in the text.
std::size_t characters_before(std::string_view text, std::size_t at, int count) {
  while (at > 0 && count > 0) {
    --at;
    if (!continues_character(text[at])) --count;
  }
  return at;
}
std::size_t characters_after(std::string_view text, std::size_t at, int count) {
  while (at < text.size() && count > 0) {
    ++at;
    while (at < text.size() && continues_character(text[at])) ++at;
    --count;
  }
  return at;
}

}  // namespace

std::set<SeriesId> series_of(const Measure& m) {
  std::set<SeriesId> out;
  collect(m.root(), out);
  return out;
}

// Of a text of several lines the line with the error is shown, of a long line the surroundings.
std::string with_caret(const MeasureError& e, std::string_view text) {
  constexpr int kAround = 60;  // characters before and after
  const std::size_t at = std::min(e.column > 0 ? e.column - 1 : 0, text.size());
  const std::size_t line_break =
      at == 0 ? std::string_view::npos : text.find_last_of("\r\n", at - 1);
  const std::size_t line_begin = line_break == std::string_view::npos ? 0 : line_break + 1;
  const std::size_t line_end = std::min(text.find_first_of("\r\n", at), text.size());
  const std::string_view line = text.substr(line_begin, line_end - line_begin);

  const std::size_t begin = characters_before(line, at - line_begin, kAround);
  const std::size_t end = characters_after(line, at - line_begin, kAround);
  std::string shown = begin > 0 ? "..." : "";
  std::string below(shown.size(), ' ');
  for (std::size_t i = begin; i < end; ++i) {
    const bool control = static_cast<unsigned char>(line[i]) < 0x20 || line[i] == 0x7F;
    shown += control ? ' ' : line[i];  // a tab would move the caret
    if (i < at - line_begin && !continues_character(line[i])) below += ' ';
  }
  if (end < line.size()) shown += "...";
  return e.message + '\n' + shown + '\n' + below + '^';
}

}  // namespace firstcard
