#include "sparkline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace firstcard {

namespace {
constexpr std::array<std::string_view, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::size_t kMiddle = 3;
}  // namespace

std::string sparkline(const std::vector<double>& values) {
  double least = HUGE_VAL, largest = -HUGE_VAL;
  for (const double v : values) {
    if (!std::isfinite(v)) continue;
    least = std::min(least, v);
    largest = std::max(largest, v);
  }
  std::string out;
  for (const double v : values) {
    if (!std::isfinite(v)) {
      out += ' ';
      continue;
    }
    // Halved, so that the range of -DBL_MAX ... DBL_MAX does not overflow.
    const double range = largest / 2 - least / 2;
    const double share = range > 0 ? (v / 2 - least / 2) / range : 0;
    const auto level = static_cast<std::size_t>(std::lround(share * (kBlocks.size() - 1)));
    out += kBlocks[range > 0 ? level : kMiddle];
  }
  return out;
}

}  // namespace firstcard
