// Dated expectations: judged on their day, once, recorded and told in one commit.
#include "daemon/checkpoints.h"

#include "pipeline_fixture.h"
#include "program.h"

namespace firstcard::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Instant kNow = at("2026-03-02T12:00:00Z");
const Instant kDue = at("2026-03-10T23:59:59Z");
constexpr std::string_view kCheckpoint =
    "[[checkpoint]]\nid = \"half-year\"\ntitle = \"Returns improve\"\nby = 2026-03-10\n"
    "indicator = \"a\"\nexpect = \"not weakening\"\n";
const std::string kWeak = csv({"a,2026-02-01,90,2026-02-02"});

class CheckpointTest : public PipelineTest {
 protected:
  CheckpointTest() { expect_by(kCheckpoint); }
  void expect_by(std::string_view checkpoint) {
    use(std::string(kConfig) + std::string(checkpoint));
  }
  std::vector<std::string> rows() {
    return query("SELECT checkpoint, by, state, late, reason FROM checkpoints ORDER BY by");
  }
  std::vector<std::string> told() {
    return query(
        "SELECT key FROM notifications WHERE kind = 'checkpoint' AND receiver = 'desk'"
        " ORDER BY notification");
  }
};

TEST_F(CheckpointTest, BeforeItsDayItIsOpenAndItsEndIsTheNextChange) {
  const Commit commit = ingest(kWeak, kNow);
  EXPECT_THAT(rows(), ElementsAre("half-year 2026-03-10 open 0 ''"));
  EXPECT_EQ(commit.recorded.next_change, kDue);
  EXPECT_EQ(evaluate(kDue - seconds{1}).recorded.next_change, kDue);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(CheckpointTest, AnExpectationThatHoldsAtTheEndOfTheDayIsMetOnce) {
  ingest(csv({"a,2026-02-01,150,2026-02-02"}), kNow);
  const Commit commit = evaluate(kDue);
  EXPECT_EQ(commit.recorded.next_change, std::nullopt);
  EXPECT_EQ(commit.recorded.notifications, 1);
  EXPECT_THAT(commit.recorded.decisions,
              ElementsAre(HasSubstr("checkpoint: half-year met; Expected by 2026-03-10")));
  EXPECT_THAT(rows(),
              ElementsAre("half-year 2026-03-10 met 0 holding: 150 USD is not below 100 USD"));
  EXPECT_THAT(told(), ElementsAre("checkpoint/half-year/2026-03-10"));
  const auto all = dump();
  for (const Instant t : {kDue, kDue + seconds{1}, kDue + hours{1000}})
    EXPECT_EQ(evaluate(t).recorded.notifications, 0);
  EXPECT_THAT(told().size(), 1U);
  EXPECT_THAT(query("SELECT receiver FROM notifications"), ElementsAre("desk"))
      << "the other one lists its kinds";
}

TEST_F(CheckpointTest, AnExpectationThatHeldOnlyEarlierIsMissed) {
  ingest(csv({"a,2026-02-01,150,2026-02-02"}), kNow);
  ingest(csv({"a,2026-02-01,150,2026-02-02", "a,2026-03-09,90,2026-03-09T10:00:00Z"}),
         at("2026-03-09T11:00:00Z"));
  evaluate(kDue);
  EXPECT_THAT(rows(),
              ElementsAre("half-year 2026-03-10 missed 0 weakening: 90 USD is below 100 USD"));
}

TEST_F(CheckpointTest, WhatIsKnownInTheLastSecondOfTheDayCounts) {
  ingest(kWeak, kNow);
  ingest(csv({"a,2026-02-01,90,2026-02-02", "a,2026-03-09,150,2026-03-10"}), kDue);
  EXPECT_THAT(rows(), ElementsAre(HasSubstr(" met 0 ")));
}

TEST_F(CheckpointTest, AnUnknownIndicatorMissesItAndTheReasonSaysSo) {
  ingest(csv({"b,2026-02-01,90,2026-02-02"}), kNow);
  evaluate(kDue);
  EXPECT_THAT(rows(), ElementsAre("half-year 2026-03-10 missed 0 unknown: no print: a series is "
                                  "missing or too short"));
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(CheckpointTest, CatchingUpJudgesByTheEndOfTheDayAndIsLate) {
  ingest(csv({"a,2026-02-01,150,2026-02-02"}), kNow);
  ingest(csv({"a,2026-02-01,150,2026-02-02", "a,2026-03-12,90,2026-03-12"}),
         at("2026-03-20T08:00:00Z"));
  EXPECT_THAT(rows(), ElementsAre(HasSubstr(" met 1 holding")));
  const Notification n = notification();
  EXPECT_EQ(n.kind, "checkpoint");
  EXPECT_TRUE(n.late);
  EXPECT_EQ(n.at, kDue);
  ASSERT_EQ(n.indicators.size(), 1U);
  EXPECT_EQ(n.indicators[0].reading, 150);
  EXPECT_THAT(n.indicators[0].sources, ElementsAre("a.x: f.csv line 2 (feed f)"));
}

TEST_F(CheckpointTest, ADayBeforeTheFirstEvaluationIsRecordedAndNotTold) {
  ingest(kWeak, kDue + hours{24});
  EXPECT_THAT(rows(), ElementsAre(HasSubstr(" missed 1 weakening")));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(CheckpointTest, ACheckpointThatIsAddedAfterItsDayIsRecordedAndNotTold) {
  use(kConfig);
  ingest(kWeak, kDue + hours{24});
  expect_by(kCheckpoint);
  evaluate(kDue + hours{25});
  EXPECT_THAT(rows(), ElementsAre(HasSubstr(" missed 1 weakening")));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(CheckpointTest, AnotherDayIsJudgedAnewAndReopensNothing) {
  ingest(kWeak, kNow);
  evaluate(kDue);
  expect_by(edited(kCheckpoint, "2026-03-10", "2026-03-20"));
  evaluate(kDue + hours{1});
  EXPECT_THAT(rows(), ElementsAre(HasSubstr("2026-03-10 missed"), HasSubstr("2026-03-20 open")));
  evaluate(at("2026-03-20"));
  expect_by(kCheckpoint);
  evaluate(at("2026-03-21"));
  EXPECT_THAT(told(),
              ElementsAre("checkpoint/half-year/2026-03-10", "checkpoint/half-year/2026-03-20"));
}

TEST_F(CheckpointTest, ADayThatIsMovedBeforeItComesLeavesNoOpenOneBehind) {
  ingest(kWeak, kNow);
  expect_by(edited(kCheckpoint, "2026-03-10", "\"2026-03-20\""));
  evaluate(kNow + hours{1});
  EXPECT_THAT(rows(), ElementsAre(HasSubstr("2026-03-20 open")));
  evaluate(kDue);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(CheckpointTest, AJudgementThatIsUndoneIsMadeAgain) {
  ingest(kWeak, kNow);
  const auto before = dump();
  {
    Ledger ledger(db);
    Transaction tx(db);
    Recorded recorded;
    CheckpointWatch(db).look(tx, config, ledger, kNow, kDue, recorded);
    EXPECT_EQ(recorded.notifications, 1);
  }  // not committed
  EXPECT_EQ(dump(), before);
  evaluate(kDue);
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(CheckpointTest, ALineIsComparedWithTheReading) {
  expect_by(edited(kCheckpoint, "\"not weakening\"", "{ above = 120 }"));
  ingest(csv({"a,2026-02-01,150,2026-02-02"}), kNow);
  evaluate(kDue);
  EXPECT_THAT(query("SELECT expectation, state, reading, period, reason FROM checkpoints"),
              ElementsAre("above 120 USD met 150.0 2026-02-01 150 USD in 2026-02-01"));
}

TEST_F(CheckpointTest, AReceiverGetsThoseOfItsThesesAndOfItsSeverities) {
  const std::string two = edited(kConfig, "[thesis]", "[[thesis]]") +
                          "[[thesis]]\nid = \"u\"\nindicators = [\"c\"]\nweakening_count = 1\n"
                          "[[receiver]]\nid = \"of-t\"\ntype = \"log\"\ntheses = [\"t\"]\n"
                          "[[receiver]]\nid = \"of-u\"\ntype = \"log\"\ntheses = [\"u\"]\n"
      "[[receiver]]\nid = \"pager\"\ntype = \"log\"\nseverity = \"critical\"\n"
      "[[receiver]]\nid = \"warned\"\ntype = \"log\"\nseverity = \"warning\"\n";
  use(two + std::string(kCheckpoint));
  ingest(kWeak, kNow);
  evaluate(kDue);
  EXPECT_THAT(query("SELECT receiver FROM notifications WHERE kind = 'checkpoint' ORDER BY 1"),
              ElementsAre("desk", "of-t", "warned"));
}

TEST_F(CheckpointTest, AMuteWindowOfEverythingHoldsItBackToItsEnd) {
  use(std::string(kConfig) + "[[mute]]\nat = \"22:00\"\nfor = \"9h\"\n" + std::string(kCheckpoint));
  ingest(kWeak, kNow);
  EXPECT_EQ(evaluate(kDue).recorded.next_change, at("2026-03-11T07:00:00Z"));
  EXPECT_THAT(told(), IsEmpty()) << "what is queued would go to a fallback";
  EXPECT_THAT(query("SELECT scope, name FROM held_back"),
              ElementsAre("checkpoint half-year/2026-03-10"));
  // The day has been judged: what comes now does not change the outcome.
  ingest(csv({"a,2026-02-01,150,2026-03-05"}), at("2026-03-11T06:00:00Z"));
  EXPECT_EQ(evaluate(at("2026-03-11T07:00:00Z")).recorded.notifications, 1);
  EXPECT_THAT(told(), ElementsAre("checkpoint/half-year/2026-03-10"));
  const Notification n = notification();
  EXPECT_FALSE(n.checkpoint->met);
  EXPECT_EQ(n.checkpoint->found, "weakening: 90 USD is below 100 USD");
  EXPECT_THAT(n.footnotes,
              ElementsAre("Held back since 2026-03-10 by a mute window until "
                          "2026-03-11 07:00 UTC.",
                          "With values that were published by then and read later, it would be met: "
                          "holding: 150 USD is not below 100 USD."));
  EXPECT_THAT(query("SELECT * FROM held_back"), IsEmpty());
  EXPECT_EQ(evaluate(at("2026-03-12T07:00:00Z")).recorded.notifications, 0);
}

TEST_F(CheckpointTest, SilencesHoldItBackAndOneThatIsRemovedLetsItGo) {
  const std::string two = edited(kConfig, "[thesis]", "[[thesis]]") +
                          "[[thesis]]\nid = \"u\"\nindicators = [\"a\"]\nweakening_count = 1\n";
  const struct {
    Scope scope;
    std::string name;
    bool held;
  } cases[] = {{Scope::indicator, "a", true},  {Scope::indicator, "b", false},
               {Scope::receiver, "desk", true}, {Scope::receiver, "verdicts", false},
               {Scope::thesis, "t", false},    {Scope::feed, "f", false}};
  Instant due = kDue;
  for (const auto& c : cases) {
    use(two + edited(kCheckpoint, "2026-03-10", to_text(day_of(due))));
    ingest(csv({"a,2026-02-01,90," + to_text(due - hours{48})}), due - hours{30});
    Holdbacks holdbacks(db);
    Transaction tx(db);
    const auto id = holdbacks.add(
        tx, Silence{.created_at = due - hours{1}, .scope = c.scope, .name = c.name,
                    .ends_at = due + hours{20}, .author = "ann", .reason = "known"});
    tx.commit();
    const std::size_t before = told().size();
    evaluate(due);
    EXPECT_EQ(told().size(), before + (c.held ? 0 : 1)) << to_text(c.scope) << " " << c.name;
    Transaction end(db);
    holdbacks.end(end, id, due + hours{2}, "ann");
    end.commit();
    evaluate(due + hours{2});
    EXPECT_EQ(told().size(), before + 1) << to_text(c.scope) << " " << c.name;
    due += days{2};
  }
}

TEST_F(CheckpointTest, WhereItsOnlyThesisIsSilencedItWaits) {
  ingest(kWeak, kNow);
  Transaction tx(db);
  Holdbacks(db).add(tx, Silence{.created_at = kNow, .scope = Scope::thesis, .name = "t",
                                .ends_at = kDue + hours{3}, .author = "ann", .reason = "known"});
  tx.commit();
  EXPECT_EQ(evaluate(kDue).recorded.next_change, kDue + hours{3});
  EXPECT_THAT(told(), IsEmpty());
  evaluate(kDue + hours{3});
  EXPECT_EQ(told().size(), 1U);
}

TEST(Checkpoints, CheckAndStatusAndBacktestShowThem) {
  Program program;
  program.configure(
      "[[checkpoint]]\nid = \"soon\"\nby = 2026-06-30\nindicator = \"x\"\nexpect = \"holding\"\n"
      "[[checkpoint]]\nid = \"far\"\ntitle = \"In time\"\nby = 2999-12-31\nindicator = \"x\"\n"
      "expect = { above = 15 }\n");
  program.values({{"2026-01-31", "20", "2026-02-01"}});
  EXPECT_THAT(program.run({"check"}).output,
              HasSubstr("checkpoint far: x above 15 USD by 2999-12-31"));
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  const std::string status = program.run({"status"}).output;
  EXPECT_THAT(status, HasSubstr("would be met"));
  EXPECT_THAT(status, HasSubstr("In time; 20 USD in 2026-01-31"));
  EXPECT_THAT(program.run({"status", "--json"}).output,
              HasSubstr("\"id\":\"far\",\"title\":\"In time\",\"by\":\"2999-12-31\""));
  EXPECT_THAT(program.run({"backtest", "--to", "2026-07-31"}).output,
              HasSubstr("2026-06-30  checkpoint  Checkpoint met: soon"));
}

}  // namespace
}  // namespace firstcard::test
