#include "feeds/guards.h"

#include <gtest/gtest.h>

#include <vector>

namespace firstcard {
namespace {

Date day(std::string_view text) {
  return parse_date(text).value();
}

ValueStep neighbours(double before, double after) {
  return {{"a.x"}, day("2026-03-31"), day("2026-06-30"), before, after};
}
ValueStep revision(double before, double after) {
  return {{"a.x"}, day("2026-03-31"), day("2026-03-31"), before, after};
}

std::string held_by(const Guards& guards, const DocumentShape& last, const DocumentShape& now,
                    const std::vector<ValueStep>& steps = {}) {
  const auto s = suspicion_of(guards, last, now, steps);
  return s ? s->guard : "";
}

TEST(ScaleFactor, JumpsThatAreACharacteristicFactorAreFound) {
  struct Case {
    const char* name;
    ValueStep step;
    double factor;  // 0: none
  };
  const std::vector<Case> cases = {
      {"millions typed as billions", neighbours(37'587, 42.2), 1e-3},
      {"billions typed as millions, grown by a fifth", neighbours(37.6, 45'100), 1e3},
      {"dollars in place of cents", neighbours(299, 2.99), 0.01},
      {"a box of eight in place of one card", neighbours(2.15, 17.2), 8},
      {"one card in place of the box", neighbours(98.32, 12.29), 1.0 / 8},
      {"a zero too many", neighbours(100, 1000), 10},
      {"dollars in place of millions", neighbours(42, 42e6), 1e6},
      {"ten millions in place of one", neighbours(13.1, 1.3e8), 1e7},
      {"dollars in place of trillions", neighbours(13.1, 1.3e13), 1e12},
      {"billionths", neighbours(13.1, 1.3e-8), 1e-9},
      {"negative values too", neighbours(-5, -5'100), 1e3},
      {"half a year's growth", neighbours(100, 150), 0},
      {"a collapse to a fifth", neighbours(100, 20), 0},
      {"seven times is no box", neighbours(1, 7), 0},
      {"a loss after a profit says nothing of scale", neighbours(5, -5'000), 0},
      {"nor does a zero", neighbours(0, 5'000), 0},
      {"nor a fall to zero", neighbours(5'000, 0), 0},
      {"a split of ten", revision(0.816975, 0.0816574), 0.1},
      {"a revision by 950 is no thousand", revision(1, 950), 0},
      {"a revision of ten percent", revision(100, 110), 0},
  };
  for (const Case& c : cases) {
    const auto factor = scale_factor(c.step);
    EXPECT_DOUBLE_EQ(factor.value_or(0), c.factor) << c.name;
  }
}

TEST(Guards, AFirstDocumentIsNotCompared) {
  EXPECT_EQ(held_by({}, {}, {.rows = 1, .newest = day("2020-01-01")}), "");
}

TEST(Guards, ADocumentThatShrankIsHeld) {
  const DocumentShape last{.rows = 100, .newest = day("2026-06-30")};
  EXPECT_EQ(held_by({}, last, {.rows = 50, .newest = last.newest}), "");
  EXPECT_EQ(held_by({}, last, {.rows = 49, .newest = last.newest}), "min_share");
  EXPECT_EQ(held_by({.min_share = 0}, last, {.rows = 1, .newest = last.newest}), "");
  EXPECT_EQ(held_by({}, {.rows = 9, .newest = last.newest}, {.rows = 1, .newest = last.newest}), "")
      << "nine rows are edited by hand";
}

TEST(Guards, AnOlderNewestPeriodIsHeld) {
  const DocumentShape last{.rows = 4, .newest = day("2026-06-30")};
  EXPECT_EQ(held_by({}, last, {.rows = 4, .newest = day("2026-03-31")}), "newest");
  EXPECT_EQ(held_by({.newest = false}, last, {.rows = 4, .newest = day("2026-03-31")}), "");
}

TEST(Guards, APeriodMayEndOnePeriodAfterTheFetch) {
  struct Case {
    Frequency frequency;
    const char* last;
  };
  const std::vector<Case> cases = {
      {Frequency::event, "2027-11-25"}, {Frequency::day, "2026-11-25"},
      {Frequency::week, "2026-12-01"},  {Frequency::month, "2026-12-25"},
      {Frequency::quarter, "2027-02-24"}, {Frequency::year, "2027-11-25"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(to_text(furthest_period(c.frequency, end_of_day(day("2026-11-24")))), c.last)
        << to_text(c.frequency);
}

TEST(Guards, APeriodFarAheadIsHeldWithItsLine) {
  DocumentShape now{.rows = 3, .newest = day("2026-09-30"), .ahead = {}};
  EXPECT_EQ(held_by({}, {}, now), "");
  now.ahead = {{"a.x"}, day("2062-09-30"), 11};
  const auto s = suspicion_of({}, {}, now, {});
  ASSERT_TRUE(s);
  EXPECT_EQ(s->guard, "future");
  EXPECT_EQ(s->reason,
            "line 11: a.x has a value for the period 2062-09-30, which ends more than one period "
            "(of events: a year) after the fetch; for forecasts set guards = { future = false }");
  EXPECT_EQ(s->finding, "a.x 2062-09-30");
  EXPECT_EQ(held_by({.future = false}, {}, now), "");
}

TEST(Guards, AJumpIsHeldWithBothValuesNamed) {
  const std::vector<ValueStep> steps = {neighbours(37'587, 42.2), neighbours(10, 11),
                                        neighbours(5, 0.005)};
  const auto s = suspicion_of({}, {}, {.rows = 3}, steps);
  ASSERT_TRUE(s);
  EXPECT_EQ(s->guard, "scale");
  EXPECT_EQ(s->reason,
            "a.x: 37587 for 2026-03-31, and then 42.2 for 2026-06-30: about times 1/1000, so "
            "the unit or the scale may be another (1 more such)");
  EXPECT_EQ(held_by({.scale = false}, {}, {.rows = 3}, steps), "");
}

// Neighbours of a series whose last values lie between these sizes.
ValueStep among(double least, double most, double before, double after, int values = 12) {
  ValueStep step = neighbours(before, after);
  step.values = values;
  step.least = least;
  step.most = most;
  return step;
}

TEST(Guards, AJumpNeedsEvidence) {
  struct Case {
    const char* name;
    std::vector<ValueStep> steps;
    bool held;
  };
  const std::vector<Case> cases = {
      {"a price of eight cards after many of one", {among(2.1, 2.6, 2.15, 17.2)}, true},
      {"a price of one card after many of eight", {among(95, 110, 98.32, 12.29)}, true},
      {"after three values nobody can tell", {among(2.1, 2.6, 2.15, 17.2, 3)}, false},
      {"a thousand says it alone", {among(37, 42, 42, 42'100, 1)}, true},
      {"one small count that grows tenfold", {among(1, 3, 1, 10)}, false},
      {"or eightfold", {among(1, 2, 1, 8)}, false},
      {"or falls to a tenth", {among(9, 30, 10, 1)}, false},
      {"a revised count", {revision(1, 10)}, false},
      {"a revised amount", {revision(187.2, 1872)}, true},
      {"near zero amid larger values", {among(0.04, 5.1, 0.05, 5)}, false},
      {"a dip to near zero and no further than before", {among(0.03, 5, 4, 0.04)}, false},
      {"all small counts by one factor", {among(1, 3, 1, 10), among(2, 3, 2, 20)}, true},
      {"two in ten", {among(1, 3, 1, 10), among(2, 3, 2, 20), among(5, 6, 5, 6),
                      among(5, 6, 5, 6), among(5, 6, 5, 6)}, false},
      {"by different factors", {among(1, 3, 1, 10), among(1, 2, 1, 8)}, false},
  };
  for (const Case& c : cases)
    EXPECT_EQ(held_by({}, {}, {.rows = 3}, c.steps) == "scale", c.held) << c.name;
}

TEST(Guards, AFirstZeroIsHeld) {
  struct Case {
    const char* name;
    ValueStep step;
    bool held;
  };
  ValueStep revised = revision(105, 0);
  revised.values = 4;
  revised.least = 90;
  const std::vector<Case> cases = {
      {"a price", among(90, 0, 105, 0, 4), true},
      {"a revised price", revised, true},
      {"after three values nobody can tell", among(90, 0, 105, 0, 3), false},
      {"a series that had one", among(0, 0, 105, 0), false},
      {"a rate that was negative", among(-0.2, 0, 0.1, 0), false},
      {"a negative value before it", among(90, 0, -1, 0), false},
  };
  for (const Case& c : cases)
    EXPECT_EQ(held_by({}, {}, {.rows = 3, .newest = {}, .ahead = {}}, {c.step}) == "scale", c.held)
        << c.name;
  EXPECT_EQ(held_by({.scale = false}, {}, {}, {cases[0].step}), "");
}

TEST(Guards, OnlyADeclaredLimitHoldsRevisions) {
  const std::vector<ValueStep> steps = {neighbours(10, 20), revision(4'167, 2'230)};
  EXPECT_EQ(held_by({}, {}, {.rows = 2}, steps), "");
  EXPECT_EQ(held_by({.max_revision = 0.5}, {}, {.rows = 2}, steps), "");
  const auto s = suspicion_of({.max_revision = 0.3}, {}, {.rows = 2}, steps);
  ASSERT_TRUE(s);
  EXPECT_EQ(s->reason,
            "a.x 2026-03-31: 4167 -> 2230: a revision by -46.5 %, more than max_revision = 0.3");
}

TEST(Guards, TheFindingStaysTheSameWhenARowIsAdded) {
  const auto one = suspicion_of({}, {}, {.rows = 100}, std::vector{neighbours(37'587, 42.2)});
  const auto two = suspicion_of({}, {}, {.rows = 101}, std::vector{neighbours(37'587, 42.2)});
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->finding, two->finding);
}

}  // namespace
}  // namespace firstcard
