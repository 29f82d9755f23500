// Wide documents.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reading.h"

namespace firstcard {
namespace {

using test::Outcome;
using test::read_text;
using test::wide_feed;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

TEST(ReadWide, EveryOtherColumnIsASeries) {
  const Outcome got = read_text(
      wide_feed(), "period,NVDA,\"GPU Price (USD)\",7z,\n2026-06-30,1,2.5,,x\n2026-09-30,3,,4,\n");
  EXPECT_EQ(got.rows, (Lines{"2 nvda 2026-06-30 = 1 fetched 2026-11-24T02:40:39Z",
                             "2 gpu_price_usd_ 2026-06-30 = 2.5 fetched 2026-11-24T02:40:39Z",
                             "3 nvda 2026-09-30 = 3 fetched 2026-11-24T02:40:39Z",
                             "3 _7z 2026-09-30 = 4 fetched 2026-11-24T02:40:39Z"}));
  EXPECT_EQ(got.counts.passed_over, 2);
}

TEST(ReadWide, OnlyTheNamedColumnsAreSeries) {
  Feed feed = wide_feed();
  feed.csv.columns = {"B"};
  feed.csv.series = "px.{column}";
  EXPECT_EQ(read_text(feed, "A,B,period\nx,1,2026-06-30\n").rows,
            (Lines{"2 px.b 2026-06-30 = 1 fetched 2026-11-24T02:40:39Z"}));
}

TEST(ReadWide, OtherCellsMayNameTheSeriesToo) {
  Feed feed = wide_feed();
  feed.csv.series = "{country}.{column}";
  feed.csv.where = {{{{"kind"}}, {"real"}}};
  const Outcome got = read_text(feed,
                                "country,kind,period,GDP,2nd\nUS,real,2026-06-30,1,2\nDE,real,2026-"
                                "06-30,3,4\nDE,nominal,2026-06-30,5,6\n");
  EXPECT_EQ(got.rows, (Lines{"2 us.gdp 2026-06-30 = 1 fetched 2026-11-24T02:40:39Z",
                             "2 us._2nd 2026-06-30 = 2 fetched 2026-11-24T02:40:39Z",
                             "3 de.gdp 2026-06-30 = 3 fetched 2026-11-24T02:40:39Z",
                             "3 de._2nd 2026-06-30 = 4 fetched 2026-11-24T02:40:39Z"}));
}

TEST(ReadWide, ABadCellIsOneFaultAndABadDateOneForTheRow) {
  Feed feed = wide_feed();
  feed.max_fault_share = 1;
  const Outcome got = read_text(feed, "period,a,b\n2026-06-30,x,1\nbad,1,2\n");
  EXPECT_EQ(got.rows, (Lines{"2 b 2026-06-30 = 1 fetched 2026-11-24T02:40:39Z"}));
  EXPECT_THAT(got.faults, ElementsAre(HasSubstr("line 2, column \"a\": \"x\""),
                                      HasSubstr("line 3, column \"period\": \"bad\"")));
}

TEST(ReadWide, ARowWithoutValuesNeedsNoDate) {
  const Outcome got = read_text(wide_feed(), "period,a\n2026-06-30,1\n,\n");
  EXPECT_THAT(got.faults, IsEmpty());
  EXPECT_EQ(got.counts.passed_over, 1);
}

struct Refused {
  const char* name;
  const char* header;
  const char* series;
  std::vector<std::string> columns;
  const char* reason;
};

TEST(ReadWide, RefusesHeadersThatMakeNoSeriesOrOneTwice) {
  const Refused table[] = {
      {"the same name twice",
       "period,a,a",
       "{column}",
       {},
       "the header has \"a\" twice, as columns 2 and 3"},
      {"two names, one series",
       "period,A b,a-b",
       "{column}",
       {},
       "\"A b\" and \"a-b\" both make the series \"a_b\""},
      {"no placeholder", "period,a,b", "x", {}, "write {column} in `series`"},
      {"nothing left", "period", "{column}", {}, "no column is left over"},
      {"a named column is missing",
       "period,a,b",
       "{column}",
       {"c"},
       "no column \"c\", which `columns` reads"},
      {"no series name", "period,a", "{column}..x", {}, "no series name"},
      {"brace not closed", "period,a", "{column", {}, "not closed"},
  };
  for (const Refused& row : table) {
    Feed feed = wide_feed();
    feed.csv.series = row.series;
    feed.csv.columns = row.columns;
    EXPECT_THAT(read_text(feed, std::string(row.header) + "\n2026-06-30,1,2\n").rejected(),
                HasSubstr(row.reason))
        << row.name;
  }
}

}  // namespace
}  // namespace firstcard
