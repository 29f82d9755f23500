#pragma once
// Mute windows: times of the calendar in which a receiver is told nothing. Pure.
#include <optional>
#include <set>
#include <vector>

#include "feeds/calendar.h"
#include "indicators/rule.h"

namespace firstcard {

struct MuteWindow {
  CalendarRule from;  // each of its instants opens a window
  seconds lasts{0};
  std::set<ReceiverId> receivers;  // empty: all
  std::set<ThesisId> theses;       // empty: all, and feeds too
  bool operator==(const MuteWindow&) const = default;
};

// The end of the window that is open at `now` for this receiver and what is told of `thesis` (empty:
// of a feed); the latest, if several are.
std::optional<Instant> muted_until(const std::vector<MuteWindow>& windows,
                                   const ReceiverId& receiver, const ThesisId& thesis, Instant now);

// Each of its windows begins before the one before it is over, so it mutes for ever. Found by going
// through the calendar; false where that would take too long.
bool never_ends(const MuteWindow& window);

}  // namespace firstcard
