#include "plot_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "card.h"
#include "format.h"
#include "utf8.h"

namespace firstcard {

namespace {

struct Range {
  double low = 0, high = 0;
};

// Readings, the line, and a margin in which the newest value can be written; never empty.
std::optional<Range> range_of(const IndicatorLine& i) {
  std::optional<Range> out;
  const auto take = [&](double v) {
    if (!std::isfinite(v)) return;
    if (!out) out = Range{v, v};
    out->low = std::min(out->low, v);
    out->high = std::max(out->high, v);
  };
  for (const double v : i.recent) take(v);
  if (!out) return out;  // a line alone is no plot
  if (i.line) take(i.line->value);
  double span = out->high - out->low;
  if (!(span > 1e-12 * std::max(std::abs(out->low), std::abs(out->high))))
    span = out->high == 0 ? 1 : std::abs(out->high) / 2;
  const Range wide{out->low - 0.22 * span, out->high + 0.22 * span};
  // Beyond what a double can tell apart or hold nothing can be drawn.
  if (!std::isfinite(wide.low) || !std::isfinite(wide.high) || !(wide.low < wide.high))
    return std::nullopt;
  return wide;
}

// 1, 2 or 5 times a power of ten, so that the range holds three to seven.
double step_of(Range r) {
  const double rough = (r.high - r.low) / 6;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (rough <= factor * power) return factor * power;
  return 10 * power;
}

class Scale {
 public:
  Scale(Range r, double top, double bottom) : r_(r), top_(top), bottom_(bottom) {}
  double y(double v) const {
    return bottom_ - (v - r_.low) / (r_.high - r_.low) * (bottom_ - top_);
  }

 private:
  Range r_;
  double top_, bottom_;
};

std::vector<PlotTick> ticks_of(Range r, const Scale& scale, std::string_view unit) {
  std::vector<PlotTick> out;
  const double step = step_of(r);
  const double first = std::ceil(r.low / step);
  for (int k = 0; k < 12; ++k) {
    const double v = (first + k) * step;
    if (!(v <= r.high)) break;
    out.push_back({.y = scale.y(v), .label = format_line_value(v, unit)});
  }
  return out;
}

PlotLine line_of(const IndicatorLine& i, const Scale& scale) {
  const bool recovery = is_recovery_line(i);
  return {.y = scale.y(i.line->value),
          .label = fmt::format("{} {}", recovery ? "recovers" : "weakens",
                               one_line(shown_line(i))),
          .recovery = recovery,
          .weak_above = (i.line->side == Side::above) != recovery};
}

}  // namespace

std::optional<PlotLayout> plot_layout(const IndicatorLine& i) {
  const auto range = range_of(i);
  if (!range) return std::nullopt;
  PlotLayout out;
  out.top = 40;
  out.bottom = PlotLayout::kHeight - 32;
  out.right = PlotLayout::kWidth - 28;
  const Scale scale(*range, out.top, out.bottom);
  out.ticks = ticks_of(*range, scale, i.unit);
  std::size_t widest = 0;
  for (PlotTick& tick : out.ticks) {
    tick.label = one_line(tick.label);
    widest = std::max(widest, tick.label.size());
  }
  out.left = std::clamp(22 + 8.0 * static_cast<double>(widest), 50.0, 150.0);
  out.title = one_line(i.title.empty() ? i.id.text : i.title);

  // A single reading stands in the middle.
  const auto count = static_cast<double>(i.recent.size());
  const double inner_left = out.left + 14, inner_right = out.right - 14;
  const auto x = [&](std::size_t at) {
    if (i.recent.size() == 1) return (inner_left + inner_right) / 2;
    return inner_left + (inner_right - inner_left) * static_cast<double>(at) / (count - 1);
  };
  bool in_run = false;
  for (std::size_t at = 0; at < i.recent.size(); ++at) {
    const double v = i.recent[at];
    if (!std::isfinite(v)) {
      in_run = false;
      continue;
    }
    if (!in_run) out.runs.emplace_back();
    in_run = true;
    out.runs.back().push_back({x(at), scale.y(v)});
    out.newest = out.runs.back().back();
    out.newest_label = one_line(format_value(v, i.unit));
  }
  if (i.line && std::isfinite(i.line->value)) out.line = line_of(i, scale);
  if (i.recent.size() > 1) out.first_label = one_line(i.recent_from);
  out.last_label = one_line(i.period);
  return out;
}

}  // namespace firstcard
