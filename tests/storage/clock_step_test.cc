#include "storage/clock_step.h"

#include <gtest/gtest.h>

#include "ledger_fixture.h"
#include "storage/feed_state.h"
#include "storage/held.h"
#include "storage/holdbacks.h"
#include "storage/outbox.h"

namespace firstcard::test {
namespace {

constexpr seconds kHour{3600};

class ClockStep : public testing::Test {
 protected:
  static Instant t(seconds after) { return Instant{days{20'000}} + after; }
  std::int64_t queue(const std::string& key, Instant attempt_at) {
    Transaction tx(db);
    Outbox outbox(db);
    outbox.add(tx, {.key = key,
                    .receiver = {"desk"},
                    .kind = "fired",
                    .thesis = {"t"},
                    .incident = 1,
                    .subject = "s",
                    .payload = "{}",
                    .created_at = t(seconds{0}),
                    .next_attempt_at = attempt_at});
    tx.commit();
    return outbox.list(1).at(0).id;
  }
  std::optional<Instant> attempt_of(std::int64_t id) {
    return Outbox(db).find(id)->next_attempt_at;
  }
  Scratch scratch;
  Database db{scratch / "history.db", Database::Mode::write};
};

TEST_F(ClockStep, MovesAttemptsAndLeasesBackWithTheClock) {
  const auto id = queue("k", t(kHour));
  {
    Transaction tx(db);
    ASSERT_EQ(Outbox(db).lease(tx, {{"desk"}}, t(kHour), seconds{600}, 1).size(), 1U);
    tx.commit();
  }
  EXPECT_EQ(bring_back(db, days{365}, t(seconds{0}) - days{365}), 1);
  EXPECT_EQ(attempt_of(id), t(kHour) - days{365});
  EXPECT_EQ(Outbox(db).find(id)->leased_until, t(kHour + seconds{600}) - days{365});
}

TEST_F(ClockStep, OfUnknownSizeMakesDueWhatIsMoreThanADayAhead) {
  const auto near = queue("near", t(20 * kHour));
  const auto far = queue("far", t(25 * kHour));
  EXPECT_EQ(bring_back(db, seconds{0}, t(seconds{0})), 1);
  EXPECT_EQ(attempt_of(near), t(20 * kHour));  // a receiver may have asked for that
  EXPECT_EQ(attempt_of(far), t(seconds{0}));
}

TEST_F(ClockStep, WhatWaitsHasWaitedAsLongAsBefore) {
  const auto id = queue("k", t(kHour));
  bring_back(db, days{365}, t(kHour) - days{365});
  EXPECT_EQ(Outbox(db).find(id)->waits_since, t(seconds{0}) - days{365});
  EXPECT_EQ(Outbox(db).find(id)->created_at, t(seconds{0})) << "a fact";
  bring_back(db, seconds{0}, t(seconds{0}) - days{400});
  EXPECT_EQ(Outbox(db).find(id)->waits_since, t(seconds{0}) - days{400});
}

TEST_F(ClockStep, ASilenceThatWasMadeAheadLastsAsLongAsItWasTo) {
  Holdbacks holdbacks(db);
  const auto silence = [&](Instant made, seconds lasts) {
    Transaction tx(db);
    holdbacks.add(tx, {.created_at = made, .name = "t", .ends_at = made + lasts, .author = "ann"});
    tx.commit();
  };
  silence(t(seconds{0}), 24 * kHour);
  silence(t(-2 * kHour), 24 * kHour);
  for (int i = 0; i < 2; ++i) bring_back(db, kHour, t(-kHour));
  EXPECT_EQ(holdbacks.open_silences().at(0).ends_at, t(23 * kHour));
  EXPECT_EQ(holdbacks.open_silences().at(1).ends_at, t(22 * kHour));
}

TEST_F(ClockStep, AServerIsLeftAloneNoLongerThanItAskedFor) {
  FeedStates states(db);
  const auto asked_until = [&](Instant until) {
    Transaction tx(db);
    states.put_not_before(tx, {"f"}, until);
    tx.commit();
  };
  asked_until(t(2 * kHour));
  bring_back(db, days{365}, t(seconds{0}) - days{365});
  EXPECT_EQ(states.not_before({"f"}), t(2 * kHour) - days{365});
  asked_until(t(2 * kHour));
  EXPECT_EQ(bring_back(db, seconds{0}, t(seconds{0}) - days{365}), 1);
  EXPECT_EQ(states.not_before({"f"}), std::nullopt) << "the step is not known after a restart";
  asked_until(t(2 * kHour));
  EXPECT_EQ(bring_back(db, seconds{0}, t(kHour)), 0);
  EXPECT_EQ(states.not_before({"f"}), t(2 * kHour));
}

TEST_F(ClockStep, LeavesWhatIsFinishedAlone) {
  const auto id = queue("k", t(kHour));
  {
    Transaction tx(db);
    Outbox(db).delivered(tx, id, t(2 * kHour));
    tx.commit();
  }
  const auto before = Outbox(db).find(id);
  EXPECT_EQ(bring_back(db, days{1}, t(seconds{0})), 0);
  EXPECT_EQ(Outbox(db).find(id), before);
}

TEST_F(ClockStep, ADocumentIsHeldSinceNowAtTheLatest) {
  Held held(db);
  HeldDocument document{.feed = {"f"}, .source = "s", .hash = "h", .since = t(kHour)};
  {
    Transaction tx(db);
    held.put(tx, document);
    tx.commit();
  }
  EXPECT_EQ(bring_back(db, seconds{0}, t(2 * kHour)), 0);
  EXPECT_EQ(bring_back(db, seconds{0}, t(seconds{0})), 1);
  document.since = t(seconds{0});
  EXPECT_EQ(held.of({"f"}, "s"), document);
}

}  // namespace
}  // namespace firstcard::test
