// Documents whose cells contradict what is declared of them: none of their rows is used.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/number.h"
#include "reading.h"

namespace firstcard {
namespace {

using test::long_feed;
using test::read_text;
using testing::HasSubstr;

TEST(Contradiction, ADateOfTheOtherOrderRejects) {
  Feed feed = long_feed();
  feed.csv.period.style = DateStyle::us;
  const std::string head = "series,period,value\na,01/11/2026,1\na,02/11/2026,2\n";
  EXPECT_THAT(read_text(feed, head + "a,13/11/2026,3\n").rejected(),
              HasSubstr("line 4: column \"period\": \"13/11/2026\" is a date of style uk, and us is "
                        "declared"));
  feed.csv.period.style = DateStyle::uk;
  EXPECT_THAT(read_text(feed, head + "a,11/13/2026,3\n").rejected(),
              HasSubstr("is a date of style us, and uk is declared"));
  for (const char* torn : {"a,13/13/2026,3\n", "a,2026-11-13,3\n", "a,soon,3\n"})
    EXPECT_EQ(read_text(feed, head + torn).rejected(), "") << torn;
}

TEST(Contradiction, APublicationDateOfTheOtherOrderRejectsToo) {
  Feed feed = long_feed();
  feed.csv.known = KnownColumn{{{"known"}}, DateStyle::us};
  EXPECT_THAT(read_text(feed, "series,period,value,known\na,2026-01-31,1,13/02/2026\n").rejected(),
              HasSubstr("column \"known\": \"13/02/2026\" is a date of style uk"));
}

TEST(Contradiction, ANumberOfTheOtherDecimalSignRejects) {
  struct Case {
    const char* cell;
    char decimal;
    std::optional<char> thousands;
    bool rejects;
  };
  const Case cases[] = {
      {"\"1.236,5\"", '.', {}, true},      {"\"1.236,5\"", '.', ',', true},
      {"\"-1.236,5 %\"", '.', {}, true},   {"\"12,4\"", '.', {}, true},
      {"1.234.567", '.', {}, true},        {"\"1,234.5\"", ',', {}, true},
      {"\"1,234.5\"", ',', '.', true},     {"12.4", ',', {}, true},
      {"\"1,234\"", '.', {}, false},       {"\"12,4\"", '.', ',', false},
      {"1.2.3", '.', {}, false},           {"12.4", ',', '.', false},
      {"n/a", '.', {}, false},             {"\"1,2,3\"", '.', {}, false},
  };
  for (const Case& c : cases) {
    Feed feed = long_feed();
    feed.csv.value.format.decimal = c.decimal;
    feed.csv.value.format.thousands = c.thousands;
    const auto got = read_text(
        feed, "series,period,value\na,2026-01-31,1\na,2026-02-28,2\na,2026-03-31," +
                  std::string(c.cell) + "\n");
    EXPECT_EQ(got.rejection.has_value(), c.rejects) << c.cell << " " << c.decimal;
    if (c.rejects) {
      EXPECT_THAT(got.rejected(), HasSubstr("line 4: column \"value\": ")) << c.cell;
    } else {
      EXPECT_EQ(got.counts.faults, 1) << c.cell;
    }
  }
}

TEST(Contradiction, TwoNamesThatMakeOneSeriesReject) {
  Feed feed = long_feed();
  feed.csv.series = "city.{series}";
  const auto rejected = [&](const char* a, const char* b) {
    return read_text(feed, "series,period,value\n" + std::string(a) + ",2026-01-31,1\n" + b +
                               ",2026-02-28,2\n")
        .rejected();
  };
  EXPECT_THAT(rejected("\xE6\x9D\xB1\xE4\xBA\xAC", "\xE5\xA4\xA7\xE9\x98\xAA"),
              HasSubstr("line 3: \"\xE5\xA4\xA7\xE9\x98\xAA\" makes the series \"city._\", as "
                        "\"\xE6\x9D\xB1\xE4\xBA\xAC\" does"));
  EXPECT_THAT(rejected("A+B", "A-B"), HasSubstr("makes the series \"city.a_b\", as \"A+B\" does"));
  EXPECT_EQ(rejected("A100 SXM", "a100  sxm"), "");
  EXPECT_EQ(rejected("A+B", "A+C"), "");
}

TEST(Contradiction, OfTwoColumnsThatMakeOneName) {
  Feed feed = long_feed();
  feed.csv.series = "{series}_{kind}";
  EXPECT_THAT(read_text(feed, "series,kind,period,value\na_b,c,2026-01-31,1\na,b_c,2026-01-31,2\n")
                  .rejected(),
              HasSubstr("\"a | b_c\" makes the series \"a_b_c\", as \"a_b | c\" does"));
}

TEST(NoGoodRow, SaysWhatStandsWhereOthersWereWanted) {
  Feed feed = long_feed();
  feed.csv.where = {{{{"kind"}}, {"ARR", "run rate"}}};
  EXPECT_THAT(
      read_text(feed, "series,kind,period,value\na,Run rate,2026-01-31,1\na,Yearly,2026-02-28,2\n")
          .rejected(),
      HasSubstr("; `where` wants of column \"kind\" \"ARR\" or \"run rate\", and there stands "
                "\"Run rate\", \"Yearly\"; the header is: series, kind, period, value"));
}

TEST(Seconds, AreNoMilliseconds) {
  EXPECT_FALSE(parse_days("1782864000", DateStyle::epoch_ms));
  EXPECT_THAT(parse_days("1782864000", DateStyle::epoch_ms).error().reason,
              HasSubstr("set style = \"epoch\""));
  EXPECT_TRUE(parse_days("1782864000000", DateStyle::epoch_ms));
  EXPECT_TRUE(parse_days("86400000", DateStyle::epoch_ms)) << "a day of 1970";
}

TEST(Thousands, NoGroupBeginsWithZero) {
  NumberFormat format;
  format.thousands = ',';
  EXPECT_THAT(NumberReader(format).read("0,123").error(),
              HasSubstr("no group of thousands begins with 0"));
  EXPECT_EQ(NumberReader(format).read("1,023").value(), 1023);
  EXPECT_EQ(NumberReader(format).read("0").value(), 0);
}

}  // namespace
}  // namespace firstcard
