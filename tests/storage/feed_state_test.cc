#include "storage/feed_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger_fixture.h"
#include "storage/feed_log.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FeedStateTest : public LedgerTest {
 protected:
  template <class F>
  void write(F f) {
    Transaction tx(db);
    f(tx);
    tx.commit();
  }
  static Publication publication(std::int64_t period, std::int64_t known) {
    return {.period = day(period), .known_at = at(known), .basis = Basis::source};
  }
  FeedStates states{db};
};

TEST_F(FeedStateTest, AStateComesBackWholeAndKeepsThePlannedPoll) {
  const FeedState state{.feed = {"aws"},
                        .health = Health::late,
                        .since = at(5),
                        .edges = 3,
                        .series = {"aws.revenue"},
                        .expected = "2026-Q2",
                        .newest_period = day(1),
                        .due_at = at(4),
                        .changes_at = at(9)};
  EXPECT_EQ(states.find({"aws"}), std::nullopt);
  write([&](Transaction& tx) { states.put_next_poll(tx, {"aws"}, at(7)); });
  EXPECT_EQ(states.find({"aws"})->since, std::nullopt);
  write([&](Transaction& tx) { states.put(tx, state); });
  EXPECT_EQ(states.find({"aws"}), state);
  EXPECT_EQ(states.polls({"aws"}).next_poll, at(7));
  write([&](Transaction& tx) { states.put_next_poll(tx, {"aws"}, std::nullopt); });
  EXPECT_EQ(states.find({"aws"}), state);
  EXPECT_EQ(states.polls({"aws"}).next_poll, std::nullopt);
}

TEST_F(FeedStateTest, OfAFeedThatIsNoLongerConfiguredNothingIsPlanned) {
  write([&](Transaction& tx) {
    for (const char* id : {"a", "b"}) {
      states.put(tx, {.feed = {id},
                      .health = Health::dead,
                      .since = at(1),
                      .edges = 2,
                      .series = {"s"},
                      .expected = "x",
                      .newest_period = day(1),
                      .due_at = at(1),
                      .changes_at = at(id[0] == 'a' ? 8 : 9)});
      states.put_next_poll(tx, {id}, at(3));
    }
  });
  EXPECT_EQ(states.next_change(at(2)), at(8));
  EXPECT_EQ(states.next_change(at(8)), at(9));
  const FeedId left[] = {{"b"}};
  write([&](Transaction& tx) { states.forget_others(tx, left); });
  EXPECT_EQ(states.next_change(at(2)), at(9));
  EXPECT_EQ(states.find({"a"})->health, Health::none);
  EXPECT_EQ(states.find({"a"})->edges, 2);
  EXPECT_EQ(states.polls({"a"}).next_poll, std::nullopt);
  EXPECT_EQ(states.find({"b"})->health, Health::dead);
}

TEST_F(FeedStateTest, PollsTellLastSuccessErrorAndNewPrint) {
  FeedLog log(db);
  EXPECT_EQ(states.polls({"aws"}), FeedPolls{});
  const auto run = [&](std::int64_t hours, RunOutcome outcome, std::string message,
                       std::int64_t added) {
    write([&](Transaction& tx) {
      log.add(tx, {.feed = {"aws"},
                   .source = "aws.csv",
                   .at = at(hours),
                   .outcome = outcome,
                   .counts = {.added = added},
                   .message = std::move(message)});
    });
  };
  run(1, RunOutcome::stored, "", 3);
  run(2, RunOutcome::failed, "HTTP 503", 0);
  run(3, RunOutcome::stored, "", 0);  // a revision only
  run(4, RunOutcome::rejected, "it is HTML", 0);
  run(5, RunOutcome::failed, "HTTP 500", 0);
  EXPECT_EQ(states.polls({"aws"}), (FeedPolls{.last_success = at(3),
                                              .last_print = at(1),
                                              .last_error_at = at(5),
                                              .next_poll = {},
                                              .last_error = "HTTP 500",
                                              .failures_in_a_row = 2}));
}

TEST_F(FeedStateTest, SeriesOfAFeedAreRemembered) {
  load({{row(1, 5, 10)}});
  const SeriesId series[] = {names.front(), {"not.there"}};
  write([&](Transaction& tx) {
    states.add_series(tx, {"aws"}, series);
    states.add_series(tx, {"aws"}, series);
  });
  EXPECT_THAT(states.series_of({"aws"}), ElementsAre(names.front()));
  EXPECT_THAT(states.series_of({"other"}), IsEmpty());
}

TEST_F(FeedStateTest, PublicationsAreOfTheFirstValueNewestPeriodFirst) {
  load({{row(1, 5, 10), row(2, 6, 20), row(3, 7, 30)}});
  load({{row(1, 9, 11), row(2, 10, std::nullopt)}});  // a revision and a withdrawal
  const SeriesId series = names.front();
  EXPECT_THAT(states.publications(series, at(100)),
              ElementsAre(publication(3, 7), publication(1, 5)));
  EXPECT_THAT(states.publications(series, at(6)),
              ElementsAre(publication(2, 6), publication(1, 5)));
  EXPECT_THAT(states.publications(series, at(100), 1), ElementsAre(publication(3, 7)));
  EXPECT_THAT(states.publications(series, at(0)), IsEmpty());
  EXPECT_THAT(states.publications({"not.there"}, at(100)), IsEmpty());
}

TEST_F(FeedStateTest, AWithdrawnPeriodThatCameBackStands) {
  load({{row(1, 5, 10)}});
  load({{row(1, 6, std::nullopt)}});
  EXPECT_THAT(states.publications(names.front(), at(100)), IsEmpty());
  load({{row(1, 7, 12)}});
  EXPECT_THAT(states.publications(names.front(), at(100)), ElementsAre(publication(1, 5)));
}

}  // namespace
}  // namespace firstcard::test
