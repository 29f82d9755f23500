// How things stand, told by the calendar.
#include <gmock/gmock.h>

#include "scenario.h"

namespace firstcard::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class SummaryStory : public Scenario {
 protected:
  void SetUp() override {
    settings_.more += "[summary]\nat = \"Mon..Fri 09:00 Europe/Berlin\"\n";
    Prints({{"a", 20}, {"b", 20}, {"c", 20}});
  }
  std::string Body() const { return server_.requests("/desk").back().body; }
};

TEST_F(SummaryStory, ComesAtItsTimeThoughNothingHasHappened) {
  At("2026-01-05 07:00");  // a Monday; 8:00 in Berlin
  Start();
  ExpectNothing();
  At("2026-01-05 07:59");
  ExpectNothing();
  At("2026-01-05 08:00");
  Expect("summary", {.key = "t/summary/2026-01-05T08:00:00Z", .late = false, .open = false});
  EXPECT_THAT(Body(), AllOf(HasSubstr("Nothing has happened"), HasSubstr("scarcity")));
  At("2026-01-05 20:00");
  ExpectNothing();
  At("2026-01-06 08:00");
  Expect("summary");
}

TEST_F(SummaryStory, NamesWhatWeakensAndWhatWasNotDelivered) {
  At("2026-01-05 07:00");
  Receiver("down");
  Start();
  Answer("down", Reply::code(503));
  Prints({{"a", 5}, {"b", 5}});
  Expect("fired");
  At("2026-01-05 08:00");
  Expect("summary", {.members = "a, b", .open = true});
  EXPECT_THAT(Body(), HasSubstr("t/incident-1/fired for down is not delivered yet: HTTP 503"));
  Answer("down", Reply::code(204));
  At("2026-01-05 10:00");
  Expect("fired", {.receiver = "down", .from = "2026-01-05 07:00"});
  Expect("summary", {.receiver = "down", .from = "2026-01-05 08:00"});
}

TEST_F(SummaryStory, OneOfAClockThatWasSetBackIsNotToldAgain) {
  At("2026-01-05 07:00");
  Start();
  At("2026-01-05 08:00");
  Expect("summary");
  At("2026-01-05 07:30");
  ExpectNothing();
  At("2026-01-05 08:31");
  ExpectNothing();
  At("2026-01-06 08:00");
  Expect("summary");
}

TEST_F(SummaryStory, MissedOnesAreToldOnce) {
  At("2026-01-05 07:00");
  Start();
  Stop();
  At("2026-01-16 12:00");
  Start();
  Expect("summary");
  ExpectNothing();
  Stop();
  Start();
  ExpectNothing();
}

class SummaryCrash : public SummaryStory, public testing::WithParamInterface<const char*> {};

TEST_P(SummaryCrash, AtItsTimeNeitherLosesNorDoublesIt) {
  At("2026-01-05 07:00");
  Start();
  Stop();
  At("2026-01-05 08:00");
  world_.start(GetParam());
  EXPECT_FALSE(world_.wait([] { return false; }));
  ASSERT_FALSE(world_.runs()) << "nobody passes " << GetParam();
  world_.daemon().wait();
  Start();
  Expect("summary", {.key = "t/summary/2026-01-05T08:00:00Z"});
  ExpectNothing();
  EXPECT_LE(Attempts("desk"), 2U);
}

INSTANTIATE_TEST_SUITE_P(Dies, SummaryCrash,
                         testing::Values("edges-recorded:1", "after-commit:4", "leased:1", "sent:1",
                                         "marked:1"),
                         [](const auto& point) {
                           std::string name(point.param);
                           std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
                           return name;
                         });

}  // namespace
}  // namespace firstcard::test
