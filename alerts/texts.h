#pragma once
// The templates of a receiver, each in place of a built-in text.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "alerts/template.h"

namespace firstcard {

struct Texts {
  std::optional<Template> subject;  // of a mail: one line
  std::optional<Template> text;     // of a mail's plain part; the line of a log
  std::optional<Template> body;     // of a webhook; of a mail's HTML part
  std::vector<std::pair<std::string, Template>> headers;  // of a webhook
};

}  // namespace firstcard
