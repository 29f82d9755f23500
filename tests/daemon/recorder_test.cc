// What one evaluation records and tells: incidents, receivers, catch-up, staleness, edits, clocks.
#include <chrono>

#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kAllHold = csv(
    {"a,2026-02-01,150,2026-02-02", "b,2026-02-01,150,2026-02-02", "c,2026-02-01,150,2026-02-02"});
const std::string kTwoWeak = csv(
    {"a,2026-02-01,90,2026-02-02", "b,2026-02-01,80,2026-02-02", "c,2026-02-01,150,2026-02-02"});
const Instant kNow = at("2026-03-02T12:00:00Z");

class RecorderTest : public PipelineTest {
 protected:
  // The newest value of each indicator's series that is named, known at `now`.
  Commit values(std::vector<std::pair<std::string, int>> values, Instant now) {
    std::vector<std::string> rows;
    for (const auto& [entity, value] : values)
      rows.push_back(entity + "," + to_text(day_of(now)) + "," + std::to_string(value) + "," +
                     to_text(now));
    return ingest(csv(rows), now);
  }
};

TEST_F(RecorderTest, TheFirstEvaluationOfAFiredThesisOpensAnIncidentAndNotifies) {
  ingest(kTwoWeak, kNow);
  EXPECT_THAT(verdicts(), ElementsAre("2026-03-02T12:00:00Z first_card 1 a, b fired +a +b 0"));
  EXPECT_THAT(query("SELECT number, opened_at, closed_at, members FROM incidents"),
              ElementsAre("1 2026-03-02T12:00:00Z - a, b"));
  EXPECT_THAT(sent_to("desk"), ElementsAre("fired t/incident-1/fired"));
  EXPECT_THAT(sent_to("verdicts"), ElementsAre("fired t/incident-1/fired"));
}

TEST_F(RecorderTest, TheFirstEvaluationOfAThesisThatIsNotFiredSendsNothing) {
  const Commit commit = ingest(kAllHold, kNow);
  EXPECT_THAT(verdicts(), ElementsAre("2026-03-02T12:00:00Z scarcity - '' '' 0"));
  EXPECT_THAT(commit.recorded.decisions, IsEmpty());
  EXPECT_EQ(count("notifications"), 0);
  EXPECT_THAT(query("SELECT indicator, status, cause FROM status ORDER BY 1"),
              ElementsAre("a holding first_look", "b holding first_look", "c holding first_look"));
}

// Its history crossed the line and came back: nobody is told of what was before the first look.
TEST_F(RecorderTest, TheFirstEvaluationLooksOnlyAtNow) {
  ingest(csv({"a,2026-01-01,90,2026-01-02", "b,2026-01-01,90,2026-01-02",
              "c,2026-01-01,150,2026-01-02", "a,2026-02-01,150,2026-02-02"}),
         kNow);
  EXPECT_THAT(verdicts(), ElementsAre("2026-03-02T12:00:00Z mixed - b '' 0"));
  EXPECT_EQ(count("notifications"), 0);
}

TEST_F(RecorderTest, WhileHeldRowsAreStoredAndNothingIsSaid) {
  pipeline.hold(config);
  const Commit first = ingest(csv({"a,2026-02-01,90,2026-02-02"}), kNow, "one.csv");
  EXPECT_EQ(first.run->counts.added, 1);
  EXPECT_THAT(first.recorded.verdicts, IsEmpty());
  ingest(csv({"b,2026-02-01,90,2026-02-02", "c,2026-02-01,150,2026-02-02"}), kNow, "two.csv");
  EXPECT_EQ(count("verdicts"), 0);
  const Commit said = evaluate(kNow + seconds{2});
  EXPECT_EQ(said.recorded.notifications, 2);
  EXPECT_THAT(verdicts(), ElementsAre("2026-03-02T12:00:02Z first_card 1 a, b fired +a +b 0"));
  // And from then on every document is evaluated.
  EXPECT_EQ(ingest(csv({"a,2026-03-01,150,2026-03-02"}), kNow + hours{1}, "one.csv")
                .recorded.decisions.size(),
            1U);
}

