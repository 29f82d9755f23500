// The next print that would flip a status.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "evaluation_fixture.h"

namespace firstcard {
namespace {

using test::Data;
using test::rule;
using test::rule_of;
using test::test_of;

// "below 105.0000 -> weakening (0.9130)": the side, the value, the status, the factor.
std::string text_of(const std::optional<Flip>& f) {
  if (!f) return "none";
  char out[100];
  std::snprintf(out, sizeof out, "%s %.4f -> %s (%.4f)", f->side == Side::below ? "below" : "above",
                f->value, std::string(to_text(f->to)).c_str(), f->factor);
  return out;
}

Data two_years() {
  Data data;
  data.series("x", Frequency::quarter,
              {{"2024-03-31", 80},
               {"2024-06-30", 90},
               {"2024-09-30", 100},
               {"2024-12-31", 105},
               {"2025-03-31", 110},
               {"2025-06-30", 115}});
  data.of("x").unit = "USD";
  return data;
}

TEST(Flip, SolvesForTheNextValue) {
  struct Case {
    std::string_view what, measure, lines, flip;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"a level", "x", "weakening below 92", "below 92.0000 -> weakening (0.8000)"},
           {"a level from above", "x", "weakening above 138",
            "above 138.0000 -> weakening (1.2000)"},
           {"far away", "x", "weakening above 1000", "above 1000.0000 -> weakening (8.6957)"},
           {"farther", "x", "weakening above 20000", "above 20000.0000 -> weakening (173.9130)"},
           {"on the other side of zero", "x", "weakening below -1",
            "below -1.0000 -> weakening (-0.0087)"},
           {"zero", "x", "weakening below 0", "below 0.0000 -> weakening (0.0000)"},
           // 100 * 1.05
           {"growth on the year", "yoy(x)", "weakening below 0.05",
            "below 105.0000 -> weakening (0.9130)"},
           // 115 / 90 - 1 = 0.2778; 100 * (1 + 0.2778 - 0.15)
           {"a second difference", "change(yoy(x), 1q)", "weakening below -0.15",
            "below 112.7778 -> weakening (0.9807)"},
           {"a drawdown", "drawdown(x, 1y)", "weakening below -0.2",
            "below 92.0000 -> weakening (0.8000)"},
           // (105 + 110 + 115 + v) / 4 = 100
           {"an average", "avg(x, 1y)", "weakening below 100",
            "below 70.0000 -> weakening (0.6087)"},
           {"arithmetic", "2 * x - 30", "weakening below 100",
            "below 65.0000 -> weakening (0.5652)"},
           {"a falling measure", "100 / x", "weakening above 1",
            "below 100.0000 -> weakening (0.8696)"},
           {"strengthening is no flip", "x", "weakening below 92; strengthening above 1",
            "below 92.0000 -> weakening (0.8000)"},
           {"from weakening back", "x", "weakening below 200",
            "above 200.0000 -> holding (1.7391)"},
           {"from weakening back over its own line", "x", "weakening below 200; recovery above 230",
            "above 230.0000 -> holding (2.0000)"},
           {"from weakening to strengthening", "x",
            "weakening below 120; recovery above 130; strengthening above 125",
            "above 130.0000 -> strengthening (1.1304)"},
           {"the second of two", "yoy(x)", "weakening below 0.3 for 2",
            "below 130.0000 -> weakening (1.1304)"}}) {
    const auto flip = two_years().flip(rule(c.measure, c.lines), "2025-07-01");
    EXPECT_EQ(text_of(flip), c.flip) << c.what;
    if (flip) {
      EXPECT_EQ(flip->unit, "USD");
    }
  }
}

