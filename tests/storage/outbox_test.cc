#include "storage/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "child.h"
#include "ledger_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class OutboxTest : public testing::Test {
 protected:
  OutboxRow message(const std::string& key, const std::string& receiver = "desk") {
    return {.key = key,
            .receiver = {receiver},
            .kind = "fired",
            .thesis = {"ai-demand"},
            .incident = 3,
            .subject = "first card: cloud, backlog",
            .payload = "{\"key\":\"" + key + "\"}",
            .created_at = at(0),
            .next_attempt_at = at(0)};
  }
  // f within a transaction of its own.
  template <class F>
  auto commit(F f) {
    Transaction tx(db);
    auto result = f(tx);
    tx.commit();
    return result;
  }
  bool add(const OutboxRow& row) {
    return commit([&](Transaction& tx) { return outbox.add(tx, row); });
  }
  // The keys that were leased.
  std::vector<std::string> lease(Instant now, int limit = 10) {
    const auto rows = commit(
        [&](Transaction& tx) { return outbox.lease(tx, receivers, now, seconds{60}, limit); });
    std::vector<std::string> keys;
    for (const OutboxRow& r : rows) keys.push_back(r.key);
    return keys;
  }
  void delivered(std::int64_t id, Instant now) {
    commit([&](Transaction& tx) { return outbox.delivered(tx, id, now), 0; });
  }
  void failed(std::int64_t id, Instant next) {
    commit([&](Transaction& tx) { return outbox.failed(tx, id, at(0), next - at(0), "HTTP 503"), 0; });
  }
  void give_up(std::int64_t id, Instant now) {
    commit([&](Transaction& tx) { return outbox.given_up(tx, id, now, "HTTP 410"), 0; });
  }
  bool retry(std::int64_t id, Instant now) {
    return commit([&](Transaction& tx) { return outbox.retry(tx, id, now); });
  }

  Scratch scratch;
  Database db{scratch / "history.db", Database::Mode::write};
  Outbox outbox{db};
  std::vector<ReceiverId> receivers{{"desk"}, {"mail"}};
};

TEST_F(OutboxTest, WaitsAddUpUntilItIsRevived) {
  add(message("k1"));
  failed(1, at(5));
  failed(1, at(15));
  EXPECT_EQ(outbox.find(1)->waited, std::chrono::hours{20});
  give_up(1, at(40));
  EXPECT_EQ(outbox.find(1)->waited, std::chrono::hours{20});
  EXPECT_TRUE(retry(1, at(50)));
  EXPECT_EQ(outbox.find(1)->waited, seconds{0});
}

TEST_F(OutboxTest, RowComesBackAsItWasAdded) {
  OutboxRow row = message("k1");
  ASSERT_TRUE(add(row));
  row.waits_since = row.created_at;
  row.id = 1;
  EXPECT_EQ(outbox.find(1), row);
  EXPECT_EQ(outbox.find(2), std::nullopt);
  EXPECT_THAT(outbox.list(10), ElementsAre(row));
}

TEST_F(OutboxTest, SameKeyForTheSameReceiverIsAddedOnce) {
  EXPECT_TRUE(add(message("k1")));
  EXPECT_FALSE(add(message("k1")));
  EXPECT_TRUE(add(message("k1", "mail")));
  EXPECT_EQ(outbox.list(10).size(), 2u);
}

TEST_F(OutboxTest, RowOfARolledBackTransactionIsNotThere) {
  {
    Transaction tx(db);
    outbox.add(tx, message("k1"));
  }
  EXPECT_THAT(outbox.list(10), IsEmpty());
  EXPECT_TRUE(add(message("k1")));
}

TEST_F(OutboxTest, OneRowPerReceiverIsLeasedAndInOrder) {
  for (const char* key : {"k1", "k2"}) {
    add(message(key));
    add(message(key, "mail"));
  }
  add(message("k1", "stranger"));
  EXPECT_THAT(lease(at(1)), ElementsAre("k1", "k1"));
  EXPECT_THAT(lease(at(1)), IsEmpty()) << "both are being sent";
  delivered(1, at(1));
  EXPECT_THAT(lease(at(1)), ElementsAre("k2"));
}

TEST_F(OutboxTest, NothingOvertakesARowThatWaitsForItsNextAttempt) {
  add(message("k1"));
  add(message("k2"));
  lease(at(1));
  failed(1, at(5));
  EXPECT_THAT(lease(at(4)), IsEmpty());
  EXPECT_THAT(lease(at(5)), ElementsAre("k1"));
  give_up(1, at(5));
  EXPECT_THAT(lease(at(5)), ElementsAre("k2"));
}

TEST_F(OutboxTest, LeaseCountsTheAttemptAndNamesItsEnd) {
  add(message("k1"));
  lease(at(1));
  const auto row = outbox.find(1).value();
  EXPECT_EQ(row.attempts, 1);
  EXPECT_EQ(row.leased_until, at(1) + seconds{60});
  EXPECT_EQ(row.state, Delivery::queued);
}

