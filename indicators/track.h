#pragma once
// A track: the samples of an expression while it is evaluated.
#include <cmath>
#include <limits>
#include <vector>

#include "measure.h"

namespace firstcard::measures {

// A print in the making. On event tracks a value that cannot be had leaves a gap: from that event
// on nothing stands, until the next value.
struct Sample : Print {
  bool gap = false;  // then `value` is 0 and means nothing
};

// Notes that `input` was used for `result`: known when the later of both was, covered as the worse.
void use(Print& result, const Print& input);

// Samples in order of index, one an index. Every sample is as it would be with all of history at
// hand: an evaluation over a window that was cut off yields fewer prints than one over the whole,
// never other ones.
struct Track {
  static constexpr Index kAlways = std::numeric_limits<Index>::min();
  static constexpr Index kNever = std::numeric_limits<Index>::max();

  Frequency frequency = Frequency::event;
  Index from = kAlways;  // from this index on, an absent sample is truly absent; before it, unknown
  std::vector<Sample> samples;

  // Adds a sample in two steps: the new one is filled in where it lies (a copy of a value that was
  // just changed stalls the processor), then gets its value. One that is not finite takes the
  // sample away again, on event tracks it makes it a gap.
  Sample& open(const Sample& like) { return samples.emplace_back(like); }
  void close(double value) {
    Sample& s = samples.back();
    s.gap = !std::isfinite(value);
    s.value = s.gap ? 0 : value;
    if (s.gap && frequency != Frequency::event) samples.pop_back();
  }
};

constexpr double kMissing =
    std::numeric_limits<double>::quiet_NaN();  // only ever on its way to close()

// `n` indices later; kAlways and kNever stay.
Index later(Index from, Index n);
// The first day on which `back(day, d)` is not before `from`; the same for event and day tracks.
Index later(Index from, Duration d);

// The points of a series. Of two points in one calendar period the one that became known later
// stands, then the one of the later date.
Track track_of(Frequency f, const WindowSeries& series);

}  // namespace firstcard::measures