TEST(Flip, IsNoneWhereTheNextPrintAloneCannotDecide) {
  struct Case {
    std::string_view what, measure, lines;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"the first of two", "x", "weakening below 92 for 2"},
           {"the first of two on the way back", "x",
            "weakening below 200; recovery above 230 for 2"},
           {"the next value does not enter", "lag(x, 1q)", "weakening below 92"},
           {"a ratio of the series to itself", "x / x", "weakening below 0.5"},
           {"a drawdown cannot be above zero", "drawdown(x, 1y)", "weakening above 0.1"}})
    EXPECT_EQ(text_of(two_years().flip(rule(c.measure, c.lines), "2025-07-01")), "none") << c.what;
}

TEST(Flip, IsNoneForAnUnknownStatusOrWithoutData) {
  const Indicator r = rule("x", "weakening below 92");
  EXPECT_EQ(text_of(two_years().flip(r, "2023-01-01")), "none");
  EXPECT_EQ(text_of(two_years().flip(r, "2027-01-01")), "none") << "stale";
  EXPECT_EQ(text_of(two_years().flip(rule("x", "weakening below 92 for 7"), "2025-07-01")), "none");
}

TEST(Flip, OfANegativeNumberTurnsTheSideAround) {
  Data data;
  data.series("x", Frequency::quarter, {{"2025-03-31", -4}, {"2025-06-30", -5}});
  EXPECT_EQ(text_of(data.flip(rule("x", "weakening below -10"), "2025-07-01")),
            "below -10.0000 -> weakening (2.0000)");
  EXPECT_EQ(text_of(data.flip(rule("x", "weakening above -4"), "2025-07-01")),
            "above -4.0000 -> weakening (0.8000)");
}

TEST(Flip, LeadsFromZeroAndFromBelowIt) {
  struct Case {
    std::string_view what;
    double before, newest;  // of 2025-Q1 and Q2; in the year before they were 10 and 20
    std::string_view measure, lines, flip;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"back to zero", 4, -1, "x", "weakening below 0; recovery above 0",
            "above 0.0000 -> holding (-0.0000)"},
           {"back over zero", 4, -1, "x", "weakening below 0; recovery above 2",
            "above 2.0000 -> holding (-2.0000)"},
           {"far over zero", 4, -1, "x", "weakening below 0; recovery above 5000",
            "above 5000.0000 -> holding (-5000.0000)"},
           {"down over zero", -4, -1, "x", "weakening above 0",
            "above 0.0000 -> weakening (-0.0000)"},
           {"down from zero", 4, 0, "x", "weakening below -10",
            "below -10.0000 -> weakening (0.0000)"},
           {"up from zero", 4, 0, "x", "weakening below 1; recovery above 3",
            "above 3.0000 -> holding (0.0000)"},
           {"zero, on the line", 4, 0, "x", "weakening below 0",
            "below 0.0000 -> weakening (0.0000)"},
           {"nothing but zero", 0, 0, "x", "weakening below -7",
            "below -7.0000 -> weakening (0.0000)"},
           {"a difference", 4, -1, "change(x, 1q)", "weakening below 0; recovery above 5",
            "above 4.0000 -> holding (-4.0000)"},
           {"arithmetic", 4, -1, "3 - 2 * x", "weakening above 0; recovery below -1",
            "above 2.0000 -> holding (-2.0000)"},
           {"a difference of zero", 4, 0, "change(x, 2q)", "weakening below -20",
            "below -16.0000 -> weakening (0.0000)"},
           // The second quarter over the first of the year before: v / 15 - 1
           {"growth out of a loss", 4, -1, "yoy(x)", "weakening below 0",
            "above 15.0000 -> holding (-15.0000)"}}) {
    Data data;
    data.series("x", Frequency::quarter,
                {{"2024-03-31", 10},
                 {"2024-06-30", 20},
                 {"2024-09-30", 15},
                 {"2024-12-31", 15},
                 {"2025-03-31", c.before},
                 {"2025-06-30", c.newest}});
    EXPECT_EQ(text_of(data.flip(rule(c.measure, c.lines), "2025-07-01")), c.flip) << c.what;
  }
}

