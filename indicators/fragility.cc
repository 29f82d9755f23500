#include "fragility.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace firstcard {

namespace {

// The relative changes of a series, newest last.
std::vector<double> changes_of(const Series& series, std::span<const Revision> revisions) {
  std::vector<double> all;
  for (const Revision& r : revisions) {
    if (r.series != series.id || r.before == 0 || r.after == r.before) continue;
    const double change = r.after / r.before - 1;
    if (!std::isfinite(change) || std::abs(change) <= series.rounding.value_or(0)) continue;
    all.push_back(change);
  }
  if (all.size() > kRevisionsSeen) all.erase(all.begin(), all.end() - kRevisionsSeen);
  return all;
}

// Assesses the rule with one series' newest value changed.
class Trial {
 public:
  Trial(const Indicator& rule, const Catalogue& catalogue, const Window& window,
        const Assessment& now, const SeriesId& series)
      : rule_(rule), catalogue_(catalogue), window_(window), now_(now) {
    point_ = &window_.series.at(series).points.back();
    value_ = point_->value;
  }
  Status at(double change) {
    const auto [known, fresh] = seen_.try_emplace(change, now_.status);
    if (fresh) {
      point_->value = value_ * (1 + change);
      known->second = assess(rule_, catalogue_, window_, now_.as_of).status;
    }
    return known->second;
  }
  bool turns(double change) { return at(change) != now_.status; }

  // The smallest change on one side that is enough, where a coarse look finds one.
  std::optional<double> enough(double sign, double most) {
    double below = 0;
    for (double size = 0.001; size <= most; size *= 1.25) {
      if (turns(sign * size)) return sign * between(sign, below, size);
      below = size;
    }
    return turns(sign * most) ? std::optional(sign * between(sign, below, most)) : std::nullopt;
  }

 private:
  double between(double sign, double not_enough, double enough) {
    for (int i = 0; i < 24; ++i) {
      const double middle = (not_enough + enough) / 2;
      (turns(sign * middle) ? enough : not_enough) = middle;
    }
    return enough;
  }

  const Indicator& rule_;
  const Catalogue& catalogue_;
  Window window_;
  const Assessment& now_;
  Point* point_;
  double value_;
  std::map<double, Status> seen_;
};

std::set<SeriesId> inputs_of(const Indicator& rule) {
  std::set<SeriesId> all;
  for (const Test& test : rule.tests) all.merge(series_of(test.measure));
  return all;
}

}  // namespace

Fragility fragility_of(const Indicator& rule, const Catalogue& catalogue, const Window& window,
                       const Assessment& now, std::span<const Revision> revisions) {
  Fragility fragility;
  const bool any_reading =
      std::ranges::any_of(now.tests, [](const TestResult& t) { return t.reading.has_value(); });
  for (const SeriesId& id : inputs_of(rule)) {
    SeriesFragility& f = fragility.series.emplace_back();
    f.series = id;
    const std::vector<double> changes = changes_of(catalogue.at(id), revisions);
    f.revisions = static_cast<int>(changes.size());
    for (const double c : changes)
      if (std::abs(c) > std::abs(f.largest)) f.largest = c;
    fragility.revisions += f.revisions;
    const auto found = window.series.find(id);
    if (!any_reading || found == window.series.end() || found->second.points.empty()) continue;
    f.newest = found->second.points.back();
    Trial trial(rule, catalogue, window, now, id);
    f.turning =
        static_cast<int>(std::ranges::count_if(changes, [&](double c) { return trial.turns(c); }));
    fragility.turning += f.turning;
    const auto down = trial.enough(-1, 0.5), up = trial.enough(1, 1);
    if (down && (!up || -*down <= *up))
      f.needed = down;
    else
      f.needed = up;
    if (f.needed) f.to = trial.at(*f.needed);
  }
  return fragility;
}

}  // namespace firstcard
