#include "kind.h"

#include <array>

#include "indicators/words.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 3> kSeverities = {"critical", "warning", "info"};

constexpr std::array<std::string_view, 13> kKinds = {
    "fired",      "updated", "resolved",  "reminder", "undecided", "decided", "digest",
    "checkpoint", "verdict", "indicator", "feed",     "summary",   "test"};

}  // namespace

std::string_view to_text(Severity s) {
  return word_of(kSeverities, s);
}

std::span<const std::string_view> all_kinds() {
  return kKinds;
}

const std::set<std::string>& default_kinds() {
  static const std::set<std::string> kinds = {"fired",    "updated",    "resolved",
                                              "reminder", "undecided",  "decided",
                                              "digest",   "checkpoint", "test"};
  return kinds;
}

Severity severity_of(const Notification& n) {
  if (n.kind == "fired" || n.kind == "updated" || n.kind == "reminder") return Severity::critical;
  if (n.kind == "digest") return n.open ? Severity::critical : Severity::info;
  if (n.kind == "undecided") return Severity::warning;
  if (n.checkpoint) return n.checkpoint->met ? Severity::info : Severity::warning;
  if (n.feed) return in_time(n.feed->state) ? Severity::info : Severity::warning;
  return Severity::info;
}

Severity routing_severity(const Notification& n) {
  if (n.kind == "resolved" || n.kind == "digest") return Severity::critical;
  if (n.kind == "decided" || n.feed) return Severity::warning;
  return severity_of(n);
}

std::set<Severity> routing_severities(std::string_view kind) {
  if (kind == "checkpoint") return {Severity::warning, Severity::info};
  Notification n;
  n.kind = kind;
  if (kind == "feed") n.feed.emplace();
  return {routing_severity(n)};
}

std::span<const std::string_view> all_severities() {
  return kSeverities;
}

const std::set<std::string>& tracked_kinds() {
  static const std::set<std::string> kinds = [] {
    std::set<std::string> all = default_kinds();
    all.erase("undecided");
    all.erase("decided");
    all.erase("checkpoint");
    return all;
  }();
  return kinds;
}

}  // namespace firstcard
