#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation_fixture.h"

namespace firstcard {
namespace {

using test::at;
using test::Data;
using test::quarters;
using test::rule;
using test::rule_of;
using test::test_of;
using test::text_of;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

TEST(Assess, GrowthOfARealSeriesAsKnownOnADay) {
  Data data;
  data.series("aws.revenue", Frequency::quarter,
              {{"2024-03-31", 25037, "2024-04-30"},
               {"2024-06-30", 26281, "2024-08-01"},
               {"2024-09-30", 27452, "2024-10-31"},
               {"2024-12-31", 28786, "2025-02-06"},
               {"2025-03-31", 29267, "2025-05-01"},
               {"2025-06-30", 30873, "2025-07-31"}});
  const Indicator cloud = rule("yoy(aws.revenue)", "weakening below 0.1; strengthening above 0.17");

  Assessment a = data.assess(cloud, "2025-07-30");
  EXPECT_EQ(a.status, Status::holding);
  EXPECT_EQ(period_name(Frequency::quarter, a.leading().reading->index), "2025-Q1");
  EXPECT_THAT(a.leading().reading->value, DoubleNear(0.168950, 1e-6));
  EXPECT_EQ(a.leading().previous, std::nullopt);

  a = data.assess(cloud, "2025-07-31");
  EXPECT_EQ(a.status, Status::strengthening);
  EXPECT_THAT(a.leading().reading->value, DoubleNear(0.174727, 1e-6));
  EXPECT_THAT(a.leading().previous, Optional(DoubleNear(0.168950, 1e-6)));
  EXPECT_THAT(a.leading().distance, Optional(DoubleNear(0.074727, 1e-6)));
  EXPECT_EQ(text_of(a.leading().since), "2025-07-31T23:59:59Z");
  EXPECT_EQ(text_of(a.leading().reading->known_at), "2025-07-31T23:59:59Z");
  EXPECT_EQ(a.indicator.text, "indicator");
  EXPECT_EQ(a.as_of, at("2025-07-31"));
}

TEST(Assess, WithoutAPrintTheStatusIsUnknownForWantOfData) {
  Data data = quarters({});
  for (const std::string_view measure : {"x", "yoy(x)"}) {
    const Assessment a = data.assess(rule(measure, "weakening below 0"), "2026-01-01");
    EXPECT_EQ(a.status, Status::unknown);
    EXPECT_EQ(a.leading().why_unknown, UnknownReason::no_data);
    EXPECT_EQ(a.leading().reading, std::nullopt);
    EXPECT_EQ(a.leading().distance, std::nullopt);
    EXPECT_EQ(a.leading().stale_at, std::nullopt);
    EXPECT_EQ(a.leading().since, std::nullopt);
    EXPECT_THAT(a.leading().recent, IsEmpty());
  }
  data = quarters({1, 2, 3, 4});  // no year before
  EXPECT_EQ(data.assess(rule("yoy(x)", "weakening below 0"), "2026-01-01").leading().why_unknown,
            UnknownReason::no_data);
}

TEST(Assess, TooFewPrintsForARunAreUnknown) {
  const Indicator r = rule("x", "weakening below 0 for 3");
  for (const double value : {1.0, -1.0}) {
    const Assessment two = quarters({value, value}).assess(r, "2025-07-01");
    EXPECT_EQ(two.status, Status::unknown);
    EXPECT_EQ(two.leading().why_unknown, UnknownReason::too_few_prints);
    EXPECT_TRUE(two.leading().reading);
  }
  EXPECT_EQ(quarters({1, -1, -1}).assess(r, "2025-10-01").status, Status::holding);
  EXPECT_EQ(quarters({-1, -1, -1}).assess(r, "2025-10-01").status, Status::weakening);
}

TEST(Assess, AStatusDependsOnlyOnWhatWasKnown) {
  Data data = quarters({1, 1});
  data.add("x", {{"2025-06-30", -1, "2025-09-01"},
                 {"2025-06-30", 2, "2025-10-01"},
                 {"2025-06-30", std::nullopt, "2025-11-01"}});
  const Indicator r = rule("x", "weakening below 0; strengthening above 1.5");
  EXPECT_EQ(data.assess(r, "2025-08-31").status, Status::holding);
  EXPECT_EQ(data.assess(r, "2025-09-01").status, Status::weakening);
  EXPECT_EQ(data.assess(r, "2025-09-30").status, Status::weakening);
  EXPECT_EQ(data.assess(r, "2025-10-01").status, Status::strengthening);
  EXPECT_EQ(text_of(data.assess(r, "2025-11-01").leading().stale_at), "2025-10-22T18:00:00Z")
      << "of the first quarter, the second is withdrawn";
}

TEST(Assess, TheRunAndWhatItNeedsAreThoseOfTheNextChange) {
  const Indicator r = rule("x", "weakening below 0 for 2; recovery above 1 for 3");
  struct Case {
    std::vector<double> values;
    int run, needed;
    double line, distance;
  };
  for (const Case& c : std::initializer_list<Case>{{{5, 5}, 0, 2, 0, 5},
                                                   {{5, -1}, 1, 2, 0, -1},
                                                   {{5, -1, -2}, 0, 3, 1, -3},
                                                   {{5, -1, -2, 1.5}, 1, 3, 1, 0.5},
                                                   {{5, -1, -2, 1.5, 1}, 2, 3, 1, 0},
                                                   {{5, -1, -2, 1.5, 1, 0.5}, 0, 3, 1, -0.5},
                                                   {{5, -1, -2, 1.5, 1, 1}, 0, 2, 0, 1}}) {
    const TestResult t = quarters(c.values).assess(r, "2026-07-01").tests[0];
    EXPECT_EQ(t.run, c.run) << c.values.size();
    EXPECT_EQ(t.needed, c.needed) << c.values.size();
    EXPECT_EQ(t.line.value, c.line) << c.values.size();
    EXPECT_EQ(t.distance, c.distance) << c.values.size();
  }
}

TEST(Assess, TheDistanceIsPositiveOnTheGoodSideOfTheLineThatMatters) {
  struct Case {
    std::string_view lines;
    double value;
    Side side;
    double line, distance;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"weakening below 10", 12, Side::below, 10, 2},
           {"weakening below 10", 10, Side::below, 10, 0},
           {"weakening below 10", 7, Side::above, 10, -3},
           {"weakening below 10; recovery above 11", 7, Side::above, 11, -4},
           {"weakening above 10", 7, Side::above, 10, 3},
           {"weakening above 10", 12, Side::below, 10, -2},
           {"weakening above 10; recovery below 8", 12, Side::below, 8, -4}}) {
    const TestResult t = quarters({c.value}).assess(rule("x", c.lines), "2025-04-01").tests[0];
    EXPECT_EQ(t.line, (Line{c.side, c.line})) << c.lines << ", " << c.value;
    EXPECT_EQ(t.distance, c.distance) << c.lines << ", " << c.value;
  }
}

