#include "storage/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StateTest : public testing::Test {
 protected:
  void add(const AssessmentRecord& r) {
    Transaction tx(db);
    state.add(tx, r);
    tx.commit();
  }
  void add(const VerdictRecord& r, const std::vector<Edge>& edges = {}) {
    Transaction tx(db);
    state.add(tx, r, edges);
    tx.commit();
  }
  bool put_rule(const std::string& text, std::int64_t hours) {
    Transaction tx(db);
    const bool changed = state.put_rule(tx, "indicator", "cloud", text, at(hours)).has_value();
    tx.commit();
    return changed;
  }
  std::string text(const std::string& sql) {
    Statement s = db.prepare(sql);
    return s.step() ? s.text(0) : "(none)";
  }

  AssessmentRecord full{.indicator = {"cloud"},
                        .at = at(1),
                        .recorded_at = at(2),
                        .late = true,
                        .status = Status::weakening,
                        .before = Status::holding,
                        .reading = -0.019,
                        .period = day(90),
                        .known_at = at(0),
                        .line = -0.01,
                        .distance = -0.009,
                        .have = 3,
                        .of = 4,
                        .cause = Cause::new_print,
                        .detail = "aws.revenue 2026-Q2",
                        .reason = "-1.9 pp < -1.0 pp for 2 prints"};
  VerdictRecord fired{.verdict = {.thesis = {"ai-demand"},
                                  .at = at(5),
                                  .kind = VerdictKind::first_card,
                                  .weakening = 2,
                                  .unknown = 1,
                                  .k = 2,
                                  .n = 4,
                                  .members = {{"cloud"}, {"backlog"}},
                                  .unknowns = {{"arr"}},
                                  .incident = 1,
                                  .incidents = 1,
                                  .since = at(5),
                                  .score = -0.25},
                      .recorded_at = at(6),
                      .late = false,
                      .reason = "cloud is weakening"};
  Scratch scratch;
  Database db{scratch / "history.db", Database::Mode::write};
  State state{db};
};

TEST_F(StateTest, MarkIsNothingAtFirstThenTheLastOnePut) {
  EXPECT_EQ(state.mark(), std::nullopt);
  for (const std::int64_t i : {1, 2}) {
    Transaction tx(db);
    state.put_mark(tx, {.at = at(i), .document = 10 + i});
    tx.commit();
  }
  EXPECT_EQ(state.mark(), (EvaluationMark{.at = at(2), .document = 12, .horizon = at(2)}));
  Transaction tx(db);
  state.put_mark(tx, {.at = at(1), .document = 13, .horizon = at(5)});
  tx.commit();
  EXPECT_EQ(state.mark(), (EvaluationMark{.at = at(1), .document = 13, .horizon = at(5)}));
}

TEST_F(StateTest, RuleIsChangedOnlyIfItWasThereWithAnotherText) {
  EXPECT_FALSE(put_rule("below -0.01", 1)) << "new";
  EXPECT_FALSE(put_rule("below -0.01", 2)) << "the same";
  EXPECT_TRUE(put_rule("below -0.02", 3));
  EXPECT_FALSE(put_rule("below -0.02", 4));
  EXPECT_TRUE(put_rule("below -0.01", 5)) << "back again";
  EXPECT_EQ(text("SELECT group_concat(text || ' ' || (until IS NULL)) FROM rules"),
            "below -0.01 0,below -0.02 0,below -0.01 1");
}

TEST_F(StateTest, AssessmentComesBackWhole) {
  EXPECT_EQ(state.last_assessment({"cloud"}), std::nullopt);
  add(full);
  EXPECT_EQ(state.last_assessment({"cloud"}), full);
  EXPECT_EQ(state.last_assessment({"arr"}), std::nullopt);
}

TEST_F(StateTest, AssessmentWithoutReadingComesBackWithoutOne) {
  const AssessmentRecord empty{.indicator = {"cloud"}, .at = at(1), .recorded_at = at(1)};
  add(empty);
  EXPECT_EQ(state.last_assessment({"cloud"}), empty);
}

TEST_F(StateTest, AssessmentsAreNewestFirstAndLimited) {
  AssessmentRecord second = full;
  second.at = at(3);
  add(full);
  add(second);
  EXPECT_THAT(state.assessments({"cloud"}, 10), ElementsAre(second, full));
  EXPECT_THAT(state.assessments({"cloud"}, 1), ElementsAre(second));
  EXPECT_THAT(state.assessments({"arr"}, 10), IsEmpty());
}

