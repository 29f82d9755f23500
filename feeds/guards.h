#pragma once
// Is a document that reads well also to be believed? Pure: what a document would change is compared
// with what is known, and a suspicious one is held until it is confirmed.
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "indicators/observation.h"

namespace firstcard {

struct Guards {
  // Held if it has fewer rows than this share of the last document's. 0: never.
  double min_share = 0.5;
  bool newest = true;  // held if its newest period is older than the last document's
  bool scale = true;   // held if values jump by about a power of ten, by eight, or to zero
  bool future = true;  // held if a period ends later than furthest_period()
  // Held if the value of a known period changes by a larger share; nullopt: any change is believed.
  std::optional<double> max_revision{};
  bool operator==(const Guards&) const = default;
};

// The last day on which a period may end that was fetched then: one period's length after it, a
// year for events.
Date furthest_period(Frequency frequency, Instant fetched_at);

// What a document holds, as far as the guards ask. Without rows of its own (`rows` 0) it is none.
struct DocumentShape {
  std::int64_t rows = 0;
  // Of all its periods; with the guard `future` none that it stops, or the correction of a typing
  // error would look like an old copy.
  std::optional<Date> newest;
  std::optional<WrittenPeriod> ahead;  // one that the guard `future` stops
  bool operator==(const DocumentShape&) const = default;
};

struct Suspicion {
  std::string guard;   // the key of [feed.guards] that switches it off
  std::string reason;  // for people: what is odd, with figures
  // What was seen, without what may grow meanwhile: the next document that shows the same confirms
  // it, though a row was added.
  std::string finding;
  bool operator==(const Suspicion&) const = default;
};

// `last` is the last accepted document of the same source, an empty one if there was none. A source
// of fewer than ten rows may lose any number of them.
std::optional<Suspicion> suspicion_of(const Guards& guards, const DocumentShape& last,
                                      const DocumentShape& now, std::span<const ValueStep> steps);

// The power of ten, or 8, or the reciprocal of one of them, by which `before` seems to have been
// multiplied. A revision must meet it within 2 %, for the period is the same; between neighbours
// a hundredfold jump and more may miss it by a quarter, and 8 and 10 by a tenth: the one price of
// eight cards in place of one, and the indicator's own movement besides.
std::optional<double> scale_factor(const ValueStep& step);

// Whether a step by such a factor is evidence of another scale by itself: by a hundred or more, or
// by 8 or 10 from a value among at least four that are known. Else several steps by one factor are
// needed, half of all. Never where the series' last values were nearly of that size already, which
// a value near zero between them explains; and by itself never a small count, 1 -> 8 or 10 -> 1.
bool speaks_for_itself(const ValueStep& step, double factor);

}  // namespace firstcard
