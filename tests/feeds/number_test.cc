#include "feeds/number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace firstcard {
namespace {

using testing::HasSubstr;

const NumberFormat kPlain;
const NumberFormat kUs{.thousands = ','};
const NumberFormat kGerman{.decimal = ',', .thousands = '.'};
const NumberFormat kSwiss{.thousands = '\''};
const NumberFormat kSi{.decimal = ',', .thousands = ' '};
const NumberFormat kPercent{.percent = true};
const NumberFormat kBook{.thousands = ',', .parentheses = true};
const NumberFormat kMillions{.scale = 1e6};
const NumberFormat kMarked{.missing = {"", ".", "n/a", "\xE2\x80\x94"}};
const NumberFormat kStrict{.missing = {}};
const NumberFormat kSigned{.thousands = ',',
                           .parentheses = true,
                           .signs = {"US", "US$", "$", "(US)", "USD", "\xE2\x82\xAC"}};
const NumberFormat kHeadline{.magnitudes = true, .signs = {"$", "USD"}};

struct Good {
  const char* name;
  NumberFormat format;
  const char* text;
  double value;
};

class NumberReads : public testing::TestWithParam<Good> {};

TEST_P(NumberReads, TheValue) {
  const auto got = NumberReader(GetParam().format).read(GetParam().text);
  ASSERT_TRUE(got) << got.error();
  ASSERT_TRUE(*got);
  EXPECT_EQ(**got, GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    , NumberReads,
    testing::Values(
        Good{"SignInFront", kSigned, "$12.29", 12.29},
        Good{"SignsOnBothSides", kSigned, "$12.29 (US)", 12.29},
        Good{"LongerSignFirst", kSigned, "US$ 5", 5},
        Good{"SignBehind", kSigned, "1,234.5 USD", 1234.5},
        Good{"SignBehindMinus", kSigned, "-$5", -5}, Good{"MinusBehindSign", kSigned, "$ -5", -5},
        Good{"SignInsideParentheses", kSigned, "($1,194)", -1194},
        Good{"SignOutsideParentheses", kSigned, "$ (1,194) (US)", -1194},
        Good{"EuroBehind", kSigned, "5 \xE2\x82\xAC", 5}, Good{"NoSignAtAll", kSigned, "5", 5},
        Good{"SignBesidePercent", NumberFormat{.percent = true, .signs = {"p.a."}}, "5% p.a.",
             0.05},
        Good{"Thousands", kHeadline, "1.5K", 1500}, Good{"Millions", kHeadline, "$812m", 812e6},
        Good{"MillionsOfBankers", kHeadline, "$5MM", 5e6}, Good{"Mn", kHeadline, "7.1 mn", 7.1e6},
        Good{"Billions", kHeadline, "USD 1.2 bn", 1.2e9},
        Good{"BillionWord", kHeadline, "-1.2 Billion USD", -1.2e9},
        Good{"Trillions", kHeadline, "3.4T", 3.4e12}, Good{"NoMagnitude", kHeadline, "42", 42},
        Good{"MagnitudeOfAnExponent", kHeadline, "1e2k", 1e5},
        Good{"MagnitudeAndScale", NumberFormat{.magnitudes = true, .scale = 1e-6}, "42.232B",
             42232},
        Good{"MagnitudeInParentheses", NumberFormat{.parentheses = true, .magnitudes = true},
             "(1.1M)", -1.1e6},
        Good{"Integer", kPlain, "42", 42}, Good{"Zero", kPlain, "0", 0},
        Good{"PointIsDecimal", kPlain, "1.234", 1.234}, Good{"Minus", kPlain, "-1.5", -1.5},
        Good{"Plus", kPlain, "+1.5", 1.5},
        Good{"TypesetMinus", kPlain,
             "\xE2\x88\x92"
             "12.5",
             -12.5},
        Good{"NoIntegerPart", kPlain, ".5", 0.5}, Good{"NoFraction", kPlain, "5.", 5},
        Good{"MinusWithoutIntegerPart", kPlain, "-.5", -0.5},
        Good{"Exponent", kPlain, "2E+11", 2e11}, Good{"SmallExponent", kPlain, "2e-3", 0.002},
        Good{"BlanksAround", kPlain, " \t7 ", 7},
        Good{"NoBreakSpaceAround", kPlain,
             "\xC2\xA0"
             "7",
             7},
        Good{"LeadingZeros", kPlain, "007", 7},
        Good{"SeventeenDigits", kPlain, "0.1234567890123456789", 0.1234567890123456789},
        Good{"UsGroups", kUs, "1,234,567.89", 1234567.89},
        Good{"UsGroupsLeftOut", kUs, "1234567", 1234567}, Good{"UsSmall", kUs, "123", 123},
        Good{"UsOneGroup", kUs, "-1,234", -1234}, Good{"GermanGroup", kGerman, "1.234", 1234},
        Good{"GermanBoth", kGerman, "1.234.567,5", 1234567.5},
        Good{"GermanDecimalOnly", kGerman, "12,4", 12.4},
        Good{"Swiss", kSwiss, "1'234'567.5", 1234567.5},
        Good{"SpaceGroups", kSi, "1 234 567,5", 1234567.5},
        Good{"NoBreakSpaceGroups", kSi,
             "1\xC2\xA0"
             "234,5",
             1234.5},
        Good{"NarrowNoBreakSpaceGroups", kSi,
             "1\xE2\x80\xAF"
             "234,5",
             1234.5},
        Good{"Percent", kPercent, "12.3%", 0.123},
        Good{"PercentAfterBlank", kPercent, "12.3 %", 0.123},
        Good{"NegativePercent", kPercent, "-0.7%", -0.007},
        Good{"Parentheses", kBook, "(1,194)", -1194},
        Good{"ParenthesesNotNeeded", kBook, "1,194", 1194},
        Good{"PercentInsideParentheses", NumberFormat{.percent = true, .parentheses = true}, "(3%)",
             -0.03},
        Good{"PercentBehindParentheses", NumberFormat{.percent = true, .parentheses = true}, "(3)%",
             -0.03},
        Good{"ScaleIsExact", kMillions, "42.232", 42232000},
        Good{"ScaleAndExponent", kMillions, "1.1e-3", 1100},
        Good{"ScaleByEight", NumberFormat{.scale = 0.125}, "16", 2},
        Good{"ScaleToMinus", NumberFormat{.scale = -1}, "16", -16},
        Good{"ScaleDownIsExact", NumberFormat{.scale = 1e-3}, "3", 0.003},
        Good{"ScaledPercent", NumberFormat{.percent = true, .scale = 100}, "12.3%", 12.3}),
    [](const auto& row) { return std::string(row.param.name); });

struct Bad {
  const char* name;
  NumberFormat format;
  const char* text;
  const char* reason;
};

class NumberRefuses : public testing::TestWithParam<Bad> {};

TEST_P(NumberRefuses, AndSaysWhy) {
  const auto got = NumberReader(GetParam().format).read(GetParam().text);
  ASSERT_FALSE(got) << (*got ? std::to_string(**got) : "missing");
  EXPECT_THAT(got.error(), HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    , NumberRefuses,
    testing::Values(
        Bad{"UndeclaredComma", kPlain, "1,234",
            "set thousands = \",\" on this column if it parts thousands, or decimal = \",\""},
        Bad{"UndeclaredPoint", NumberFormat{.decimal = ','}, "1.234", "set thousands = \".\""},
        Bad{"UndeclaredApostrophe", kPlain, "1'234", "set thousands = \"'\""},
        Bad{"UndeclaredSpace", kPlain, "1 234", "set thousands = \" \""},
        Bad{"UndeclaredNoBreakSpace", kPlain,
            "1\xC2\xA0"
            "234",
            "set thousands = \" \""},
        Bad{"TwoDecimalPoints", kPlain, "1.234.567", "set thousands = \".\""},
        Bad{"GroupOfTwo", kUs, "12,34", "groups of three digits"},
        Bad{"GroupOfFour", kUs, "1,2345", "groups of three digits"},
        Bad{"FirstGroupOfFour", kUs, "1234,567", "groups of three digits"},
        Bad{"EmptyGroup", kUs, "1,,234", "groups of three digits"},
        Bad{"LeadingSeparator", kUs, ",234", "groups of three digits"},
        Bad{"TrailingSeparator", kUs, "1,", "groups of three digits"},
        Bad{"GermanDecimalPoint", kGerman, "12.5", "set decimal = \".\""},
        Bad{"GroupsBehindDecimal", kUs, "1.234,567", "behind the decimal sign"},
        Bad{"UndeclaredPercent", kPlain, "12%", "percent = true"},
        Bad{"PercentNotThere", kPercent, "12", "no percent sign"},
        Bad{"TwoPercents", kPercent, "12%%", "'%'"},
        Bad{"UndeclaredParentheses", kPlain, "(12)", "parentheses = true"},
        Bad{"MinusInParentheses", kBook, "(-12)", "minus inside parentheses"},
        Bad{"OpenParenthesis", kBook, "(12", "'('"}, Bad{"Infinity", kPlain, "inf", "finite"},
        Bad{"MinusInfinity", kPlain, "-Infinity", "finite"}, Bad{"NaN", kPlain, "NaN", "finite"},
        Bad{"TooLarge", kPlain, "1e999", "cannot hold"},
        Bad{"TooLargeByScale", kMillions, "1e305", "cannot hold"},
        Bad{"TooLargeByFactor", NumberFormat{.scale = 3}, "1e308", "cannot hold"},
        Bad{"ExponentBeyondInt", kPlain, "1e99999999999", "cannot hold"},
        Bad{"ExponentWithoutDigits", kPlain, "1e", "'e'"},
        Bad{"TwoSignsOfAnExponent", kPlain, "1e+-5", "'e'"},
        Bad{"ExponentThatHasNoAbsoluteValue", kPlain, "1e-2147483648", "cannot hold"},
        Bad{"UndeclaredMagnitude", kPlain, "1.2B", "set magnitudes = true"},
        Bad{"UndeclaredMagnitudeWord", kSigned, "$1.2 billion", "set magnitudes = true"},
        Bad{"NoMagnitudeOfThatName", kHeadline, "1.2Q", "'Q' is unexpected"},
        Bad{"TwoMagnitudes", kHeadline, "1.2MB", "'M' is unexpected"},
        Bad{"OnlySigns", kSigned, "$ (US)", "no digit"},
        Bad{"OnlyMagnitude", kHeadline, "bn", "'b' is unexpected"},
        Bad{"UndeclaredSign", kSigned,
            "\xC2\xA3"
            "5",
            "to `signs`"},
        Bad{"Hexadecimal", kPlain, "0x1F", "'x'"},
        Bad{"Word", kPlain, "n/a", "add it to `missing`"},
        Bad{"Dash", kPlain, "\xE2\x80\x94", "'\xE2\x80\x94' is unexpected"},
        Bad{"Currency", kPlain, "$12.29", "'$'"}, Bad{"Unit", kPlain, "12.29 (US)", "' '"},
        Bad{"OnlyMinus", kPlain, "-", "no digit"}, Bad{"OnlyPoint", kPlain, ".", "no digit"},
        Bad{"TwoSigns", kPlain, "--1", "'-'"},
        Bad{"EmptyNotDeclaredMissing", kStrict, "", "add \"\" to `missing`"},
        Bad{"InvalidUtf8", kPlain, "\xFF", "'?'"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Number, DeclaredMarkersAreMissing) {
  for (const char* text : {"", " ", ".", "n/a", " n/a ", "\xE2\x80\x94"}) {
    const auto got = NumberReader(kMarked).read(text);
    ASSERT_TRUE(got) << text << ": " << got.error();
    EXPECT_EQ(*got, std::nullopt) << text;
  }
}

TEST(Number, AMarkerInOtherLettersIsNoMarker) {
  EXPECT_FALSE(NumberReader(kMarked).read("N/A"));
}

TEST(Number, MinusZeroIsZero) {
  const auto got = NumberReader(kPlain).read("-0.0");
  ASSERT_TRUE(got && *got);
  EXPECT_FALSE(std::signbit(**got));
}

TEST(Number, ManyDigitsAreRefusedRatherThanCut) {
  EXPECT_FALSE(NumberReader(kUs).read("1," + std::string(3, '0') + "." + std::string(1000, '1')));
}

TEST(Number, EveryPowerOfTenScalesAsIfWrittenOut) {
  for (int k = -9; k <= 9; ++k) {
    const double scale = std::stod("1e" + std::to_string(k));
    const auto got = NumberReader(NumberFormat{.scale = scale}).read("73.911");
    ASSERT_TRUE(got && *got) << k;
    EXPECT_EQ(**got, std::stod("73.911e" + std::to_string(k))) << k;
  }
}

}  // namespace
}  // namespace firstcard
