#pragma once
// The one file of a ZIP archive that is meant.
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "read.h"

namespace firstcard {

// Hands the bytes of the file that `member` names (a glob over the whole name, or over the name
// without its folders; empty: the only file) to `to`, piece by piece; the first rejection of `to`
// ends it. The offset of `fd` moves.
std::optional<Rejection> unzip(int fd, const std::string& member,
                               const std::function<std::optional<Rejection>(std::string_view)>& to);

}  // namespace firstcard
