#include "measure_support.h"

namespace firstcard::test {
namespace {

World known() {
  World w;
  w.has("aws.revenue", Frequency::quarter, "");
  w.has("msft.revenue", Frequency::quarter, "");
  w.has("gpu.price", Frequency::day, "");
  w.has("cpi", Frequency::month, "");
  w.has("claims", Frequency::week, "");
  w.has("gdp", Frequency::year, "");
  w.has("arr.a", Frequency::event, "");
  w.has("arr.b", Frequency::event, "");
  return w;
}

struct Case {
  const char* name;
  const char* measure;
  const char* result;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.measure;
}
std::string case_name(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

class CheckError : public testing::TestWithParam<Case> {};
TEST_P(CheckError, NamesCulpritAndRemedy) {
  EXPECT_EQ(known().error(GetParam().measure), GetParam().result);
}

INSTANTIATE_TEST_SUITE_P(
    Names, CheckError,
    testing::Values(
        Case{"unknown_series", "1 + aws.revenu",
             "5: unknown series 'aws.revenu'; did you mean 'aws.revenue'?"},
        Case{"unknown_series_like_none", "oracle.rpo",
             "1: unknown series 'oracle.rpo': declare it as a [[series]]"},
        Case{"function_as_a_series", "yoy", "1: 'yoy' is a function: write yoy(x)"},
        Case{"no_series", "-(1 + 2) * 3", "1: the measure names no series: it would never change"},
        Case{"constants_in_a_function", "max(1, 2)",
             "1: max(a, b, ...): at least one argument must be an expression over a series"},
        Case{"basket_outside", "yoy(basket)",
             "5: 'basket' has a meaning only in the first argument of matched(f, a, b, ...)"},
        Case{"basket_as_a_member", "matched(yoy(basket), basket)",
             "22: 'basket' has a meaning only in the first argument of matched(f, a, b, ...)"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Arguments, CheckError,
    testing::Values(
        Case{"too_few", "lag(aws.revenue)", "1: lag(x, duration) takes 2 arguments, here is 1"},
        Case{"too_many", "1 + yoy(aws.revenue, 1y)", "5: yoy(x) takes 1 argument, here are 2"},
        Case{"none", "sum()", "1: sum(a, b, ...) takes at least 1 argument"},
        Case{"none_for_one", "qoq()", "1: qoq(x) takes 1 argument, here are 0"},
        Case{"number_for_a_duration", "lag(aws.revenue, 4)",
             "18: lag(x, duration): argument 2 must be a duration such as 30d, 2w, 6m, 1q or 1y, "
             "not '4'"},
        Case{"series_for_a_duration", "avg(aws.revenue, cpi)",
             "18: avg(x, duration): argument 2 must be a duration such as 30d, 2w, 6m, 1q or 1y, "
             "not 'cpi'"},
        Case{
            "duration_for_an_expression", "lag(1q, aws.revenue)",
            "9: lag(x, duration): argument 2 must be a duration such as 30d, 2w, 6m, 1q or 1y, not "
            "'aws.revenue'"},
        Case{"duration_first", "lag(1q, 1q)",
             "5: lag(x, duration): argument 1 must be an expression, not '1q'"},
        Case{"number_for_a_series", "yoy(2 * 3)",
             "5: yoy(x): argument 1 must be an expression over a series, not '2 * 3'"},
        Case{"duration_in_a_sum", "sum(aws.revenue, 1q)",
             "18: sum(a, b, ...): argument 2 must be an expression, not '1q'"},
        Case{"unknown_word", "quarterly(gpu.price, first)",
             "22: quarterly(x, word): argument 2 must be one of last, mean, median, min, max, not "
             "'first'"},
        Case{"no_word", "quarterly(gpu.price)",
             "1: quarterly(x, word) takes 2 arguments, here is 1"},
        Case{"zero_duration", "lag(gpu.price, 0d)",
             "16: the duration '0d' is not positive: write one of 1 or more"},
        Case{"century", "lag(gpu.price, 101y)",
             "16: the duration '101y' is longer than 100 years: write a shorter one"},
        Case{"division_by_zero", "aws.revenue / (1 - 1)",
             "13: division by zero: 'aws.revenue / (1 - 1)' never has a value"},
        Case{"constant_overflow", "aws.revenue * (1e300 * 1e300)",
             "22: '1e+300 * 1e+300' is too large for a number"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Frequencies, CheckError,
    testing::Values(
        Case{"day_with_quarter", "gpu.price * aws.revenue",
             "11: 'gpu.price' is of frequency day, 'aws.revenue' of frequency quarter: write "
             "quarterly(gpu.price, last) (or mean, median, min, max) to bring both to quarters"},
        Case{"quarter_with_month", "aws.revenue / cpi",
             "13: 'aws.revenue' is of frequency quarter, 'cpi' of frequency month: write "
             "quarterly(cpi, "
             "last) (or mean, median, min, max) to bring both to quarters"},
        Case{"event_with_day", "arr.a / gpu.price",
             "7: 'arr.a' is of frequency event, 'gpu.price' of frequency day: write daily(arr.a, "
             "last) (or "
             "mean, median, min, max) to bring both to days"},
        Case{"month_with_year", "cpi / gdp",
             "5: 'cpi' is of frequency month, 'gdp' of frequency year: no function makes years of "
             "something "
             "finer, so they cannot be combined"},
        Case{"in_a_sum", "sum(aws.revenue, 1, gpu.price)",
             "21: 'aws.revenue' is of frequency quarter, 'gpu.price' of frequency day: write "
             "quarterly(gpu.price, last) (or mean, median, min, max) to bring both to quarters"},
        Case{"days_of_quarters", "lag(aws.revenue, 90d)",
             "18: the duration '90d' is not a whole number of quarters, and 'aws.revenue' is of "
             "frequency "
             "quarter: write e.g. 4q (or 12m or 1y)"},
        Case{"months_of_quarters", "avg(aws.revenue, 4m)",
             "18: the duration '4m' is not a whole number of quarters, and 'aws.revenue' is of "
             "frequency "
             "quarter: write e.g. 4q (or 12m or 1y)"},
        Case{"a_year_of_weeks", "lag(claims, 1y)",
             "13: the duration '1y' is not a whole number of weeks, and 'claims' is of frequency "
             "week: write "
             "e.g. 52w"},
        Case{"yoy_of_weeks", "yoy(claims)",
             "1: yoy: a year is not a whole number of weeks, and 'claims' is of frequency week: "
             "write "
             "growth(claims, 52w)"},
        Case{"qoq_of_years", "qoq(gdp)",
             "1: qoq: a quarter is not a whole number of years, and 'gdp' is of frequency year: "
             "write "
             "growth(gdp, 1y)"},
        Case{"pace_in_months", "pace(arr.a, 1m)",
             "13: pace takes a duration in days or weeks, not '1m': write e.g. 30d"},
        Case{"stdev_of_one", "stdev(aws.revenue, 1q)",
             "20: stdev needs at least two periods, and '1q' is one: write a longer duration"},
        Case{"total_of_quarters", "total(aws.revenue, msft.revenue)",
             "7: total adds up event series, but 'aws.revenue' is of frequency quarter: use sum"},
        Case{"total_of_a_number", "total(arr.a, 1)",
             "14: total(a, b, ...): argument 2 must be an expression over a series, not '1'"},
        Case{"months_of_quarters_made", "monthly(aws.revenue, last)",
             "1: monthly makes months of something finer, but 'aws.revenue' is of frequency "
             "quarter: this "
             "cannot be done"},
        Case{"days_of_days_made", "daily(gpu.price, last)",
             "1: daily makes days of something finer, but 'gpu.price' is of frequency day: leave "
             "it as it "
             "is"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Matched, CheckError,
    testing::Values(
        Case{"no_member", "matched(yoy(basket))",
             "1: matched(f, a, b, ...) takes an expression in the word 'basket' and at least one "
             "member"},
        Case{"no_basket", "matched(1 + 2, aws.revenue)",
             "9: the first argument of matched says what is computed of the word 'basket', as in "
             "yoy(basket): '1 + 2' does not contain it"},
        Case{"series_in_f", "matched(basket / msft.revenue, aws.revenue)",
             "18: the first argument of matched is about the basket alone and names no series: "
             "write "
             "'basket' in the place of 'msft.revenue'"},
        Case{"nested", "matched(yoy(basket), matched(basket, aws.revenue))",
             "22: matched cannot stand inside matched (column 1): name the series themselves"},
        Case{"pace_in_f", "matched(pace(basket, 30d), aws.revenue)",
             "9: 'pace' cannot stand in the first argument of matched: use basket, arithmetic, "
             "lag, change, "
             "growth, yoy, qoq and the trailing functions there"},
        Case{"sum_in_f", "matched(sum(basket, 1), aws.revenue)",
             "9: 'sum' cannot stand in the first argument of matched: use basket, arithmetic, lag, "
             "change, "
             "growth, yoy, qoq and the trailing functions there"},
        Case{"day_member", "matched(yoy(basket), gpu.price)",
             "22: matched compares calendar periods, but 'gpu.price' is of frequency day: write "
             "quarterly(gpu.price, last), or monthly or weekly"},
        Case{"event_member", "matched(yoy(basket), aws.revenue, arr.a)",
             "35: matched compares calendar periods, but 'arr.a' is of frequency event: write "
             "quarterly(arr.a, last), or monthly or weekly"},
        Case{"mixed_members", "matched(yoy(basket), aws.revenue, cpi)",
             "35: 'aws.revenue' is of frequency quarter, 'cpi' of frequency month: write "
             "quarterly(cpi, "
             "last) (or mean, median, min, max) to bring both to quarters"},
        Case{"constant_member", "matched(yoy(basket), aws.revenue, 3)",
             "35: matched(f, a, b, ...): argument 3 must be an expression over a series, not '3'"},
        Case{"member_twice", "matched(yoy(basket), aws.revenue, aws.revenue)",
             "35: 'aws.revenue' is a member of this basket already: remove it"},
        Case{"duration_of_f", "matched(change(basket, 1m), aws.revenue)",
             "24: the duration '1m' is not a whole number of quarters, and 'basket' is of "
             "frequency quarter: "
             "write e.g. 4q (or 12m or 1y)"}),
    case_name);

TEST(Check, LongExpressionsAreCutInMessages) {
  const std::string longer =
      "aws.revenue + msft.revenue + aws.revenue + msft.revenue + aws.revenue";
  EXPECT_EQ(known().error("(" + longer + ") / cpi"),
            std::to_string(longer.size() + 4) +
                ": 'aws.revenue + msft.revenue + aws.revenue + msft.revenue +...' is of frequency "
                "quarter, "
                "'cpi' of frequency month: write quarterly(cpi, last) (or mean, median, min, max) "
                "to bring "
                "both to quarters");
}

struct Good {
  const char* name;
  const char* measure;
  Frequency frequency;
};
void PrintTo(const Good& c, std::ostream* out) {
  *out << c.measure;
}

class CheckPasses : public testing::TestWithParam<Good> {};
TEST_P(CheckPasses, WithTheFrequencyOfThePrints) {
  const auto m = parse_measure(GetParam().measure);
  ASSERT_TRUE(m.has_value()) << m.error().message;
  const auto f = check_measure(*m, known().catalogue);
  ASSERT_TRUE(f.has_value()) << f.error().message;
  EXPECT_EQ(*f, GetParam().frequency);
}

INSTANTIATE_TEST_SUITE_P(
    Measures, CheckPasses,
    testing::Values(
        Good{"shipped_cloud", "matched(change(yoy(basket), 1q), aws.revenue, msft.revenue)",
             Frequency::quarter},
        Good{"shipped_arr", "pace(total(arr.a, arr.b), 30d)", Frequency::event},
        Good{"shipped_price", "drawdown(gpu.price, 90d)", Frequency::day},
        Good{"constant_and_series", "1 - 2 * gdp", Frequency::year},
        Good{"monthly_of_days_with_months", "monthly(gpu.price, mean) / cpi", Frequency::month},
        Good{"weekly_of_events", "weekly(arr.a, last)", Frequency::week},
        Good{"daily_of_events_with_days", "daily(arr.a, last) / gpu.price", Frequency::day},
        Good{"quarterly_of_weeks", "quarterly(claims, mean)", Frequency::quarter},
        Good{"resampled_members", "matched(qoq(basket), quarterly(cpi, last), aws.revenue)",
             Frequency::quarter},
        Good{"trailing_in_matched", "matched(basket / avg(basket, 1y) - 1, aws.revenue)",
             Frequency::quarter},
        Good{"yoy_of_days_and_events", "yoy(gpu.price)", Frequency::day},
        Good{"two_baskets",
             "matched(yoy(basket), aws.revenue) - matched(yoy(basket), msft.revenue)",
             Frequency::quarter},
        Good{"total_of_expressions", "total(arr.a * 2, yoy(arr.b))", Frequency::event}),
    [](const auto& c) { return c.param.name; });

}  // namespace
}  // namespace firstcard::test
