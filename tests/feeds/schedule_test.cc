// Times of the calendar and release windows in a feed's schedule.
#include "feeds/schedule.h"

#include <gtest/gtest.h>

#include "reading.h"

namespace firstcard {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::at;

Schedule at_times(std::vector<std::string_view> texts) {
  Schedule schedule;
  for (const auto text : texts) schedule.at.push_back(parse_calendar(text).value());
  return schedule;
}

Schedule with_window(Schedule schedule, std::string_view from, seconds lasts, seconds every) {
  schedule.window = {.from = parse_calendar(from).value(), .lasts = lasts, .every = every};
  return schedule;
}

PollState polled(std::string_view last, int failures = 0) {
  return {.last_run = at(last), .failures = failures, .not_before = {}, .last_print = {}};
}

std::string next(const Schedule& schedule, const PollState& state, double random01 = 0) {
  const auto t = next_poll(schedule, state, random01, *state.last_run);
  return t ? to_text(*t) : "never";
}

TEST(CalendarSchedule, PollsAtTheNearestOfItsTimes) {
  const Schedule schedule = at_times({"22:30 Europe/Berlin", "Tue 12:00"});
  EXPECT_EQ(next(schedule, polled("2026-11-24T00:00:00Z")), "2026-11-24T12:00:00Z");
  EXPECT_EQ(next(schedule, polled("2026-11-24T12:00:00Z")), "2026-11-24T21:30:00Z");
  EXPECT_EQ(next(schedule, polled("2026-11-24T12:00:00Z"), 0.99), "2026-11-24T21:30:09Z");
}

TEST(CalendarSchedule, ATimeThatPassedWhileTheMachineSleptIsDueAtOnce) {
  const Instant now = at("2026-11-27T09:00:00Z");
  EXPECT_EQ(next_poll(at_times({"22:30"}), polled("2026-11-24T12:00:00Z"), 0, now),
            at("2026-11-24T22:30:00Z"));
}

TEST(CalendarSchedule, AFailureIsRetriedWithinTheHourAndNeverPutsOffATime) {
  const Schedule schedule = at_times({"22:30"});
  EXPECT_EQ(next(schedule, polled("2026-11-24T10:00:00Z", 1)), "2026-11-24T10:01:00Z");
  EXPECT_EQ(next(schedule, polled("2026-11-24T10:00:00Z", 20)), "2026-11-24T11:00:00Z");
  EXPECT_EQ(next(schedule, polled("2026-11-24T22:00:00Z", 20)), "2026-11-24T22:30:00Z");
  PollState state = polled("2026-11-24T22:00:00Z", 1);
  state.not_before = at("2026-11-24T23:00:00Z");
  EXPECT_EQ(next(schedule, state), "2026-11-24T23:00:00Z");
}

TEST(CalendarSchedule, TimesThatAreOverNeverCome) {
  const Schedule schedule = at_times({"2025-*-* 10:00"});
  EXPECT_EQ(next(schedule, polled("2026-11-24T10:00:00Z")), "never");
  EXPECT_EQ(next(schedule, polled("2026-11-24T10:00:00Z", 1)), "2026-11-24T10:01:00Z");
}

// Every six hours, but each minute from 22:00 to 23:00.
const Schedule kWindow =
    with_window({.every = hours{6}, .at = {}, .window = {}}, "22:00", hours{1}, minutes{1});

TEST(ReleaseWindow, BeginsWithAPollAndThenPollsFaster) {
  EXPECT_EQ(next(kWindow, polled("2026-11-24T12:00:00Z")), "2026-11-24T18:00:00Z");
  EXPECT_EQ(next(kWindow, polled("2026-11-24T18:00:00Z")), "2026-11-24T22:00:00Z");
  EXPECT_EQ(next(kWindow, polled("2026-11-24T22:00:03Z")), "2026-11-24T22:01:03Z");
  EXPECT_EQ(next(kWindow, polled("2026-11-24T22:00:03Z"), 0.99), "2026-11-24T22:01:05Z");
}

TEST(ReleaseWindow, EndsWhenItsTimeIsOver) {
  EXPECT_EQ(next(kWindow, polled("2026-11-24T22:58:00Z")), "2026-11-24T22:59:00Z");
  EXPECT_EQ(next(kWindow, polled("2026-11-24T22:59:00Z")), "2026-11-25T04:59:00Z");
}

TEST(ReleaseWindow, EndsWithANewPrintAndOpensAgainTheNextDay) {
  PollState state = polled("2026-11-24T22:10:00Z");
  state.last_print = at("2026-11-24T22:10:00Z");
  EXPECT_EQ(next(kWindow, state), "2026-11-25T04:10:00Z");
  state.last_print = at("2026-11-24T22:00:00Z");  // the very first poll brought it
  EXPECT_EQ(next(kWindow, state), "2026-11-25T04:10:00Z");
  state.last_print = at("2026-11-24T21:59:59Z");  // before it opened: another one
  EXPECT_EQ(next(kWindow, state), "2026-11-24T22:11:00Z");
  state = polled("2026-11-25T22:10:00Z");
  state.last_print = at("2026-11-24T22:10:00Z");
  EXPECT_EQ(next(kWindow, state), "2026-11-25T22:11:00Z");
}

TEST(ReleaseWindow, AFailureInItIsRetriedAtItsPace) {
  EXPECT_EQ(next(kWindow, polled("2026-11-24T22:10:00Z", 9)), "2026-11-24T22:14:00Z");
  EXPECT_EQ(next(kWindow, polled("2026-11-24T21:50:00Z", 9)), "2026-11-24T22:00:00Z");
}

TEST(ReleaseWindow, StandsBesideTimes) {
  const Schedule schedule = with_window(at_times({"06:00"}), "22:00", hours{1}, minutes{5});
  EXPECT_EQ(next(schedule, polled("2026-11-24T06:00:05Z")), "2026-11-24T22:00:00Z");
  EXPECT_EQ(next(schedule, polled("2026-11-24T22:30:00Z")), "2026-11-24T22:35:00Z");
  EXPECT_EQ(next(schedule, polled("2026-11-24T22:55:00Z")), "2026-11-25T06:00:00Z");
}

TEST(ScheduleText, SaysWhenForPeople) {
  EXPECT_EQ(to_text(Schedule{}), "every 1h");
  EXPECT_EQ(to_text(at_times({"Mon..Fri 22:30 Europe/Berlin", "daily"})),
            "at Mon..Fri 22:30 Europe/Berlin and daily UTC");
  EXPECT_EQ(to_text(kWindow), "every 6h, every 1m for 1h from 22:00 UTC");
  EXPECT_EQ(span_text(seconds{90}), "90s");
  EXPECT_EQ(span_text(hours{48}), "2d");
}

}  // namespace
}  // namespace firstcard
