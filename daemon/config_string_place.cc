// From a byte of a string's value back to its place in the file.
#include <charconv>

#include "config_tree.h"

namespace firstcard::config {

namespace {

// Walks a text by characters and keeps line and column as people count them.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // a byte order mark has no column
  }
  bool done() const { return at_ >= text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }
  std::uint32_t line() const { return line_; }
  std::uint32_t column() const { return column_; }

  // Steps over one character and returns its length in bytes. "\r\n" is one character.
  std::size_t step() {
    std::size_t length = 1;
    if (rest().starts_with("\r\n")) {
      length = 2;
    } else {
      while (at_ + length < text_.size() &&
             (static_cast<unsigned char>(text_[at_ + length]) & 0xC0) == 0x80)
        ++length;
    }
    if (text_[at_ + length - 1] == '\n')
      ++line_, column_ = 1;
    else
      ++column_;
    at_ += length;
    return length;
  }
  void step(std::size_t characters) {
    while (characters-- > 0 && !done()) step();
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1, column_ = 1;
};

bool at_line_end(std::string_view rest) {
  return rest.starts_with('\n') || rest.starts_with("\r\n");
}

// A backslash at the end of a line (blanks may follow it) swallows all white space up to the next
// character.
bool at_line_continuation(std::string_view rest) {
  const auto next = rest.find_first_not_of(" \t", 1);
  return next != std::string_view::npos && at_line_end(rest.substr(next));
}

std::size_t utf8_length(std::string_view hex) {
  std::uint32_t code = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

}  // namespace

Place place_in_string(std::string_view text, Place quote, std::size_t offset) {
  Cursor at(text);
  while (!at.done() && at.line() < quote.line) at.step();
  while (!at.done() && at.column() < quote.column) at.step();
  if (at.done()) return quote;

  const bool basic = at.rest().starts_with('"');
  const bool multi_line = at.rest().starts_with(R"(""")") || at.rest().starts_with("'''");
  at.step(multi_line ? 3 : 1);
  if (multi_line && at_line_end(at.rest())) at.step();  // the first line break is no content

  for (std::size_t bytes = 0; bytes < offset && !at.done();) {
    if (!basic || !at.rest().starts_with('\\')) {
      const bool line_break = at.rest().starts_with("\r\n");  // "\n" in the value
      const std::size_t length = at.step();
      bytes += line_break ? 1 : length;
    } else if (multi_line && at_line_continuation(at.rest())) {
      at.step();
      while (!at.done() && std::string_view(" \t\r\n").contains(at.rest().front())) at.step();
    } else if (at.rest().starts_with("\\u")) {
      bytes += utf8_length(at.rest().substr(2, 4));
      at.step(6);
    } else if (at.rest().starts_with("\\U")) {
      bytes += utf8_length(at.rest().substr(2, 8));
      at.step(10);
    } else {
      bytes += 1;
      at.step(2);
    }
  }
  // A place between a continued line and its text belongs to the text.
  while (basic && multi_line && at.rest().starts_with('\\') && at_line_continuation(at.rest())) {
    at.step();
    while (!at.done() && std::string_view(" \t\r\n").contains(at.rest().front())) at.step();
  }
  return {.file = quote.file, .line = at.line(), .column = at.column()};
}

}  // namespace firstcard::config
