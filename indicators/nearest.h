#pragma once
// The known name that somebody may have meant: for error messages.
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firstcard {

// The candidate with the fewest typing errors between it and `name` (a letter too many, missing,
// wrong, or two swapped), if these are few enough to be one: a third of the letters, at least one.
// Of several equally near the first. The result points into `candidates`.
std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> candidates);

// "; did you mean 'aws.revenue'?", or nothing where no candidate is near.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace firstcard