TEST(Flip, OfABasketLeadsOverZeroToo) {
  Data data;
  data.series("x", Frequency::quarter, {{"2025-03-31", 4}, {"2025-06-30", -5}})
      .series("y", Frequency::quarter, {{"2025-03-31", 4}, {"2025-06-30", 5}});
  EXPECT_EQ(text_of(data.flip(rule("sum(x, y)", "weakening below 1; recovery above 3"),
                              "2025-07-01")),
            "above 3.0000 -> holding (0.0000)");
  EXPECT_EQ(text_of(data.flip(rule("x - y", "weakening below -20"), "2025-07-01")), "none")
      << "the sum does not decide it";
}

TEST(Flip, SaysNothingWhereAMeasureTurnsAround) {
  // 100 / x falls under -1 between -100 and 0 only.
  EXPECT_EQ(text_of(two_years().flip(rule("100 / x", "weakening below -1"), "2025-07-01")), "none");
}

TEST(Flip, OfABasketIsItsSum) {
  Data data = two_years();
  data.series("y", Frequency::quarter,
              {{"2024-06-30", 10}, {"2024-09-30", 20}, {"2024-12-31", 20}, {"2025-06-30", 25}});
  data.of("y").unit = "USD";
  // 2025-Q3 against 2024-Q3: (115 + 25) f = (100 + 20) * 1.05
  EXPECT_EQ(
      text_of(data.flip(rule("matched(yoy(basket), x, y)", "weakening below 0.05"), "2025-07-01")),
      "below 126.0000 -> weakening (0.9000)");
  EXPECT_EQ(text_of(data.flip(rule("yoy(sum(x, y))", "weakening below 0.05"), "2025-07-01")),
            "below 126.0000 -> weakening (0.9000)");
}

TEST(Flip, OfABasketLeavesOutWhatCannotEnterTheNextPrint) {
  Data data = two_years();
  // y stopped: only x can make the next print.
  data.series("y", Frequency::quarter, {{"2024-03-31", 10}, {"2024-06-30", 20}});
  data.of("y").unit = "USD";
  EXPECT_EQ(
      text_of(data.flip(rule("matched(yoy(basket), x, y)", "weakening below 0.05"), "2025-07-01")),
      "below 105.0000 -> weakening (0.9130)");
  EXPECT_EQ(
      text_of(data.flip(rule("matched(yoy(basket), x, y)", "weakening below 0.5"), "2025-07-01")),
      "above 150.0000 -> holding (1.3043)");
}

TEST(Flip, OfASumWaitsOnlyForWhoHasNotReported) {
  Data data = two_years();
  data.series("y", Frequency::quarter, {{"2025-03-31", 10}});
  data.of("y").unit = "USD";
  // x has its second quarter already: 115 + y < 121
  EXPECT_EQ(text_of(data.flip(rule("x + y", "weakening below 119"), "2025-07-01")),
            "below 4.0000 -> weakening (0.4000)");
}

TEST(Flip, IsNoneForSeriesOfDifferentUnits) {
  Data data = two_years();
  data.series("y", Frequency::quarter, {{"2025-06-30", 25}});
  data.of("y").unit = "EUR";
  EXPECT_EQ(text_of(data.flip(rule("x + y", "weakening below 100"), "2025-07-01")), "none");
}

TEST(Flip, IsNoneForAResampledSeries) {
  Data data;
  data.series("price", Frequency::day, {{"2025-03-31", 2}, {"2025-06-30", 2}});
  data.of("price").due = days{100};
  EXPECT_EQ(text_of(data.flip(rule("quarterly(price, last)", "weakening below 1"), "2025-07-01")),
            "none");
}

