#pragma once
// A feed's `series`: a name, or a template like "{entity}.{metric}".
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/series.h"

namespace firstcard::config {

struct TemplateError {
  std::size_t offset = 0;  // in bytes
  std::string message;
};

class SeriesPattern {
 public:
  // Fails where braces do not match, a placeholder is empty, or no text in the placeholders' stead
  // makes a valid series name.
  static std::expected<SeriesPattern, TemplateError> parse(std::string_view text);

  bool literal() const { return columns_.empty(); }
  const std::vector<std::string>& columns() const { return columns_; }  // the placeholders
  // Whether some cells make this name.
  bool may_make(const SeriesId& id) const;

 private:
  std::vector<std::string> fixed_;  // around and between the placeholders: one more than columns_
  std::vector<std::string> columns_;
};

}  // namespace firstcard::config
