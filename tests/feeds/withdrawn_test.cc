// Rows that take a period back, and columns whose texts must be known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reading.h"

namespace firstcard {
namespace {

using test::long_feed;
using test::Outcome;
using test::read_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

// As the ECB sends history: when a value began to hold and when it ceased to.
Feed ecb_feed() {
  Feed feed = long_feed();
  feed.csv.series = "usd";
  feed.csv.period.column.names = {"TIME_PERIOD"};
  feed.csv.value.column.names = {"OBS_VALUE"};
  feed.csv.known = KnownColumn{{{"VALID_FROM"}}, DateStyle::iso};
  feed.csv.withdrawn = Withdrawal{{{{"ACTION"}}, {"Delete", "D"}}, Column{{"VALID_TO"}}};
  return feed;
}

TEST(Withdrawn, TakesThePeriodBackWhenTheSourceSaysSo) {
  const Outcome got = read_text(ecb_feed(),
                                "TIME_PERIOD,OBS_VALUE,ACTION,VALID_FROM,VALID_TO\n"
                                "2024-01-02,1.1,Replace,2024-01-02T15:57:01.000+01:00,\n"
                                "2024-01-03,NaN,Delete,,2024-01-04T16:00:00.000+01:00\n"
                                "2024-01-03,1.2,Replace,2024-01-03T16:00:00.000+01:00,\n"
                                "2024-01-04,-,D,2024-01-05T10:00:00Z,\n");
  EXPECT_EQ(got.rows, (Lines{"2 usd 2024-01-02 = 1.1 source 2024-01-02T14:57:01Z",
                             "3 usd 2024-01-03 = withdrawn source 2024-01-04T15:00:00Z",
                             "4 usd 2024-01-03 = 1.2 source 2024-01-03T15:00:00Z",
                             "5 usd 2024-01-04 = withdrawn source 2024-01-05T10:00:00Z"}));
  EXPECT_THAT(got.faults, IsEmpty());
  EXPECT_EQ(got.counts.rows, 4);
}

// A lag says when values appear, not when they are taken back.
TEST(Withdrawn, WithoutATimeIsKnownFromTheFetch) {
  Feed feed = long_feed();
  feed.csv.withdrawn = Withdrawal{{{{"status"}}, {"withheld"}}, {}};
  feed.publication_lag = days{1};
  EXPECT_EQ(read_text(feed,
                      "series,period,value,status\na,2026-06-30,1,published\n"
                      "a,2026-07-31,,withheld\n")
                .rows,
            (Lines{"2 a 2026-06-30 = 1 declared 2026-07-01T23:59:59Z",
                   "3 a 2026-07-31 = withdrawn fetched 2026-11-24T02:40:39Z"}));
}

TEST(Withdrawn, NeedsAPeriodAndASeries) {
  Feed feed = ecb_feed();
  feed.min_rows = 0;
  feed.max_fault_share = 1;
  const Outcome got = read_text(feed, "TIME_PERIOD,OBS_VALUE,ACTION,VALID_FROM,VALID_TO\n,-,D,,\n");
  EXPECT_THAT(got.faults, ElementsAre(HasSubstr("is empty where a date must be")));
}

TEST(Withdrawn, OfAWideRowIsEverySeries) {
  Feed feed = test::wide_feed();
  feed.csv.withdrawn = Withdrawal{{{{"status"}}, {"withheld"}}, {}};
  EXPECT_EQ(read_text(feed, "period,status,a,b\n2026-06-30,withheld,x,\n").rows,
            (Lines{"2 a 2026-06-30 = withdrawn fetched 2026-11-24T02:40:39Z",
                   "2 b 2026-06-30 = withdrawn fetched 2026-11-24T02:40:39Z"}));
}

TEST(Withdrawn, AndAValueOfOneTimeContradictEachOther) {
  Feed feed = long_feed();
  feed.csv.withdrawn = Withdrawal{{{{"status"}}, {"withheld"}}, {}};
  const Outcome got =
      read_text(feed, "series,period,value,status\na,2026-06-30,1,\na,2026-06-30,,withheld\n");
  EXPECT_THAT(got.faults,
              ElementsAre(HasSubstr("line 3: \"withdrawn\" contradicts line 2, which has 1 for")));
}

Feed categories_feed() {
  Feed feed = long_feed();
  feed.csv.categories = {{{{"Type"}}, {"ARR", "Annualized run rate"}}};
  feed.csv.where = {{{{"Type"}}, {"ARR"}}};
  return feed;
}

TEST(Categories, LetKnownTextsPass) {
  const Outcome got = read_text(categories_feed(),
                                "series,period,value,Type\na,2026-06-30,1, ARR \n"
                                "a,2026-06-30,2,Annualized run rate\n");
  EXPECT_EQ(got.rows.size(), 1U) << got.rejected();
  EXPECT_EQ(got.counts.passed_over, 1);
}

TEST(Categories, RejectTheDocumentAtTheFirstUnknownText) {
  const Outcome got = read_text(categories_feed(),
                                "series,period,value,Type\na,2026-06-30,1,ARR\nb,2026-06-30,1\n"
                                "a,2026-06-30,2,Annualised run rate\na,2026-06-30,2,x\n");
  EXPECT_EQ(got.rejected(),
            "line 4: column \"Type\": \"Annualised run rate\" is not among the declared "
            "`categories` (near to \"Annualized run rate\"); if the source has renamed or added "
            "one, say so there, and look whether `where` must follow");
}

TEST(Categories, OfADocumentWithoutAHeaderCountFromItsFirstRecord) {
  Feed feed = categories_feed();
  feed.csv.header = false;
  feed.csv.series = "{1}";
  feed.csv.period.column.names = {"2"};
  feed.csv.value.column.names = {"3"};
  feed.csv.categories = {{{{"4"}}, {"ARR"}}};
  feed.csv.where = {};
  EXPECT_THAT(read_text(feed, "a,2026-06-30,1,x\na,2026-06-30,1,ARR\n").rejected(),
              HasSubstr("line 1: column \"4\": \"x\" is not among"));
}

}  // namespace
}  // namespace firstcard
