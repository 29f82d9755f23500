#include "guards.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace firstcard {

namespace {

// Documents of fewer rows are edited by hand, and half of four rows is nothing odd.
constexpr std::int64_t kFewRows = 10;

constexpr std::array<double, 8> kFactors = {8, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e9};

std::string step_text(const ValueStep& s) {
  return s.period == s.period_before
             ? fmt::format("{} {}: {} -> {}", s.series.text, to_text(s.period), s.before, s.after)
             : fmt::format("{}: {} for {}, and then {} for {}", s.series.text, s.before,
                           to_text(s.period_before), s.after, to_text(s.period));
}

std::optional<Suspicion> shrank(const Guards& g, const DocumentShape& last,
                                const DocumentShape& now) {
  if (last.rows < kFewRows ||
      static_cast<double>(now.rows) >= g.min_share * static_cast<double>(last.rows))
    return std::nullopt;
  return Suspicion{"min_share",
                   fmt::format("it has {} rows where the last document had {}, less than the share "
                               "min_share = {}",
                               now.rows, last.rows, g.min_share),
                   ""};
}

std::optional<Suspicion> went_back(const DocumentShape& last, const DocumentShape& now) {
  if (!last.newest || !now.newest || *now.newest >= *last.newest) return std::nullopt;
  return Suspicion{"newest",
                   fmt::format("its newest period is {}, and the last document's was {}: an old "
                               "copy?",
                               to_text(*now.newest), to_text(*last.newest)),
                   to_text(*now.newest)};
}

std::optional<Suspicion> rescaled(std::span<const ValueStep> steps) {
  int suspicious = 0;
  std::optional<Suspicion> first;
  for (const ValueStep& step : steps) {
    const auto factor = scale_factor(step);
    if (!factor) continue;
    if (++suspicious > 1) continue;
    const std::string by =
        *factor >= 1 ? fmt::format("{}", *factor) : fmt::format("1/{}", std::round(1 / *factor));
    first = Suspicion{"scale",
                      fmt::format("{}: about times {}, so the unit or the scale may be another",
                                  step_text(step), by),
                      step_text(step)};
  }
  if (suspicious > 1) first->reason += fmt::format(" ({} more such)", suspicious - 1);
  return first;
}

std::optional<Suspicion> revised(const Guards& g, std::span<const ValueStep> steps) {
  for (const ValueStep& step : steps) {
    if (step.period != step.period_before || step.before == 0) continue;
    const double change = step.after / step.before - 1;
    if (std::abs(change) <= *g.max_revision) continue;
    return Suspicion{"max_revision",
                     fmt::format("{}: a revision by {:+.1f} %, more than max_revision = {}",
                                 step_text(step), 100 * change, *g.max_revision),
                     step_text(step)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> scale_factor(const ValueStep& step) {
  if (step.before == 0 || step.after == 0 || (step.before < 0) != (step.after < 0))
    return std::nullopt;
  const double ratio = step.after / step.before;
  const bool up = ratio >= 1;
  const double size = up ? ratio : 1 / ratio;
  for (const double factor : kFactors) {
    const double wide = factor >= 100 ? 0.25 : 0.1;
    const double miss = step.period == step.period_before ? 0.02 : wide;
    if (size >= factor * (1 - miss) && size <= factor * (1 + miss)) return up ? factor : 1 / factor;
  }
  return std::nullopt;
}

std::optional<Suspicion> suspicion_of(const Guards& guards, const DocumentShape& last,
                                      const DocumentShape& now, std::span<const ValueStep> steps) {
  if (last.rows > 0) {
    if (auto found = shrank(guards, last, now)) return found;
    if (guards.newest)
      if (auto found = went_back(last, now)) return found;
  }
  if (guards.scale)
    if (auto found = rescaled(steps)) return found;
  if (guards.max_revision)
    if (auto found = revised(guards, steps)) return found;
  return std::nullopt;
}

}  // namespace firstcard
