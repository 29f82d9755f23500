#pragma once
// jq programs of a configuration, checked before they are used.
#include <optional>
#include <string>
#include <vector>

#include "translate.h"

namespace firstcard {

// For each program jq's message if it does not compile, else nothing. In one child process: the jq
// library stays out of this one. Each different program takes about 20 ms.
std::vector<std::optional<std::string>> check_programs(const std::vector<std::string>& programs,
                                                       const TranslateOptions& options = {});

}  // namespace firstcard
