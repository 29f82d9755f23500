// matched: like for like while a reporting season is under way.
#include <gmock/gmock.h>

#include "indicators/matched.h"
#include "measure_support.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
constexpr auto kQuarter = Frequency::quarter;

// c began later, b has not reported 2024-Q2, and misses 2023-Q2.
World season() {
  World w;
  w.at("2024-08-01");
  w.has("a", kQuarter,
        "2022-12-31 90; 2023-03-31 100; 2023-06-30 110; 2023-09-30 120; 2023-12-31 130; 2024-03-31 "
        "150; "
        "2024-06-30 176");
  w.has("b", kQuarter, "2022-12-31 40; 2023-03-31 50; 2023-09-30 60; 2023-12-31 70; 2024-03-31 60");
  w.has("c", kQuarter, "2023-12-31 5; 2024-03-31 6; 2024-06-30 9");
  return w;
}

// "2024-Q1 0.4 (2/3)"
std::string covered(const World& w, std::string_view measure, int min_coverage = 1) {
  std::string out;
  for (const Print& p : w.evaluate(measure, min_coverage)) {
    char text[96];
    std::snprintf(text, sizeof text, "%s %.4g (%d/%d)", period_name(kQuarter, p.index).c_str(),
                  p.value, p.have, p.of);
    out += (out.empty() ? "" : ", ") + std::string(text);
  }
  return out;
}

TEST(Matched, SumsTheMembersThatHaveEveryPeriodReached) {
  EXPECT_EQ(covered(season(), "matched(basket, a, b, c)"),
            "2022-Q4 130 (2/3), 2023-Q1 150 (2/3), 2023-Q2 110 (1/3), 2023-Q3 180 (2/3), 2023-Q4 "
            "205 (3/3), "
            "2024-Q1 216 (3/3), 2024-Q2 185 (2/3)");
}

TEST(Matched, GrowsLikeForLike) {
  // 2023-Q4 and 2024-Q1 by a and b; 2024-Q2 by a alone, for b has not reported.
  EXPECT_EQ(covered(season(), "matched(yoy(basket), a, b, c)"),
            "2023-Q4 0.5385 (2/3), 2024-Q1 0.4 (2/3), 2024-Q2 0.6 (1/3)");
  EXPECT_EQ(covered(season(), "matched(qoq(basket), a, b, c)"),
            "2023-Q1 0.1538 (2/3), 2023-Q2 0.1 (1/3), 2023-Q3 0.09091 (1/3), 2023-Q4 0.1111 (2/3), "
            "2024-Q1 0.05366 (3/3), 2024-Q2 0.1859 (2/3)");
}

TEST(Matched, NeverChangesTheMembersInsideOneReading) {
  // The change at 2024-Q2 needs 0, 1, 4 and 5 quarters back: a alone has them, for Q1 as well.
  // 176/110 - 150/100; at 2024-Q1 both: 210/150 - 200/130.
  EXPECT_EQ(covered(season(), "matched(change(yoy(basket), 1q), a, b, c)"),
            "2024-Q1 -0.1385 (2/3), 2024-Q2 0.1 (1/3)");
}

TEST(Matched, TooFewMembersAreNoPrint) {
  EXPECT_EQ(covered(season(), "matched(yoy(basket), a, b, c)", 2),
            "2023-Q4 0.5385 (2/3), 2024-Q1 0.4 (2/3)");
  EXPECT_EQ(covered(season(), "matched(yoy(basket), a, b, c)", 3), "");
}

TEST(Matched, ALateReporterChangesTheReadingOfItsPeriodOnly) {
  World w = season();
  const std::string before = covered(w, "matched(yoy(basket), a, b, c)");
  w.has("b", kQuarter,
        "2022-12-31 40; 2023-03-31 50; 2023-06-30 50; 2023-09-30 60; 2023-12-31 70; "
        "2024-03-31 60; 2024-06-30 48");
  EXPECT_EQ(covered(w, "matched(yoy(basket), a, b, c)"),
            "2023-Q4 0.5385 (2/3), 2024-Q1 0.4 (2/3), 2024-Q2 0.4 (2/3)");
}

TEST(Matched, TrailingFunctionsReachOverTheirWholeSpan) {
  EXPECT_EQ(covered(season(), "matched(basket / avg(basket, 3q), a, b, c)"),
            "2023-Q2 1.1 (1/3), 2023-Q3 1.091 (1/3), 2023-Q4 1.083 (1/3), 2024-Q1 1.068 (2/3), "
            "2024-Q2 1.166 (2/3)");
}

TEST(Matched, ArithmeticAroundTheBasket) {
  EXPECT_EQ(covered(season(), "100 * -matched(2 * (basket - 1), c) + 1"),
            "2023-Q4 -799 (1/1), 2024-Q1 -999 (1/1), 2024-Q2 -1599 (1/1)");
}

TEST(Matched, MembersMayBeExpressions) {
  EXPECT_EQ(covered(season(), "matched(yoy(basket), a * 2, b * 2)"),
            "2023-Q4 0.5385 (2/2), 2024-Q1 0.4 (2/2), 2024-Q2 0.6 (1/2)");
  World w;
  w.has("day", Frequency::day, "2024-01-05 1; 2024-03-28 3; 2024-04-02 7");
  w.has("q", kQuarter, "2024-03-31 10; 2024-06-30 20");
  EXPECT_EQ(covered(w, "matched(basket, quarterly(day, last), q)"),
            "2024-Q1 13 (2/2), 2024-Q2 27 (2/2)");
}

