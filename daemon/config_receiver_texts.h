#pragma once
// The templates of a [[receiver]], and whether its mails have plots.
#include <array>
#include <string_view>

#include "alerts/receiver.h"
#include "config_section.h"

namespace firstcard::config {

inline constexpr std::array<std::string_view, 4> kTextKeys = {"subject", "text", "body", "plots"};

// Once everything else of `out` has been read: a header with {{ or {% is moved to its templates.
// Each template is rendered with a sample, so that one which cannot work is an error here.
void read_texts(Section& s, Receiver& out);

}  // namespace firstcard::config
