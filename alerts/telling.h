#pragma once
// What a thesis' configuration says of how its news is told. None of it is part of the rule: an edit
// changes no verdict. Pure.
#include <optional>
#include <span>
#include <vector>

#include "indicators/decide.h"

namespace firstcard {

// Which changes of an open incident's members are told.
enum class Updates : std::uint8_t {
  members,  // every one
  growth,   // if more indicators count than before
  none
};

// While a thesis fires and resolves again and again, its notifications are held back; its state is
// not. It flaps once `crossings` incidents opened or closed within `within`, and until none has for
// `settle`.
struct FlapDamping {
  int crossings = 4;
  seconds within{7 * 86400};
  seconds settle{2 * 86400};
  bool operator==(const FlapDamping&) const = default;
};

struct Telling {
  Updates updates = Updates::members;
  // From the incident's last edge to the first reminder, from there to the second, and so on; the
  // last one repeats. Empty: no reminders.
  std::vector<seconds> remind;
  std::optional<FlapDamping> flap;
  bool operator==(const Telling&) const = default;
};

// Whether such an edge between these members is told.
bool is_told(const Telling& telling, EdgeKind edge, std::size_t members_before,
             std::size_t members_after);

struct Reminder {
  std::int64_t number = 0;  // from 1, after each edge anew
  Instant at;
  bool operator==(const Reminder&) const = default;
};
// The newest reminder in (after, upto]; those before it were slept through and are not told.
std::optional<Reminder> reminder_due(std::span<const seconds> gaps, Instant edge, Instant after,
                                     Instant upto);
// The first one after `t`.
std::optional<Reminder> next_reminder(std::span<const seconds> gaps, Instant edge, Instant t);

// Until when the thesis flaps, as seen at `at`; nullopt: it does not. `crossings` are the instants
// at which its incidents opened or closed, ascending; those after `at` do not count. Crossings
// before it last came to rest are forgotten.
std::optional<Instant> flaps_until(const FlapDamping& damping, std::span<const Instant> crossings,
                                   Instant at);

}  // namespace firstcard