// A start after a pause: all feeds are read before anything is said, and then in order of time.
TEST_F(RecorderTest, AHoldOverAnEvaluatedDatabaseCatchesUpWithAllItsDocumentsAtOnce) {
  ingest(kAllHold, kNow);
  pipeline.hold(config);
  const Instant now = kNow + hours{100};
  ingest(csv({"a,2026-03-02,90,2026-03-04"}), now, "one.csv");
  ingest(csv({"b,2026-03-02,90,2026-03-03", "c,2026-02-01,140,2026-02-03"}), now, "two.csv");
  evaluate(now);
  EXPECT_THAT(verdicts(), ElementsAre("2026-03-02T12:00:00Z scarcity - '' '' 0",
                                      "2026-03-03T23:59:59Z mixed - b verdict +b 1",
                                      "2026-03-04T23:59:59Z first_card 1 a, b fired +a 1"));
  EXPECT_THAT(assessments("b"), ElementsAre("2026-03-02T12:00:00Z holding first_look 0",
                                            "2026-03-03T23:59:59Z weakening new_print 1"));
  EXPECT_THAT(assessments("c"), ElementsAre("2026-03-02T12:00:00Z holding first_look 0",
                                            "2026-03-03T23:59:59Z holding revision 1"));
  EXPECT_THAT(sent_to("desk"), ElementsAre("fired t/incident-1/fired"));
}

TEST_F(RecorderTest, AnIncidentFiresIsUpdatedAndResolvesAndEachReceiverGetsWhatItTakes) {
  use(edited(kConfig, "[thesis]", "[[thesis]]") +
      "[[receiver]]\nid = \"elsewhere\"\ntype = \"log\"\ntheses = [\"u\"]\n" +
      "[[thesis]]\nid = \"u\"\nindicators = [\"c\"]\nweakening_count = 1\n"
      "[[receiver]]\nid = \"ends\"\ntype = \"log\"\nkinds = [\"resolved\"]\ntheses = [\"t\"]\n");
  ingest(kAllHold, kNow);
  values({{"a", 90}}, kNow + hours{1});
  values({{"b", 90}}, kNow + hours{2});
  values({{"c", 90}}, kNow + hours{3});
  values({{"a", 150}}, kNow + hours{4});
  values({{"b", 150}}, kNow + hours{5});
  values({{"c", 150}}, kNow + hours{6});
  EXPECT_THAT(query("SELECT kind FROM notifications WHERE receiver = 'desk' AND thesis = 't'"),
              ElementsAre("fired", "updated", "updated", "resolved"));
  EXPECT_THAT(query("SELECT kind FROM notifications WHERE receiver = 'verdicts' AND thesis = 't'"),
              ElementsAre("verdict", "fired", "updated", "updated", "resolved", "verdict"));
  EXPECT_THAT(sent_to("ends"), ElementsAre("resolved t/incident-1/resolved"));
  EXPECT_THAT(sent_to("elsewhere"),
              ElementsAre("fired u/incident-1/fired", "resolved u/incident-1/resolved"));
  EXPECT_THAT(query("SELECT thesis, number, opened_at, closed_at FROM incidents ORDER BY thesis"),
              ElementsAre("t 1 2026-03-02T14:00:00Z 2026-03-02T17:00:00Z",
                          "u 1 2026-03-02T15:00:00Z 2026-03-02T18:00:00Z"));
}

TEST_F(RecorderTest, ASecondIncidentHasItsOwnNumberAndKeys) {
  ingest(kTwoWeak, kNow);
  values({{"a", 150}}, kNow + hours{1});
  values({{"a", 90}}, kNow + hours{2});
  EXPECT_THAT(sent_to("desk"),
              ElementsAre("fired t/incident-1/fired", "resolved t/incident-1/resolved",
                          "fired t/incident-2/fired"));
}

