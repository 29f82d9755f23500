#pragma once
// Whether a series' next value is there when it should be. Pure. It asks the calendar, not the
// fetches: a source that answers every poll can still have nothing new.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "observation.h"
#include "series.h"

namespace firstcard {

// When a period was first known.
struct Publication {
  Date period;
  Instant known_at;
  Basis basis = Basis::fetched;  // of that first value
  bool operator==(const Publication&) const = default;
};

// In the order in which it gets worse. `none`: nothing is ever due (an event series without `due`,
// or one without a value).
enum class Health : std::uint8_t { none, not_due, due, late, dead };
std::string_view to_text(Health h);
std::optional<Health> parse_health(std::string_view text);

// How long after its period's end a value used to come; of a day series after the day before it, so
// that weekends are part of it.
struct Lags {
  seconds median{0}, p95{0};
  int periods = 0;  // from how many
  bool operator==(const Lags&) const = default;
};
// From the newest twelve periods that tell it, at least five. A period tells it if its first value
// has the source's own date or was seen to arrive: not a `declared` one, not one of a bulk (of
// several periods known at one instant only the newest counts, and of what was fetched first of
// all none), not one that was filled in behind a later period. `publications` by period, newest
// first.
std::optional<Lags> lags_of(Frequency f, std::span<const Publication> publications);

// Where the calendar of a series comes from: `due` of [[series]]; else lags_of; else one period
// length, and a quarter of it as grace.
enum class Calendar : std::uint8_t { declared, learnt, standard };

// The next period after the newest one. It is due at the newest period's end + one period length
// (none for day and event series) + due, or the median lag; late from when an indicator on this
// series goes stale, or from the 95th percentile (+ a declared grace); dead when another period
// length has passed (day: a week; event: `due`), so that the period after it is missing as well.
struct SeriesHealth {
  SeriesId series;
  Health health = Health::none;
  std::optional<Publication> newest;
  std::string expected;  // "2026-Q3"; "after 2026-11-20" of a day or event series
  std::optional<Instant> due_at, late_at, dead_at;
  Calendar calendar = Calendar::standard;
  std::optional<Lags> lags;  // where learnt
  bool operator==(const SeriesHealth&) const = default;
};
SeriesHealth health_of(const Series& series, std::span<const Publication> publications,
                       Instant now);

// All series of a feed: the worst decides, of equally bad ones that which was due first.
struct FeedOutlook {
  Health health = Health::none;
  std::vector<SeriesHealth> series;  // the worst first
  std::optional<Date> newest_period;
  std::optional<Instant> next_due_at;  // the earliest; in the past if due or worse
  std::optional<Instant> changes_at;   // the first instant after now at which time may worsen it
  bool operator==(const FeedOutlook&) const = default;
};
FeedOutlook outlook_of(std::vector<SeriesHealth> series, Instant now);

// "33 d", "6 h", "12 min", rounded: for people.
std::string rough_text(seconds span);
// "declared", "usually after 33 d, nearly always within 41 d (12 periods)": for people.
std::string calendar_text(const SeriesHealth& health);

}  // namespace firstcard
