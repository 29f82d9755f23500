#include "storage/feed_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger_fixture.h"
#include "storage/feed_state.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FeedLogTest : public testing::Test {
 protected:
  FeedRun run(std::int64_t hours, RunOutcome outcome, const std::string& source = "aws.csv") {
    return {.feed = {"aws"}, .source = source, .at = at(hours), .outcome = outcome};
  }
  std::int64_t add(const FeedRun& r, const std::vector<Fault>& faults = {}, int keep = 1000) {
    Transaction tx(db);
    const std::int64_t id = log.add(tx, r);
    log.add_faults(tx, id, r, faults, keep);
    tx.commit();
    return id;
  }
  static Fault fault(std::uint32_t line) {
    return {.line = line, .column = "value", .text = "n/a ", .reason = "is not a number"};
  }

  Scratch scratch;
  Database db{scratch / "history.db", Database::Mode::write};
  FeedLog log{db};
};

TEST_F(FeedLogTest, FeedThatNeverRanHasNoLastRun) {
  EXPECT_EQ(log.last({"aws"}), std::nullopt);
}

TEST_F(FeedLogTest, WhatIsImportedSaysNothingOfTheFetches) {
  FeedStates states(db);
  add(run(1, RunOutcome::stored));
  add(run(2, RunOutcome::rejected, "import:a.csv"));
  EXPECT_EQ(states.polls({"aws"}).failures_in_a_row, 0);
  EXPECT_EQ(states.polls({"aws"}).last_error_at, std::nullopt);
  add(run(3, RunOutcome::failed));
  add(run(4, RunOutcome::stored, "import:a.csv"));
  const FeedPolls polls = states.polls({"aws"});
  EXPECT_EQ(polls.failures_in_a_row, 1);
  EXPECT_EQ(polls.last_success, at(1));
  EXPECT_EQ(polls.last_error_at, at(3));
  Statement s = db.prepare("SELECT failures_in_a_row, unixepoch(last_success_at),"
                           " unixepoch(last_error_at) FROM feeds");
  ASSERT_TRUE(s.step());
  EXPECT_EQ(s.integer(0), 1);
  EXPECT_EQ(Instant{seconds{s.integer(1)}}, at(1));
  EXPECT_EQ(Instant{seconds{s.integer(2)}}, at(3));
}

TEST_F(FeedLogTest, RunComesBackWhole) {
  Ledger ledger(db);
  FeedRun r{.feed = {"aws"},
            .source = "https://example.org/aws.csv",
            .at = at(4),
            .outcome = RunOutcome::stored,
            .counts = {.rows = 5, .added = 1, .revised = 2, .unchanged = 1, .withdrawn = 1},
            .faults = 7,
            .message = "",
            .milliseconds = 12,
            .document = 0};
  {
    Transaction tx(db);
    r.document = ledger.add_document(tx, {.feed = {"aws"}, .source = r.source});
    tx.commit();
  }
  add(r);
  EXPECT_EQ(log.last({"aws"}), r);
}

TEST_F(FeedLogTest, FailuresAreCountedSinceTheLastSuccessAndHeldOnesAreNone) {
  FeedStates states(db);
  const auto failures = [&] { return states.polls({"aws"}).failures_in_a_row; };
  const auto last_success = [&] { return states.polls({"aws"}).last_success; };
  add(run(1, RunOutcome::failed));
  add(run(2, RunOutcome::rejected));
  EXPECT_EQ(failures(), 2);
  EXPECT_EQ(last_success(), std::nullopt);
  add(run(3, RunOutcome::unchanged));
  EXPECT_EQ(failures(), 0);
  EXPECT_EQ(last_success(), at(3));
  add(run(4, RunOutcome::failed));
  add(run(5, RunOutcome::held));
  EXPECT_EQ(failures(), 1);
  EXPECT_EQ(last_success(), at(3));
  EXPECT_EQ(log.last({"aws"}), run(5, RunOutcome::held));
  EXPECT_EQ(states.polls({"gcp"}).failures_in_a_row, 0);
  Statement s =
      db.prepare("SELECT feed, last_outcome, last_success_at, failures_in_a_row FROM feeds");
  ASSERT_TRUE(s.step());
  EXPECT_EQ(s.text(0) + " " + s.text(1) + " " + s.text(2) + " " + s.text(3),
            "aws held " + to_text(at(3)) + " 1");
  EXPECT_FALSE(s.step());
}

TEST_F(FeedLogTest, FaultsOfTheNewestRunReplaceThoseOfItsSource) {
  add(run(1, RunOutcome::stored), {fault(3), fault(9)});
  add(run(2, RunOutcome::stored, "other.csv"), {fault(5)});
  EXPECT_THAT(log.faults({"aws"}, 10), ElementsAre(fault(5), fault(3), fault(9)));
  add(run(3, RunOutcome::stored), {fault(4)});
  EXPECT_THAT(log.faults({"aws"}, 10), ElementsAre(fault(4), fault(5)));
  EXPECT_THAT(log.faults({"aws"}, 1), ElementsAre(fault(4)));
  EXPECT_THAT(log.faults({"gcp"}, 10), IsEmpty());
  add(run(4, RunOutcome::stored));
  EXPECT_THAT(log.faults({"aws"}, 10), ElementsAre(fault(5)));
}

TEST_F(FeedLogTest, NoMoreFaultsAreKeptThanAskedFor) {
  add(run(1, RunOutcome::stored), {fault(1), fault(2), fault(3)}, 2);
  EXPECT_THAT(log.faults({"aws"}, 10), ElementsAre(fault(1), fault(2)));
}

TEST_F(FeedLogTest, OutcomesAreWrittenAsWords) {
  EXPECT_EQ(to_text(RunOutcome::stored), "stored");
  EXPECT_EQ(to_text(RunOutcome::unchanged), "unchanged");
  EXPECT_EQ(to_text(RunOutcome::held), "held");
  EXPECT_EQ(to_text(RunOutcome::rejected), "rejected");
  EXPECT_EQ(to_text(RunOutcome::failed), "failed");
}

}  // namespace
}  // namespace firstcard::test