// b weakens, a is silent: with a it could be two. The message names the feed that would settle it.
TEST_F(RecorderTest, AVerdictThatBecomesUndecidedIsToldWithTheFeedThatWouldSettleIt) {
  use(edited(edited(kConfig, "title = \"Alpha\"", "title = \"Alpha\"\nstale_after = \"10d\""),
             "unit = \"USD\"\nfrequency = \"event\"",
             "unit = \"USD\"\nfrequency = \"event\"\ndue = \"5d\"\ngrace = \"5d\""));
  ingest(csv({"a,2026-02-01,150,2026-02-02", "b,2026-02-01,80,2026-02-02",
              "c,2026-02-01,150,2026-02-02"}),
         at("2026-02-03T12:00:00Z"));
  evaluate(at("2026-02-20"));
  EXPECT_THAT(sent_to("desk"), ElementsAre("undecided t/undecided-1"));
  EXPECT_THAT(query("SELECT json_extract(payload, '$.indicators[0].repair[0]') FROM notifications"
                    " WHERE receiver = 'desk'"),
              ElementsAre("feed f: a.x after 2026-02-01 is dead"));
  values({{"a", 150}}, at("2026-02-21T12:00:00Z"));
  EXPECT_THAT(sent_to("desk"), ElementsAre("undecided t/undecided-1", "decided t/decided-2"));
}

// Two edges in one record (members and verdict), then one: no key may come twice, or the outbox
// would take the later notification for a repeat.
TEST_F(RecorderTest, EveryEdgeThatIsSentHasAKeyOfItsOwn) {
  use(edited(edited(kConfig, "weakening_count = 2", "weakening_count = 2\nclear_below = 1"),
             "title = \"Alpha\"", "title = \"Alpha\"\nstale_after = \"10d\""));
  ingest(kTwoWeak, at("2026-02-03T12:00:00Z"));
  evaluate(at("2026-02-20"));  // a is stale: it leaves, and the verdict is undecided
  values({{"a", 150}}, at("2026-02-21T12:00:00Z"));  // nobody joins or leaves: decided again
  EXPECT_THAT(
      query("SELECT verdict, edges FROM verdicts ORDER BY number"),
      ElementsAre("first_card fired +a +b", "undecided updated -a, verdict -a", "mixed verdict"));
  const auto sent = sent_to("verdicts");
  ASSERT_EQ(sent.size(), 4U) << testing::PrintToString(sent);
  EXPECT_THAT(query("SELECT kind FROM notifications WHERE receiver = 'verdicts'"),
              ElementsAre("fired", "updated", "verdict", "decided"));
}

TEST_F(RecorderTest, EvaluatingAgainSendsAndRecordsNothing) {
  ingest(kTwoWeak, kNow);
  const std::vector<std::string> before = {query("SELECT * FROM assessments").back(),
                                           query("SELECT * FROM verdicts").back()};
  for (const Instant t : {kNow, kNow, kNow + seconds{1}, kNow + hours{1}}) {
    const Commit commit = evaluate(t);
    EXPECT_THAT(commit.recorded.decisions, IsEmpty());
    EXPECT_EQ(commit.recorded.notifications, 0);
    EXPECT_THAT(commit.recorded.verdicts,
                ElementsAre("t: first_card, 2 of 3 weakening, 0 unknown"));
  }
  EXPECT_EQ(count("notifications"), 2);
  EXPECT_EQ(count("assessments"), 3);
  EXPECT_EQ(count("verdicts"), 1);
}