TEST(Matched, AnAlternatingMemberMakesABasketOfItsOwnEachQuarter) {
  World w;
  w.has("a", kQuarter, "2024-03-31 1; 2024-06-30 2; 2024-09-30 3; 2024-12-31 4");
  w.has("b", kQuarter, "2024-03-31 10; 2024-09-30 30");
  EXPECT_EQ(covered(w, "matched(basket, a, b)"),
            "2024-Q1 11 (2/2), 2024-Q2 2 (1/2), 2024-Q3 33 (2/2), 2024-Q4 4 (1/2)");
  EXPECT_EQ(covered(w, "matched(change(basket, 2q), a, b)"), "2024-Q3 22 (2/2), 2024-Q4 2 (1/2)");
}

TEST(Matched, FiscalMembersMeetInTheCalendarQuarterAndTheLatestDateStands) {
  World w;
  w.has("oracle", kQuarter, "2024-08-31 10; 2025-08-31 15 @2025-09-10");
  w.has("nvidia", kQuarter, "2024-10-27 30; 2025-10-26 60 @2025-11-19");
  w.has("aws", kQuarter, "2024-09-30 100; 2025-09-30 120 @2025-10-30");
  EXPECT_EQ(covered(w, "matched(yoy(basket), oracle, nvidia, aws)"), "2025-Q3 0.3929 (3/3)");
  const Print p = w.evaluate("matched(yoy(basket), oracle, nvidia, aws)").back();
  EXPECT_EQ(p.period, date("2025-10-26"));
  EXPECT_EQ(p.known_at, end_of_day(date("2025-11-19")));
}

TEST(Matched, KnownWhenTheNewestInputWasOldPeriodsIncluded) {
  World w;
  w.has("a", kQuarter, "2023-06-30 100 @2024-08-20; 2024-06-30 120 @2024-07-30");
  w.has("b", kQuarter, "2023-06-30 1 @2023-07-30; 2024-06-30 2 @2024-08-01");
  EXPECT_EQ(w.evaluate("matched(yoy(basket), a, b)").back().known_at,
            end_of_day(date("2024-08-20")));
}

TEST(Matched, OfEarlierPeriodsAloneStopsAtPeriodsThatAreOver) {
  World w;
  w.has("a", kQuarter, "2024-03-31 1; 2024-06-30 2");
  w.at("2024-09-29");
  EXPECT_EQ(covered(w, "matched(lag(basket, 1q), a)"), "2024-Q2 1 (1/1)");
  w.at("2024-09-30");
  EXPECT_EQ(covered(w, "matched(lag(basket, 1q), a)"), "2024-Q2 1 (1/1), 2024-Q3 2 (1/1)");
}

TEST(Matched, WithoutDataIsEmpty) {
  World w;
  w.has("a", kQuarter, "").has("b", kQuarter, "");
  EXPECT_EQ(covered(w, "matched(yoy(basket), a, b)"), "");
  w.has("b", kQuarter, "2024-03-31 1");
  EXPECT_EQ(covered(w, "matched(yoy(basket), a, b)"), "");
  EXPECT_EQ(covered(w, "matched(basket, a, b)"), "2024-Q1 1 (1/2)");
}

TEST(Coverage, OfTwoBasketsIsTheSmallerShare) {
  World w = season();
  EXPECT_EQ(covered(w, "matched(basket, a, c) - matched(basket, a, b, c)"),
            "2022-Q4 -40 (1/2), 2023-Q1 -50 (1/2), 2023-Q2 0 (1/3), 2023-Q3 -60 (1/2), 2023-Q4 -70 "
            "(2/2), "
            "2024-Q1 -60 (2/2), 2024-Q2 0 (2/3)");
}

TEST(Coverage, StaysThroughTrailingFunctionsAndSeriesWithoutOne) {
  EXPECT_EQ(covered(season(), "avg(matched(basket, a, c), 3q) + a - a"),
            "2023-Q2 100 (1/2), 2023-Q3 110 (1/2), 2023-Q4 121.7 (1/2), 2024-Q1 137 (1/2), 2024-Q2 "
            "158.7 (2/2)");
}

TEST(Offsets, AreReadFromTheTree) {
  const auto offsets = [](std::string_view f) {
    const auto m = parse_measure(f);
    return measures::offsets_of(m->root(), kQuarter);
  };
  EXPECT_THAT(offsets("basket"), ElementsAre(0));
  EXPECT_THAT(offsets("lag(basket, 2q)"), ElementsAre(2));
  EXPECT_THAT(offsets("yoy(basket)"), ElementsAre(0, 4));
  EXPECT_THAT(offsets("change(yoy(basket), 1q)"), ElementsAre(0, 1, 4, 5));
  EXPECT_THAT(offsets("change(change(basket, 1q), 1q)"), ElementsAre(0, 1, 2));
  EXPECT_THAT(offsets("avg(basket, 3q) / lag(basket, 1y)"), ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(offsets("avg(yoy(basket), 2q)"), ElementsAre(0, 1, 4, 5));
  EXPECT_THAT(offsets("avg(lag(basket, 3q), 2q) + 1"), ElementsAre(3, 4));
  EXPECT_THAT(offsets("1 + 2"), ElementsAre());
}

}  // namespace
}  // namespace firstcard::test
