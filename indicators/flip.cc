// The next print that would change a status, found numerically: the measure is evaluated on a
// window that has one period more.
#include <algorithm>
#include <cmath>

#include "assess.h"

namespace firstcard {

namespace {

struct Projection {
  Window window;                                 // with the further period in place
  std::vector<std::pair<Point*, double>> added;  // and the value it was copied from
  std::string unit;
  double base = 0;  // the sum of those values
};

// Adds one further period to every series that stands at the newest print. nullopt: there is none,
// or their units differ.
std::optional<Projection> project(const Test& test, const Catalogue& catalogue,
                                  const Window& window, const TestResult& now) {
  Projection p;
  p.window = window;
  Date next = last_day(now.frequency, now.reading->index + 1);
  if (!has_calendar(now.frequency))
    next = std::max(day_of(window.as_of), now.reading->period + days{1});
  p.window.as_of = std::max(window.as_of, end_of_day(next));
  bool first = true;
  for (const SeriesId& id : series_of(test.measure)) {
    const Series& series = catalogue.at(id);
    const auto found = p.window.series.find(id);
    if (found == p.window.series.end() || found->second.points.empty()) continue;
    if (series.frequency != now.frequency)
      return std::nullopt;  // a resampled period is many values
    std::vector<Point>& points = found->second.points;
    const Point newest = points.back();
    if (has_calendar(now.frequency) &&
        index_of(series.frequency, newest.period) != now.reading->index)
      continue;
    if (!first && series.unit != p.unit) return std::nullopt;
    p.unit = series.unit;
    p.base += newest.value;
    first = false;
    points.push_back(
        {.period = next, .value = newest.value, .known_at = p.window.as_of, .vintage = 0});
    p.added.emplace_back(&points.back(), newest.value);
  }
  if (first || p.base == 0) return std::nullopt;
  return p;
}

// A root of `f` next to 1, by the Illinois variant of regula falsi; f must change its sign in a
// bracket.
template <class F>
std::optional<double> root_near_one(const F& f) {
  const auto at_one = f(1.0);
  if (!at_one) return std::nullopt;
  for (const double reach : {0.5, 1.0, 3.0, 9.0}) {
    for (const double end : {1 - std::min(reach, 1.0), 1 + reach}) {
      auto fb = f(end);
      if (!fb || (*fb > 0) == (*at_one > 0)) continue;
      double a = 1, fa = *at_one, b = end, fbv = *fb;
      for (int i = 0; i < 60 && std::abs(b - a) > 1e-12; ++i) {
        const double c = (a * fbv - b * fa) / (fbv - fa);
        const auto fc = f(c);
        if (!fc) return std::nullopt;
        if (*fc == 0) return c;
        if ((*fc > 0) == (fbv > 0)) {
          fa /= 2;
        } else {
          a = b;
          fa = fbv;
        }
        b = c;
        fbv = *fc;
        if (std::abs(fbv) < 1e-12) break;
      }
      return b;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Flip> flip_of(const Indicator& rule, const Catalogue& catalogue, const Window& window,
                            const Assessment& now) {
  const TestResult& lead = now.leading();
  if (!lead.reading || lead.status == Status::unknown) return std::nullopt;
  const Test& test = rule.tests[now.lead];
  auto projection = project(test, catalogue, window, lead);
  if (!projection) return std::nullopt;

  const auto prints_at = [&](double factor) {
    for (auto& [point, from] : projection->added) point->value = from * factor;
    return evaluate(test.measure, catalogue, projection->window, rule.min_coverage);
  };
  const auto beyond_line = [&](double factor) -> std::optional<double> {
    const auto prints = prints_at(factor);
    if (prints.empty() || prints.back().index <= lead.reading->index) return std::nullopt;
    return prints.back().value - lead.line.value;
  };
  const auto root = root_near_one(beyond_line);
  if (!root || *root < 0) return std::nullopt;

  const auto status_at = [&](double factor) {
    std::vector<Status> statuses;
    for (const TestResult& t : now.tests) statuses.push_back(t.status);
    const auto steps = fold(test, lead.frequency, prints_at(factor));
    statuses[now.lead] = steps.empty() ? Status::unknown : steps.back().status;
    return combine(statuses, rule.quorum);
  };
  const double nudge = std::max(1e-6, *root * 1e-6);
  const bool changes_to_weakening = now.status != Status::weakening;
  for (const Side side : {Side::below, Side::above}) {
    const Status there = status_at(*root + (side == Side::below ? -nudge : nudge));
    if ((there == Status::weakening) != changes_to_weakening || there == Status::unknown) continue;
    return Flip{.to = there,
                .side = side,
                .value = *root * projection->base,
                .factor = *root,
                .unit = projection->unit};
  }
  return std::nullopt;
}

}  // namespace firstcard
