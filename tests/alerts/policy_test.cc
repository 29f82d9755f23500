#include "alerts/policy.h"

#include <gmock/gmock.h>

#include "ai_demand_fake.h"

namespace firstcard::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What decide() makes of a run of statuses, one letter an indicator in the thesis' order:
// (h)olding, (s)trengthening, (w)eakening, (u)nknown.
class Story {
 public:
  // The state that was recorded before; "" is a database without any.
  explicit Story(std::string_view settled) {
    if (settled.empty()) return;
    step(settled, false);
    turns.clear();
  }
  Story& step(std::string_view letters, bool late) {
    const Instant t = at("2026-08-01T12:00:00Z") + days{count_++};
    std::vector<Assessment> all;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      Assessment a;
      a.indicator = thesis.indicators[i];
      a.status = letters[i] == 'w'   ? Status::weakening
                 : letters[i] == 's' ? Status::strengthening
                 : letters[i] == 'u' ? Status::unknown
                                     : Status::holding;
      all.push_back(a);
    }
    Decision d = decide(thesis, all, now_ ? &*now_ : nullptr, t);
    turns.push_back({.at = t,
                     .before = now_.value_or(Verdict{}),
                     .after = d.verdict,
                     .edges = d.edges,
                     .late = late});
    now_ = d.verdict;
    return *this;
  }
  const Verdict& now() const { return *now_; }

  Thesis thesis = ai_demand();
  std::vector<Turn> turns;

 private:
  std::optional<Verdict> now_;
  int count_ = 0;
};

struct Case {
  std::string name;
  std::string settled;
  std::vector<std::string> steps;
  std::vector<std::string> keys;
  bool crossed = false;
};

class Policy : public ::testing::TestWithParam<Case> {};

TEST_P(Policy, PlansTheseKeys) {
  const Case& c = GetParam();
  Story story(c.settled);
  for (const std::string& step : c.steps) story.step(step, false);
  std::vector<std::string> keys;
  for (const Planned& p : plan(story.thesis, {}, story.turns, 16)) {
    keys.push_back(p.key);
    EXPECT_FALSE(p.reason.empty());
    EXPECT_EQ(p.kind == "digest", c.crossed);
    EXPECT_EQ(p.before, story.turns.front().before.kind);
    EXPECT_EQ(p.after, story.now().kind);
  }
  EXPECT_EQ(keys, c.keys);
}

INSTANTIATE_TEST_SUITE_P(
    , Policy,
    ::testing::Values(
        Case{"FirstEvaluationFired", "", {"hwwh"}, {"ai-demand/incident-1/fired"}},
        Case{"FirstEvaluationNotFired", "", {"hwhh"}, {}},
        Case{"NothingChanges", "hwhh", {"hwhh"}, {}},
        Case{"Fires", "hwhh", {"hwwh"}, {"ai-demand/incident-1/fired"}},
        Case{"VerdictOnly", "hhhh", {"hwhh"}, {"ai-demand/verdict-17"}},
        Case{"UnknownMakesItUndecided", "hwhh", {"hwuh"}, {"ai-demand/undecided-17"}},
        Case{"DecidedAgain", "hwuh", {"hwhh"}, {"ai-demand/decided-17"}},
        Case{"UndecidedThenFires", "hwuh", {"hwwh"}, {"ai-demand/incident-1/fired"}},
        Case{"MembersChange", "hwwh", {"wwwh"}, {"ai-demand/incident-1/updated-17"}},
        Case{"OneMemberReplacesAnother", "hwwh", {"wwhh"}, {"ai-demand/incident-1/updated-17"}},
        Case{"MemberGoesSilent",
             "hwwh",
             {"huwh"},
             {"ai-demand/incident-1/updated-17", "ai-demand/verdict-18"}},
        Case{"Resolves", "hwwh", {"hwhh"}, {"ai-demand/incident-1/resolved"}},
        Case{"CatchUpFires", "hhhh", {"hwhh", "hwwh"}, {"ai-demand/incident-1/fired"}},
        Case{"CatchUpFiresAndGrows", "hhhh", {"hwwh", "wwwh"}, {"ai-demand/incident-1/fired"}},
        Case{"CatchUpResolvesInTwoSteps",
             "wwwh",
             {"hwwh", "hhhh"},
             {"ai-demand/incident-1/resolved"}},
        Case{"CatchUpMembersAndVerdictChange",
             "hwwh",
             {"wwwh", "huwh"},
             {"ai-demand/incident-1/updated-19", "ai-demand/verdict-19"}},
        Case{"CatchUpUpdatesTwice", "hwwh", {"wwwh", "wwww"}, {"ai-demand/incident-1/updated-18"}},
        Case{"CatchUpMembersComeBack", "hwwh", {"wwwh", "hwwh"}, {}},
        Case{"CatchUpVerdictTwice", "hhhh", {"hwhh", "hwuh"}, {"ai-demand/undecided-18"}},
        Case{"CatchUpUndecidedComesBack", "hwhh", {"hwuh", "hwhh"}, {}},
        Case{"CatchUpVerdictComesBack", "hhhh", {"hwhh", "hhhh"}, {}},
        Case{"CatchUpFiresAndResolves", "hhhh", {"hwwh", "hhhh"}, {"ai-demand/digest-18"}, true},
        Case{"CatchUpResolvesAndFires", "hwwh", {"hhhh", "wwhh"}, {"ai-demand/digest-18"}, true},
        Case{"CatchUpFiresTwice", "hhhh", {"hwwh", "hhhh", "wwhh"}, {"ai-demand/incident-2/fired"}},
        Case{"CatchUpResolvesTwiceTellsOfTheOneThatWasOpen",
             "hwwh",
             {"hhhh", "wwhh", "hhhh"},
             {"ai-demand/incident-1/resolved"}},
        Case{"CatchUpOfTurnsWithoutEdges",
             "hwwh",
             {"hwwh", "hwwh", "hwhh"},
             {"ai-demand/incident-1/resolved"}}),
    [](const auto& c) { return c.param.name; });

