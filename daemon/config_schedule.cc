// `every`, `at`, `zone` and `window` of a feed.
#include "config_schedule.h"

#include <fmt/format.h>

#include "feeds/zone.h"

namespace firstcard::config {

namespace {

// Longer than any release is late.
constexpr std::chrono::seconds kLongestWindow = std::chrono::days{7};

std::string read_zone(Section& s) {
  const auto zone = s.text("zone");
  if (!zone) return "UTC";
  // As the last word of a time it is refused with the nearest name.
  constexpr std::string_view kBefore = "00:00 ";
  if (zone->value.empty()) {
    s.error(zone->place, "\"zone\" is empty; write one like Europe/Berlin or UTC");
    return "UTC";
  }
  if (const auto rule = parse_calendar(std::string(kBefore) + zone->value); !rule) {
    s.error(zone->place, "\"zone\": " + rule.error().message);
    return "UTC";
  }
  return zone->value;
}

std::optional<ReleaseWindow> read_window(Section& feed, const std::string& zone) {
  auto s = feed.table("window");
  if (!s) return std::nullopt;
  ReleaseWindow window;
  s->require("from", "from = \"Mon..Fri 21:55 Europe/Berlin\"");
  s->require("for", "for = \"2h\"");
  const auto from = s->text("from");
  const auto rule = from ? read_rule(*s, "from", *from, zone) : std::nullopt;
  if (rule) window.from = *rule;
  const auto lasts = s->span("for");
  if (lasts) window.lasts = lasts->value;
  if (lasts && lasts->value > kLongestWindow)
    s->error(lasts->place, "\"for\" is longer than a week; write at most \"7d\"");
  const auto every = s->span("every");
  if (every) window.every = every->value;
  if (lasts && window.every > window.lasts)
    s->error(every ? every->place : lasts->place,
             fmt::format("\"every\" ({}) is longer than the window ({}); nothing would be polled "
                         "faster",
                         span_text(window.every), span_text(window.lasts)));
  s->finish();
  return rule && lasts ? std::optional(window) : std::nullopt;
}

}  // namespace

std::optional<CalendarRule> read_rule(const Section& s, std::string_view key,
                                      const At<std::string>& text, const std::string& zone) {
  auto rule = parse_calendar(text.value, zone);
  if (rule) return std::move(*rule);
  s.error(s.report().inside(text.place, rule.error().offset),
          fmt::format("\"{}\": {}", key, rule.error().message));
  return std::nullopt;
}

namespace {

// Of the key `at`.
std::vector<CalendarRule> read_rules(Section& s, const std::string& zone) {
  std::vector<CalendarRule> rules;
  const auto at = s.texts("at");
  if (!at) return rules;
  for (const At<std::string>& text : *at)
    if (auto rule = read_rule(s, "at", text, zone)) rules.push_back(std::move(*rule));
  if (at->empty())
    s.error(s.place_of("at"), "\"at\" is an empty list; write at least one time");
  return rules;
}

}  // namespace

std::vector<CalendarRule> read_at(Section& section) {
  return read_rules(section, read_zone(section));
}

Schedule read_schedule(Section& feed) {
  Schedule schedule;
  const std::string zone = read_zone(feed);
  const auto every = feed.span("every");
  if (every) schedule.every = every->value;
  schedule.at = read_rules(feed, zone);
  const bool at = feed.take("at") != nullptr;
  if (at && every)
    feed.error(every->place, "\"every\" stands beside \"at\"; write one of the two");
  schedule.window = read_window(feed, zone);
  if (!at && !schedule.window && feed.place_of("zone") != feed.place())
    feed.warn(feed.place_of("zone"), "\"zone\" has no effect without \"at\" or \"window\"");
  if (schedule.window && !at && schedule.window->every >= schedule.every)
    feed.error(feed.place_of("window"),
               fmt::format("\"window\" is no faster than \"every\" ({}); take it out, or write a "
                           "shorter \"every\" in it",
                           span_text(schedule.every)));
  return schedule;
}

}  // namespace firstcard::config
