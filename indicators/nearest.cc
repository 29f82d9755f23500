#include "nearest.h"

#include <algorithm>
#include <vector>

namespace firstcard {
namespace {

// Optimal string alignment distance, https://en.wikipedia.org/wiki/Damerau-Levenshtein_distance
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + wrong});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> candidates) {
  // A text this long is no mistyped name, and the distance costs the product of the lengths.
  constexpr std::size_t kLongest = 200;
  if (name.size() > kLongest) return std::nullopt;
  std::size_t best = std::max<std::size_t>(1, name.size() / 3) + 1;
  std::optional<std::string_view> found;
  for (std::string_view c : candidates) {
    const std::size_t apart =
        c.size() > name.size() ? c.size() - name.size() : name.size() - c.size();
    if (apart >= best) continue;
    // Of letters that are all wrong nothing was meant.
    if (const std::size_t d = distance(name, c); d < best && d < std::max(name.size(), c.size())) {
      best = d;
      found = c;
    }
  }
  return found;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> candidates) {
  const auto near = nearest(name, candidates);
  return near ? "; did you mean '" + std::string(*near) + "'?" : std::string();
}

}  // namespace firstcard
