// Documents that a guard holds, what confirms them, and the bytes that are kept of each.
#include "daemon/settlement.h"
#include "feeds/archive.h"
#include "pipeline_fixture.h"

namespace firstcard {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class GuardedTest : public PipelineTest {
 protected:
  // As many rows of series b as make a document one that must not shrink.
  static std::string many(int rows, const std::string& more = {}) {
    std::string text = "entity,period,value,known\n";
    for (int i = 0; i < rows; ++i)
      text += "b,20" + std::to_string(10 + i) + "-06-30,500,2026-01-01\n";
    return text + more;
  }
  std::vector<std::string> values(const std::string& series) {
    return query("SELECT period, value FROM observations WHERE series = '" + series +
                 "' ORDER BY period");
  }
  std::vector<std::string> held() { return query("SELECT guard, refused_at FROM held"); }
  std::expected<std::vector<Commit>, std::string> settle(bool accept, Instant now) {
    return firstcard::settle(pipeline, config, config.feeds.at(0),
                             {.accept = accept, .author = "joe", .reason = "called them"}, {}, now);
  }
  // Holds a.x 120 -> 120000 at ten o'clock.
  Commit hold() {
    ingest(csv({"a,2026-03-31,120,2026-04-30"}), at("2026-05-01T10:00:00Z"));
    return ingest(csv({"a,2026-03-31,120,2026-04-30", "a,2026-06-30,0.13,2026-07-30"}),
                  at("2026-08-01T10:00:00Z"));
  }
};

TEST_F(GuardedTest, AJumpOfScaleIsHeldAndNothingIsEvaluatedOnIt) {
  const Commit commit = hold();
  EXPECT_EQ(commit.run->outcome, RunOutcome::held);
  EXPECT_THAT(commit.run->message,
              HasSubstr("a.x: 120 for 2026-03-31, and then 0.13 for 2026-06-30"));
  EXPECT_THAT(commit.run->message, HasSubstr("firstcard feeds accept f"));
  EXPECT_THAT(values("a.x"), ElementsAre("2026-03-31 120.0"));
  EXPECT_THAT(held(), ElementsAre("scale -"));
  EXPECT_THAT(query("SELECT status FROM status WHERE indicator = 'a'"), ElementsAre("holding"));
}

TEST_F(GuardedTest, TheNextEqualFetchConfirmsButNotAtOnce) {
  hold();
  const std::string again = csv({"a,2026-03-31,120,2026-04-30", "a,2026-06-30,0.13,2026-07-30"});
  EXPECT_EQ(ingest(again, at("2026-08-01T10:59:59Z")).run->outcome, RunOutcome::held);
  const Commit commit = ingest(again, at("2026-08-01T11:00:00Z"));
  EXPECT_EQ(commit.run->outcome, RunOutcome::stored);
  EXPECT_THAT(commit.run->message, HasSubstr("the feed brought it once more"));
  EXPECT_THAT(values("a.x"), ElementsAre("2026-03-31 120.0", "2026-06-30 0.13"));
  EXPECT_THAT(held(), IsEmpty());
}

TEST_F(GuardedTest, AnotherDocumentWithTheSameFindingConfirmsToo) {
  hold();
  const Commit commit = ingest(csv({"a,2026-03-31,120,2026-04-30", "a,2026-06-30,0.13,2026-07-30",
                                    "c,2026-06-30,7,2026-07-30"}),
                               at("2026-08-01T12:00:00Z"));
  EXPECT_EQ(commit.run->outcome, RunOutcome::stored);
}

TEST_F(GuardedTest, AnotherFindingStartsAnew) {
  hold();
  const std::string other = csv({"a,2026-03-31,120,2026-04-30", "a,2026-06-30,0.12,2026-07-30"});
  EXPECT_EQ(ingest(other, at("2026-08-01T12:00:00Z")).run->outcome, RunOutcome::held);
  EXPECT_EQ(ingest(other, at("2026-08-01T12:30:00Z")).run->outcome, RunOutcome::held);
  EXPECT_EQ(ingest(other, at("2026-08-01T13:00:00Z")).run->outcome, RunOutcome::stored);
}

TEST_F(GuardedTest, ASourceThatGoesBackToWhatIsKnownHoldsNothing) {
  hold();
  EXPECT_EQ(ingest(csv({"a,2026-03-31,120,2026-04-30"}), at("2026-08-01T10:05:00Z")).run->outcome,
            RunOutcome::unchanged);
  EXPECT_THAT(held(), IsEmpty());
}

TEST_F(GuardedTest, APersonAcceptsWhatIsHeldFromTheArchive) {
  hold();
  std::filesystem::remove(scratch / "f.csv");
  const auto commits = settle(true, at("2026-08-01T10:01:00Z"));
  ASSERT_TRUE(commits) << commits.error();
  ASSERT_EQ(commits->size(), 1u);
  EXPECT_EQ(commits->at(0).run->outcome, RunOutcome::stored);
  EXPECT_THAT(commits->at(0).run->message, HasSubstr("accepted by joe: called them"));
  EXPECT_THAT(values("a.x"), ElementsAre("2026-03-31 120.0", "2026-06-30 0.13"));
  EXPECT_EQ(settle(true, at("2026-08-01T10:02:00Z")).error(), "no document of feed f is held");
}

TEST_F(GuardedTest, WhatAPersonRejectedIsNotAskedAboutAgain) {
  hold();
  ASSERT_TRUE(settle(false, at("2026-08-01T10:01:00Z")));
  const std::string same = csv({"a,2026-03-31,120,2026-04-30", "a,2026-06-30,0.13,2026-07-30"});
  const Commit commit = ingest(same, at("2026-08-03T10:00:00Z"));
  EXPECT_EQ(commit.run->outcome, RunOutcome::rejected);
  EXPECT_THAT(commit.run->message, HasSubstr("rejected by joe"));
  EXPECT_THAT(commit.run->message, HasSubstr("called them"));
  EXPECT_THAT(values("a.x"), ElementsAre("2026-03-31 120.0"));
  // A corrected one is used at once.
  EXPECT_EQ(ingest(csv({"a,2026-03-31,120,2026-04-30", "a,2026-06-30,130,2026-07-30"}),
                   at("2026-08-03T11:00:00Z"))
                .run->outcome,
            RunOutcome::stored);
  EXPECT_THAT(held(), IsEmpty());
}

TEST_F(GuardedTest, AShrunkenDocumentAndAnOldCopyAreHeld) {
  ingest(many(12), at("2026-05-01T10:00:00Z"));
  EXPECT_EQ(ingest(many(5), at("2026-05-02T10:00:00Z")).run->outcome, RunOutcome::held);
  EXPECT_THAT(held(), ElementsAre("min_share -"));
  EXPECT_EQ(ingest(many(11), at("2026-05-02T10:01:00Z")).run->outcome, RunOutcome::held);
  EXPECT_THAT(held(), ElementsAre("newest -"));
}

TEST_F(GuardedTest, AGuardCanBeSwitchedOff) {
  use(edited(kConfig, "series = \"{entity}.x\"\n",
             "series = \"{entity}.x\"\nguards = { scale = false }\n"));
  EXPECT_EQ(hold().run->outcome, RunOutcome::stored);
}

TEST_F(GuardedTest, ADocumentThatOnlyGoesOnKeepsTheShapeOfTheWhole) {
  ingest(many(12), at("2026-05-01T10:00:00Z"));
  ingest(many(12, "b,2024-06-30,500,2026-05-02\n"), at("2026-05-02T10:00:00Z"));
  EXPECT_THAT(query("SELECT rows, newest_period FROM documents"),
              ElementsAre("12 2021-06-30", "13 2024-06-30"));
}

TEST_F(GuardedTest, PeriodsThatMoveByOneFactorAreOneRestatement) {
  std::vector<std::string> before, after;
  for (int year = 2020; year < 2026; ++year) {
    before.push_back("a," + std::to_string(year) + "-06-30," + std::to_string(year) +
                     ",2026-01-01");
    after.push_back("a," + std::to_string(year) + "-06-30," + std::to_string(1.1 * year) +
                    ",2026-02-01");
  }
  ingest(csv(before), at("2026-05-01T10:00:00Z"));
  const Commit commit = ingest(csv(after), at("2026-05-02T10:00:00Z"));
  EXPECT_THAT(commit.run->message, HasSubstr("rebase of a.x: 6 periods moved by the factor 1.1"));
  EXPECT_THAT(query("SELECT series, periods, first_period, last_period, round(factor, 4)"
                    " FROM restatements"),
              ElementsAre("a.x 6 2020-06-30 2025-06-30 1.1"));
}

TEST_F(GuardedTest, EveryDistinctDocumentIsKeptByItsHash) {
  const std::string first = csv({"a,2026-03-31,120,2026-04-30"});
  ingest(first, at("2026-05-01T10:00:00Z"));
  ingest(csv({"a,2026-03-31,121,2026-05-30"}), at("2026-06-01T10:00:00Z"));
  const auto hashes = query("SELECT hash FROM documents ORDER BY document");
  ASSERT_EQ(hashes.size(), 2u);
  const Archive archive(config.documents);
  const auto file = archive.open(hashes[0]);
  ASSERT_TRUE(file) << file.error();
  EXPECT_EQ(content_hash(file->fd(), static_cast<std::int64_t>(first.size())).value(), hashes[0]);
  // The newest of a source stays, whatever its age.
  EXPECT_EQ(pipeline.prune_documents(config, at("2026-06-02")), 0);
  EXPECT_EQ(pipeline.prune_documents(config, at("2030-01-01")), 1);
  EXPECT_FALSE(archive.has(hashes[0]));
  EXPECT_TRUE(archive.has(hashes[1]));
}

TEST_F(GuardedTest, ADocumentThatCannotBeKeptIsUsedAllTheSame) {
  scratch.write("history.db-documents", "a file in the folder's place");
  const Commit commit = ingest(csv({"a,2026-03-31,120,2026-04-30"}), at("2026-05-01T10:00:00Z"));
  EXPECT_EQ(commit.run->outcome, RunOutcome::stored);
  EXPECT_THAT(commit.run->message, HasSubstr("the document is not kept"));
}

TEST_F(GuardedTest, NoneAreKeptIfNoneAreWanted) {
  use(edited(kConfig, "path = \"history.db\"\n",
             "path = \"history.db\"\nkeep_documents = \"0d\"\n"));
  ingest(csv({"a,2026-03-31,120,2026-04-30"}), at("2026-05-01T10:00:00Z"));
  EXPECT_FALSE(std::filesystem::exists(scratch / "history.db-documents"));
  hold();
  EXPECT_THAT(settle(true, at("2026-08-01T10:01:00Z")).error(), HasSubstr("keep_documents"));
}

}  // namespace
}  // namespace firstcard
