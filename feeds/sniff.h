#pragma once
// What is plainly no CSV or no JSON, by its first bytes: servers send pages, messages and pointers
// with status 200.
#include <cstdint>
#include <optional>
#include <string_view>

#include "read.h"

namespace firstcard {

inline constexpr std::size_t kSniffed = 512;

enum class Expected : std::uint8_t { csv, json };

// `head` are the first bytes of the document, kSniffed of them unless it is shorter. `brackets`:
// the feed names columns in angle brackets, as <DATE>, so that the document may begin with one.
std::optional<Rejection> refuse_by_first_bytes(std::string_view head,
                                               Expected expected = Expected::csv,
                                               bool brackets = false);

}  // namespace firstcard