TEST(Assess, TheFoldSeesOnlyTheLookback) {
  Indicator r = rule("x", "weakening below 0; recovery above 1");
  const Data data = quarters({-1, 0.5, 0.5});
  EXPECT_EQ(data.assess(r, "2025-10-01").status, Status::weakening);
  r.lookback = 3;
  EXPECT_EQ(data.assess(r, "2025-10-01").status, Status::weakening);
  r.lookback = 2;
  EXPECT_EQ(data.assess(r, "2025-10-01").status, Status::holding);
  EXPECT_THAT(data.assess(r, "2025-10-01").leading().recent, ElementsAre(0.5, 0.5));
}

TEST(Assess, RecentHoldsTheSixteenNewestPrints) {
  Data data;
  std::vector<std::string> dates;
  for (int i = 0; i < 20; ++i) dates.push_back(to_text(add_months(test::day("2024-01-31"), i)));
  std::vector<test::Value> rows;
  for (int i = 0; i < 20; ++i) rows.push_back({dates[static_cast<std::size_t>(i)], i});
  data.series("x", Frequency::month, rows);
  const Assessment a = data.assess(rule("x", "weakening below 0"), "2025-09-01");
  EXPECT_EQ(a.leading().recent.size(), 16U);
  EXPECT_EQ(a.leading().recent.front(), 4);
  EXPECT_EQ(a.leading().recent.back(), 19);
  EXPECT_EQ(period_name(Frequency::month, a.leading().recent_from), "2024-05");
}

TEST(Assess, AnIndicatorsMinimumCoverageHoldsForAllItsTests) {
  Data data;
  data.series("a", Frequency::quarter, {{"2025-03-31", 1}, {"2025-06-30", 2}})
      .series("b", Frequency::quarter, {{"2025-03-31", 1}});
  Indicator r = rule("matched(qoq(basket), a, b)", "weakening below 0");
  Assessment a = data.assess(r, "2025-07-01");
  EXPECT_EQ(a.status, Status::holding);
  EXPECT_EQ(a.leading().reading->have, 1);
  EXPECT_EQ(a.leading().reading->of, 2);
  r.min_coverage = 2;
  EXPECT_EQ(data.assess(r, "2025-07-01").status, Status::unknown);
}