TEST_F(OutboxTest, ExpiredLeaseIsSentAgainUnderTheSameKey) {
  add(message("k1"));
  lease(at(1));
  EXPECT_THAT(lease(at(1) + seconds{59}), IsEmpty());
  EXPECT_THAT(lease(at(1) + seconds{60}), ElementsAre("k1"));
  EXPECT_EQ(outbox.find(1)->attempts, 2);
}

TEST_F(OutboxTest, LimitTakesWhoHasWaitedLongest) {
  OutboxRow young = message("young");
  young.next_attempt_at = at(2);
  add(young);
  add(message("old", "mail"));
  EXPECT_THAT(lease(at(3), 1), ElementsAre("old"));
  EXPECT_THAT(lease(at(3), 0), IsEmpty());
  EXPECT_THAT(lease(at(3), 1), ElementsAre("young"));
}

TEST_F(OutboxTest, ReceiverNamedTwiceGetsARowOnce) {
  add(message("k1"));
  receivers = {{"desk"}, {"desk"}};
  EXPECT_THAT(lease(at(1)), ElementsAre("k1"));
}

TEST_F(OutboxTest, DeliveredRowIsFinishedAndStaysSo) {
  add(message("k1"));
  lease(at(1));
  failed(1, at(1));
  lease(at(2));
  delivered(1, at(2));
  const auto row = outbox.find(1).value();
  EXPECT_EQ(row.state, Delivery::delivered);
  EXPECT_EQ(row.finished_at, at(2));
  EXPECT_EQ(row.next_attempt_at, std::nullopt);
  EXPECT_EQ(row.leased_until, std::nullopt);
  EXPECT_EQ(row.last_error, "HTTP 503") << "why it took two attempts";
  failed(1, at(9));
  give_up(1, at(9));
  delivered(1, at(9));
  EXPECT_FALSE(retry(1, at(9)));
  EXPECT_EQ(outbox.find(1), row);
  EXPECT_THAT(lease(at(9)), IsEmpty());
}

TEST_F(OutboxTest, GivenUpRowIsQueuedAgainByRetry) {
  add(message("k1"));
  lease(at(1));
  give_up(1, at(1));
  auto row = outbox.find(1).value();
  EXPECT_EQ(row.state, Delivery::given_up);
  EXPECT_EQ(row.finished_at, at(1));
  EXPECT_EQ(row.last_error, "HTTP 410");
  failed(1, at(2));
  EXPECT_EQ(outbox.find(1), row) << "a finished row does not fail";
  EXPECT_TRUE(retry(1, at(5)));
  row = outbox.find(1).value();
  EXPECT_EQ(row.state, Delivery::queued);
  EXPECT_EQ(row.finished_at, std::nullopt);
  EXPECT_THAT(lease(at(5)), ElementsAre("k1"));
  EXPECT_FALSE(retry(99, at(5)));
}

TEST_F(OutboxTest, RetryMakesAWaitingRowDueButDoesNotDoubleOneThatIsBeingSent) {
  add(message("k1"));
  lease(at(1));
  EXPECT_TRUE(retry(1, at(1)));
  EXPECT_THAT(lease(at(1)), IsEmpty());
  failed(1, at(50));
  EXPECT_TRUE(retry(1, at(2)));
  EXPECT_THAT(lease(at(2)), ElementsAre("k1"));
}

TEST_F(OutboxTest, SuccessOfARowGivenUpMeanwhileCounts) {
  add(message("k1"));
  give_up(1, at(1));
  delivered(1, at(2));
  EXPECT_EQ(outbox.find(1)->state, Delivery::delivered);
}

TEST_F(OutboxTest, EndingLeasesMakesThemDueAtOnce) {
  add(message("k1"));
  add(message("k1", "mail"));
  lease(at(1));
  EXPECT_EQ(commit([&](Transaction& tx) { return outbox.end_leases(tx); }), 2);
  EXPECT_EQ(commit([&](Transaction& tx) { return outbox.end_leases(tx); }), 0);
  EXPECT_THAT(lease(at(1)), ElementsAre("k1", "k1"));
}

TEST_F(OutboxTest, NextDueIsTheEarliestHeadOfAQueueOrTheEndOfItsLease) {
  EXPECT_EQ(outbox.next_due(receivers), std::nullopt);
  add(message("k1"));
  add(message("k2"));  // due, but behind k1
  EXPECT_EQ(outbox.next_due(receivers), at(0));
  EXPECT_EQ(outbox.next_due({{"mail"}}), std::nullopt);
  lease(at(1));
  EXPECT_EQ(outbox.next_due(receivers), at(1) + seconds{60});
  failed(1, at(7));
  EXPECT_EQ(outbox.next_due(receivers), at(7));
  give_up(1, at(7));
  EXPECT_EQ(outbox.next_due(receivers), at(0));
}

