// The next print that would change a status, found numerically: the measure is evaluated on a
// window that has one period more. Its values are looked for along two ways: every newest value
// times a factor, from 0 to 10, and if that finds nothing, a step added to them, which also leads
// away from zero and to the other side of it. At most some 350 evaluations for each test.
#include <algorithm>
#include <cmath>

#include "assess.h"

namespace firstcard {

namespace {

struct Projection {
  Window window;                                 // with the further period in place
  std::vector<std::pair<Point*, double>> added;  // and the value it was copied from
  std::string unit;
  double base = 0;   // the sum of those values
  double scale = 0;  // the largest value, without its sign, that their series have had; never 0
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
    for (const Point& point : points) p.scale = std::max(p.scale, std::abs(point.value));
    points.push_back(
        {.period = next, .value = newest.value, .known_at = p.window.as_of, .vintage = 0});
    p.added.emplace_back(&points.back(), newest.value);
  }
  if (first) return std::nullopt;
  if (p.scale == 0) p.scale = 1;
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

// A root next to 0 of steps in the scale of the values, where the farther end of its bracket is.
struct StepRoot {
  double root = 0, end = 0;
};

template <class F>
std::optional<StepRoot> root_near_zero(const F& f) {
  const auto at_zero = f(0.0);
  if (!at_zero) return std::nullopt;
  std::vector<double> ends;
  for (const double reach : {0.25, 1.0, 3.0, 9.0, 30.0}) {
    ends.push_back(-reach);
    ends.push_back(reach);
  }
  // Twice the way to where a straight line would meet it: exact for a level, however far off.
  if (const auto at_one = f(1.0); at_one && *at_one != *at_zero)
    ends.push_back(-2 * *at_zero / (*at_one - *at_zero));
  for (const double end : ends) {
    const auto at_end = f(end);
    if (!at_end || (*at_end > 0) == (*at_zero > 0)) continue;
    if (const auto root = root_between(f, 0, *at_zero, end, *at_end)) return StepRoot{*root, end};
  }
  return std::nullopt;
}

// One test with its further period; the other tests stay as they are.
class Search {
 public:
  Search(std::size_t which, const Indicator& rule, const Catalogue& catalogue,
         const Assessment& now, Projection& projection)
      : which_(which), rule_(rule), catalogue_(catalogue), now_(now), p_(projection) {}

  std::optional<Flip> by_factor() {
    if (p_.base == 0) return std::nullopt;
    const auto beyond = [&](double factor) {
      scale_by(factor);
      return beyond_line();
    };
    const auto root = root_near_one(beyond);
    if (!root || *root < 0) return std::nullopt;
    const auto status_at = [&](double factor) {
      scale_by(factor);
      return status();
    };
    // A smaller factor of a negative number is a larger number.
    return flip(status_at, *root, *root * p_.base, p_.base > 0);
  }

  std::optional<Flip> by_step() {
    const auto beyond = [&](double step) {
      add(step);
      return beyond_line();
    };
    const auto found = root_near_zero(beyond);
    if (!found) return std::nullopt;
    const auto status_at = [&](double step) {
      add(step);
      return status();
    };
    const auto flip = this->flip(status_at, found->root, p_.base + found->root * p_.scale, true);
    // So far off a measure may have turned around: what is said must hold well beyond it too.
    const double far = found->root + 8 * (found->end - found->root);
    if (!flip || !beyond(far)) return flip;
    const bool on_its_side = (far < found->root) == (flip->side == Side::below);
    return changes(status()) == on_its_side ? flip : std::nullopt;
  }

 private:
  void scale_by(double factor) {
    for (auto& [point, from] : p_.added) point->value = from * factor;
  }
  // A step of the sum, in its scale; each value takes the same share.
  void add(double step) {
    const double share = step * p_.scale / static_cast<double>(p_.added.size());
    for (auto& [point, from] : p_.added) point->value = from + share;
  }

  const Test& test() const { return rule_.tests[which_]; }
  const TestResult& result() const { return now_.tests[which_]; }
  std::vector<Print> prints() const { return prints_of(rule_, test(), catalogue_, p_.window); }

  std::optional<double> beyond_line() const {
    const auto all = prints();
    if (all.empty() || all.back().index <= result().reading->index) return std::nullopt;
    return all.back().value - result().line.value;
  }
  Status status() const {
    std::vector<Status> statuses;
    for (const TestResult& t : now_.tests) statuses.push_back(t.status);
    const auto steps = fold(test(), result().frequency, prints());
    statuses[which_] = steps.empty() ? Status::unknown : steps.back().status;
    return combine(statuses, rule_.quorum);
  }
  bool changes(Status s) const {
    return s != Status::unknown &&
           (s == Status::weakening) != (now_.status == Status::weakening);
  }

  // Exactly one side of the root must change the status: if both do, or none, the next print alone
  // does not decide.
  template <class F>
  std::optional<Flip> flip(const F& status_at, double root, double value, bool rising) const {
    const double nudge = std::max(1e-6, std::abs(root) * 1e-6);
    const Status smaller = status_at(root - nudge), larger = status_at(root + nudge);
    if (changes(smaller) == changes(larger)) return std::nullopt;
    if (std::abs(value) < 1e-9 * p_.scale) value = 0;  // a root is never quite exact
    return Flip{.to = changes(smaller) ? smaller : larger,
                .side = changes(smaller) == rising ? Side::below : Side::above,
                .value = value,
                .factor = p_.base == 0 ? 0 : value / p_.base,
                .unit = p_.unit};
  }

  std::size_t which_;
  const Indicator& rule_;
  const Catalogue& catalogue_;
  const Assessment& now_;
  Projection& p_;
};

// The flip by one test alone, the others as they are.
std::optional<Flip> flip_by(std::size_t which, const Indicator& rule, const Catalogue& catalogue,
                            const Window& window, const Assessment& now) {
  const TestResult& result = now.tests[which];
  if (!result.reading || result.status == Status::unknown) return std::nullopt;
  auto projection = project(rule.tests[which], catalogue, window, result);
  if (!projection) return std::nullopt;
  Search search(which, rule, catalogue, now, *projection);
  if (auto flip = search.by_factor()) return flip;
  return search.by_step();
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