TEST_F(RecorderTest, AnEvaluationInTheSecondOfTheLastOneSeesWhatCameMeanwhile) {
  ingest(kAllHold, kNow);
  ingest(csv({"a,2026-03-02,90,2026-03-02T12:00:00Z"}), kNow);
  ingest(csv({"b,2026-03-02,90,2026-03-02T12:00:00Z"}), kNow);
  EXPECT_THAT(verdicts(), ElementsAre("2026-03-02T12:00:00Z scarcity - '' '' 0",
                                      "2026-03-02T12:00:00Z mixed - a verdict +a 0",
                                      "2026-03-02T12:00:00Z first_card 1 a, b fired +b 0"));
}

TEST_F(RecorderTest, CatchUpWalksWhatBecameKnownInOrderAndTellsTheNetChangeOnce) {
  ingest(kAllHold, kNow);
  const Commit commit =
      ingest(csv({"b,2026-03-05,90,2026-03-06T10:00:00Z",  // not in order of time
                  "a,2026-03-03,90,2026-03-04T10:00:00Z", "c,2026-03-07,90,2026-03-08T10:00:00Z"}),
             at("2026-03-09T12:00:00Z"));
  EXPECT_THAT(verdicts(), ElementsAre("2026-03-02T12:00:00Z scarcity - '' '' 0",
                                      "2026-03-04T10:00:00Z mixed - a verdict +a 1",
                                      "2026-03-06T10:00:00Z first_card 1 a, b fired +b 1",
                                      "2026-03-08T10:00:00Z first_card 1 a, b, c updated +c 1"));
  EXPECT_THAT(query("SELECT at, recorded_at, late FROM assessments WHERE indicator = 'c'"),
              ElementsAre("2026-03-02T12:00:00Z 2026-03-02T12:00:00Z 0",
                          "2026-03-08T10:00:00Z 2026-03-09T12:00:00Z 1"));
  EXPECT_EQ(commit.recorded.decisions.size(), 3U);
  EXPECT_THAT(sent_to("desk"), ElementsAre("fired t/incident-1/fired"));
  const Notification n = notification();
  EXPECT_TRUE(n.late);
  EXPECT_EQ(n.at, at("2026-03-08T10:00:00Z"));
  EXPECT_EQ(n.members.size(), 3U);
  EXPECT_EQ(n.history.size(), 3U);
}

TEST_F(RecorderTest, CatchUpThatCrossedAndCameBackIsToldInADigest) {
  ingest(kAllHold, kNow);
  ingest(csv({"a,2026-03-03,90,2026-03-04T10:00:00Z", "b,2026-03-03,90,2026-03-05T10:00:00Z",
              "b,2026-03-06,150,2026-03-06T10:00:00Z", "a,2026-03-06,150,2026-03-07T10:00:00Z"}),
         at("2026-03-09T12:00:00Z"));
  ASSERT_EQ(sent_to("desk").size(), 1U);
  const Notification n = notification();
  EXPECT_EQ(n.kind, "digest");
  EXPECT_EQ(n.incident, 1);
  EXPECT_FALSE(n.open);
  EXPECT_EQ(n.before, VerdictKind::scarcity);
  EXPECT_EQ(n.after, VerdictKind::scarcity);
  EXPECT_THAT(query("SELECT opened_at, closed_at FROM incidents"),
              ElementsAre("2026-03-05T10:00:00Z 2026-03-06T10:00:00Z"));
  EXPECT_THAT(query("SELECT receiver, kind FROM notifications ORDER BY 1"),
              ElementsAre("desk digest", "verdicts digest"));
}

// What was published before the last evaluation and is only read now changes the present alone.
TEST_F(RecorderTest, ABackdatedRowCountsFromNowOn) {
  ingest(kAllHold, kNow);
  ingest(csv({"a,2026-02-10,90,2026-02-11"}), kNow + hours{1});
  EXPECT_THAT(assessments("a"), ElementsAre("2026-03-02T12:00:00Z holding first_look 0",
                                            "2026-03-02T13:00:00Z weakening new_print 0"));
}

