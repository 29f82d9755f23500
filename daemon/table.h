#pragma once
// Tables and colours on a terminal.
#include <string>
#include <string_view>
#include <vector>

#include "indicators/assess.h"
#include "indicators/decide.h"

namespace firstcard {

enum class Colour : std::uint8_t { none, bold, dim, red, green, yellow, blue };

struct Cell {
  std::string text;
  Colour colour = Colour::none;
  bool right = false;  // aligned to the right
};
using TableRow = std::vector<Cell>;

// Columns two blanks apart, as wide as their widest cell; no blanks at the end of
// a line.
std::string table(const TableRow& head, const std::vector<TableRow>& rows, bool colour);
// A paragraph that begins at column `indent`, cut at blanks to end before column `width`; further
// lines are indented, and a word that is longer stays whole.
std::string paragraph(std::string_view text, std::size_t indent, std::size_t width = 100);
std::string painted(std::string_view text, Colour colour, bool on);

Colour colour_of(Status s);
Colour colour_of(VerdictKind v);

// "3 h", "12 d", "5 mo": the largest unit that fits.
std::string age(Instant then, Instant now);

}  // namespace firstcard
