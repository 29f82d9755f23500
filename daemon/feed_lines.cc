#include "daemon/feed_lines.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "alerts/format.h"
#include "daemon/table.h"

namespace firstcard {

namespace {

template <class T>
boost::json::value or_null(const std::optional<T>& v) {
  return v ? boost::json::value(to_text(*v)) : boost::json::value(nullptr);
}
boost::json::value or_null(const std::string& text) {
  return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

Colour colour_of(Health h) {
  return h == Health::dead ? Colour::red : h == Health::late ? Colour::yellow : Colour::none;
}

std::string shown(Health h) {
  return h == Health::none ? "-" : h == Health::not_due ? "not due" : std::string(to_text(h));
}

std::string shown(const std::optional<Instant>& t, const char* otherwise) {
  return t ? format_instant(*t) : otherwise;
}

std::string problem(const FeedLine& line, Instant now) {
  std::string text;
  for (const SeriesHealth& s : line.outlook.series) {
    if (s.health < Health::late) break;
    text += fmt::format("\n  {} {}: {}, due {}, {} ago", s.series.text, s.expected,
                        to_text(s.health), format_instant(*s.due_at), rough_text(now - *s.due_at));
  }
  if (line.polls.failures_in_a_row > 0)
    text += fmt::format("\n  {} failed in a row, the last {}: {}", line.polls.failures_in_a_row,
                        shown(line.polls.last_error_at, "-"), line.polls.last_error);
  for (const HeldDocument& d : line.held)
    text += d.refused_at ? fmt::format("\n  rejected by {} {} ago{}{}", d.author,
                                       age(*d.refused_at, now), d.note.empty() ? "" : ": ", d.note)
                         : fmt::format("\n  held for {}: {}; {}firstcard feeds accept {}, or reject",
                                       age(d.since, now), d.reason,
                                       d.mtime_ns ? "unless the file is written again it waits for: "
                                                  : "",
                                       line.feed.text);
  return text;
}

}  // namespace

std::vector<FeedLine> feed_lines(Database& db, const Config& config, Instant now) {
  FeedStates states(db);
  Held held(db);
  std::vector<FeedLine> lines;
  for (const Feed& feed : config.feeds) {
    FeedLine line{.feed = feed.id,
                  .source = feed.shown_source,
                  .outlook = outlook_of(states, config, feed, now),
                  .since = {},
                  .polls = states.polls(feed.id),
                  .held = held.of(feed.id)};
    if (const auto state = states.find(feed.id);
        state && state->health == line.outlook.health && state->health != Health::none)
      line.since = state->since;
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string feeds_text(const std::vector<FeedLine>& lines, Instant now, bool colour) {
  if (lines.empty()) return {};
  const TableRow head = {{"FEED"},     {"HEALTH"},       {"NEWEST"},    {"NEXT DUE"},
                         {"LAST NEW"}, {"LAST SUCCESS"}, {"NEXT POLL"}, {"LAST ERROR"}};
  std::vector<TableRow> rows;
  std::string problems;
  for (const FeedLine& line : lines) {
    const auto ago = [&](const std::optional<Instant>& t) {
      return t ? age(*t, now) + " ago" : std::string("never");
    };
    const FeedOutlook& o = line.outlook;
    rows.push_back({{line.feed.text},
                    {shown(o.health), colour_of(o.health)},
                    {o.newest_period ? to_text(*o.newest_period) : "-"},
                    {shown(o.next_due_at, "-")},
                    {ago(line.polls.last_print)},
                    {ago(line.polls.last_success)},
                    {shown(line.polls.next_poll, "-")},
                    {line.polls.last_error_at ? ago(line.polls.last_error_at) : "-"}});
    if (const std::string wrong = problem(line, now); !wrong.empty())
      problems += fmt::format("{}: {}{}\n", painted(line.feed.text, Colour::bold, colour),
                              line.source, wrong);
  }
  return table(head, rows, colour) + (problems.empty() ? "" : "\n" + problems);
}

boost::json::array feeds_json(const std::vector<FeedLine>& lines) {
  boost::json::array out;
  for (const FeedLine& line : lines) {
    const FeedOutlook& o = line.outlook;
    const SeriesHealth* worst = o.series.empty() ? nullptr : &o.series.front();
    boost::json::object f;
    f["id"] = line.feed.text;
    f["source"] = line.source;
    f["health"] = o.health == Health::none ? boost::json::value(nullptr)
                                           : boost::json::value(to_text(o.health));
    f["since"] = or_null(line.since);
    f["series"] = worst ? or_null(worst->series.text) : nullptr;
    f["expected"] = worst ? or_null(worst->expected) : nullptr;
    f["calendar"] = worst && worst->due_at ? boost::json::value(calendar_text(*worst)) : nullptr;
    f["newest_period"] = or_null(o.newest_period);
    f["next_due_at"] = or_null(o.next_due_at);
    f["late_at"] = worst ? or_null(worst->late_at) : nullptr;
    f["dead_at"] = worst ? or_null(worst->dead_at) : nullptr;
    f["last_new_print_at"] = or_null(line.polls.last_print);
    f["last_success_at"] = or_null(line.polls.last_success);
    f["next_poll_at"] = or_null(line.polls.next_poll);
    f["failures_in_a_row"] = line.polls.failures_in_a_row;
    f["last_error_at"] = or_null(line.polls.last_error_at);
    f["last_error"] = or_null(line.polls.last_error);
    boost::json::array held;
    for (const HeldDocument& d : line.held)
      held.push_back({{"source", d.source},
                      {"since", to_text(d.since)},
                      {"guard", d.guard},
                      {"reason", d.reason},
                      {"refused_at", or_null(d.refused_at)}});
    f["held"] = std::move(held);
    out.push_back(std::move(f));
  }
  return out;
}

}  // namespace firstcard