TEST_F(RecorderTest, TimeAloneMakesAnIndicatorStaleAndNextChangeSaysWhen) {
  use(edited(kConfig, "title = \"Alpha\"", "title = \"Alpha\"\nstale_after = \"40d\""));
  const Commit first = ingest(kAllHold, kNow);
  const Instant stale = at("2026-03-14T00:00:00Z");  // forty days after the end of 2026-02-01
  EXPECT_EQ(first.recorded.next_change, stale);
  EXPECT_THAT(evaluate(stale - seconds{1}).recorded.decisions, IsEmpty());
  const Commit commit = evaluate(stale);
  EXPECT_EQ(commit.recorded.next_change, std::nullopt);
  EXPECT_THAT(assessments("a"), ElementsAre("2026-03-02T12:00:00Z holding first_look 0",
                                            "2026-03-14T00:00:00Z unknown staleness 0"));
  EXPECT_THAT(verdicts(), ElementsAre("2026-03-02T12:00:00Z scarcity - '' '' 0",
                                      "2026-03-14T00:00:00Z mixed - '' verdict 0"));

  values({{"a", 140}}, stale + hours{12});
  EXPECT_THAT(query("SELECT status, cause FROM status WHERE indicator = 'a'"),
              ElementsAre("holding recovered_feed"));
}

TEST_F(RecorderTest, StalenessFoundLateIsRecordedAtItsOwnTime) {
  use(edited(kConfig, "title = \"Alpha\"", "title = \"Alpha\"\nstale_after = \"40d\""));
  ingest(kAllHold, kNow);
  evaluate(at("2026-04-01T12:00:00Z"));
  EXPECT_THAT(assessments("a"), ElementsAre("2026-03-02T12:00:00Z holding first_look 0",
                                            "2026-03-14T00:00:00Z unknown staleness 1"));
}

TEST_F(RecorderTest, ASilentFeedHoldsAnIncidentOpen) {
  use(edited(kConfig, "title = \"Alpha\"", "title = \"Alpha\"\nstale_after = \"40d\""));
  ingest(kTwoWeak, kNow);
  evaluate(at("2026-04-01T12:00:00Z"));
  EXPECT_THAT(query("SELECT verdict, incident, edges FROM verdicts ORDER BY number"),
              ElementsAre("first_card 1 fired +a +b", "undecided 1 updated -a, verdict -a"));
  EXPECT_THAT(query("SELECT closed_at FROM incidents"), ElementsAre("-"));
}

TEST_F(RecorderTest, AnEditedLineMakesAnEdgeWhoseCauseIsTheConfiguration) {
  ingest(kAllHold, kNow);
  use(edited(edited(kConfig, "weakening = { below = 100 }", "weakening = { below = 200 }"),
             "measure = \"b.x\"\nweakening = { below = 100 }",
             "measure = \"b.x\"\nweakening = { below = 200 }"));
  evaluate(kNow + hours{1});
  EXPECT_THAT(assessments("b"), ElementsAre("2026-03-02T12:00:00Z holding first_look 0",
                                            "2026-03-02T13:00:00Z weakening config 0"));
  EXPECT_THAT(sent_to("desk"), ElementsAre("fired t/incident-1/fired"));
  EXPECT_THAT(query("SELECT count(*) FROM rules WHERE name = 'b'"), ElementsAre("2"));
  evaluate(kNow + hours{2});
  EXPECT_EQ(count("verdicts"), 2);
  EXPECT_EQ(count("notifications"), 2);
}

// The view `status` shows the line that counts now, though the status is what it was.
TEST_F(RecorderTest, AnEditThatLeavesTheStatusIsRecordedButTellsNothing) {
  ingest(kAllHold, kNow);
  use(edited(kConfig, "weakening = { below = 100 }", "weakening = { below = 120 }"));
  evaluate(kNow + hours{1});
  EXPECT_THAT(query("SELECT status, line, cause FROM status WHERE indicator = 'a'"),
              ElementsAre("holding 120.0 config"));
  EXPECT_EQ(count("verdicts"), 1);
  EXPECT_EQ(count("notifications"), 0);
}

