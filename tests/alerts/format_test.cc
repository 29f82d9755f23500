#include "alerts/format.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "alerts/sparkline.h"
#include "alerts/utf8.h"

namespace firstcard {
namespace {

struct Shown {
  double value;
  std::string unit;
  std::string text;
};

TEST(FormatValue, FollowsTheUnit) {
  for (const Shown& c : {Shown{0.1234, "percent", "12.3%"},
                         Shown{-0.042, "percent", "-4.2%"},
                         Shown{0, "percent", "0.0%"},
                         Shown{-0.0001, "percent", "0.0%"},
                         Shown{12.5, "percent", "1250.0%"},
                         Shown{0.012, "pp", "+1.2 pp"},
                         Shown{-0.019, "pp", "-1.9 pp"},
                         Shown{0, "pp", "0.0 pp"},
                         Shown{0.0001, "pp", "0.0 pp"},
                         Shown{-0.0001, "pp", "0.0 pp"},
                         Shown{1.25e9, "USD", "1.25 B USD"},
                         Shown{42'232e6, "USD", "42.23 B USD"},
                         Shown{2.5e12, "USD", "2.5 T USD"},
                         Shown{3.1e15, "USD", "3100 T USD"},
                         Shown{-1'194'000, "USD", "-1.194 M USD"},
                         Shown{999'960, "USD", "1 M USD"},
                         Shown{999'940, "USD", "999.9 K USD"},
                         Shown{-999'999, "USD", "-1 M USD"},
                         Shown{0, "USD", "0 USD"},
                         Shown{12.29, "USD", "12.29 USD"},
                         Shown{12'000, "EUR", "12 K EUR"},
                         Shown{2.3456, "USD/h", "2.346 USD/h"},
                         Shown{123456, "", "123456"},
                         Shown{123456.7, "GPU", "123457 GPU"},
                         Shown{0.012345, "", "0.01235"},
                         Shown{1.5, "", "1.5"},
                         Shown{10, "", "10"},
                         Shown{-7, "", "-7"},
                         Shown{1e18, "", "1e+18"},
                         Shown{1.23456e-8, "", "1.235e-08"},
                         Shown{std::numeric_limits<double>::quiet_NaN(), "USD", "n/a"},
                         Shown{HUGE_VAL, "pp", "n/a"}})
    EXPECT_EQ(format_value(c.value, c.unit), c.text) << c.value << " " << c.unit;
}

TEST(FormatLine, KeepsTheDecimalsThatWereWritten) {
  EXPECT_EQ(format_line({Side::below, -0.01}, "pp"), "below -1.0 pp");
  EXPECT_EQ(format_line({Side::below, -0.0025}, "pp"), "below -0.25 pp");
  EXPECT_EQ(format_line({Side::above, 0.07}, "percent"), "above 7.0%");
  EXPECT_EQ(format_line({Side::above, 0.12345}, "percent"), "above 12.345%");
  EXPECT_EQ(format_line({Side::above, 1.0 / 3}, "percent"), "above 33.33333%");
  EXPECT_EQ(format_line({Side::below, 1.23456e9}, "USD"), "below 1.23456 B USD");
  EXPECT_EQ(format_line({Side::below, 1.9}, "USD/h"), "below 1.9 USD/h");
}

TEST(FormatDistance, HasNoSignAndCountsPercentInPoints) {
  EXPECT_EQ(format_distance(-0.042, "percent"), "4.2 pp");
  EXPECT_EQ(format_distance(0.019, "pp"), "1.9 pp");
  EXPECT_EQ(format_distance(-25e9, "USD"), "25 B USD");
  EXPECT_EQ(format_distance(-0.0001, "pp"), "less than 0.1 pp");
  EXPECT_EQ(format_distance(0, "percent"), "0.0 pp");
}

TEST(FormatInstant, ShowsABareDateAsADate) {
  EXPECT_EQ(format_instant(parse_instant("2026-08-11T20:05:59Z").value()), "2026-08-11 20:05 UTC");
  EXPECT_EQ(format_instant(parse_instant("2026-08-11").value()), "2026-08-11");
  EXPECT_EQ(format_instant(parse_instant("2026-08-11T00:00:00Z").value()), "2026-08-11 00:00 UTC");
}

TEST(Spoken, TurnsNamesIntoWords) {
  EXPECT_EQ(spoken("first_card"), "first card");
  EXPECT_EQ(headline_case("first_card"), "First card");
  EXPECT_EQ(headline_case("\u00fcber"), "\u00fcber");
  EXPECT_EQ(headline_case(""), "");
}

TEST(Sparkline, ReachesFromTheLeastToTheLargest) {
  EXPECT_EQ(sparkline({0, 1, 2, 3, 4, 5, 6, 7}), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(sparkline({-1, 0, 1}), "▁▅█");
  EXPECT_EQ(sparkline({-1.7e308, 1.7e308}), "▁█");
}

TEST(Sparkline, ShowsConstantsAndSingleValuesAtMiddleHeight) {
  EXPECT_EQ(sparkline({3, 3, 3}), "▄▄▄");
  EXPECT_EQ(sparkline({-2}), "▄");
  EXPECT_EQ(sparkline({}), "");
  EXPECT_EQ(sparkline({5e-324, 5e-324}), "▄▄");
}

TEST(Sparkline, LeavesABlankForWhatIsNotFinite) {
  EXPECT_EQ(sparkline({1, std::nan(""), 2, HUGE_VAL}), "▁ █ ");
  EXPECT_EQ(sparkline({std::nan("")}), " ");
}

TEST(Utf8, ReplacesExactlyTheBadBytes) {
  EXPECT_EQ(valid_utf8("plain \u00fc \u20ac \U0001F4C9"), "plain \u00fc \u20ac \U0001F4C9");
  EXPECT_EQ(valid_utf8("a\xfc"
                       "b"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(valid_utf8("\xc0\xaf"), "\uFFFD\uFFFD");                      // overlong
  EXPECT_EQ(valid_utf8("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");            // a surrogate
  EXPECT_EQ(valid_utf8("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond U+10FFFF
  EXPECT_EQ(valid_utf8("\xe2\x82"), "\uFFFD\uFFFD");                      // cut off
}

TEST(OneLine, MakesOneSpaceOfControlCharacters) {
  EXPECT_EQ(one_line("a\r\n\tb"), "a b");
  EXPECT_EQ(one_line("a \n b\n"), "a  b");
  EXPECT_EQ(one_line("\r\nBcc: x"), "Bcc: x");
}

}  // namespace
}  // namespace firstcard
