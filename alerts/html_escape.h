#pragma once
// Text as HTML text or a quoted attribute's value.
#include <string>
#include <string_view>

namespace firstcard {

std::string html_escaped(std::string_view text);

}  // namespace firstcard