TEST(Lead, IsTheTestThatDecides) {
  // a: 1 holds, 5 strengthens, -1 weakens, 0 is missing.
  struct Case {
    std::string_view tests;
    int quorum;
    std::string_view status;
    std::size_t lead;
  };
  for (const Case& c : std::initializer_list<Case>{{"hwh", 1, "w", 1},
                                                   {"uhw", 1, "w", 2},
                                                   {"wuw", 2, "w", 0},
                                                   {"huh", 1, "u", 1},
                                                   {"wuh", 2, "u", 1},
                                                   {"hhs", 1, "s", 2},
                                                   {"hhh", 1, "h", 0},
                                                   {"hhw", 2, "h", 2},
                                                   {"usw", 3, "h", 2},
                                                   {"ush", 2, "h", 2},
                                                   {"uss", 2, "h", 1}}) {
    Data data;
    std::vector<firstcard::Test> tests;  // in a test body `Test` is googletest's
    for (std::size_t i = 0; i < 3; ++i) {
      const std::string name(1, "abc"[i]);
      const char letter = c.tests[i];
      const double value = letter == 'h' ? 1 : letter == 's' ? 5 : -1;
      data.series(name, Frequency::quarter, {});
      if (letter != 'u') data.add(name, {{"2025-03-31", value}});
      tests.push_back(test_of(name, "weakening below 0; strengthening above 4", name));
    }
    const Assessment a = data.assess(rule_of(tests, c.quorum), "2025-04-01");
    EXPECT_EQ(test::letter_of(a.status), c.status[0]) << c.tests << " " << c.quorum;
    EXPECT_EQ(a.lead, c.lead) << c.tests << " " << c.quorum;
    EXPECT_EQ(a.leading().name, std::string(1, "abc"[c.lead]));
  }
}

TEST(Needs, AreTheLargestOfTheTestsForTheLookback) {
  Data data;
  data.series("a", Frequency::quarter, {}).series("b", Frequency::quarter, {});
  Indicator r = rule_of({test_of("a", "weakening below 0"), test_of("yoy(a)", "weakening below 0"),
                         test_of("qoq(b)", "weakening below 0")});
  r.lookback = 7;
  const auto needs = needs_of(r, data.catalogue());
  ASSERT_EQ(needs.size(), 2U);
  EXPECT_GE(needs.at({"a"}).prints, 7);
  EXPECT_GE(needs.at({"a"}).reach, days{364});
  EXPECT_GE(needs.at({"b"}).reach, days{91});
  EXPECT_LT(needs.at({"b"}).reach, days{364});
  r.lookback = 20;
  EXPECT_GE(needs_of(r, data.catalogue()).at({"b"}).prints, 20);
}

TEST(Assess, AWindowCutAtTheNeedsGivesTheSameAsTheWholeHistory) {
  std::vector<std::string> dates;
  std::vector<test::Value> rows;
  for (int i = 0; i < 60; ++i) dates.push_back(to_text(add_months(test::day("2010-03-31"), 3 * i)));
  for (int i = 0; i < 60; ++i)
    rows.push_back({dates[static_cast<std::size_t>(i)], 100 + 10 * (i % 7) - 3 * (i % 5)});
  Data data;
  data.series("x", Frequency::quarter, rows);
  Indicator r = rule("change(yoy(x), 1q)", "weakening below 0 for 2; recovery above 0.2 for 2");
  for (const int lookback : {1, 2, 5, 12, 40}) {
    r.lookback = lookback;
    const Window whole = data.window("2025-01-15");
    Window cut = whole;
    const Need need = needs_of(r, data.catalogue()).at({"x"});
    std::vector<Point>& points = cut.series.at({"x"}).points;
    const Date oldest = points[points.size() - static_cast<std::size_t>(need.prints)].period;
    std::erase_if(points, [&](const Point& p) { return p.period < oldest - need.reach; });
    cut.series.at({"x"}).complete = false;
    EXPECT_LT(points.size(), 55U);
    EXPECT_EQ(assess(r, data.catalogue(), cut, cut.as_of),
              assess(r, data.catalogue(), whole, whole.as_of))
        << lookback;
  }
}

}  // namespace
}  // namespace firstcard