TEST_F(RecorderTest, AnEditedTitleChangesNothing) {
  ingest(kTwoWeak, kNow);
  const auto rules = query("SELECT * FROM rules");
  use(edited(edited(kConfig, "Alpha", "The first"), "Three letters", "Letters"));
  evaluate(kNow + hours{1});
  EXPECT_EQ(query("SELECT * FROM rules"), rules);
  EXPECT_EQ(count("assessments"), 3);
  EXPECT_EQ(count("verdicts"), 1);
  EXPECT_EQ(count("notifications"), 2);
}

TEST_F(RecorderTest, AnEditedThresholdFires) {
  ingest(kTwoWeak, kNow);
  use(edited(kConfig, "weakening_count = 2", "weakening_count = 3"));
  evaluate(kNow + hours{1});
  use(kConfig);
  evaluate(kNow + hours{2});
  EXPECT_THAT(sent_to("desk"),
              ElementsAre("fired t/incident-1/fired", "resolved t/incident-1/resolved",
                          "fired t/incident-2/fired"));
}

TEST_F(RecorderTest, ANewIndicatorIsAFirstLookAndTheOthersGoOn) {
  use(edited(edited(kConfig, "indicators = [\"a\", \"b\", \"c\"]", "indicators = [\"a\", \"b\"]"),
             "[[indicator]]\nid = \"c\"\ntitle = \"Gamma\"\nmeasure = \"c.x\"\n"
             "weakening = { below = 100 }\n",
             ""));
  ingest(csv({"a,2026-02-01,90,2026-02-02", "b,2026-02-01,150,2026-02-02",
              "c,2026-02-01,80,2026-02-02"}),
         kNow);
  use(kConfig);
  evaluate(kNow + hours{1});
  EXPECT_THAT(assessments("c"), ElementsAre("2026-03-02T13:00:00Z weakening first_look 0"));
  EXPECT_EQ(assessments("a").size(), 1U);
  EXPECT_THAT(sent_to("desk"), ElementsAre("fired t/incident-1/fired"));
}

TEST_F(RecorderTest, AClockSetBackByAnHourFiresNothingTwiceAndLaterRowsCount) {
  ingest(kTwoWeak, kNow);
  evaluate(kNow - hours{1});
  evaluate(kNow - hours{1} + seconds{5});
  EXPECT_THAT(sent_to("desk"), ElementsAre("fired t/incident-1/fired"));
  values({{"c", 90}}, kNow - hours{1} + seconds{10});
  EXPECT_THAT(sent_to("desk").size(), 2U);
  values({{"b", 150}}, kNow + hours{1});
  EXPECT_THAT(query("SELECT edges FROM verdicts ORDER BY number"),
              ElementsAre("fired +a +b", "updated +c", "updated -b"));
}

TEST_F(RecorderTest, AClockSetForwardByAYearAndBackFiresNothingTwiceAndLaterRowsCount) {
  use(edited(kConfig, "title = \"Alpha\"", "title = \"Alpha\"\nstale_after = \"40d\""));
  ingest(kTwoWeak, kNow);
  evaluate(kNow + hours{365 * 24});
  evaluate(kNow + seconds{10});
  evaluate(kNow + seconds{20});
  EXPECT_THAT(query("SELECT kind FROM notifications WHERE receiver = 'desk'"),
              ElementsAre("fired", "updated", "updated"));
  EXPECT_THAT(query("SELECT number, closed_at FROM incidents"), ElementsAre("1 -"));
  values({{"c", 90}}, kNow + hours{1});
  values({{"a", 150}, {"b", 150}}, kNow + hours{2});
  EXPECT_THAT(query("SELECT at, verdict, incident FROM verdicts ORDER BY number DESC LIMIT 2"),
              ElementsAre("2026-03-02T14:00:00Z mixed -", "2026-03-02T13:00:00Z first_card 1"));
}

}  // namespace
}  // namespace firstcard::test
