#include <gmock/gmock.h>

#include "indicators/expr.h"
#include "indicators/nearest.h"
#include "measure_support.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The measure written out again, or its error.
std::string parsed(std::string_view text) {
  const auto m = parse_measure(text);
  return m ? to_text(m->root()) : std::to_string(m.error().column) + ": " + m.error().message;
}

struct Case {
  const char* name;
  const char* text;
  const char* result;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.text;
}
std::string case_name(const testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

class Parse : public testing::TestWithParam<Case> {};
TEST_P(Parse, Yields) {
  EXPECT_EQ(parsed(GetParam().text), GetParam().result);
}

INSTANTIATE_TEST_SUITE_P(
    Trees, Parse,
    testing::Values(
        Case{"series", "aws.revenue", "aws.revenue"},
        Case{"parts_with_digits_and_underscores", "_a.h100_sxm.x2", "_a.h100_sxm.x2"},
        Case{"space_means_nothing", " a\t+\r\n b ", "a + b"},
        Case{"no_space_needed", "a+b*-c", "a + b * -c"},
        Case{"needless_parentheses_go", "((a) + ((b * c)))", "a + b * c"},
        Case{"parentheses_that_matter_stay", "(a + b) * c", "(a + b) * c"},
        Case{"right_operand_keeps_its_parentheses", "a - (b - c)", "a - (b - c)"},
        Case{"left_operand_needs_none", "(a - b) - c", "a - b - c"},
        Case{"quotient_of_a_product", "a / (b * c)", "a / (b * c)"},
        Case{"sign_before_a_product_belongs_to_the_factor", "-a * b", "-a * b"},
        Case{"sign_of_a_product", "-(a * b)", "-(a * b)"}, Case{"two_signs", "a - --b", "a - --b"},
        Case{"numbers", "0.5 + 007 + 1e9 + 2.5E-3 + 1e+2", "0.5 + 7 + 1e+09 + 0.0025 + 100"},
        Case{"minus_a_number_after_a_name_that_ends_in_e", "price-1", "price - 1"},
        Case{"durations", "lag(a,30d)+lag(a,2w)+lag(a,6m)+lag(a,1q)+lag(a,4y)",
             "lag(a, 30d) + lag(a, 2w) + lag(a, 6m) + lag(a, 1q) + lag(a, 4y)"},
        Case{"words", "quarterly(a, last) + monthly(a, median)",
             "quarterly(a, last) + monthly(a, median)"},
        Case{"a_word_is_a_series_elsewhere", "sum(last, mean)", "sum(last, mean)"},
        Case{"a_function_is_a_series_without_parentheses", "lag.x + basket.y", "lag.x + basket.y"},
        Case{"basket", "matched(change(yoy(basket), 1q), a.x, b.x)",
             "matched(change(yoy(basket), 1q), a.x, b.x)"}),
    case_name);

INSTANTIATE_TEST_SUITE_P(
    Errors, Parse,
    testing::Values(
        Case{"empty", " ",
             "1: the measure is empty: write a series' name or an expression over series"},
        Case{"missing_operand", "a + ",
             "5: expected a number, a series, a function or '(', not the end of the measure"},
        Case{"two_operators", "a * / b",
             "5: expected a number, a series, a function or '(', not '/'"},
        Case{"two_operands", "a b",
             "3: unexpected 'b': expected + - * / or the end of the measure"},
        Case{"number_then_name", "2 a",
             "3: unexpected 'a': expected + - * / or the end of the measure"},
        Case{"function_without_parentheses", "yoy a",
             "5: unexpected 'a': the arguments of 'yoy' stand in parentheses: yoy(x)"},
        Case{"unclosed_parenthesis", "(a + b",
             "7: expected ')' to close the '(' in column 1, not the end of the measure"},
        Case{"unclosed_call", "yoy(a + b",
             "10: expected ',' or ')' in the arguments of 'yoy' (its '(' is in column 4), not the "
             "end of "
             "the measure"},
        Case{"unopened_parenthesis", "a + b)",
             "6: there is no '(' for this ')': remove it, or add the '('"},
        Case{"stray_comma", "a, b",
             "2: unexpected ',': commas separate a function's arguments and nothing else"},
        Case{"empty_argument", "sum(a,,b)",
             "7: expected a number, a series, a function or '(', not ','"},
        Case{"duration_alone", "a + 30d",
             "5: the duration '30d' stands only as a function's argument, as in lag(x, 30d)"},
        Case{"duration_in_an_expression", "lag(a, 30d + 1)",
             "8: the duration '30d' stands only as a function's argument, as in lag(x, 30d)"},
        Case{"unknown_function_with_a_near_one", "2 * drawdwon(a, 30d)",
             "5: there is no function 'drawdwon'; did you mean 'drawdown'?"},
        Case{"unknown_function_with_none_near", "f(a)",
             "1: there is no function 'f': the functions are lag, change, growth, yoy, qoq, sum, "
             "mean, min, "
             "max, median, total, matched, avg, peak, trough, drawdown, stdev, zscore, slope, "
             "percentile, "
             "pace, quarterly, monthly, weekly, daily"},
        Case{"upper_case", "AWS.revenue",
             "1: names are lower case, but 'AWS.revenue' is not: write it in small letters"},
        Case{"part_that_begins_with_a_digit", "a.2x",
             "1: 'a.2x' is not a name: its parts, joined by dots, begin with a letter or '_'"},
        Case{"name_that_ends_in_a_dot", "a.",
             "1: 'a.' is not a name: its parts, joined by dots, begin with a letter or '_'"},
        Case{"two_dots", "a..b",
             "1: 'a..b' is not a name: its parts, joined by dots, begin with a letter or '_'"},
        Case{"unit_written_out", "lag(a, 30days)",
             "8: '30days' is neither a number nor a duration: write a number as 0.5 or 1e9, a "
             "duration as "
             "30d, 2w, 6m, 1q or 1y"},
        Case{"endless_duration", "lag(a, 999999y)",
             "8: the duration '999999y' is too long: write a shorter one"},
        Case{"number_that_ends_in_a_dot", "1. + a",
             "1: '1.' is neither a number nor a duration: write a number as 0.5 or 1e9, a duration "
             "as 30d, "
             "2w, 6m, 1q or 1y"},
        Case{"number_too_large", "a * 1e999",
             "5: the number '1e999' is too large or too small: write one that a double holds"},
        Case{"percent", "a - 5%", "6: unexpected '%': write a fraction, 0.05 for 5 %"},
        Case{"typeset_minus", "a \u2212 b", "3: unexpected '\u2212': write the minus sign as '-'"},
        Case{"comparison", "a < 0",
             "3: unexpected '<': lines belong in 'weakening', 'recovery' and 'strengthening'"},
        Case{
            "control_character", "a \x01",
            "3: unexpected a control character: a measure consists of series, numbers, + - * / and "
            "functions"}),
    case_name);

TEST(ParseLimits, NestingIsLimitedWithAnError) {
  const auto nested = [](int n) {
    return std::string(static_cast<std::size_t>(n), '(') + "a" +
           std::string(static_cast<std::size_t>(n), ')');
  };
  EXPECT_EQ(parsed(nested(99)), "a");
  EXPECT_EQ(parsed(nested(100)), "101: the measure is nested deeper than 100 levels: split it up");
  EXPECT_THAT(parsed(std::string(50'000, '-')), HasSubstr("nested deeper than 100"));
  EXPECT_THAT(parsed(std::string(60'000, '(')), HasSubstr("nested deeper than 100"));
}

TEST(ParseLimits, LongChainsAreLimitedWithAnError) {
  std::string chain = "a";
  for (int i = 0; i < 999; ++i) chain += "+a";
  EXPECT_TRUE(parse_measure(chain).has_value());
  EXPECT_THAT(parsed(chain + "+a"),
              HasSubstr("more than 1000 operators in a row: use sum(a, b, ...)"));
}

TEST(ParseLimits, TextIsLimitedWithAnError) {
  EXPECT_EQ(parsed(std::string(64 * 1024, ' ') + "a"),
            "1: the measure is longer than 64 KiB: split it up");
}

TEST(ParseMeasure, KeepsItsText) {
  EXPECT_EQ(parse_measure("  yoy( a )")->text(), "  yoy( a )");
  EXPECT_EQ(*parse_measure("a"), *parse_measure("a"));
}

TEST(SeriesOf, NamesEachOnceInOrderAndNoWordOrBasket) {
  const auto m = parse_measure("matched(yoy(basket), quarterly(z, mean), b.x, a) + b.x");
  EXPECT_THAT(series_of(*m), ElementsAre(SeriesId{"a"}, SeriesId{"b.x"}, SeriesId{"z"}));
}

TEST(WithCaret, PointsBelowTheColumn) {
  EXPECT_EQ(with_caret({5, "wrong"}, "a + b"), "wrong\na + b\n    ^");
  EXPECT_EQ(with_caret({6, "wrong"}, "a + b"), "wrong\na + b\n     ^");
}

TEST(WithCaret, CountsCharactersNotBytes) {
  const std::string text = "\u00e4\u2212\U0001F600 + b";
  EXPECT_EQ(with_caret({text.find('b') + 1, "wrong"}, text), "wrong\n" + text + "\n      ^");
}

TEST(WithCaret, ShowsTheLineWithTheErrorAndItsTabsAsSpaces) {
  EXPECT_EQ(with_caret({9, "wrong"}, "a +\r\n\t b x\n+ c"), "wrong\n  b x\n   ^");
  EXPECT_EQ(with_caret({4, "wrong"}, "a +\nb"), "wrong\na +\n   ^");
}

TEST(WithCaret, CutsALongLineAroundTheColumn) {
  const std::string text = std::string(200, 'x') + "!" + std::string(200, 'y');
  EXPECT_EQ(with_caret({201, "wrong"}, text), "wrong\n..." + std::string(60, 'x') + "!" +
                                                  std::string(59, 'y') + "...\n" +
                                                  std::string(63, ' ') + "^");
}

TEST(WithCaret, SurvivesAColumnOutsideTheText) {
  EXPECT_EQ(with_caret({0, "wrong"}, ""), "wrong\n\n^");
  EXPECT_EQ(with_caret({99, "wrong"}, "a"), "wrong\na\n ^");
}

TEST(Nearest, FindsTheFewestTypingErrors) {
  const std::vector<std::string_view> names{"aws.revenue", "aws.margin", "msft.revenue", "lag"};
  EXPECT_EQ(nearest("aws.revenu", names), "aws.revenue");
  EXPECT_EQ(nearest("asw.revenue", names), "aws.revenue");
  EXPECT_EQ(nearest("mfst.revenue", names), "msft.revenue");
  EXPECT_EQ(nearest("gal", names), std::nullopt);  // two of three letters
  EXPECT_EQ(nearest("llg", names), "lag");
  EXPECT_EQ(nearest("", names), std::nullopt);
  const std::vector<std::string_view> letters{"a", "bc"};
  EXPECT_EQ(nearest("e", letters), std::nullopt);
  EXPECT_EQ(nearest("b", letters), "bc");
  EXPECT_EQ(nearest(std::string(100'000, 'x'), names), std::nullopt);
  EXPECT_EQ(did_you_mean("lab", names), "; did you mean 'lag'?");
  EXPECT_EQ(did_you_mean("nothing_like_it", names), "");
}

}  // namespace
}  // namespace firstcard::test
