#include "daemon/mute.h"

#include <algorithm>

namespace firstcard {

namespace {

// Of the windows of one rule the last one that began at `now` or before, and lasts.
std::optional<Instant> end_of_open(const MuteWindow& window, Instant now) {
  std::optional<Instant> began;
  for (auto next = next_time(window.from, now - window.lasts); next && *next <= now;
       next = next_time(window.from, *next))
    began = next;
  if (!began) return std::nullopt;
  return *began + window.lasts;
}

}  // namespace

bool never_ends(const MuteWindow& window) {
  constexpr int kMost = 50'000;  // every hour of more than five years
  const CalendarRule& rule = window.from;
  if (!rule.years.empty()) return false;
  // A rule for every day does the same each day, but for the days on which clocks change.
  const bool every_day = rule.days == CalendarRule{}.days && rule.months == CalendarRule{}.months &&
                         rule.weekdays == CalendarRule{}.weekdays;
  const Instant begin{days{20'454}};  // 2026-01-01; any day will do
  const Instant end = begin + days{every_day ? 8 : 4 * 366};
  auto at = next_time(rule, begin);
  for (int i = 0; at && i < kMost; ++i) {
    if (*at > end) return true;
    const auto next = next_time(rule, *at);
    if (!next || *next - *at > window.lasts) return false;
    at = next;
  }
  return false;
}

std::optional<Instant> muted_until(const std::vector<MuteWindow>& windows,
                                   const ReceiverId& receiver, const ThesisId& thesis,
                                   Instant now) {
  std::optional<Instant> until;
  for (const MuteWindow& window : windows) {
    if (!window.receivers.empty() && !window.receivers.contains(receiver)) continue;
    if (!window.theses.empty() && !window.theses.contains(thesis)) continue;
    if (const auto end = end_of_open(window, now); end && (!until || *end > *until)) until = end;
  }
  return until;
}

}  // namespace firstcard
