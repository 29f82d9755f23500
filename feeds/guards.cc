#include "guards.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace firstcard {

namespace {

// Documents of fewer rows are edited by hand, and half of four rows is nothing odd.
constexpr std::int64_t kFewRows = 10;

constexpr std::array<double, 13> kFactors = {8,   10,  100, 1e3,  1e4,  1e5, 1e6,
                                             1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

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

std::optional<Suspicion> ahead(const DocumentShape& now) {
  if (!now.ahead) return std::nullopt;
  const WrittenPeriod& p = *now.ahead;
  return Suspicion{"future",
                   fmt::format("line {}: {} has a value for the period {}, which ends more than one "
                               "period (of events: a year) after the fetch; for forecasts set "
                               "guards = {{ future = false }}",
                               p.line, p.series.text, to_text(p.period)),
                   fmt::format("{} {}", p.series.text, to_text(p.period))};
}

// How far beyond all recent values one of another scale lies at least, and how many of them tell.
constexpr double kBeyond = 3;
constexpr int kEnough = 4;

bool is_revision(const ValueStep& s) {
  return s.period == s.period_before;
}

bool beyond_recent(const ValueStep& s, double factor) {
  if (is_revision(s) || s.values == 0) return true;
  const double size = std::abs(s.after);
  return factor > 1 ? size >= kBeyond * s.most : size * kBeyond <= s.least;
}

bool small_count(const ValueStep& s) {
  return s.before == std::round(s.before) && s.after == std::round(s.after) &&
         std::min(std::abs(s.before), std::abs(s.after)) < 10 &&
         std::max(std::abs(s.before), std::abs(s.after)) <= 100;
}

std::optional<Suspicion> rescaled(std::span<const ValueStep> steps) {
  struct Jump {
    const ValueStep* step;
    double factor;
  };
  std::vector<Jump> jumps;
  for (const ValueStep& step : steps)
    if (const auto factor = scale_factor(step); factor && beyond_recent(step, *factor))
      jumps.push_back({&step, *factor});
  if (jumps.empty()) return std::nullopt;
  auto first = std::ranges::find_if(
      jumps, [](const Jump& j) { return speaks_for_itself(*j.step, j.factor); });
  if (first == jumps.end()) {
    first = jumps.begin();
    const auto alike = static_cast<std::size_t>(
        std::ranges::count(jumps, first->factor, &Jump::factor));
    if (alike < 2 || 2 * alike < steps.size()) return std::nullopt;
  }
  const double factor = first->factor;
  const std::string by =
      factor >= 1 ? fmt::format("{}", factor) : fmt::format("1/{}", std::round(1 / factor));
  Suspicion out{"scale",
                fmt::format("{}: about times {}, so the unit or the scale may be another",
                            step_text(*first->step), by),
                step_text(*first->step)};
  if (jumps.size() > 1) out.reason += fmt::format(" ({} more such)", jumps.size() - 1);
  return out;
}

// Zero is never a price; of a series that had one, or a negative value, nobody can tell. `values` and
// `least` of a step to zero are those of all values before it.
std::optional<Suspicion> first_zero(std::span<const ValueStep> steps) {
  for (const ValueStep& s : steps) {
    if (s.after != 0 || s.before <= 0 || s.values < kEnough || s.least <= 0) continue;
    return Suspicion{"scale",
                     fmt::format("{}: the first zero among {} values; is it one that is missing?",
                                 step_text(s), s.values + 1),
                     step_text(s)};
  }
  return std::nullopt;
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

Date furthest_period(Frequency frequency, Instant fetched_at) {
  constexpr std::array<int, 6> kLongest = {366, 1, 7, 31, 92, 366};  // event, day, week, ...
  return day_of(fetched_at) + days{kLongest.at(static_cast<std::size_t>(frequency))};
}

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

bool speaks_for_itself(const ValueStep& step, double factor) {
  if (small_count(step)) return false;
  const double size = factor >= 1 ? factor : 1 / factor;
  return size > 50 || is_revision(step) || step.values >= kEnough;
}

std::optional<Suspicion> suspicion_of(const Guards& guards, const DocumentShape& last,
                                      const DocumentShape& now, std::span<const ValueStep> steps) {
  if (guards.future)
    if (auto found = ahead(now)) return found;
  if (last.rows > 0) {
    if (auto found = shrank(guards, last, now)) return found;
    if (guards.newest)
      if (auto found = went_back(last, now)) return found;
  }
  if (guards.scale) {
    if (auto found = rescaled(steps)) return found;
    if (auto found = first_zero(steps)) return found;
  }
  if (guards.max_revision)
    if (auto found = revised(guards, steps)) return found;
  return std::nullopt;
}

}  // namespace firstcard
