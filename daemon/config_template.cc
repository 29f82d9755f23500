#include "config_template.h"

#include <algorithm>

namespace firstcard::config {

namespace {

// What a cell becomes: lower case, every other sign a _.
bool is_cell_sign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::expected<SeriesPattern, TemplateError> SeriesPattern::parse(std::string_view text) {
  SeriesPattern out;
  out.fixed_.emplace_back();
  std::string sample;  // with "x" in each placeholder's stead
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      const auto end = text.find_first_of("{}", i + 1);
      if (end == std::string_view::npos || text[end] == '{')
        return std::unexpected(TemplateError{i, "this { has no }; write \"{column}\""});
      if (end == i + 1)
        return std::unexpected(
            TemplateError{i, "an empty placeholder; write a column's name between { and }"});
      out.columns_.emplace_back(text.substr(i + 1, end - i - 1));
      out.fixed_.emplace_back();
      sample += 'x';
      i = end;
    } else if (text[i] == '}') {
      return std::unexpected(TemplateError{i, "this } has no {; write \"{column}\""});
    } else if (is_cell_sign(text[i]) || text[i] == '.') {
      out.fixed_.back() += text[i];
      sample += text[i];
    } else {
      return std::unexpected(TemplateError{
          i,
          "a series name has lower case letters, digits, _ and dots only; this cannot yield one"});
    }
  }
  if (!valid_series_name(sample))
    return std::unexpected(TemplateError{
        0,
        "cannot yield a valid series name: parts are joined by dots, none is empty and none starts "
        "with a digit"});
  return out;
}

bool SeriesPattern::may_make(const SeriesId& id) const {
  // A template that is one column and nothing else takes whole names, dots included.
  if (columns_.size() == 1 && fixed_.front().empty() && fixed_.back().empty()) return true;
  std::string_view rest = id.text;
  if (!rest.starts_with(fixed_.front())) return false;
  rest.remove_prefix(fixed_.front().size());
  if (literal()) return rest.empty();
  if (!rest.ends_with(fixed_.back())) return false;
  rest.remove_suffix(fixed_.back().size());
  // Between two fixed texts stands a cell: something, and without a dot. The earliest place of the
  // next fixed text is as good as any, since a later one leaves less to those that follow.
  const auto is_cell = [](std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_cell_sign);
  };
  for (std::size_t i = 1; i + 1 < fixed_.size(); ++i) {
    if (rest.empty()) return false;
    const auto at = rest.find(fixed_[i], 1);
    if (at == std::string_view::npos || !is_cell(rest.substr(0, at))) return false;
    rest.remove_prefix(at + fixed_[i].size());
  }
  return is_cell(rest);
}

}  // namespace firstcard::config
