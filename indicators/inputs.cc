#include "inputs.h"

#include <optional>

namespace firstcard {

namespace {

std::optional<Print> newest(const Measure& m, const Catalogue& catalogue, const Window& window,
                            int min_coverage) {
  const std::vector<Print> prints = evaluate(m, catalogue, window, min_coverage);
  return prints.empty() ? std::nullopt : std::optional(prints.back());
}

}  // namespace

std::vector<Input> inputs_of(const Measure& m, const Catalogue& catalogue, const Window& window,
                             int min_coverage) {
  std::vector<Input> inputs;
  const auto print = newest(m, catalogue, window, min_coverage);
  if (!print) return inputs;
  Window without = window;
  for (const SeriesId& id : series_of(m)) {
    const auto found = without.series.find(id);
    if (found == without.series.end()) continue;
    std::vector<Point>& points = found->second.points;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const Point point = points[i];
      points.erase(points.begin() + static_cast<std::ptrdiff_t>(i));
      if (newest(m, catalogue, without, min_coverage) != print)
        inputs.push_back({.series = id, .point = point});
      points.insert(points.begin() + static_cast<std::ptrdiff_t>(i), point);
    }
  }
  return inputs;
}

}  // namespace firstcard
