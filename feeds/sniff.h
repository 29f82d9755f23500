#pragma once
// What is plainly no CSV, by its first bytes: servers send pages, messages and pointers with status
// 200.
#include <optional>
#include <string_view>

#include "read.h"

namespace firstcard {

inline constexpr std::size_t kSniffed = 512;

// `head` are the first bytes of the document, kSniffed of them unless it is shorter. `brackets`:
// the feed names columns in angle brackets, as <DATE>, so that the document may begin with one.
std::optional<Rejection> refuse_by_first_bytes(std::string_view head, bool brackets = false);

}  // namespace firstcard
