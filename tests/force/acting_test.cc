// What people do about an alert, and what the calendar does: acknowledged, silenced, muted, reminded.
#include <gmock/gmock.h>

#include "scenario.h"

namespace firstcard::test {
namespace {

using ::testing::HasSubstr;

class Acting : public Scenario {
 protected:
  // Fired on Tuesday, 6 January.
  void Fire() {
    Prints({{"a", 20}, {"b", 20}, {"c", 20}});
    Start();
    At("2026-01-06 20:05");
    Prints({{"a", 5}, {"b", 5}});
    Expect("fired");
  }
  void Do(std::vector<std::string> words) {
    said_ = world_.run(std::move(words));
    ASSERT_NO_FATAL_FAILURE(Settle());
  }
  std::string said_;
};

TEST_F(Acting, RemindersComeToTheSecondAndAnAckEndsThemUntilSomethingChanges) {
  settings_.thesis = "remind = [\"7d\", \"14d\"]\n";
  Fire();
  At("2026-01-13 20:04");
  ExpectNothing();
  At("2026-01-13 20:06");
  Expect("reminder", {.key = "t/incident-1/reminder-1-1", .members = "a, b", .open = true});
  At("2026-01-27 20:06");
  Expect("reminder", {.key = "t/incident-1/reminder-1-2"});
  Do({"ack", "--reason", "seen"});
  EXPECT_THAT(said_, HasSubstr("incident 1 of t is acknowledged by "));
  At("2026-02-10 20:06");
  ExpectNothing();
  Prints({{"c", 5}});
  Expect("updated", {.members = "a, b, c"});
  EXPECT_THAT(server_.requests("/desk").back().body, HasSubstr("Acknowledged by "));
  At("2026-02-17 20:07");
  Expect("reminder", {.members = "a, b, c"});
}

TEST_F(Acting, ARestartNeitherRepeatsNorForgetsAReminder) {
  settings_.thesis = "remind = \"7d\"\n";
  Fire();
  Stop();
  At("2026-01-13 21:00");
  Start();
  Expect("reminder", {.key = "t/incident-1/reminder-1-1"});
  world_.kill();
  Later(std::chrono::minutes{7});
  Start();
  ExpectNothing();
}

TEST_F(Acting, ASilenceHoldsBackAndItsEndTellsTheNetChangeOnceAlsoOverAKill) {
  Prints({{"a", 20}, {"b", 20}, {"c", 20}});
  Start();
  Do({"silence", "add", "--thesis", "t", "--for", "3d", "--reason", "earnings week"});
  EXPECT_THAT(said_, HasSubstr("silence 1 of thesis t by "));
  Later(std::chrono::hours{1});
  Prints({{"a", 5}, {"b", 5}});
  ExpectNothing();
  world_.kill();
  Later(std::chrono::hours{1});
  Start();
  Prints({{"c", 5}});
  ExpectNothing();
  Later(std::chrono::days{3});
  Expect("fired", {.key = "t/incident-1/fired", .members = "a, b, c"});
  EXPECT_THAT(server_.requests("/desk").back().body, HasSubstr("earnings week"));
}

TEST_F(Acting, AProblemAndItsRecoveryInsideAMuteWindowCancelOut) {
  settings_.more += "[[mute]]\nat = \"Sat 00:00\"\nfor = \"48h\"\n";
  settings_.thesis = "updates = \"members\"\n";
  Fire();
  At("2026-01-10 12:00");  // Saturday
  Prints({{"c", 5}});
  ExpectNothing();
  At("2026-01-11 12:00");
  Prints({{"c", 20}});
  ExpectNothing();
  At("2026-01-12 00:01");
  ExpectNothing();
  At("2026-01-17 12:00");
  Prints({{"a", 20}});
  ExpectNothing();
  At("2026-01-19 00:01");
  Expect("resolved", {.key = "t/incident-1/resolved", .open = false});
}

TEST_F(Acting, AFlappingThesisIsToldOfAgainOnceItHasRested) {
  settings_.thesis = "flap = { crossings = 3, within = \"7d\", settle = \"1d\" }\n";
  Fire();
  Later(std::chrono::hours{1});
  Prints({{"a", 20}});
  Expect("resolved");
  Later(std::chrono::hours{1});
  Prints({{"a", 5}});
  Expect("fired", {.key = "t/incident-2/fired"});
  Later(std::chrono::hours{1});
  Prints({{"a", 20}});
  ExpectNothing();
  Later(std::chrono::hours{1});
  Prints({{"a", 5}});
  ExpectNothing();
  Later(std::chrono::hours{25});
  Expect("digest", {.open = true});
}

}  // namespace
}  // namespace firstcard::test
