// Warnings about parts that nothing uses.
#include <fmt/format.h>

#include <algorithm>

#include "config_parts.h"
#include "config_template.h"
#include "feeds/series_names.h"

namespace firstcard::config {

namespace {

std::set<SeriesId> series_in_rules(const Config& config) {
  std::set<SeriesId> out;
  for (const auto& [id, indicator] : config.indicators)
    for (const Test& test : indicator.tests) out.merge(series_of(test.measure));
  return out;
}

// What a feed may write: one pattern, or in a wide layout one for each column that is named.
std::vector<SeriesPattern> patterns_of(const Feed& feed) {
  static constexpr std::string_view placeholder = "{column}";
  const std::string& text = feed.csv.series;
  const bool per_column = feed.csv.layout == Layout::wide && !feed.csv.columns.empty();
  std::vector<SeriesPattern> out;
  for (const std::string& column : per_column ? feed.csv.columns : std::vector<std::string>{""}) {
    std::string one = text;
    for (auto at = one.find(placeholder); per_column && at != std::string::npos;
         at = one.find(placeholder, at)) {
      std::string part = series_part(column);
      const bool begins_part = at == 0 || one[at - 1] == '.';
      if (begins_part && !part.empty() && part.front() >= '0' && part.front() <= '9')
        part.insert(0, 1, '_');
      one.replace(at, placeholder.size(), part);
    }
    if (auto pattern = SeriesPattern::parse(one)) out.push_back(std::move(*pattern));
  }
  return out;
}

bool may_write(const std::vector<SeriesPattern>& patterns, const SeriesId& id) {
  return std::ranges::any_of(patterns, [&](const SeriesPattern& p) { return p.may_make(id); });
}

void warn_of_feeds(const std::vector<ReadFeed>& feeds, const std::set<SeriesId>& used,
                   Report& report) {
  std::map<std::string, const ReadFeed*> writers;  // of literal series
  for (const ReadFeed& read : feeds) {
    const Feed& feed = read.feed;
    const auto patterns = patterns_of(feed);
    if (patterns.size() == 1 && patterns.front().literal() && feed.csv.layout != Layout::wide) {
      const auto [first, added] = writers.emplace(feed.csv.series, &read);
      if (!added)
        report.warn(
            read.series_place,
            fmt::format("feed \"{}\": the feed \"{}\" ({}) writes the series {} too; where they "
                        "differ, each fetch will look like a revision",
                        feed.id.text, first->second->feed.id.text,
                        report.shown(first->second->series_place), feed.csv.series));
    }
    if (std::ranges::none_of(used, [&](const SeriesId& id) { return may_write(patterns, id); }))
      report.warn(read.place, fmt::format("feed \"{}\": no indicator uses what it brings ({})",
                                          feed.id.text, feed.csv.series));
  }
}

void warn_of_series(const std::vector<ReadFeed>& feeds, const std::set<SeriesId>& used,
                    const Names& names, Report& report) {
  for (const SeriesId& id : used) {
    const auto writes = [&](const ReadFeed& read) { return may_write(patterns_of(read.feed), id); };
    const auto place = names.series.find(id.text);
    if (place != names.series.end() && std::ranges::none_of(feeds, writes))
      report.warn(place->second,
                  fmt::format("series \"{}\": an indicator needs it and no feed brings "
                              "it",
                              id.text));
  }
}

void warn_of_indicators(const Config& config, const Names& names, Report& report) {
  std::set<IndicatorId> used;
  for (const Thesis& thesis : config.theses) {
    used.insert(thesis.indicators.begin(), thesis.indicators.end());
    for (const Secondary& s : thesis.secondary) used.insert(s.indicator);
  }
  for (const Checkpoint& c : config.checkpoints) used.insert(c.indicator);
  for (const auto& [id, indicator] : config.indicators)
    if (!used.contains(id))
      report.warn(names.indicators.at(id.text),
                  fmt::format("indicator \"{}\": no thesis counts it or shows it", id.text));
}

}  // namespace

void warn_of_unused(const Config& config, const std::vector<ReadFeed>& feeds, const Names& names,
                    Report& report) {
  const std::set<SeriesId> used = series_in_rules(config);
  warn_of_feeds(feeds, used, report);
  warn_of_series(feeds, used, names, report);
  warn_of_indicators(config, names, report);
  if (config.theses.empty()) report.warn({}, "there is no thesis, so nothing is judged");
}

}  // namespace firstcard::config
