#include "storage/checkpoints.h"

#include <gmock/gmock.h>

#include "ledger_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;

class CheckpointsTest : public LedgerTest {
 protected:
  bool put(const CheckpointRecord& record) {
    Transaction tx(db);
    const bool written = rows.put(tx, record);
    tx.commit();
    return written;
  }
  void forget(const CheckpointId& id, Date by) {
    Transaction tx(db);
    rows.forget_open(tx, id, by);
    tx.commit();
  }
  static CheckpointRecord open(std::string id, std::int64_t by) {
    CheckpointRecord r;
    r.id = {std::move(id)};
    r.by = day(by);
    r.title = "Returns improve";
    r.indicator = {"cloud"};
    r.expectation = "strengthening";
    return r;
  }
  static CheckpointRecord judged(std::string id, std::int64_t by, CheckpointState state) {
    CheckpointRecord r = open(std::move(id), by);
    r.state = state;
    r.status = Status::weakening;
    r.reading = -0.5;
    r.period = day(3);
    r.reason = "why";
    r.recorded_at = at(7);
    r.late = true;
    return r;
  }
  Checkpoints rows{db};
};

TEST_F(CheckpointsTest, RowsComeBackWholeByDayThenId) {
  const auto late = judged("a", 9, CheckpointState::missed), soon = open("c", 5),
             same_day = open("b", 5);
  for (const auto& record : {late, soon, same_day}) EXPECT_TRUE(put(record));
  EXPECT_THAT(rows.all(), ElementsAre(same_day, soon, late));
}

TEST_F(CheckpointsTest, AnOpenRowIsReplacedAndAJudgedOneNever) {
  EXPECT_TRUE(put(open("a", 9)));
  const auto met = judged("a", 9, CheckpointState::met);
  EXPECT_TRUE(put(met));
  EXPECT_FALSE(put(judged("a", 9, CheckpointState::missed)));
  EXPECT_FALSE(put(open("a", 9)));
  EXPECT_THAT(rows.all(), ElementsAre(met));
}

TEST_F(CheckpointsTest, AnotherDayIsAnotherCheckpoint) {
  const auto missed = judged("a", 9, CheckpointState::missed), again = open("a", 20);
  put(missed);
  EXPECT_TRUE(put(again));
  EXPECT_THAT(rows.all(), ElementsAre(missed, again));
}

TEST_F(CheckpointsTest, OnlyAnOpenOneIsForgotten) {
  const auto met = judged("a", 9, CheckpointState::met);
  put(met);
  put(open("b", 9));
  forget({"a"}, day(9));
  forget({"b"}, day(8));
  EXPECT_EQ(rows.all().size(), 2U);
  forget({"b"}, day(9));
  EXPECT_THAT(rows.all(), ElementsAre(met));
}

}  // namespace
}  // namespace firstcard::test