TEST(Flip, OfAnEventIsOneThatWouldBeKnownToday) {
  Data data;
  data.series("arr", Frequency::event, {{"2025-03-01", 100}, {"2025-03-31", 110}});
  // 30 days on: 110 * 1.03; 60 days on: 110 * 1.03^2
  const Indicator r = rule("pace(arr, 30d)", "weakening below 0.03");
  EXPECT_EQ(text_of(data.flip(r, "2025-04-30")), "below 113.3000 -> weakening (1.0300)");
  EXPECT_EQ(text_of(data.flip(r, "2025-05-30")), "below 116.6990 -> weakening (1.0609)");
}

TEST(Flip, OfEventsOfSeveralIsTheirTotal) {
  Data data;
  data.series("a", Frequency::event, {{"2025-03-01", 100}, {"2025-03-31", 110}})
      .series("b", Frequency::event, {{"2025-03-05", 50}});
  EXPECT_EQ(text_of(data.flip(rule("total(a, b)", "weakening below 120"), "2025-04-30")),
            "below 120.0000 -> weakening (0.7500)");
}

TEST(Flip, OfADayIsTheNextOne) {
  Data data;
  data.series("price", Frequency::day, {{"2025-03-28", 2}, {"2025-03-31", 2.5}});
  data.of("price").due = days{7};
  EXPECT_EQ(text_of(data.flip(rule("drawdown(price, 90d)", "weakening below -0.2"), "2025-04-01")),
            "below 2.0000 -> weakening (0.8000)");
}

TEST(Flip, OfOneTestAmongSeveralDependsOnTheQuorum) {
  Data data = two_years();
  data.series("y", Frequency::quarter, {{"2025-06-30", 1}});
  const auto flip = [&](std::string_view x, std::string_view y, int quorum) {
    return text_of(data.flip(rule_of({test_of("x", x), test_of("y", y)}, quorum), "2025-07-01"));
  };
  EXPECT_EQ(flip("weakening below 92", "weakening below 0.5", 1),
            "below 92.0000 -> weakening (0.8000)");
  EXPECT_EQ(flip("weakening below 92", "weakening below 0.5", 2), "none") << "both would have to";
  EXPECT_EQ(flip("weakening below 120", "weakening below 1.5", 2),
            "above 120.0000 -> holding (1.0435)");
  EXPECT_EQ(flip("weakening below 120", "weakening below 1.5", 1), "none") << "y goes on weakening";
}

TEST(Flip, OfAStepIsItsEdge) {
  Data data;
  data.series("x", Frequency::quarter,
              {{"2024-09-30", 70}, {"2024-12-31", 80}, {"2025-03-31", 90}, {"2025-06-30", 100}});
  // Among 80, 90, 100 and the next: a rank that jumps where it passes one of them.
  const Indicator r = rule("percentile(x, 1y)", "weakening below 0.6");
  const auto flip = data.flip(r, "2025-07-01");
  ASSERT_TRUE(flip);
  EXPECT_EQ(flip->side, Side::below);
  EXPECT_THAT((std::vector{80.0, 90.0, 100.0}),
              ::testing::Contains(::testing::DoubleNear(flip->value, 1e-3)));
}

TEST(Flip, SeesNoFurtherBackThanTheLookback) {
  // The third last print weakened it; with the next one the fold no longer sees that.
  Data data;
  data.series("x", Frequency::quarter, {{"2024-12-31", -1}, {"2025-03-31", 5}, {"2025-06-30", 5}});
  Indicator r = rule("x", "weakening below 0; recovery above 10");
  EXPECT_EQ(text_of(data.flip(r, "2025-07-01")), "above 10.0000 -> holding (2.0000)");
  r.lookback = 3;
  ASSERT_EQ(data.assess(r, "2025-07-01").status, Status::weakening);
  EXPECT_EQ(text_of(data.flip(r, "2025-07-01")), "none") << "any next print ends it";
}

// --- property ------------------------------------------------------------------------------------

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::size_t pick(std::size_t n) { return engine_() % n; }
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() % 1'000'003) / 1'000'003;
  }

 private:
  std::mt19937 engine_;  // the same everywhere, unlike the standard distributions
};