TEST_F(StateTest, TheLastChangeIsTheNewestRecordWithAnotherStatus) {
  EXPECT_EQ(state.last_change({"cloud"}), std::nullopt);
  const auto record = [&](std::int64_t hours, Status before, Status now) {
    AssessmentRecord r = full;
    r.at = at(hours);
    r.before = before;
    r.status = now;
    add(r);
  };
  record(1, Status::unknown, Status::unknown);
  record(2, Status::unknown, Status::unknown);
  EXPECT_EQ(state.last_change({"cloud"}), std::nullopt) << "unknown from the start";
  record(3, Status::unknown, Status::holding);
  EXPECT_EQ(state.last_change({"cloud"})->at, at(3));
  record(4, Status::holding, Status::weakening);
  record(5, Status::weakening, Status::weakening);
  EXPECT_EQ(state.last_change({"cloud"})->at, at(4));
  EXPECT_EQ(text("SELECT since || ' ' || at || ' ' || status FROM status"),
            to_text(at(4)) + " " + to_text(at(5)) + " weakening");
}

TEST_F(StateTest, VerdictComesBackWhole) {
  EXPECT_EQ(state.last_verdict({"ai-demand"}), std::nullopt);
  add(fired);
  EXPECT_EQ(state.last_verdict({"ai-demand"}), fired);
  VerdictRecord calm = fired;
  calm.verdict.kind = VerdictKind::scarcity;
  calm.verdict.members.clear();
  calm.verdict.unknowns.clear();
  calm.verdict.incident.reset();
  calm.verdict.score.reset();
  calm.late = true;
  add(calm);
  EXPECT_EQ(state.last_verdict({"ai-demand"}), calm);
  EXPECT_EQ(state.edge_count({"ai-demand"}), 0);
  EXPECT_EQ(state.edge_count({"other"}), 0);
}

TEST_F(StateTest, IncidentIsOpenedUpdatedAndClosedByItsEdges) {
  add(fired, {{.kind = EdgeKind::fired, .incident = 1, .joined = fired.verdict.members}});
  Incident expected{.thesis = {"ai-demand"},
                    .number = 1,
                    .opened_at = at(5),
                    .closed_at = {},
                    .members = "cloud, backlog"};
  EXPECT_THAT(state.incidents({"ai-demand"}), ElementsAre(expected));

  VerdictRecord next = fired;
  next.verdict.at = at(7);
  next.verdict.members.push_back({"price"});
  add(next, {{.kind = EdgeKind::updated, .incident = 1, .joined = {{"price"}}}});
  expected.members = "cloud, backlog, price";
  EXPECT_THAT(state.incidents({"ai-demand"}), ElementsAre(expected));

  next.verdict.at = at(9);
  next.verdict.members = {{"price"}};
  next.verdict.incident.reset();
  add(next, {{.kind = EdgeKind::resolved, .incident = 1, .left = {{"cloud"}, {"backlog"}}}});
  expected.closed_at = at(9);
  EXPECT_THAT(state.incidents({"ai-demand"}), ElementsAre(expected));
  EXPECT_EQ(text("SELECT group_concat(edges, '; ') FROM verdicts"),
            "fired +cloud +backlog; updated +price; resolved -cloud -backlog");

  next.verdict.at = at(11);
  add(next, {{.kind = EdgeKind::verdict}, {.kind = EdgeKind::fired, .incident = 2}});
  ASSERT_EQ(state.incidents({"ai-demand"}).size(), 2u);
  EXPECT_EQ(text("SELECT number || ' ' || open FROM incidents WHERE open"), "2 1");
}

TEST_F(StateTest, IncidentOpenedTwiceIsAnErrorAndNothingIsStored) {
  add(fired, {{.kind = EdgeKind::fired, .incident = 1}});
  EXPECT_THROW(add(fired, {{.kind = EdgeKind::fired, .incident = 1}}), DatabaseError);
  EXPECT_EQ(state.edge_count({"ai-demand"}), 1);
}

TEST_F(StateTest, IdThatCouldNotBeReadBackIsRefused) {
  fired.verdict.members = {{"cloud, backlog"}};
  EXPECT_THROW(add(fired), std::invalid_argument);
}

TEST_F(StateTest, ReaderSeesWhatIsCommittedAndNothingBefore) {
  Database other(scratch / "history.db", Database::Mode::read);
  State reader(other);
  Transaction tx(db);
  state.add(tx, full);
  EXPECT_EQ(reader.last_assessment({"cloud"}), std::nullopt);
  tx.commit();
  EXPECT_EQ(reader.last_assessment({"cloud"}), full);
}

}  // namespace
}  // namespace firstcard::test
