// How many past revisions would change what is said now.
#include "indicators/fragility.h"

#include <gmock/gmock.h>

#include "evaluation_fixture.h"

namespace firstcard::test {
namespace {

Revision revised(double before, double after, std::string series = "x") {
  return {.series = {std::move(series)},
          .period = day("2024-03-31"),
          .before = before,
          .after = after,
          .known_at = at("2024-06-01")};
}
Fragility fragility(const Data& data, const Indicator& rule, std::string_view as_of,
                    const std::vector<Revision>& revisions) {
  return fragility_of(rule, data.catalogue(), data.window(as_of), data.assess(rule, as_of),
                      revisions);
}

// 110 after 100 is 10 % growth; weakening below 5 % would be a newest value under 105: -4.5 %.
const Indicator kGrowth = rule("qoq(x)", "weakening below 0.05");

TEST(Fragility, CountsTheRevisionsThatWouldChangeTheStatus) {
  const Fragility f = fragility(quarters({100, 110}), kGrowth, "2025-07-01",
                                {revised(100, 99), revised(200, 190), revised(50, 60)});
  ASSERT_EQ(f.series.size(), 1U);
  EXPECT_EQ(f.revisions, 3);
  EXPECT_EQ(f.turning, 1) << "-5 %, but not -1 % and not +20 %";
  const SeriesFragility& x = f.series[0];
  EXPECT_EQ(x.revisions, 3);
  EXPECT_EQ(x.turning, 1);
  EXPECT_NEAR(x.largest, 0.2, 1e-12);
  EXPECT_EQ(x.newest->value, 110);
  ASSERT_TRUE(x.needed.has_value());
  EXPECT_NEAR(*x.needed, 105.0 / 110 - 1, 1e-6);
  EXPECT_EQ(x.to, Status::weakening);
}

TEST(Fragility, OfAWeakeningIndicatorCountsTheWayBack) {
  const Fragility f =
      fragility(quarters({100, 104}), kGrowth, "2025-07-01", {revised(100, 99), revised(100, 102)});
  EXPECT_EQ(f.turning, 1);
  EXPECT_NEAR(f.series[0].needed.value(), 105.0 / 104 - 1, 1e-6);
  EXPECT_EQ(f.series[0].to, Status::holding);
}

TEST(Fragility, EachRevisionGoesToItsOwnSeries) {
  Data data = quarters({100, 110});
  data.series("y", Frequency::quarter, {{"2025-03-31", 10}, {"2025-06-30", 10}});
  const Indicator both = rule("qoq(x) + 0 * y", "weakening below 0.05");
  const Fragility f = fragility(data, both, "2025-07-01",
                                {revised(100, 90, "y"), revised(100, 50, "y"), revised(100, 99)});
  EXPECT_EQ(f.revisions, 3);
  EXPECT_EQ(f.turning, 0);
  ASSERT_EQ(f.series.size(), 2U);
  EXPECT_EQ(f.series[1].revisions, 2);
  EXPECT_EQ(f.series[1].needed, std::nullopt) << "no change of y matters";
}

TEST(Fragility, RoundingAndWhatHasNoRelativeChangeAreNoRevisions) {
  Data data = quarters({100, 110});
  data.of("x").rounding = 0.01;
  const Fragility f =
      fragility(data, kGrowth, "2025-07-01",
                {revised(100, 99.5), revised(0, 5), revised(7, 7), revised(100, 90)});
  EXPECT_EQ(f.revisions, 1);
}

TEST(Fragility, WithoutAReadingNothingTurns) {
  const Fragility f = fragility(quarters({100}), kGrowth, "2025-07-01", {revised(100, 50)});
  EXPECT_EQ(f.revisions, 1);
  EXPECT_EQ(f.turning, 0);
  EXPECT_EQ(f.series[0].newest, std::nullopt);
}

TEST(Fragility, OnlyTheNewestRevisionsOfASeriesCount) {
  std::vector<Revision> many(kRevisionsSeen + 5, revised(100, 101));
  many.front() = revised(100, 50);
  const Fragility f = fragility(quarters({100, 110}), kGrowth, "2025-07-01", many);
  EXPECT_EQ(f.revisions, static_cast<int>(kRevisionsSeen));
  EXPECT_EQ(f.turning, 0);
}

}  // namespace
}  // namespace firstcard::test
