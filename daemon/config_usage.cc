// Warnings about parts that nothing uses, or that can never do what they are for.
#include <fmt/format.h>
#include <fmt/ranges.h>

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

// Why none of a receiver's kinds ever comes to it; nullopt: one may.
std::optional<std::string> why_silent(const Config& config, const Receiver& receiver) {
  std::set<std::string> kinds = receiver.kinds;
  kinds.erase("test");
  std::vector<std::string_view> missing;
  if (config.summary_at.empty() && kinds.erase("summary") > 0)
    missing.push_back("\"summary\" needs a [summary]");
  if (config.checkpoints.empty() && kinds.erase("checkpoint") > 0)
    missing.push_back("\"checkpoint\" needs a [[checkpoint]]");
  if (kinds.empty())
    return fmt::format("none of its \"kinds\" can come: {}", fmt::join(missing, ", "));
  if (receiver.severities.empty()) return std::nullopt;
  if (kinds.contains("verdict")) kinds.insert({"undecided", "decided"});  // it takes these too
  std::set<Severity> possible;
  for (const std::string& kind : kinds) possible.merge(routing_severities(kind));
  std::vector<std::string_view> names;
  for (const Severity s : possible) {
    if (receiver.severities.contains(s)) return std::nullopt;
    names.push_back(to_text(s));
  }
  return fmt::format("what it takes by \"kinds\" is {}, which its \"severity\" leaves out",
                     fmt::join(names, " or "));
}

void warn_of_receivers(const Config& config, const Names& names, Report& report) {
  std::set<ReceiverId> fallbacks;  // get what another would have got, whatever they take themselves
  for (const Receiver& r : config.receivers)
    if (r.fallback) fallbacks.insert(r.fallback->to);
  for (const Receiver& r : config.receivers) {
    if (fallbacks.contains(r.id)) continue;
    if (const auto why = why_silent(config, r))
      report.warn(names.receivers.at(r.id.text),
                  fmt::format("receiver \"{}\": nothing is ever sent to it: {}", r.id.text, *why));
  }
}

void warn_of_checkpoints(const Config& config, const Names& names, Report& report) {
  for (const Checkpoint& c : config.checkpoints) {
    if (c.expect.kind != Expectation::Kind::strengthening) continue;
    const auto& tests = config.indicators.at(c.indicator).tests;
    if (std::ranges::none_of(tests, [](const Test& t) { return t.strengthening.has_value(); }))
      report.warn(names.checkpoints.at(c.id.text),
                  fmt::format("checkpoint \"{}\": it will be missed whatever comes: the indicator "
                              "\"{}\" has no \"strengthening\" line; give it one, or expect "
                              "\"holding\"",
                              c.id.text, c.indicator.text));
  }
}

}  // namespace

void warn_of_unused(const Config& config, const std::vector<ReadFeed>& feeds, const Names& names,
                    Report& report) {
  const std::set<SeriesId> used = series_in_rules(config);
  warn_of_feeds(feeds, used, report);
  warn_of_series(feeds, used, names, report);
  warn_of_indicators(config, names, report);
  warn_of_checkpoints(config, names, report);
  warn_of_receivers(config, names, report);
  if (config.theses.empty()) report.warn({}, "there is no thesis, so nothing is judged");
}

}  // namespace firstcard::config
