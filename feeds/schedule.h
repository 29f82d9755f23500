#pragma once
// When a feed is due. Pure.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "feeds/calendar.h"
#include "indicators/time.h"

namespace firstcard {

// A time in which a publication is expected and the feed is polled faster: from each of the rule's
// instants, until a poll brings a new print (a period that its series did not have), or until the
// time is over.
struct ReleaseWindow {
  CalendarRule from;
  seconds lasts{0};
  seconds every{60};
  bool operator==(const ReleaseWindow&) const = default;
};

struct Schedule {
  seconds every{3600};           // counts only without `at`
  std::vector<CalendarRule> at;  // any of them
  std::optional<ReleaseWindow> window;
  bool operator==(const Schedule&) const = default;
};

// What is known of a feed's last poll.
struct PollState {
  std::optional<Instant>
      last_run;      // when it ended, well or badly; nullopt: never, so it is due at once
  int failures = 0;  // in a row, up to the last run; a rejected document is one
  std::optional<Instant> not_before;  // the server's Retry-After, or nullopt
  std::optional<Instant> last_print;  // when a poll last brought a new print
  bool operator==(const PollState&) const = default;
};

// Failures are retried after 1, 2, 4, ... minutes (a feed polled more often than each minute: after
// its own interval, doubled), at most after four intervals or an hour, whichever is less. So a
// daily feed that fails is asked again within the hour, and one of each minute every four minutes.
std::chrono::seconds retry_delay(std::chrono::seconds every, int failures);

// The instant of the next poll; it may lie in the past, and then it is due. `random01` is uniform
// in [0, 1): it adds up to a twentieth of the interval, at most a minute, so that many feeds of one
// server spread out; to a time of the calendar up to ten seconds; of a retry's delay it takes up to
// a half. A failure never puts off a time of the calendar. A last run after `now` (the clock was
// set back) counts as now. nullopt: no time of the calendar comes again.
std::optional<Instant> next_poll(const Schedule& schedule, const PollState& state, double random01,
                                 Instant now);

// "every 6h", "at Mon..Fri 22:30 Europe/Berlin", with the window: for people.
std::string to_text(const Schedule& schedule);
// In the largest unit that divides it: "90s", "6h", "1d".
std::string span_text(seconds span);

}  // namespace firstcard
