#include "schedule.h"

#include <fmt/format.h>

#include <algorithm>

namespace firstcard {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr seconds kFirstRetry = minutes{1};
constexpr seconds kLongestRetry = hours{1};
constexpr seconds kLongestSpread = minutes{1};
constexpr seconds kCalendarSpread{10};

seconds share(seconds of, double part) {
  return seconds{static_cast<seconds::rep>(static_cast<double>(of.count()) * part)};
}

seconds spread(seconds every, double random01) {
  return share(std::min(every / 20, kLongestSpread), random01);
}

std::optional<Instant> earlier(std::optional<Instant> a, std::optional<Instant> b) {
  return a && b ? std::min(*a, *b) : a ? a : b;
}

// Whether some beginning of the window after the last print is at most `lasts` ago.
bool is_open(const ReleaseWindow& window, const PollState& state, Instant t) {
  Instant after = t - window.lasts;
  if (state.last_print) after = std::max(after, *state.last_print);
  if (after >= t) return false;
  const auto began = next_time(window.from, after);
  return began && *began <= t;
}

// The first time of the calendar after `last`, a window's beginning included.
std::optional<Instant> next_calendar_time(const Schedule& schedule, Instant last) {
  std::optional<Instant> next;
  for (const CalendarRule& rule : schedule.at) next = earlier(next, next_time(rule, last));
  if (schedule.window) next = earlier(next, next_time(schedule.window->from, last));
  return next;
}

}  // namespace

seconds retry_delay(seconds every, int failures) {
  const seconds longest = std::min(every * 4, kLongestRetry);
  seconds delay = std::min(every, kFirstRetry);
  for (int i = 1; i < failures && delay < longest; ++i) delay *= 2;
  return std::min(delay, longest);
}

std::optional<Instant> next_poll(const Schedule& schedule, const PollState& state, double random01,
                                 Instant now) {
  if (!state.last_run) return std::max(now, state.not_before.value_or(now));
  const Instant last = std::min(*state.last_run, now);
  std::optional<Instant> next = next_calendar_time(schedule, last);
  if (next) *next += share(kCalendarSpread, random01);

  const bool by_interval = schedule.at.empty();
  std::optional<seconds> faster;
  if (schedule.window && is_open(*schedule.window, state, last + schedule.window->every))
    faster = schedule.window->every;
  if (state.failures > 0) {
    const seconds every = faster.value_or(by_interval ? schedule.every : kLongestRetry);
    const seconds delay = retry_delay(every, state.failures);
    next = earlier(next, last + std::max(delay - share(delay, random01 / 2), seconds{1}));
  } else {
    if (by_interval) next = earlier(next, last + schedule.every + spread(schedule.every, random01));
    if (faster) next = earlier(next, last + *faster + spread(*faster, random01));
  }
  if (next && state.not_before) next = std::max(*next, *state.not_before);
  return next;
}

std::string span_text(seconds span) {
  static constexpr std::pair<seconds::rep, char> kUnits[] = {
      {604800, 'w'}, {86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
  for (const auto& [length, sign] : kUnits)
    if (span.count() >= length && span.count() % length == 0)
      return fmt::format("{}{}", span.count() / length, sign);
  return "0s";
}

std::string to_text(const Schedule& schedule) {
  std::string text;
  for (const CalendarRule& rule : schedule.at)
    text += fmt::format("{} {}{}", text.empty() ? "at" : " and", rule.text,
                        rule.text.ends_with(rule.zone) ? "" : " " + rule.zone);
  if (schedule.at.empty()) text = "every " + span_text(schedule.every);
  if (schedule.window) {
    const CalendarRule& from = schedule.window->from;
    text += fmt::format(", every {} for {} from {}{}", span_text(schedule.window->every),
                        span_text(schedule.window->lasts), from.text,
                        from.text.ends_with(from.zone) ? "" : " " + from.zone);
  }
  return text;
}

}  // namespace firstcard
