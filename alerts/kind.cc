#include "kind.h"

#include <array>

#include "indicators/words.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 3> kSeverities = {"critical", "warning", "info"};

constexpr std::array<std::string_view, 10> kKinds = {"fired",  "updated", "resolved", "undecided", "decided",
                                                    "digest", "verdict", "feed",     "summary",   "test"};

}  // namespace

std::string_view to_text(Severity s) {
  return word_of(kSeverities, s);
}

std::span<const std::string_view> all_kinds() {
  return kKinds;
}

const std::set<std::string>& default_kinds() {
  static const std::set<std::string> kinds = {"fired",   "updated", "resolved", "undecided",
                                              "decided", "digest",  "test"};
  return kinds;
}

Severity severity_of(const Notification& n) {
  if (n.kind == "fired" || n.kind == "updated") return Severity::critical;
  if (n.kind == "digest") return n.open ? Severity::critical : Severity::info;
  if (n.kind == "undecided") return Severity::warning;
  if (n.feed) return in_time(n.feed->state) ? Severity::info : Severity::warning;
  return Severity::info;
}

}  // namespace firstcard
