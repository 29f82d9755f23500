#include "card.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "format.h"
#include "sparkline.h"
#include "utf8.h"

namespace firstcard {

namespace {

bool contains(const std::vector<IndicatorId>& ids, const IndicatorId& id) {
  return std::ranges::find(ids, id) != ids.end();
}

// Periods of event and day series are dates.
bool is_date(std::string_view period) {
  return parse_date(period).has_value();
}

std::string line_of(const IndicatorLine& i) {
  const std::string line = shown_line(i);
  const bool recovery = is_recovery_line(i);
  const std::string_view verb = recovery ? "recovers"
                                : i.before == Status::weakening && i.status != Status::weakening
                                    ? "weakens again"
                                    : "weakens";
  if (!i.distance) return fmt::format("{} {}", verb, line);
  const std::string distance = format_distance(*i.distance, i.unit);
  if (i.status == Status::unknown)
    return fmt::format("{} {}; the last reading was on the {} side by {}", verb, line,
                       *i.distance < 0 ? "wrong" : "right", distance);
  if (recovery)
    return *i.distance < 0 ? fmt::format("{} {}, {} to go", verb, line, distance)
                           : fmt::format("{} {}, passed by {} but not yet for long enough", verb,
                                         line, distance);
  return *i.distance >= 0
             ? fmt::format("{} {}, {} away", verb, line, distance)
             : fmt::format("{} {}, passed by {} but not yet for long enough", verb, line, distance);
}

std::string data_of(const IndicatorLine& i) {
  std::vector<std::string> parts;
  if (i.of > 0) parts.push_back(fmt::format("{} of {} members", i.have, i.of));
  if (i.period_end) parts.push_back("period ends " + to_text(*i.period_end));
  if (i.known_at) parts.push_back("known " + format_instant(*i.known_at));
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

bool is_recovery_line(const IndicatorLine& i) {
  if (!i.reading || !i.distance || *i.distance == 0) return i.status == Status::weakening;
  const bool good_is_above = (*i.reading > i.line->value) == (*i.distance > 0);
  return (i.line->side == Side::above) == good_is_above;
}

std::string shown_line(const IndicatorLine& i) {
  return is_recovery_line(i) ? format_recovery(*i.line, i.unit) : format_line(*i.line, i.unit);
}

Place place_of(const Notification& n, const IndicatorLine& i) {
  if (i.secondary) return Place::secondary;
  if (i.status == Status::weakening || contains(n.members, i.id)) return Place::counted;
  if (i.status == Status::unknown) return Place::unknown;
  if (i.before == Status::weakening || contains(n.left, i.id)) return Place::recovered;
  return Place::rest;
}

// "-1.9 pp in 2026-Q2"; of an unknown one it is but the last that was seen.
std::string reading_of(const IndicatorLine& i) {
  if (!i.reading) return "no reading";
  std::string text = i.status == Status::unknown ? "last " : "";
  text += format_value(*i.reading, i.unit);
  if (!i.period.empty()) text += fmt::format(" {} {}", is_date(i.period) ? "on" : "in", i.period);
  return text;
}

std::string change_of(const IndicatorLine& i) {
  return i.before == i.status ? "" : fmt::format("was {}", to_text(i.before));
}

std::string_view verb_of(Status s) {
  switch (s) {
    case Status::holding:
      return "holds";
    case Status::strengthening:
      return "strengthens";
    case Status::weakening:
      return "weakens";
    case Status::unknown:
      break;
  }
  return "is unknown";
}

Card card_of(const Notification& n, const IndicatorLine& i) {
  Card card;
  card.id = i.id.text;
  card.title = one_line(i.title.empty() ? i.id.text : i.title);
  card.status = i.status;
  card.change = change_of(i);
  card.reading = reading_of(i);
  if (i.reading && i.previous) card.reading += ", before " + format_value(*i.previous, i.unit);
  card.spark = sparkline(i.recent);
  const auto fact = [&](std::string label, std::string_view text) {
    if (!text.empty()) card.facts.push_back({std::move(label), one_line(text)});
  };
  const Place place = place_of(n, i);
  const bool calm = i.before == i.status && (place == Place::rest || place == Place::secondary);
  if (!calm) fact("Why", i.reason);
  if (i.cause != Cause::none)
    fact("Changed", i.detail.empty() ? spoken(to_text(i.cause))
                                     : fmt::format("{}, {}", spoken(to_text(i.cause)), i.detail));
  if (i.line) fact("Line", line_of(i));
  fact("Next", i.flip);
  fact("Data", data_of(i));
  fact("Source", fmt::format("{}", fmt::join(i.sources, "; ")));
  return card;
}

}  // namespace firstcard
