// Event series: values that stand until the next one.
#include "measure_support.h"

namespace firstcard::test {
namespace {

World events() {
  World w;
  w.has("a", Frequency::event,
        "2024-01-10 10 @2024-01-12; 2024-02-29 20 @2024-03-01; 2024-06-01 30 @2024-06-02; "
        "2025-02-28 45 "
        "@2025-03-01");
  w.has("b", Frequency::event, "2024-02-01 1; 2024-02-29 2; 2024-12-31 4");
  w.has("z", Frequency::event, "2024-01-01 0; 2024-03-01 5; 2024-04-01 -5; 2024-05-01 10");
  w.has("none", Frequency::event, "");
  return w;
}

struct Case {
  const char* name;
  const char* measure;
  const char* prints;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.measure;
}

class OnEvents : public testing::TestWithParam<Case> {};
TEST_P(OnEvents, Yields) {
  EXPECT_EQ(events().prints(GetParam().measure), GetParam().prints);
}

INSTANTIATE_TEST_SUITE_P(
    Event, OnEvents,
    testing::Values(
        Case{"series", "b", "2024-02-01 1, 2024-02-29 2, 2024-12-31 4"},
        Case{"binary_at_every_event_of_either", "a * b",
             "2024-02-01 10, 2024-02-29 40, 2024-06-01 60, 2024-12-31 120, 2025-02-28 180"},
        Case{"with_one_that_never_began", "a + none", ""},
        Case{"sum_of_standing_values", "sum(a, b)",
             "2024-02-01 11, 2024-02-29 22, 2024-06-01 32, 2024-12-31 34, 2025-02-28 49"},
        Case{"total_from_the_day_on_which_all_have_started", "total(a, b, z)",
             "2024-02-01 11, 2024-02-29 22, 2024-03-01 27, 2024-04-01 17, 2024-05-01 32, "
             "2024-06-01 42, "
             "2024-12-31 44, 2025-02-28 59"},
        Case{"total_of_one", "total(b)", "2024-02-01 1, 2024-02-29 2, 2024-12-31 4"},
        Case{"max_with_a_constant", "max(b, 1.5)", "2024-02-01 1.5, 2024-02-29 2, 2024-12-31 4"},
        Case{
            "median", "median(a, b, z)",
            "2024-02-01 1, 2024-02-29 2, 2024-03-01 5, 2024-04-01 2, 2024-05-01 10, 2024-06-01 10, "
            "2024-12-31 10, 2025-02-28 10"},
        Case{"a_missing_value_stands_as_missing", "b + 10 / z",
             "2024-03-01 4, 2024-04-01 0, 2024-05-01 3, 2024-12-31 5"},
        Case{"lag_of_any_age", "lag(a, 30d)", "2024-02-29 10, 2024-06-01 20, 2025-02-28 30"},
        Case{"lag_to_the_very_day", "lag(a, 50d)", "2024-02-29 10, 2024-06-01 20, 2025-02-28 30"},
        Case{"lag_one_day_more", "lag(a, 51d)", "2024-06-01 20, 2025-02-28 30"},
        Case{"lag_by_months_clamps", "lag(a, 1y)", "2025-02-28 10"},
        Case{"change", "change(a, 6m)", "2025-02-28 15"},
        Case{"growth_from_zero_or_less_is_missing", "growth(z, 1m)", "2024-04-01 -2"},
        Case{"growth_by_standing_value", "yoy(a)", "2025-02-28 3.5"},
        Case{"avg_of_what_is_there", "avg(a, 100d)",
             "2024-01-10 10, 2024-02-29 15, 2024-06-01 25, 2025-02-28 45"},
        Case{"peak_of_what_is_there", "peak(z, 61d)",
             "2024-01-01 0, 2024-03-01 5, 2024-04-01 5, 2024-05-01 10"},
        Case{"drawdown", "drawdown(z, 2m)", "2024-03-01 0, 2024-04-01 -2, 2024-05-01 0"},
        Case{"slope_per_day", "slope(a, 60d)", "2024-02-29 0.2"},
        Case{"trailing_passes_over_missing_values", "avg(10 / z, 1y)",
             "2024-03-01 2, 2024-04-01 0, 2024-05-01 0.333333"},
        Case{"pace_between_consecutive_events", "pace(a, 30d)",
             "2024-02-29 0.515717, 2024-06-01 0.139734, 2025-02-28 0.0457354"},
        Case{"pace_in_weeks", "pace(b, 4w)", "2024-02-29 1, 2024-12-31 0.0654798"},
        Case{"pace_needs_values_above_zero", "pace(z, 30d)", ""},
        Case{"pace_of_a_total", "pace(total(b, b), 28d)", "2024-02-29 1, 2024-12-31 0.0654798"},
        Case{"daily_has_only_days_with_an_event", "daily(b, last)",
             "2024-02-01 1, 2024-02-29 2, 2024-12-31 4"},
        Case{"monthly", "monthly(b, mean)", "2024-02 1.5, 2024-12 4"},
        Case{"quarterly_passes_over_missing_values", "quarterly(10 / z, last)",
             "2024-Q1 2, 2024-Q2 1"}),
    [](const auto& c) { return c.param.name; });

TEST(EventPrints, AreDatedByTheirEventAndKnownWithTheLatestInput) {
  const std::vector<Print> p = events().evaluate("a + b");
  ASSERT_EQ(p.size(), 5u);
  EXPECT_EQ(p[2].period, date("2024-06-01"));
  EXPECT_EQ(p[2].index, (date("2024-06-01") - Date{}).count());
  EXPECT_EQ(p[2].known_at, end_of_day(date("2024-06-02")));
  // b's event of 29 February became known 30 days later, after a's.
  EXPECT_EQ(p[1].known_at, end_of_day(date("2024-03-30")));
}

TEST(EventPrints, ALaggedInputCountsForKnownAt) {
  World w;
  w.has("x", Frequency::event, "2024-01-01 1 @2026-01-01; 2024-03-01 2 @2024-03-01");
  EXPECT_EQ(w.evaluate("growth(x, 30d)").back().known_at, end_of_day(date("2026-01-01")));
  EXPECT_EQ(w.evaluate("pace(x, 30d)").back().known_at, end_of_day(date("2026-01-01")));
}

}  // namespace
}  // namespace firstcard::test
