#include "daemon/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace firstcard {

namespace {

std::set<SeriesId> inputs_of(const Indicator& rule) {
  std::set<SeriesId> all;
  for (const Test& test : rule.tests) all.merge(series_of(test.measure));
  return all;
}

// What the feed owes of one series, or empty.
std::string debt_of(FeedStates& states, const Config& config, const Indicator& rule,
                    const SeriesId& id, Instant now) {
  const auto series = config.catalogue.find(id);
  if (series == config.catalogue.end()) return {};
  const SeriesHealth health = health_of(series->second, states.publications(id, now), now);
  if (!health.newest) return id.text + " has no value yet";
  if (health.health >= Health::due)
    return fmt::format("{} {} is {}", id.text, health.expected, to_text(health.health));
  // Nothing is due by the calendar, and yet it is too old for the indicator.
  const Date newest = health.newest->period;
  if (rule.stale_after && now > end_of_day(newest + *rule.stale_after))
    return fmt::format("{} has nothing newer than {}", id.text, to_text(newest));
  return {};
}

}  // namespace

std::vector<std::string> repairs_of(FeedStates& states, const Config& config,
                                    const Indicator& rule, Instant now) {
  const std::set<SeriesId> inputs = inputs_of(rule);
  std::vector<std::string> all;
  for (const Feed& feed : config.feeds) {
    std::vector<SeriesId> written = states.series_of(feed.id);
    // A feed that has brought nothing yet is known by its series' name, where that is no template.
    if (const SeriesId named{feed.csv.series}; inputs.contains(named)) written.push_back(named);
    std::ranges::sort(written);
    const auto doubled = std::ranges::unique(written);
    written.erase(doubled.begin(), doubled.end());
    std::string owed;
    for (const SeriesId& id : written) {
      if (!inputs.contains(id)) continue;
      if (const std::string debt = debt_of(states, config, rule, id, now); !debt.empty())
        owed += (owed.empty() ? "" : ", ") + debt;
    }
    if (owed.empty()) continue;
    const FeedPolls polls = states.polls(feed.id);
    all.push_back(fmt::format("feed {}: {}{}", feed.id.text, owed,
                              polls.failures_in_a_row > 0 ? fmt::format(" ({})", polls.last_error)
                                                          : ""));
  }
  return all;
}

}  // namespace firstcard