TEST(Plan, CrossingsThatCancelOutAreNotTold) {
  const auto kinds = [](const Story& story) {
    std::vector<std::string> all;
    for (const Planned& p : plan(story.thesis, {}, story.turns, 0, Crossings::cancel_out))
      all.push_back(p.kind);
    return all;
  };
  EXPECT_THAT(kinds(Story("hhhh").step("hwwh", false).step("hhhh", false)), IsEmpty());
  EXPECT_THAT(kinds(Story("hhhh").step("hwwh", false).step("hwhh", false)), ElementsAre("verdict"));
  EXPECT_THAT(kinds(Story("hhhh").step("hwwh", false).step("hhhh", false).step("hwwh", false)),
              ElementsAre("fired"));
  EXPECT_THAT(kinds(Story("hwwh").step("hhhh", false).step("hwwh", false)), ElementsAre("digest"))
      << "another incident";
}

TEST(Plan, ADigestNamesTheIncidentThatClosedForAnother) {
  const auto closed = [](const Story& story) {
    const auto planned = plan(story.thesis, {}, story.turns, 0);
    return planned.size() == 1 ? planned[0].closed : -1;
  };
  EXPECT_EQ(closed(Story("hwwh").step("hhhh", true).step("wwhh", true)), 1);
  EXPECT_EQ(closed(Story("hwwh").step("wwwh", true).step("wwhh", true)), 0) << "the same one";
  EXPECT_EQ(closed(Story("hhhh").step("hwwh", true).step("hhhh", true)), 0) << "none was open";
  EXPECT_EQ(closed(Story("hwwh").step("hhhh", true).step("wwhh", true).step("hhhh", true)), 0);
}

TEST(Plan, FiredSaysWhoJoinedAndTheStatesAround) {
  const Story story = Story("hwhh").step("hwwh", false);
  const auto planned = plan(story.thesis, {}, story.turns, 0);
  ASSERT_EQ(planned.size(), 1u);
  EXPECT_EQ(planned[0].kind, "fired");
  EXPECT_EQ(planned[0].at, at("2026-08-02T12:00:00Z"));
  EXPECT_EQ(planned[0].before, VerdictKind::mixed);
  EXPECT_EQ(planned[0].after, VerdictKind::first_card);
  EXPECT_THAT(planned[0].edge.joined, ElementsAre(IndicatorId{"backlog"}));
  EXPECT_THAT(planned[0].history, IsEmpty());
  EXPECT_EQ(planned[0].reason, "incident 1 opened");
}

TEST(Plan, DigestTellsEachEdgeInOrder) {
  const Story story = Story("hhhh").step("hwwh", true).step("hhhh", true);
  const auto planned = plan(story.thesis, {}, story.turns, 4);
  ASSERT_EQ(planned.size(), 1u);
  EXPECT_EQ(planned[0].edge.incident, 1);
  EXPECT_EQ(planned[0].at, at("2026-08-03T12:00:00Z"));
  EXPECT_THAT(
      planned[0].history,
      ElementsAre("2026-08-02 12:00 UTC: incident 1 fired, monetisation of scarce assets -> "
                  "first card; new: cloud, backlog",
                  "2026-08-03 12:00 UTC: incident 1 resolved, first card -> monetisation of "
                  "scarce assets; no longer counted: cloud, backlog"));
}

TEST(Plan, DigestOfAnIncidentThatReplacedAnotherNamesTheOpenOne) {
  const Story story = Story("hwwh").step("hhhh", true).step("wwhh", false);
  const auto planned = plan(story.thesis, {}, story.turns, 4);
  ASSERT_EQ(planned.size(), 1u);
  EXPECT_EQ(planned[0].edge.incident, 2);
  EXPECT_THAT(planned[0].edge.joined, ElementsAre(IndicatorId{"arr"}));
  EXPECT_THAT(planned[0].edge.left, ElementsAre(IndicatorId{"backlog"}));
}

TEST(Plan, LateIsTheEdgeThatIsReported) {
  // Mixed while the daemon was down; fired by what came after its start.
  const Story in_time = Story("hhhh").step("hwhh", true).step("hwwh", false);
  EXPECT_FALSE(plan(in_time.thesis, {}, in_time.turns, 0)[0].late);
  // Fired while it was down, grown after.
  const Story late = Story("hhhh").step("hwwh", true).step("wwwh", false);
  EXPECT_TRUE(plan(late.thesis, {}, late.turns, 0)[0].late);
  // A digest is late if anything in it is.
  const Story digest = Story("hhhh").step("hwwh", true).step("hhhh", false);
  EXPECT_TRUE(plan(digest.thesis, {}, digest.turns, 0)[0].late);
  const Story one = Story("hwhh").step("hwwh", true);
  EXPECT_TRUE(plan(one.thesis, {}, one.turns, 0)[0].late);
}

TEST(Plan, KeysDoNotDependOnAnyText) {
  Story story = Story("hwhh").step("hwwh", false);
  const std::string key = plan(story.thesis, {}, story.turns, 0)[0].key;
  story.thesis.title = "Another title";
  story.thesis.names[VerdictKind::first_card] = "collapse";
  EXPECT_EQ(plan(story.thesis, {}, story.turns, 0)[0].key, key);
}

}  // namespace
}  // namespace firstcard::test