TEST(Flip, OnlyItsSideOfTheFoundValueChangesTheStatus) {
  constexpr std::string_view kMeasures[] = {"a",
                                            "yoy(a)",
                                            "qoq(a)",
                                            "change(yoy(a), 1q)",
                                            "drawdown(a, 1y)",
                                            "avg(a, 1y)",
                                            "yoy(sum(a, b))",
                                            "a / lag(a, 2q)",
                                            "zscore(a, 2y)",
                                            "change(a, 1y)",
                                            "matched(change(yoy(basket), 1q), a, b)",
                                            "matched(yoy(basket), a, b)"};
  Dice dice(20261124);
  int found = 0, none = 0;
  for (int round = 0; round < 300; ++round) {
    Data data;
    std::vector<std::string> ends;
    for (int i = 0; i < 16; ++i)
      ends.push_back(to_text(add_months(test::day("2021-12-31"), 3 * i)));
    double newest[2] = {};
    for (const std::size_t s : {std::size_t{0}, std::size_t{1}}) {
      const std::string name(1, "ab"[s]);
      data.series(name, Frequency::quarter, {});
      double x = dice.between(50, 500);
      for (std::size_t i = 0; i < 15; ++i) {
        x *= dice.between(0.85, 1.25);
        data.add(name, {{ends[i], x}});
      }
      newest[s] = x;
    }
    const std::string_view measure = kMeasures[dice.pick(std::size(kMeasures))];
    Indicator r = rule(measure, "weakening below 0");
    const std::string_view today = ends[14];
    const double reading = data.assess(r, today).leading().reading.value().value;
    const double scale = std::max(std::abs(reading), 0.05);
    firstcard::Test& t = r.tests[0];
    t.weakening = {dice.pick(2) == 0 ? Side::below : Side::above,
                   reading + scale * dice.between(-0.5, 0.5)};
    t.weakening_for = 1 + static_cast<int>(dice.pick(3));
    t.recovery_for = 1 + static_cast<int>(dice.pick(2));
    if (dice.pick(2) == 0) {
      const double gap = scale * dice.between(0, 0.2);
      t.recovery = recovery_line(t);
      t.recovery->value += t.recovery->side == Side::above ? gap : -gap;
    }
    if (dice.pick(2) == 0)
      t.strengthening = Line{recovery_line(t).side, reading + scale * dice.between(-0.2, 0.4)};

    const bool weakening = data.assess(r, today).status == Status::weakening;
    const auto weakens_at = [&](double factor) {
      Data next = data;
      next.add("a", {{ends[15], newest[0] * factor}}).add("b", {{ends[15], newest[1] * factor}});
      return next.assess(r, ends[15]).status;
    };
    const auto trace = [&] { return std::string(measure) + ", round " + std::to_string(round); };
    if (const auto flip = data.flip(r, today)) {
      ++found;
      const double off = (flip->side == Side::below) == (flip->factor > 0) ? -1e-4 : 1e-4;
      ASSERT_EQ(weakens_at(flip->factor * (1 + off)), flip->to) << trace();
      ASSERT_EQ(weakens_at(flip->factor * (1 - off)) == Status::weakening, weakening) << trace();
      ASSERT_NE(flip->to == Status::weakening, weakening) << trace();
    } else {
      ++none;
      // All of these measures are monotone in the next value, but for the score: nothing to find.
      if (measure == "zscore(a, 2y)") continue;
      const bool lowest = weakens_at(0.01) == Status::weakening;
      for (const double factor : {0.1, 0.5, 0.9, 1.0, 1.1, 2.0, 9.9})
        ASSERT_EQ(weakens_at(factor) == Status::weakening, lowest) << trace() << " at " << factor;
    }
  }
  EXPECT_GT(found, 100);
  EXPECT_GT(none, 50);
}

}  // namespace
}  // namespace firstcard
