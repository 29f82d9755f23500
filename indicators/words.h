#pragma once
// The one table behind every to_text/parse pair of an enumeration.
#include <array>
#include <optional>
#include <string_view>

namespace firstcard {

template <class E, std::size_t N>
constexpr std::string_view word_of(const std::array<std::string_view, N>& words, E value) {
  return words[static_cast<std::size_t>(value)];
}

template <class E, std::size_t N>
constexpr std::optional<E> value_of(const std::array<std::string_view, N>& words,
                                    std::string_view text) {
  for (std::size_t i = 0; i < N; ++i)
    if (words[i] == text) return static_cast<E>(i);
  return std::nullopt;
}

}  // namespace firstcard
