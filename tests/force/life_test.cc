// The life of an incident as a receiver sees it.
#include <gmock/gmock.h>

#include "scenario.h"

namespace firstcard::test {
namespace {

using ::testing::HasSubstr;

class Life : public Scenario {
 protected:
  void AllHold() { Prints({{"a", 20}, {"b", 20}, {"c", 20}}); }
};

TEST_F(Life, FiresUpdatesResolvesAndFiresAgain) {
  AllHold();
  Start();
  ExpectNothing();
  At("2026-01-06 20:05");
  Prints({{"a", 5}});
  Expect("verdict");
  At("2026-01-07 20:05");
  Prints({{"b", 5}});
  Expect("fired", {.key = "t/incident-1/fired", .members = "a, b", .cause = "new_print",
                   .late = false, .open = true});
  At("2026-01-08 20:05");
  Prints({{"c", 5}});
  Expect("updated", {.members = "a, b, c", .open = true});
  At("2026-01-09 20:05");
  Prints({{"a", 20}});
  Expect("updated", {.members = "b, c"});
  At("2026-01-10 20:05");
  Prints({{"b", 20}});
  Expect("resolved", {.key = "t/incident-1/resolved", .members = "c", .open = false});
  At("2026-01-11 20:05");
  Prints({{"a", 6}});
  Expect("fired", {.key = "t/incident-2/fired", .members = "a, c"});
}

TEST_F(Life, WithinATrailingTimeARecoveredOneCountsAndStatusSaysUntilWhen) {
  settings_.thesis = "within = \"30d\"\n";
  AllHold();
  Start();
  At("2026-01-06 20:05");
  Prints({{"a", 5}, {"b", 5}});
  Expect("fired");
  At("2026-01-08 20:05");
  Prints({{"a", 20}});
  ExpectNothing();
  EXPECT_THAT(world_.run({"status"}), HasSubstr("counted as weakening until 2026-02-07 20:05 UTC"));
  At("2026-02-07 20:04");
  ExpectNothing();
  At("2026-02-07 20:05");
  Expect("resolved", {.members = "b"});
}

TEST_F(Life, OneMessageForOneUpdateHoweverManyRowsItHas) {
  AllHold();
  Start();
  At("2026-01-06 20:05");
  Prints({{"a", 5}, {"b", 5}, {"c", 5}});
  Expect("fired", {.members = "a, b, c"});
  ExpectNothing();
}

TEST_F(Life, IsFiredAtTheFirstLookAndTellsSo) {
  Prints({{"a", 5}, {"b", 5}, {"c", 20}});
  Start();
  Expect("fired", {.cause = "first_look"});
  ExpectNothing();
}

TEST_F(Life, SilentFeedsLeaveItUndecidedUntilTheySpeak) {
  settings_.stale_after = "40d";
  AllHold();
  Start();
  At("2026-01-25 20:05");
  Prints({{"a", 5}});
  Expect("verdict");
  // The prints of 5 January have lasted 40 days; the message comes at that time, not later.
  At("2026-02-13 08:00");
  ExpectNothing();
  At("2026-02-20 08:00");
  Expect("undecided", {.from = "2026-02-14 00:00", .until = "2026-02-15 23:59"});
  EXPECT_THAT(server_.requests("/desk").back().body, HasSubstr("\"repair\":[\"feed values: s.b has nothing newer than 2026-01-05\"]"));
  Prints({{"b", 20}});
  ExpectNothing();  // c alone could still decide it
  At("2026-02-21 08:00");
  Prints({{"c", 20}});
  Expect("decided");
}

TEST_F(Life, AnOpenIncidentStaysOpenWhileItsFeedsAreSilent) {
  settings_.stale_after = "40d";
  Prints({{"a", 5}, {"b", 5}, {"c", 20}});
  Start();
  Expect("fired");
  At("2026-02-20 08:00");
  Expect("updated", {.open = true, .from = "2026-02-14 00:00"});
  Expect("verdict", {.open = true, .from = "2026-02-14 00:00"});
  At("2026-02-21 08:00");
  Prints({{"a", 20}, {"b", 20}, {"c", 20}});
  Expect("resolved", {.key = "t/incident-1/resolved"});
}

TEST_F(Life, ACrossingDuringDowntimeIsToldOnceAndLate) {
  AllHold();
  Start();
  Stop();
  At("2026-01-06 20:05");
  Prints({{"a", 5}});
  At("2026-01-07 20:05");
  Prints({{"b", 5}});
  At("2026-01-09 08:00");
  Start();
  Expect("fired", {.key = "t/incident-1/fired", .late = true, .from = "2026-01-07 20:05",
                   .until = "2026-01-07 20:05"});
  Stop();
  At("2026-01-09 09:00");
  Start();
  ExpectNothing();
}

TEST_F(Life, AProblemThatCameAndWentDuringDowntimeIsOneDigest) {
  AllHold();
  Start();
  Stop();
  At("2026-01-06 20:05");
  Prints({{"a", 5}, {"b", 5}});
  At("2026-01-07 20:05");
  Prints({{"a", 20}});
  At("2026-01-08 20:05");
  Prints({{"b", 20}});
  At("2026-01-09 08:00");
  Start();
  Expect("digest", {.late = true, .open = false, .from = "2026-01-06 20:05"});
  ExpectNothing();
}

TEST_F(Life, AnEditedTitleSendsNothingAgain) {
  Prints({{"a", 5}, {"b", 5}, {"c", 20}});
  Start();
  Expect("fired");
  settings_.title = "Another title";
  Reload();
  ExpectNothing();
  Stop();
  settings_.title = "A third title";
  At("2026-01-06 08:00");
  Start();
  ExpectNothing();
}

TEST_F(Life, AnEditedLineThatChangesTheOutcomeIsAnEdgeWithCauseConfig) {
  Prints({{"a", 15}, {"b", 15}, {"c", 25}});
  Start();
  ExpectNothing();
  At("2026-01-06 08:00");
  settings_.line = "18";
  Reload();
  Expect("fired", {.cause = "config"});
  At("2026-01-07 08:00");
  settings_.line = "10";
  Reload();
  Expect("resolved", {.cause = "config"});
}

TEST_F(Life, AnEditThatChangesNoOutcomeSendsNothing) {
  Prints({{"a", 5}, {"b", 5}, {"c", 25}});
  Start();
  Expect("fired");
  At("2026-01-06 08:00");
  settings_.line = "11";
  Reload();
  ExpectNothing();
}

TEST_F(Life, AStormOfRestartsWithConstantDataSendsNothing) {
  Prints({{"a", 5}, {"b", 5}, {"c", 20}});
  Start();
  Expect("fired");
  const int restarts = rounds_of("FIRSTCARD_RESTARTS", 100);
  for (int i = 0; i < restarts; ++i) {
    if (i % 2 == 0)
      world_.kill();
    else
      Stop();
    Later(std::chrono::minutes{7});
    ASSERT_NO_FATAL_FAILURE(Start());
  }
  ExpectNothing();
  EXPECT_EQ(Attempts("desk"), 1U);
}

}  // namespace
}  // namespace firstcard::test