TEST_F(OutboxTest, RowThatIsPassedOnKeepsItsKeyAndStartsAnew) {
  add(message("k1"));
  lease(at(1));
  failed(1, at(9));
  EXPECT_TRUE(commit([&](Transaction& tx) { return outbox.pass_on(tx, 1, {"mail"}, at(5)); }));
  OutboxRow expected = message("k1", "mail");
  expected.id = 2;
  expected.created_at = at(5);
  expected.waits_since = at(5);
  expected.next_attempt_at = at(5);
  EXPECT_EQ(outbox.find(2), expected);
  EXPECT_EQ(outbox.find(1)->next_attempt_at, at(9)) << "the first receiver is tried on";
  EXPECT_FALSE(commit([&](Transaction& tx) { return outbox.pass_on(tx, 1, {"mail"}, at(6)); }));
  EXPECT_EQ(outbox.find(2), expected) << "once";
  EXPECT_FALSE(commit([&](Transaction& tx) { return outbox.pass_on(tx, 99, {"mail"}, at(6)); }));
}

TEST_F(OutboxTest, OldestNotPassedOnIsAQueuedRowWhoseKeyTheFallbackLacks) {
  const auto oldest = [&] {
    const auto row = outbox.oldest_not_passed_on({"desk"}, {"mail"});
    return row ? row->key : "none";
  };
  EXPECT_EQ(oldest(), "none");
  for (const char* key : {"k1", "k2", "k3", "k4"}) add(message(key));
  add(message("k1", "mail"));
  EXPECT_EQ(oldest(), "k2");
  give_up(2, at(1));
  EXPECT_EQ(oldest(), "k3");
  delivered(3, at(1));
  EXPECT_EQ(oldest(), "k4");
}

TEST_F(OutboxTest, RateIsCountedFromWhatWasDelivered) {
  const auto free = [&](Instant now) { return outbox.free_at({"desk"}, 2, seconds{60}, now); };
  for (const char* key : {"k1", "k2", "k3", "k4"}) add(message(key));
  add(message("k1", "mail"));
  EXPECT_EQ(free(at(0)), std::nullopt);
  delivered(1, at(0));
  delivered(5, at(0));
  EXPECT_EQ(free(at(0)), std::nullopt);
  delivered(2, at(0) + seconds{10});
  give_up(3, at(0) + seconds{11});
  EXPECT_EQ(free(at(0) + seconds{20}), at(0) + seconds{60});
  EXPECT_EQ(free(at(0) + seconds{60}), std::nullopt);
  delivered(4, at(0) + seconds{60});
  EXPECT_EQ(free(at(0) + seconds{61}), at(0) + seconds{70});
}

TEST_F(OutboxTest, DeliveriesThatAClockPutIntoTheFutureHoldNothingBack) {
  add(message("k1"));
  delivered(1, at(0) + days{365});
  EXPECT_EQ(outbox.free_at({"desk"}, 1, seconds{60}, at(1)), std::nullopt);
}

TEST_F(OutboxTest, ListIsNewestFirstAndLimited) {
  for (const char* key : {"k1", "k2", "k3"}) add(message(key));
  const auto rows = outbox.list(2);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].key, "k3");
  EXPECT_EQ(rows[1].key, "k2");
}

TEST_F(OutboxTest, ViewsTellWhatIsNotDelivered) {
  add(message("k1"));
  add(message("k2"));
  lease(at(1));
  delivered(1, at(2));
  Statement s = db.prepare("SELECT key, state, created_at, incident FROM undelivered");
  ASSERT_TRUE(s.step());
  EXPECT_EQ(s.text(0) + " " + s.text(1) + " " + s.text(2), "k2 queued 2023-11-14T22:13:20Z");
  EXPECT_EQ(s.integer(3), 3);
  EXPECT_FALSE(s.step());
}

TEST(OutboxDurability, KillBetweenLeaseAndMarkLosesNothingAndKeepsTheKey) {
  const Scratch scratch;
  in_child([&]() -> int {
    Database db(scratch / "history.db", Database::Mode::write);
    Outbox outbox(db);
    Transaction tx(db);
    outbox.add(tx,
               {.key = "k1", .receiver = {"desk"}, .created_at = at(0), .next_attempt_at = at(0)});
    tx.commit();
    Transaction leasing(db);
    outbox.lease(leasing, {{"desk"}}, at(0), seconds{600}, 1);
    leasing.commit();
    raise(SIGKILL);  // sent or not: nobody knows
    return 0;
  });
  Database db(scratch / "history.db", Database::Mode::write);
  Outbox outbox(db);
  Transaction tx(db);
  EXPECT_EQ(outbox.end_leases(tx), 1);
  const auto rows = outbox.lease(tx, {{"desk"}}, at(1), seconds{600}, 1);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].key, "k1");
  EXPECT_EQ(rows[0].attempts, 2);
}

}  // namespace
}  // namespace firstcard::test
