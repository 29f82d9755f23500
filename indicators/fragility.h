#pragma once
// Fragility: would revisions such as there have been change what is said now? Pure.
//
// Every past revision of an input is taken as a relative change (value after / value before - 1)
// and applied to the newest value of the same series; the indicator is assessed anew, all else
// being equal. The fragility is how many of them would give it another status. It speaks of one
// revision at a time, and no better of the future than the past does.
#include <optional>
#include <span>
#include <vector>

#include "assess.h"

namespace firstcard {

// A value that took another one's place.
struct Revision {
  SeriesId series;
  Date period;
  double before = 0, after = 0;
  Instant known_at;  // of `after`
  bool operator==(const Revision&) const = default;
};

struct SeriesFragility {
  SeriesId series;
  std::optional<Point> newest;  // to which the changes are applied
  int revisions = 0;            // past ones
  int turning = 0;              // of these, how many would change the status
  double largest = 0;           // the relative change of the greatest size; 0: there was none
  // The relative change of the newest value that is just enough, as far as one of -50 % to +100 %
  // is, and the status it would give.
  std::optional<double> needed;
  Status to = Status::unknown;
  bool operator==(const SeriesFragility&) const = default;
};

struct Fragility {
  std::vector<SeriesFragility> series;  // of every input, by name
  int revisions = 0, turning = 0;       // of all
  bool operator==(const Fragility&) const = default;
};

// How many revisions of a series are looked at: the newest ones.
inline constexpr std::size_t kRevisionsSeen = 500;

// `revisions` in order of known_at. Those within a series' `rounding` or from zero are none.
// Of a rule without a reading there is nothing to change: all counts are zero then.
Fragility fragility_of(const Indicator& rule, const Catalogue& catalogue, const Window& window,
                       const Assessment& now, std::span<const Revision> revisions);

}  // namespace firstcard
