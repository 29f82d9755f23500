#pragma once
#include <string>
#include <utility>

namespace firstcard {

// A text that must appear in no log, row, error or listing. There is no conversion and no operator<<;
// only the code that puts it on the wire calls reveal().
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  bool operator==(const Secret&) const = default;

 private:
  std::string text_;
};

}  // namespace firstcard
