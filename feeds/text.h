#pragma once
// Small things done to texts that others wrote.
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace firstcard {

// Without the blanks (space, tab, U+00A0) at both ends.
std::string_view trimmed(std::string_view cell);

// Fit to be shown and stored: at most `most` bytes, cut between characters and then ended with
// "...", bytes that are not UTF-8 and control characters replaced by '?'.
std::string shown(std::string_view text, std::size_t most = 200);

// The candidate nearest to a mistyped name (letter case apart), or "" if none is near enough to
// help.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace firstcard
