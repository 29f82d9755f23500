// Documents of which a row is one series and a column one period.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reading.h"

namespace firstcard {
namespace {

using test::Outcome;
using test::read_text;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

Feed periods_feed() {
  Feed feed;
  feed.id = {"test"};
  feed.csv.layout = Layout::periods;
  feed.csv.series = "{Code}.gdp";
  feed.csv.period.style = DateStyle::year;
  feed.csv.period.means = PeriodMeans::name;
  return feed;
}

TEST(ReadPeriods, EveryColumnThatNamesAPeriodHoldsValues) {
  Feed feed = periods_feed();
  feed.csv.preamble = 2;
  const Outcome got =
      read_text(feed,
                "\xEF\xBB\xBF\"Data Source\",\"WDI\",\r\n\r\n"
                "\"Name\",\"Code\",\"2024\",\"2025\",\r\n"
                "\"Aruba\",\"ABW\",\"\",\"2.5\",\r\n\"World\",\"WLD\",\"1\",\"3\",\r\n");
  EXPECT_EQ(got.rows, (Lines{"4 abw.gdp 2025-12-31 = 2.5 fetched 2026-11-24T02:40:39Z",
                             "5 wld.gdp 2024-12-31 = 1 fetched 2026-11-24T02:40:39Z",
                             "5 wld.gdp 2025-12-31 = 3 fetched 2026-11-24T02:40:39Z"}))
      << got.rejected();
  EXPECT_EQ(got.counts.passed_over, 1);
  EXPECT_THAT(got.faults, IsEmpty());
}

TEST(ReadPeriods, OtherColumnsMaySelectAndDateTheRow) {
  Feed feed = periods_feed();
  feed.csv.period.style = DateStyle::quarter;
  feed.csv.where = {{{{"Kind"}}, {"real"}}};
  feed.csv.known = KnownColumn{{{"Published"}}, DateStyle::iso};
  EXPECT_EQ(read_text(feed,
                      "Code,Kind,Published,1Q26,2Q26\nUS,real,2026-07-30,1,2\n"
                      "US,nominal,2026-07-30,8,9\n")
                .rows,
            (Lines{"2 us.gdp 2026-03-31 = 1 source 2026-07-30T23:59:59Z",
                   "2 us.gdp 2026-06-30 = 2 source 2026-07-30T23:59:59Z"}));
}

TEST(ReadPeriods, AColumnThatIsUsedOtherwiseIsNoPeriod) {
  Feed feed = periods_feed();
  feed.csv.series = "{2024}.x";
  EXPECT_EQ(read_text(feed, "2024,2025\na,1\n").rows,
            (Lines{"2 a.x 2025-12-31 = 1 fetched 2026-11-24T02:40:39Z"}));
}

TEST(ReadPeriods, FiscalYearsNameTheirMonths) {
  Feed feed = periods_feed();
  feed.csv.period = {.column = {}, .style = DateStyle::fiscal_quarter, .fiscal_year_end = 6};
  EXPECT_EQ(read_text(feed, "Code,FY26Q4,FY27Q1\nmsft,1,2\n").rows,
            (Lines{"2 msft.gdp 2026-06-30 = 1 fetched 2026-11-24T02:40:39Z",
                   "2 msft.gdp 2026-09-30 = 2 fetched 2026-11-24T02:40:39Z"}));
}

TEST(ReadPeriods, AHeaderWithoutPeriodsIsRejectedWithTheHeader) {
  const std::string why = read_text(periods_feed(), "Code,2024-06,2024-07\na,1,2\n").rejected();
  EXPECT_THAT(why, HasSubstr("no column of the header is a period of style year"));
  EXPECT_THAT(why, HasSubstr("set style = \"month\""));
  EXPECT_THAT(why, HasSubstr("the header is: Code, 2024-06, 2024-07"));
}

TEST(ReadPeriods, APeriodNamedTwiceIsRejected) {
  Feed feed = periods_feed();
  feed.csv.period.style = DateStyle::quarter;
  EXPECT_THAT(read_text(feed, "Code,2026-Q1,1Q26\na,1,2\n").rejected(),
              HasSubstr("the columns \"2026-Q1\" and \"1Q26\" name the same period"));
}

TEST(ReadPeriods, ABadCellIsOneFault) {
  Feed feed = periods_feed();
  const Outcome got = read_text(feed, "Code,2024,2025\na,x,2\n");
  EXPECT_THAT(got.faults, testing::ElementsAre(HasSubstr("line 2, column \"2024\": \"x\" is not")));
  EXPECT_EQ(got.rows.size(), 1U);
}

}  // namespace
}  // namespace firstcard
