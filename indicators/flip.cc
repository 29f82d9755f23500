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

// Where `f` changes its sign between a and b (whose values fa and fb have different signs): regula
// falsi in its Illinois variant; every third step halves, for measures that jump.
template <class F>
std::optional<double> root_between(const F& f, double a, double fa, double b, double fb) {
  const double close = 1e-12 * std::max(std::abs(fa), std::abs(fb));
  double weight = fa;  // fa, or less after two steps on the same side
  for (int i = 0; i < 150 && std::abs(b - a) > 1e-12 && std::abs(fb) > close; ++i) {
    const double c = i % 3 == 2 ? (a + b) / 2 : (a * fb - b * weight) / (fb - weight);
    const auto fc = f(c);
    if (!fc) return std::nullopt;
    if ((*fc > 0) == (fb > 0)) {
      weight /= 2;
    } else {
      a = b;
      weight = fb;
    }
    b = c;
    fb = *fc;
  }
  return b;
}

// A root next to 1; `f` must change its sign within a bracket.
template <class F>
std::optional<double> root_near_one(const F& f) {
  const auto at_one = f(1.0);
  if (!at_one) return std::nullopt;
  for (const double reach : {0.5, 1.0, 3.0, 9.0})
    for (const double end : {1 - std::min(reach, 1.0), 1 + reach}) {
      const auto at_end = f(end);
      if (at_end && (*at_end > 0) != (*at_one > 0))
        return root_between(f, 1, *at_one, end, *at_end);
    }
  return std::nullopt;
}

// The flip by one test alone, the others as they are.
std::optional<Flip> flip_by(std::size_t which, const Indicator& rule, const Catalogue& catalogue,
                            const Window& window, const Assessment& now) {
  const TestResult& result = now.tests[which];
  if (!result.reading || result.status == Status::unknown) return std::nullopt;
  const Test& test = rule.tests[which];
  auto projection = project(test, catalogue, window, result);
  if (!projection) return std::nullopt;

  const auto prints_at = [&](double factor) {
    for (auto& [point, from] : projection->added) point->value = from * factor;
    return prints_of(rule, test, catalogue, projection->window);
  };
  const auto beyond_line = [&](double factor) -> std::optional<double> {
    const auto prints = prints_at(factor);
    if (prints.empty() || prints.back().index <= result.reading->index) return std::nullopt;
    return prints.back().value - result.line.value;
  };
  const auto root = root_near_one(beyond_line);
  if (!root || *root < 0) return std::nullopt;

  const auto status_at = [&](double factor) {
    std::vector<Status> statuses;
    for (const TestResult& t : now.tests) statuses.push_back(t.status);
    const auto steps = fold(test, result.frequency, prints_at(factor));
    statuses[which] = steps.empty() ? Status::unknown : steps.back().status;
    return combine(statuses, rule.quorum);
  };
  // Exactly one side of it must change the status: if both do, or none, the next print alone does
  // not decide.
  const double nudge = std::max(1e-6, *root * 1e-6);
  const bool weakens_now = now.status == Status::weakening;
  const auto changes = [&](Status s) {
    return s != Status::unknown && (s == Status::weakening) != weakens_now;
  };
  const Status smaller = status_at(*root - nudge), larger = status_at(*root + nudge);
  if (changes(smaller) == changes(larger)) return std::nullopt;
  // A smaller factor of a negative number is a larger number.
  const bool below = changes(smaller) == (projection->base > 0);
  return Flip{.to = changes(smaller) ? smaller : larger,
              .side = below ? Side::below : Side::above,
              .value = *root * projection->base,
              .factor = *root,
              .unit = projection->unit};
}

}  // namespace

std::optional<Flip> flip_of(const Indicator& rule, const Catalogue& catalogue, const Window& window,
                            const Assessment& now) {
  if (auto flip = flip_by(now.lead, rule, catalogue, window, now)) return flip;
  for (std::size_t i = 0; i < rule.tests.size(); ++i)
    if (i != now.lead)
      if (auto flip = flip_by(i, rule, catalogue, window, now)) return flip;
  return std::nullopt;
}

}  // namespace firstcard
