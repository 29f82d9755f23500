#include "daemon/table.h"

#include <fmt/format.h>

#include <algorithm>

namespace firstcard {

namespace {

// Columns on a terminal. fmt pads by these (wide signs count two) but has no public function for
// them: what it leaves out of a large field is the width.
std::size_t width_of(std::string_view text) {
  const std::size_t field = text.size() + 1;
  return field - (fmt::formatted_size("{:{}}", text, field) - text.size());
}

}  // namespace

std::string painted(std::string_view text, Colour colour, bool on) {
  static constexpr std::string_view kCodes[] = {"", "1", "2", "31", "32", "33", "34"};
  if (!on || colour == Colour::none) return std::string(text);
  std::string out = "\x1b[";
  out += kCodes[static_cast<std::size_t>(colour)];
  out += 'm';
  out += text;
  return out + "\x1b[0m";
}

std::string table(const TableRow& head, const std::vector<TableRow>& rows, bool colour) {
  std::vector<std::size_t> widths(head.size(), 0);
  const auto widen = [&](const TableRow& row) {
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], width_of(row[i].text));
  };
  widen(head);
  for (const TableRow& row : rows) widen(row);

  std::string out;
  const auto print = [&](const TableRow& row) {
    std::string line, pending;
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      const std::string padding(widths[i] - width_of(row[i].text), ' ');
      if (row[i].right) pending += padding;
      if (!row[i].text.empty()) {
        line += pending + painted(row[i].text, row[i].colour, colour);
        pending.clear();
      }
      if (!row[i].right) pending += padding;
      pending += "  ";
    }
    out += line + '\n';
  };
  TableRow bold = head;
  for (Cell& cell : bold) cell.colour = Colour::bold;
  print(bold);
  for (const TableRow& row : rows) print(row);
  return out;
}

std::string paragraph(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = indent;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    const bool first = column == indent;
    if (!first && column + 1 + width_of(word) > width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width_of(word);
  }
  return out;
}

Colour colour_of(Status s) {
  switch (s) {
    case Status::holding:
      return Colour::none;
    case Status::strengthening:
      return Colour::green;
    case Status::weakening:
      return Colour::red;
    case Status::unknown:
      return Colour::yellow;
  }
  return Colour::none;
}

Colour colour_of(VerdictKind v) {
  switch (v) {
    case VerdictKind::scarcity:
      return Colour::green;
    case VerdictKind::mixed:
      return Colour::blue;
    case VerdictKind::undecided:
      return Colour::yellow;
    case VerdictKind::first_card:
      return Colour::red;
  }
  return Colour::none;
}

std::string age(Instant then, Instant now) {
  const auto s = (now - then).count();
  if (s < 0) return "0 s";
  if (s < 120) return std::to_string(s) + " s";
  if (s < 2 * 3600) return std::to_string(s / 60) + " min";
  if (s < 2 * 86400) return std::to_string(s / 3600) + " h";
  if (s < 120 * 86400) return std::to_string(s / 86400) + " d";
  if (s < 2 * 365 * 86400) return std::to_string(s / (30 * 86400)) + " mo";
  return std::to_string(s / (365 * 86400)) + " y";
}

}  // namespace firstcard
