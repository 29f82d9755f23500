#include "daemon/evaluation.h"

#include <algorithm>
#include <set>

namespace firstcard {

namespace {

bool all_complete(const Window& w) {
  return std::ranges::all_of(w.series, [](const auto& s) { return s.second.complete; });
}

bool enough_prints(const Indicator& rule, const Catalogue& catalogue, const Window& window) {
  return std::ranges::all_of(rule.tests, [&](const Test& test) {
    return prints_of(rule, test, catalogue, window).size() >=
           static_cast<std::size_t>(rule.lookback);
  });
}

// A resampled period comes into being when it is over, with no row arriving.
std::optional<Instant> end_of_resampled_period(const Measure& measure, const Catalogue& catalogue,
                                               Instant t) {
  const Frequency f = check_measure(measure, catalogue).value();
  const auto inputs = series_of(measure);
  const bool resampled = std::ranges::any_of(
      inputs, [&](const SeriesId& id) { return catalogue.at(id).frequency != f; });
  if (!resampled) return std::nullopt;
  const Instant end = end_of_day(last_day(f, index_at(f, day_of(t))));
  return end > t ? end : end_of_day(last_day(f, index_at(f, day_of(t)) + 1));
}

}  // namespace

Window window_for(const Indicator& rule, const Catalogue& catalogue, WindowSource& source,
                  Instant as_of) {
  std::map<SeriesId, Need> needs = needs_of(rule, catalogue);
  for (;;) {
    Window window = source.window(needs, as_of);
    if (all_complete(window) || enough_prints(rule, catalogue, window)) return window;
    for (auto& [id, need] : needs) {
      need.prints *= 2;
      need.reach *= 2;
    }
  }
}

SeenAll assess_all(const Config& config, WindowSource& source, Instant as_of) {
  SeenAll all;
  for (const auto& [id, rule] : config.indicators) {
    Window window = window_for(rule, config.catalogue, source, as_of);
    Assessment assessment = assess(rule, config.catalogue, window, as_of);
    all.emplace(id, Seen{std::move(assessment), std::move(window)});
  }
  return all;
}

std::vector<Assessment> assessments_of(const SeenAll& all) {
  std::vector<Assessment> list;
  list.reserve(all.size());
  for (const auto& [id, seen] : all) list.push_back(seen.assessment);
  return list;
}

std::optional<Instant> next_change(const Config& config, const SeenAll& all, Instant t) {
  std::optional<Instant> next;
  const auto consider = [&](Instant at) {
    if (at > t && (!next || at < *next)) next = at;
  };
  for (const auto& [id, seen] : all)
    for (const TestResult& test : seen.assessment.tests)
      if (test.stale_at) consider(*test.stale_at);
  for (const auto& [id, rule] : config.indicators)
    for (const Test& test : rule.tests)
      if (const auto end = end_of_resampled_period(test.measure, config.catalogue, t))
        consider(*end);
  for (const Thesis& thesis : config.theses) {
    if (!thesis.within) continue;
    for (const IndicatorId& id : thesis.indicators) {
      const auto seen = all.find(id);
      if (seen != all.end() && seen->second.assessment.left_weakening_at)
        consider(*seen->second.assessment.left_weakening_at + *thesis.within);
    }
  }
  return next;
}

std::vector<SeriesId> series_of(const Config& config) {
  std::set<SeriesId> all;
  for (const auto& [id, rule] : config.indicators)
    for (const Test& test : rule.tests) all.merge(series_of(test.measure));
  return {all.begin(), all.end()};
}

}  // namespace firstcard
