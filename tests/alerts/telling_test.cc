// How news is told: reminders, flapping, which updates.
#include "alerts/telling.h"

#include <gmock/gmock.h>

namespace firstcard::test {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Instant kEdge = *parse_instant("2026-03-01T09:30:00Z");
const std::vector<seconds> kGrowing = {days{7}, days{14}, days{28}};

TEST(Reminders, ComeAtExactDistancesAndTheLastDistanceRepeats) {
  std::vector<std::int64_t> days_after;
  Instant t = kEdge;
  for (int i = 1; i <= 5; ++i) {
    const auto next = next_reminder(kGrowing, kEdge, t);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->number, i);
    EXPECT_EQ((next->at - kEdge) % days{1}, seconds{0});
    days_after.push_back((next->at - kEdge) / days{1});
    t = next->at;
  }
  EXPECT_THAT(days_after, testing::ElementsAre(7, 21, 49, 77, 105));
  EXPECT_EQ(next_reminder({}, kEdge, kEdge), std::nullopt);
}

TEST(Reminders, AreDueOnceAndOfSeveralSleptThroughOnlyTheNewest) {
  const auto due = [](days after, days upto) {
    return reminder_due(kGrowing, kEdge, kEdge + after, kEdge + upto);
  };
  EXPECT_EQ(due(days{0}, days{6}), std::nullopt);
  EXPECT_EQ(due(days{6}, days{7}), (Reminder{.number = 1, .at = kEdge + days{7}}));
  EXPECT_EQ(due(days{7}, days{20}), std::nullopt);
  EXPECT_EQ(due(days{6}, days{60}), (Reminder{.number = 3, .at = kEdge + days{49}}));
  EXPECT_EQ(due(days{50}, days{105}), (Reminder{.number = 5, .at = kEdge + days{105}}));
  EXPECT_EQ(due(days{105}, days{106}), std::nullopt);
}

TEST(Updates, AreToldAsTheThesisSays) {
  struct Row {
    Updates updates;
    std::size_t before, after;
    bool told;
  };
  for (const Row& row :
       {Row{Updates::members, 2, 3, true}, Row{Updates::members, 3, 2, true},
        Row{Updates::members, 2, 2, true}, Row{Updates::growth, 2, 3, true},
        Row{Updates::growth, 3, 2, false}, Row{Updates::growth, 2, 2, false},
        Row{Updates::none, 2, 4, false}}) {
    EXPECT_EQ(is_told({.updates = row.updates}, EdgeKind::updated, row.before, row.after), row.told);
    EXPECT_TRUE(is_told({.updates = row.updates}, EdgeKind::fired, row.before, row.after));
    EXPECT_TRUE(is_told({.updates = row.updates}, EdgeKind::resolved, row.before, row.after));
  }
}

const FlapDamping kFlap{.crossings = 3, .within = days{7}, .settle = days{2}};

TEST(Flapping, BeginsWithTheLastOfSoManyCrossingsAndEndsWhenItHasRested) {
  const std::vector<Instant> crossings = {kEdge, kEdge + days{1}, kEdge + days{2}};
  EXPECT_EQ(flaps_until(kFlap, crossings, kEdge + days{1}), std::nullopt);
  EXPECT_EQ(flaps_until(kFlap, crossings, kEdge + days{2}), kEdge + days{4});
  EXPECT_EQ(flaps_until(kFlap, crossings, kEdge + days{4} - seconds{1}), kEdge + days{4});
  EXPECT_EQ(flaps_until(kFlap, crossings, kEdge + days{4}), std::nullopt);
}

TEST(Flapping, IsProlongedByEachCrossing) {
  const std::vector<Instant> crossings = {kEdge, kEdge + days{1}, kEdge + days{2},
                                          kEdge + days{3} + hours{12}};
  EXPECT_EQ(flaps_until(kFlap, crossings, kEdge + days{4}), kEdge + days{5} + hours{12});
}

TEST(Flapping, ForgetsCrossingsThatLieTooFarBackOrBeforeARest) {
  const std::vector<Instant> slow = {kEdge, kEdge + days{4}, kEdge + days{8}, kEdge + days{12}};
  EXPECT_EQ(flaps_until(kFlap, slow, kEdge + days{12}), std::nullopt);
  const std::vector<Instant> rested = {kEdge, kEdge + days{1}, kEdge + days{2}, kEdge + days{4},
                                       kEdge + days{5}};
  EXPECT_EQ(flaps_until(kFlap, rested, kEdge + days{5}), std::nullopt);
}

}  // namespace
}  // namespace firstcard::test
