#pragma once
// What is plainly no CSV or no JSON, by its first bytes: servers send pages, messages and pointers
// with status 200.
#include <cstdint>
#include <optional>
#include <string_view>

#include "read.h"

namespace firstcard {

inline constexpr std::size_t kSniffed = 512;

// `csv_in_brackets`: the feed names columns in angle brackets, as <DATE>, so that the document may
// begin with one.
enum class Expected : std::uint8_t { csv, csv_in_brackets, json };

// `head` are the first bytes of the document, kSniffed of them unless it is shorter.
std::optional<Rejection> refuse_by_first_bytes(std::string_view head,
                                               Expected expected = Expected::csv);

}  // namespace firstcard
