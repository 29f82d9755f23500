// Every function on calendar and day series. Event series: measure_event_test.cc.
#include "measure_support.h"

namespace firstcard::test {
namespace {

struct Case {
  const char* name;
  const char* measure;
  const char* prints;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.measure;
}
std::string case_name(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

constexpr auto kQuarter = Frequency::quarter;
constexpr auto kMonth = Frequency::month;
constexpr auto kDay = Frequency::day;

// --- quarters ---------------------------------------------------------------------------------

// a: eight quarters without a hole. b: one with a hole in 2023-Q3. n: zero and negative values.
World quarters() {
  World w;
  w.at("2024-12-31");
  w.has("a", kQuarter,
        "2023-03-31 100; 2023-06-30 110; 2023-09-30 120; 2023-12-31 130;"
        "2024-03-31 150; 2024-06-30 165; 2024-09-30 180; 2024-12-31 260");
  w.has("b", kQuarter, "2023-03-31 10; 2023-06-30 20; 2023-12-31 40; 2024-03-31 50; 2024-06-30 60");
  w.has("n", kQuarter, "2023-03-31 0; 2023-06-30 -5; 2023-09-30 4; 2023-12-31 6");
  w.has("flat", kQuarter, "2023-03-31 0.1; 2023-06-30 0.1; 2023-09-30 0.1");
  w.has("none", kQuarter, "");
  return w;
}

class OnQuarters : public testing::TestWithParam<Case> {};
TEST_P(OnQuarters, Yields) {
  EXPECT_EQ(quarters().prints(GetParam().measure), GetParam().prints);
}

INSTANTIATE_TEST_SUITE_P(
    Arithmetic, OnQuarters,
    testing::Values(Case{"series", "b",
                         "2023-Q1 10, 2023-Q2 20, 2023-Q4 40, 2024-Q1 50, 2024-Q2 60"},
                    Case{"constant_on_either_side", "2 * b + 1",
                         "2023-Q1 21, 2023-Q2 41, 2023-Q4 81, 2024-Q1 101, 2024-Q2 121"},
                    Case{"joined_where_both_are", "a - b",
                         "2023-Q1 90, 2023-Q2 90, 2023-Q4 90, 2024-Q1 100, 2024-Q2 105"},
                    Case{"multiplication_before_addition", "b + b * 2",
                         "2023-Q1 30, 2023-Q2 60, 2023-Q4 120, 2024-Q1 150, 2024-Q2 180"},
                    Case{"subtraction_from_the_left", "b - 1 - 2",
                         "2023-Q1 7, 2023-Q2 17, 2023-Q4 37, 2024-Q1 47, 2024-Q2 57"},
                    Case{"parentheses", "(b + b) / 2",
                         "2023-Q1 10, 2023-Q2 20, 2023-Q4 40, 2024-Q1 50, 2024-Q2 60"},
                    Case{"negation", "-n", "2023-Q1 0, 2023-Q2 5, 2023-Q3 -4, 2023-Q4 -6"},
                    Case{"division_by_zero_is_missing", "1 / n",
                         "2023-Q2 -0.2, 2023-Q3 0.25, 2023-Q4 0.166667"},
                    Case{"division_by_a_series_that_is_zero", "a / n",
                         "2023-Q2 -22, 2023-Q3 30, 2023-Q4 21.6667"},
                    Case{"overflow_is_missing", "n * 1e308 * 10", "2023-Q1 0"},
                    Case{"empty_series", "a + none", ""}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Shifts, OnQuarters,
    testing::Values(Case{"lag_by_index", "lag(b, 1q)",
                         "2023-Q2 10, 2023-Q3 20, 2024-Q1 40, 2024-Q2 50, 2024-Q3 60"},
                    Case{"lag_makes_no_period_that_is_not_over", "lag(a, 1q)",
                         "2023-Q2 100, 2023-Q3 110, 2023-Q4 120, 2024-Q1 130, 2024-Q2 150, 2024-Q3 "
                         "165, 2024-Q4 180"},
                    Case{"lag_of_a_later_reporter", "a / lag(b, 1q)",
                         "2023-Q2 11, 2023-Q3 6, 2024-Q1 3.75, 2024-Q2 3.3, 2024-Q3 3"},
                    Case{"a_year_is_four_quarters", "lag(a, 1y) - lag(a, 4q)",
                         "2024-Q1 0, 2024-Q2 0, 2024-Q3 0, 2024-Q4 0"},
                    Case{"twelve_months_are_four_quarters", "lag(a, 12m) - lag(a, 4q)",
                         "2024-Q1 0, 2024-Q2 0, 2024-Q3 0, 2024-Q4 0"},
                    Case{"change_across_a_hole_is_missing", "change(b, 1q)",
                         "2023-Q2 10, 2024-Q1 10, 2024-Q2 10"},
                    Case{"change_over_two", "change(b, 2q)", "2023-Q4 20, 2024-Q2 20"},
                    Case{"growth", "growth(b, 1q)", "2023-Q2 1, 2024-Q1 0.25, 2024-Q2 0.2"},
                    Case{"growth_from_zero_or_less_is_missing", "growth(n, 1q)", "2023-Q4 0.5"},
                    Case{"yoy", "yoy(a)", "2024-Q1 0.5, 2024-Q2 0.5, 2024-Q3 0.5, 2024-Q4 1"},
                    Case{"yoy_never_takes_the_row_before", "yoy(b)", "2024-Q1 4, 2024-Q2 2"},
                    Case{"qoq", "qoq(b)", "2023-Q2 1, 2024-Q1 0.25, 2024-Q2 0.2"},
                    Case{"acceleration", "change(yoy(a), 1q)", "2024-Q2 0, 2024-Q3 0, 2024-Q4 0.5"},
                    Case{"pace_between_neighbours_only", "pace(b, 92d)",
                         "2023-Q2 1.01529, 2024-Q1 0.253069, 2024-Q2 0.202407"},
                    Case{"pace_needs_values_above_zero", "pace(n, 46d)", "2023-Q4 0.224745"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Several, OnQuarters,
    testing::Values(
        Case{"sum_where_all_are", "sum(a, b, n)", "2023-Q1 110, 2023-Q2 125, 2023-Q4 176"},
        Case{"sum_of_one", "sum(n)", "2023-Q1 0, 2023-Q2 -5, 2023-Q3 4, 2023-Q4 6"},
        Case{"mean", "mean(a, b)",
             "2023-Q1 55, 2023-Q2 65, 2023-Q4 85, 2024-Q1 100, 2024-Q2 112.5"},
        Case{"min", "min(b, 30)", "2023-Q1 10, 2023-Q2 20, 2023-Q4 30, 2024-Q1 30, 2024-Q2 30"},
        Case{"max_as_a_floor", "max(0, n)", "2023-Q1 0, 2023-Q2 0, 2023-Q3 4, 2023-Q4 6"},
        Case{"median_of_three", "median(a, b, n)", "2023-Q1 10, 2023-Q2 20, 2023-Q4 40"},
        Case{"median_of_an_even_count", "median(a, b, n, 100)",
             "2023-Q1 55, 2023-Q2 60, 2023-Q4 70"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Trailing, OnQuarters,
    testing::Values(
        Case{"avg_includes_the_newest", "avg(a, 1y)",
             "2023-Q4 115, 2024-Q1 127.5, 2024-Q2 141.25, 2024-Q3 156.25, 2024-Q4 188.75"},
        Case{"avg_over_a_hole_is_missing", "avg(b, 2q)", "2023-Q2 15, 2024-Q1 45, 2024-Q2 55"},
        Case{"avg_of_one_period", "avg(b, 1q) - b",
             "2023-Q1 0, 2023-Q2 0, 2023-Q4 0, 2024-Q1 0, 2024-Q2 0"},
        Case{"peak", "peak(n, 2q)", "2023-Q2 0, 2023-Q3 4, 2023-Q4 6"},
        Case{"trough", "trough(n, 3q)", "2023-Q3 -5, 2023-Q4 -5"},
        Case{"drawdown", "drawdown(n, 3q)", "2023-Q3 0, 2023-Q4 0"},
        Case{"drawdown_from_a_peak_of_zero_is_missing", "drawdown(n, 2q)", "2023-Q3 0, 2023-Q4 0"},
        Case{"drawdown_below_the_peak", "drawdown(300 - a, 2q)",
             "2023-Q2 -0.05, 2023-Q3 -0.0526316, 2023-Q4 -0.0555556, 2024-Q1 -0.117647, 2024-Q2 "
             "-0.1, 2024-Q3 -0.111111, 2024-Q4 -0.666667"},
        Case{"stdev_of_the_sample", "stdev(n, 4q)", "2023-Q4 4.85627"},
        Case{"stdev_of_equal_values_is_zero", "stdev(flat, 3q)", "2023-Q3 0"},
        Case{"zscore", "zscore(n, 4q)", "2023-Q4 0.978117"},
        Case{"zscore_of_equal_values_is_missing", "zscore(flat, 3q)", ""},
        Case{"slope_per_period", "slope(a, 4q)",
             "2023-Q4 10, 2024-Q1 13, 2024-Q2 15.5, 2024-Q3 16.5, 2024-Q4 34.5"},
        Case{"percentile_is_the_share_not_above", "percentile(n, 4q)", "2023-Q4 1"},
        Case{"percentile_of_the_lowest", "percentile(-a, 4q)",
             "2023-Q4 0.25, 2024-Q1 0.25, 2024-Q2 0.25, 2024-Q3 0.25, 2024-Q4 0.25"},
        Case{"longer_than_the_history", "avg(n, 5q)", ""}),
    case_name);

// --- fiscal calendars -------------------------------------------------------------------------

TEST(FiscalQuarters, JoinByTheCalendarQuarterThatHoldsTheirMidpoint) {
  World w;
  w.has("oracle", kQuarter, "2025-05-31 1; 2025-08-31 2; 2025-11-30 3; 2026-02-28 4; 2026-05-31 5");
  w.has("nvidia", kQuarter, "2025-07-27 20; 2025-10-26 30; 2026-01-25 40; 2026-04-26 50");
  w.has("aws", kQuarter, "2025-06-30 200; 2025-09-30 300; 2025-12-31 400; 2026-03-31 500");
  // May is Q2, August Q3; 26 April 2026 is Q1 (February-April), 25 January 2026 is Q4.
  EXPECT_EQ(w.prints("oracle + nvidia + aws"),
            "2025-Q2 221, 2025-Q3 332, 2025-Q4 443, 2026-Q1 554");
  EXPECT_EQ(w.evaluate("oracle + nvidia + aws").back().period, date("2026-04-26"));
  EXPECT_EQ(w.prints("yoy(oracle)"), "2026-Q2 4");
}

TEST(FiscalQuarters, FiftyTwoWeekYearsNeverSkipOrDoubleAQuarter) {
  World w;
  std::string points;
  Date last = date("2016-01-31");
  for (int i = 0; i < 40; ++i, last += days{i == 4 || i == 28 ? 98 : 91})  // two 53-week years
    points += to_text(last) + ' ' + std::to_string(i) + ';';
  w.has("x", kQuarter, points);
  EXPECT_EQ(w.evaluate("change(x, 4q)").size(), 36u);
  for (const Print& p : w.evaluate("change(x, 4q)")) EXPECT_EQ(p.value, 4);
}

TEST(TwoPointsInOneCalendarPeriod, TheOneThatBecameKnownLaterStands) {
  World w;
  w.has("x", kQuarter, "2025-03-30 1 @2025-05-01; 2025-03-31 2 @2025-04-20; 2025-06-30 3");
  EXPECT_EQ(w.prints("x"), "2025-Q1 1, 2025-Q2 3");
  w.has("x", kQuarter, "2025-03-30 1 @2025-05-01; 2025-03-31 2 @2025-05-01; 2025-06-30 3");
  EXPECT_EQ(w.prints("x"), "2025-Q1 2, 2025-Q2 3");
}

// --- months, weeks, years ---------------------------------------------------------------------

TEST(Months, EndsOfUnequalLengthFollowEachOther) {
  World w;
  w.at("2024-05-31");
  w.has("m", kMonth, "2024-01-31 1; 2024-02-29 2; 2024-03-31 4; 2024-04-30 8; 2024-05-31 16");
  EXPECT_EQ(w.prints("change(m, 1m)"), "2024-02 1, 2024-03 2, 2024-04 4, 2024-05 8");
  EXPECT_EQ(w.prints("change(m, 1q)"), "2024-04 7, 2024-05 14");
  EXPECT_EQ(w.prints("avg(m, 1q)"), "2024-03 2.33333, 2024-04 4.66667, 2024-05 9.33333");
}

TEST(Months, YearOnYearAcrossALeapFebruary) {
  World w;
  w.has("m", kMonth, "2023-02-28 10; 2024-02-29 12; 2025-02-28 18");
  EXPECT_EQ(w.prints("yoy(m)"), "2024-02 0.2, 2025-02 0.5");
}

TEST(Weeks, AreIsoWeeksAcrossTheYearsEnd) {
  World w;
  w.has("w", Frequency::week, "2024-12-22 1; 2024-12-29 2; 2025-01-05 4; 2025-01-12 8");
  EXPECT_EQ(w.prints("change(w, 1w)"), "2024-W52 1, 2025-W01 2, 2025-W02 4");
  EXPECT_EQ(w.prints("change(w, 14d)"), "2025-W01 3, 2025-W02 6");
}

TEST(Years, GrowYearByYear) {
  World w;
  w.has("y", Frequency::year, "2022-12-31 100; 2023-12-31 110; 2025-12-31 120");
  EXPECT_EQ(w.prints("yoy(y)"), "2023 0.1");
  EXPECT_EQ(w.prints("growth(y, 2y)"), "2025 0.0909091");
}

// --- days -------------------------------------------------------------------------------------

World business_days() {
  World w;
  // A Friday, the week after, a gap of ten days, two more.
  w.has("d", kDay,
        "2024-02-23 100; 2024-02-26 102; 2024-02-27 104; 2024-02-28 106; 2024-02-29 108; "
        "2024-03-01 90;"
        "2024-03-11 99; 2024-03-12 120");
  w.has("e", kDay, "2024-02-26 1; 2024-02-28 2; 2024-03-12 4");
  w.has("leap", kDay, "2023-02-28 50; 2023-03-01 55; 2024-02-28 60; 2024-02-29 75; 2025-02-28 90");
  return w;
}

class OnDays : public testing::TestWithParam<Case> {};
TEST_P(OnDays, Yields) {
  EXPECT_EQ(business_days().prints(GetParam().measure), GetParam().prints);
}

INSTANTIATE_TEST_SUITE_P(
    Day, OnDays,
    testing::Values(
        Case{"join_by_equal_date", "d * e", "2024-02-26 102, 2024-02-28 212, 2024-03-12 480"},
        Case{"lag_takes_the_newest_at_or_before", "lag(d, 1d)",
             "2024-02-26 100, 2024-02-27 102, 2024-02-28 104, 2024-02-29 106, 2024-03-01 108, "
             "2024-03-12 99"},
        Case{"lag_takes_nothing_older_than_seven_days_more", "lag(d, 1w)",
             "2024-03-01 100, 2024-03-11 90, 2024-03-12 90"},
        Case{"change", "change(d, 1w)", "2024-03-01 -10, 2024-03-11 9, 2024-03-12 30"},
        Case{"growth", "growth(d, 1w)", "2024-03-01 -0.1, 2024-03-11 0.1, 2024-03-12 0.333333"},
        Case{"a_year_before_a_leap_day_is_the_28th", "yoy(leap)",
             "2024-02-28 0.2, 2024-02-29 0.5, 2025-02-28 0.5"},
        Case{"a_month_back_from_the_31st_is_clamped", "lag(leap, 1y)",
             "2024-02-28 50, 2024-02-29 50, 2025-02-28 60"},
        Case{"avg_excludes_the_day_before_the_span", "avg(d, 3d)",
             "2024-02-23 100, 2024-02-26 102, 2024-02-27 103, 2024-02-28 104, 2024-02-29 106, "
             "2024-03-01 101.333, 2024-03-11 99, 2024-03-12 109.5"},
        Case{"drawdown", "drawdown(d, 30d)",
             "2024-02-23 0, 2024-02-26 0, 2024-02-27 0, 2024-02-28 0, 2024-02-29 0, 2024-03-01 "
             "-0.166667, 2024-03-11 -0.0833333, 2024-03-12 0"},
        Case{"stdev_needs_two", "stdev(e, 3d)", "2024-02-28 0.707107"},
        Case{"the_day_the_span_is_counted_from_is_not_in_it", "stdev(e, 2d)", ""},
        Case{"slope_per_day", "slope(e, 3d)", "2024-02-28 0.5"},
        Case{"slope_over_unequal_gaps", "slope(e, 30d)", "2024-02-28 0.5, 2024-03-12 0.183417"},
        Case{"percentile", "percentile(d, 6d)",
             "2024-02-23 1, 2024-02-26 1, 2024-02-27 1, 2024-02-28 1, 2024-02-29 1, 2024-03-01 "
             "0.2, 2024-03-11 1, 2024-03-12 1"},
        Case{"pace_per_days_between_dates", "pace(e, 2d)", "2024-02-28 1, 2024-03-12 0.112531"}),
    case_name);

// --- resampling -------------------------------------------------------------------------------

World prices() {
  World w;
  w.has("p", kDay,
        "2024-01-02 1; 2024-01-31 5; 2024-02-01 3; 2024-02-15 8; 2024-02-29 4; 2024-04-30 7; "
        "2024-05-01 9");
  w.has("m", kMonth, "2024-01-31 1; 2024-02-29 2; 2024-03-31 6; 2024-04-30 8; 2024-06-30 9");
  w.has("w", Frequency::week,
        "2024-01-28 0; 2024-02-04 1; 2024-02-11 2; 2024-02-18 3; 2024-02-25 4; 2024-03-03 5; "
        "2024-03-10 6");
  w.at("2024-06-30");
  return w;
}

class Resampled : public testing::TestWithParam<Case> {};
TEST_P(Resampled, Yields) {
  EXPECT_EQ(prices().prints(GetParam().measure), GetParam().prints);
}

INSTANTIATE_TEST_SUITE_P(
    Pick, Resampled,
    testing::Values(Case{"last", "monthly(p, last)", "2024-01 5, 2024-02 4, 2024-04 7, 2024-05 9"},
                    Case{"mean", "monthly(p, mean)", "2024-01 3, 2024-02 5, 2024-04 7, 2024-05 9"},
                    Case{"median", "monthly(p, median)",
                         "2024-01 3, 2024-02 4, 2024-04 7, 2024-05 9"},
                    Case{"min", "monthly(p, min)", "2024-01 1, 2024-02 3, 2024-04 7, 2024-05 9"},
                    Case{"max", "monthly(p, max)", "2024-01 5, 2024-02 8, 2024-04 7, 2024-05 9"},
                    Case{"quarters_of_days", "quarterly(p, max)", "2024-Q1 8, 2024-Q2 9"},
                    Case{"weeks_of_days", "weekly(p, last)",
                         "2024-W01 1, 2024-W05 3, 2024-W07 8, 2024-W09 4, 2024-W18 9"},
                    Case{"a_quarter_needs_all_its_months", "quarterly(m, mean)", "2024-Q1 3"},
                    Case{"a_month_needs_all_weeks_that_end_in_it", "monthly(w, last)", "2024-02 4"},
                    Case{"functions_of_it_are_by_calendar", "change(monthly(p, last), 1m)",
                         "2024-02 -1, 2024-05 2"}),
    case_name);

TEST(Resampling, APeriodExistsOnlyOnceItIsOver) {
  World w = prices();
  w.at("2024-02-29T23:59:58Z");
  EXPECT_EQ(w.prints("monthly(p, last)"), "2024-01 5");
  w.at("2024-02-29T23:59:59Z");
  EXPECT_EQ(w.prints("monthly(p, last)"), "2024-01 5, 2024-02 4");
  EXPECT_EQ(w.prints("quarterly(p, last)"), "");
}

TEST(Resampling, APeriodIsDatedByTheCalendarsLastDayAndKnownWithItsInputs) {
  World w;
  w.has("p", kDay, "2024-01-02 1 @2024-03-05; 2024-01-30 5 @2024-01-31");
  const Print mean = w.evaluate("monthly(p, mean)").at(0);
  EXPECT_EQ(mean.period, date("2024-01-31"));
  EXPECT_EQ(mean.known_at, end_of_day(date("2024-03-05")));
  EXPECT_EQ(w.evaluate("monthly(p, last)").at(0).known_at, end_of_day(date("2024-01-31")));
}

// --- what a print carries ---------------------------------------------------------------------

TEST(KnownAt, IsTheLatestOfAllInputsLaggedOnesIncluded) {
  World w;
  w.has("x", kQuarter,
        "2024-03-31 100 @2025-02-01; 2024-06-30 110 @2024-08-01; 2024-09-30 120 @2024-11-01");
  w.has("y", kQuarter, "2024-09-30 1 @2024-12-24");
  const auto known = [&](std::string_view m) {
    return to_text(day_of(w.evaluate(m).back().known_at));
  };
  EXPECT_EQ(known("x"), "2024-11-01");
  EXPECT_EQ(known("growth(x, 1q)"), "2024-11-01");
  EXPECT_EQ(known("growth(x, 2q)"), "2025-02-01");
  EXPECT_EQ(known("avg(x, 3q)"), "2025-02-01");
  EXPECT_EQ(known("pace(x, 30d)"), "2024-11-01");
  EXPECT_EQ(known("x + y"), "2024-12-24");
  EXPECT_EQ(known("max(x, y, 0)"), "2024-12-24");
}

TEST(Prints, WithoutABasketCarryNoCoverage) {
  World w = quarters();
  for (const Print& p : w.evaluate("a + b")) EXPECT_EQ(p.of, 0);
}

TEST(Revisions, AreSeenThroughTheWindowThatKnowsThem) {
  World before, after;
  before.has("x", kQuarter, "2023-06-30 100; 2024-06-30 120 @2024-07-30");
  after.has("x", kQuarter, "2023-06-30 96 @2024-08-15; 2024-06-30 120 @2024-07-30");
  EXPECT_EQ(before.prints("yoy(x)"), "2024-Q2 0.2");
  EXPECT_EQ(after.prints("yoy(x)"), "2024-Q2 0.25");
  EXPECT_EQ(after.evaluate("yoy(x)").back().known_at, end_of_day(date("2024-08-15")));
}

TEST(Window, WithoutTheSeriesYieldsNothing) {
  World w = quarters();
  w.window.series.erase(SeriesId{"b"});
  EXPECT_EQ(w.prints("b"), "");
  EXPECT_EQ(w.prints("a + b"), "");
}

}  // namespace
}  // namespace firstcard::test
