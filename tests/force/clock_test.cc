// The system's clock is set forwards and back, while the daemon runs and between two runs.
#include <gmock/gmock.h>

#include "scenario.h"

namespace firstcard::test {
namespace {

struct Jump {
  const char* name;
  seconds by;
};

class Clock : public Scenario, public testing::WithParamInterface<Jump> {
 protected:
  void SetUp() override {
    At("2026-06-01 08:00");
    Prints({{"a", 20}, {"b", 20}, {"c", 20}});
  }
};

TEST_P(Clock, ForwardsFiresNothingAndTheNextPrintIsTold) {
  Start();
  Later(GetParam().by);
  ExpectNothing();
  Later(std::chrono::hours{2});
  Prints({{"a", 5}, {"b", 5}});
  Expect("fired", {.late = false});
}

TEST_P(Clock, ForwardsAndBackAgainFiresNothing) {
  Prints({{"a", 5}, {"b", 5}});
  Start();
  Expect("fired");
  Later(GetParam().by);
  ExpectNothing();
  Later(-GetParam().by);
  ExpectNothing();
}

TEST_P(Clock, BackFiresNothing) {
  Prints({{"a", 5}, {"b", 5}});
  Start();
  Expect("fired");
  Later(-GetParam().by);
  ExpectNothing();
}

TEST_P(Clock, BackAndForthAgainAPrintThatResolvesIsToldOnce) {
  Prints({{"a", 5}, {"b", 5}});
  Start();
  Expect("fired");
  Later(-GetParam().by);
  ASSERT_NO_FATAL_FAILURE(Settle());
  // It was in order again before the print came.
  Later(GetParam().by + std::chrono::hours{1});
  Prints({{"a", 20}});
  Expect("resolved", {.key = "t/incident-1/resolved"});
  ExpectNothing();
}

TEST_P(Clock, BackAndThenAPrintThatChangesNothingFiresNothing) {
  Prints({{"a", 5}, {"b", 5}});
  Start();
  Expect("fired");
  Later(-GetParam().by);
  Prints({{"c", 21}});
  ExpectNothing();
  Later(std::chrono::hours{1});
  ExpectNothing();
}

TEST_P(Clock, BackBetweenTwoRunsFiresNothing) {
  Prints({{"a", 5}, {"b", 5}});
  Start();
  Expect("fired");
  Stop();
  Later(-GetParam().by);
  Start();
  ExpectNothing();
}

TEST_P(Clock, BackLeavesNoMessageWaiting) {
  Start();
  Answer("desk", Reply::code(503));
  Prints({{"a", 5}, {"b", 5}});
  ASSERT_NO_FATAL_FAILURE(Settle());
  Later(-GetParam().by);
  ASSERT_NO_FATAL_FAILURE(Settle());
  Answer("desk", Reply::code(204));
  Later(std::chrono::minutes{1});
  Expect("fired", {.from = "2020-01-01 00:00", .until = "2026-06-01 08:00"});
}

TEST_P(Clock, ForwardsGivesNoMessageUp) {
  Start();
  Answer("desk", Reply::code(503));
  Prints({{"a", 5}, {"b", 5}});
  ASSERT_NO_FATAL_FAILURE(Settle());
  Later(GetParam().by);
  ASSERT_NO_FATAL_FAILURE(Settle());
  Answer("desk", Reply::code(204));
  Later(std::chrono::hours{1});
  Expect("fired", {.from = "2026-06-01 08:00"});
}

TEST_P(Clock, BackLeavesNoFeedUnread) {
  LoopbackServer source;
  source.on("/values.csv", Reply::text("name,period,value,known_at\n"
                                       "a,2025-01-01,20,2025-01-01T00:00:00Z\n"
                                       "b,2025-01-01,20,2025-01-01T00:00:00Z\n"
                                       "c,2025-01-01,20,2025-01-01T00:00:00Z\n"));
  settings_.source = source.url("/values.csv");
  settings_.every = "6h";
  Start();
  ASSERT_TRUE(world_.wait([&] { return source.requests().size() == 1; }));
  Later(-GetParam().by);
  ASSERT_TRUE(world_.wait([&] { return source.requests().size() == 2; })) << world_.daemon().seen();
  // The poll has ended, too.
  ASSERT_TRUE(world_.wait([&] {
    return world_.daemon().seen().find(": unchanged") != std::string::npos;
  })) << world_.daemon().seen();
  Later(std::chrono::hours{7});
  ASSERT_TRUE(world_.wait([&] { return source.requests().size() == 3; })) << world_.daemon().seen();
}

TEST_P(Clock, BackLeavesAServerAloneNoLongerThanItAsked) {
  LoopbackServer source;
  source.on("/values.csv", {Reply::code(429).with("Retry-After", "3600"),
                            Reply::text("name,period,value,known_at\n"
                                        "a,2025-01-01,20,2025-01-01T00:00:00Z\n")});
  settings_.source = source.url("/values.csv");
  settings_.every = "30m";
  Start();
  ASSERT_TRUE(world_.wait([&] { return source.requests().size() == 1; }));
  ASSERT_TRUE(world_.wait([&] {
    return world_.value("SELECT count(*) FROM feed_runs WHERE outcome = 'failed'") == "1";
  }));
  Later(-GetParam().by);
  ASSERT_TRUE(world_.wait([&] { return world_.daemon().seen().contains("was set back"); }));
  Later(std::chrono::hours{2});
  ASSERT_TRUE(world_.wait([&] { return source.requests().size() == 2; })) << world_.daemon().seen();
}

TEST_P(Clock, ForwardsReadsWhatIsDue) {
  LoopbackServer source;
  source.on("/values.csv", Reply::text("name,period,value,known_at\n"
                                       "a,2025-01-01,20,2025-01-01T00:00:00Z\n"
                                       "b,2025-01-01,20,2025-01-01T00:00:00Z\n"
                                       "c,2025-01-01,20,2025-01-01T00:00:00Z\n"));
  settings_.source = source.url("/values.csv");
  settings_.every = "30m";
  Start();
  ASSERT_TRUE(world_.wait([&] { return source.requests().size() == 1; }));
  Later(GetParam().by);
  ASSERT_TRUE(world_.wait([&] { return source.requests().size() == 2; })) << world_.daemon().seen();
}

INSTANTIATE_TEST_SUITE_P(Set, Clock,
                         testing::Values(Jump{"AnHour", std::chrono::hours{1}},
                                         Jump{"ADay", std::chrono::days{1}},
                                         Jump{"AYear", std::chrono::days{365}}),
                         [](const auto& jump) { return std::string(jump.param.name); });

}  // namespace
}  // namespace firstcard::test
