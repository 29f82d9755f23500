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
