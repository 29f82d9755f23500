// Receivers that are down, slow, rude or overloaded.
#include <fstream>
#include <iterator>

#include "scenario.h"

namespace firstcard::test {
namespace {

class Receivers : public Scenario {
 protected:
  void Fire() { Prints({{"a", 5}, {"b", 5}}); }
  void SetUp() override { Prints({{"a", 20}, {"b", 20}, {"c", 20}}); }
};

TEST_F(Receivers, OneThatIsDownForTwoDaysGetsEverythingInOrder) {
  Start();
  Answer("desk", Reply::code(503));
  At("2026-01-06 08:00");
  Fire();
  ASSERT_NO_FATAL_FAILURE(Settle());
  for (int hour = 1; hour <= 48; ++hour) {
    Later(std::chrono::hours{1});
    if (hour == 10) Prints({{"c", 5}});
    if (hour == 20) Prints({{"a", 20}, {"b", 20}});
    if (hour == 30) Prints({{"a", 6}});
    ASSERT_NO_FATAL_FAILURE(Settle());
  }
  const std::size_t failed = Attempts("desk");
  EXPECT_GE(failed, 40U);  // about one an hour
  Answer("desk", Reply::code(204));
  for (int hour = 0; hour < 2; ++hour) {
    Later(std::chrono::hours{1});
    ASSERT_NO_FATAL_FAILURE(Settle());
  }
  const std::string from = "2026-01-06 08:00";
  Expect("fired", {.key = "t/incident-1/fired", .from = from});
  Expect("updated", {.members = "a, b, c", .from = from});
  Expect("resolved", {.key = "t/incident-1/resolved", .from = from});
  Expect("fired", {.key = "t/incident-2/fired", .members = "a, c", .from = from});
  std::vector<std::string> order;
  for (const Request& r : server_.requests("/desk"))
    if (order.empty() || order.back() != r.header("idempotency-key"))
      order.push_back(r.header("idempotency-key"));
  EXPECT_EQ(order.size(), 4U);  // nothing overtook what failed
}

TEST_F(Receivers, AProgramThatEndsWith75IsRunAgain) {
  const std::string folder = world_.folder().string();
  settings_.more += "[[receiver]]\nid = \"script\"\ntype = \"exec\"\ncommand = [\"/bin/sh\", "
                    "\"-c\", \"if [ -e " + folder + "/again ]; then cat > " + folder +
                    "/got; else : > " + folder + "/again; echo busy >&2; exit 75; fi\"]\n";
  Configure();
  Start();
  At("2026-01-06 08:00");
  Fire();
  Expect("fired");
  ASSERT_NO_FATAL_FAILURE(Settle());
  const std::string script = " FROM notifications WHERE receiver = 'script'";
  EXPECT_EQ(world_.value("SELECT state || ', ' || substr(last_error, 1, 18)" + script),
            "queued, exit code 75: busy");
  Later(std::chrono::minutes{1});
  ASSERT_NO_FATAL_FAILURE(Settle());
  EXPECT_EQ(world_.value("SELECT state || attempts" + script), "delivered2");
  std::ifstream got(folder + "/got");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(got), {}),
            world_.value("SELECT payload" + script) + "\n");
}

TEST_F(Receivers, OneThatReadsAndDropsTheConnectionGetsTheSameAgain) {
  Start();
  Answers("desk", {Reply::reset(), Reply::reset(), Reply::code(204)});
  At("2026-01-06 08:00");
  Fire();
  for (int i = 0; i < 2; ++i) {
    ASSERT_NO_FATAL_FAILURE(Settle());
    Later(std::chrono::minutes{1});
  }
  Expect("fired", {.from = "2026-01-06 08:00"});
  const auto requests = server_.requests("/desk");
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].body, requests[2].body);
  EXPECT_EQ(requests[0].header("idempotency-key"), requests[2].header("idempotency-key"));
}

TEST_F(Receivers, OneThatHangsDelaysNoOther) {
  Receiver("slow");
  Start();
  Answer("slow", Reply::never());
  At("2026-01-06 08:00");
  Fire();
  Expect("fired");
  At("2026-01-06 09:00");
  Prints({{"a", 20}, {"b", 20}});
  Expect("resolved");
  EXPECT_EQ(Attempts("slow"), 1U);
  // What it did not take waits, and a new start brings it all.
  Stop();
  Answer("slow", Reply::code(204));
  Start();
  Expect("fired", {.receiver = "slow", .from = "2026-01-06 08:00"});
  Expect("resolved", {.receiver = "slow", .from = "2026-01-06 08:00"});
}

TEST_F(Receivers, OneThatAsksForAnHourIsLeftAloneForAnHour) {
  Start();
  Answers("desk", {Reply::code(429).with("Retry-After", "3600"), Reply::code(204)});
  At("2026-01-06 08:00");
  Fire();
  ASSERT_NO_FATAL_FAILURE(Settle());
  EXPECT_EQ(Attempts("desk"), 1U);
  At("2026-01-06 08:59");
  ASSERT_NO_FATAL_FAILURE(Settle());
  EXPECT_EQ(Attempts("desk"), 1U);
  At("2026-01-06 09:01");
  Expect("fired", {.from = "2026-01-06 08:00"});
  EXPECT_EQ(Attempts("desk"), 2U);
}

TEST_F(Receivers, OneThatRefusesForGoodIsGivenUpAndSeen) {
  Start();
  Answer("desk", Reply::code(400));
  At("2026-01-06 08:00");
  Fire();
  ASSERT_NO_FATAL_FAILURE(Settle());
  At("2026-01-07 08:00");
  ASSERT_NO_FATAL_FAILURE(Settle());
  EXPECT_EQ(Attempts("desk"), 1U);
  EXPECT_EQ(world_.value("SELECT state FROM undelivered"), "given_up");
  Answer("desk", Reply::code(204));
  world_.run({"notifications", "retry",
              world_.value("SELECT notification FROM undelivered")});
  Expect("fired", {.from = "2026-01-06 08:00"});
}

TEST_F(Receivers, AReloadInBetweenNeitherLosesNorDoubles) {
  Start();
  Answers("desk", {Reply::code(503), Reply::code(204)});
  At("2026-01-06 08:00");
  Fire();
  ASSERT_NO_FATAL_FAILURE(Settle());
  settings_.title = "Edited while it waits";
  Reload();
  ASSERT_NO_FATAL_FAILURE(Settle());
  At("2026-01-06 08:01");
  Reload();
  Expect("fired", {.from = "2026-01-06 08:00"});
  EXPECT_EQ(Attempts("desk"), 2U);
}

TEST_F(Receivers, AReceiverThatIsAddedHearsOnlyWhatComesThen) {
  Start();
  At("2026-01-06 08:00");
  Fire();
  Expect("fired");
  Receiver("late");
  Reload();
  ExpectNothing();
  At("2026-01-07 08:00");
  Prints({{"a", 20}, {"b", 20}});
  Expect("resolved");
  Expect("resolved", {.receiver = "late"});
}

}  // namespace
}  // namespace firstcard::test
