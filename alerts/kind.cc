#include "kind.h"

#include <algorithm>
#include <array>

#include "indicators/words.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 3> kSeverities = {"critical", "warning", "info"};

constexpr std::array<std::string_view, 13> kKinds = {
    "fired",   "updated",   "resolved",   "reminder", "undecided", "decided", "digest",
    "verdict", "indicator", "checkpoint", "feed",     "summary",   "test"};

}  // namespace

std::string_view to_text(Severity s) {
  return word_of(kSeverities, s);
}

std::span<const std::string_view> all_kinds() {
  return kKinds;
}

const std::set<std::string>& default_kinds() {
  static const std::set<std::string> kinds = {"fired",   "updated", "resolved",   "reminder", "undecided",
                                              "decided", "digest",  "checkpoint", "test"};
  return kinds;
}

Severity severity_of(const Notification& n) {
  if (n.kind == "fired" || n.kind == "updated" || n.kind == "reminder") return Severity::critical;
  if (n.kind == "digest") return n.open ? Severity::critical : Severity::info;
  if (n.kind == "undecided") return Severity::warning;
  if (n.kind == "feed") return n.feed && !in_time(n.feed->state) ? Severity::warning : Severity::info;
  if (n.kind == "indicator")
    return std::ranges::any_of(n.indicators,
                               [](const IndicatorLine& line) {
                                 return line.status == Status::weakening ||
                                        line.status == Status::unknown;
                               })
               ? Severity::warning
               : Severity::info;
  if (n.kind == "checkpoint")
    return n.checkpoint && !n.checkpoint->met ? Severity::warning : Severity::info;
  return Severity::info;
}

}  // namespace firstcard
