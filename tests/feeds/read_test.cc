// Long documents: rows, faults, times.
#include "feeds/read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reading.h"

namespace firstcard {
namespace {

using test::at;
using test::long_feed;
using test::Outcome;
using test::read_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

Feed with_known(DateStyle style = DateStyle::iso) {
  Feed feed = long_feed();
  feed.csv.known = KnownColumn{{{"published_on"}}, style};
  return feed;
}

TEST(ReadLong, RowsComeWithSeriesPeriodValueAndPublication) {
  const Outcome got = read_text(with_known(),
                                "series,period,value,published_on\n"
                                "aws.revenue,2026-03-31,37587,2026-04-30\n"
                                "aws.revenue,2026-06-30,42232,2026-07-30\n"
                                "azure.revenue,2026-06-30,30.5,\n");
  EXPECT_EQ(got.rows, (Lines{"2 aws.revenue 2026-03-31 = 37587 source 2026-04-30T23:59:59Z",
                             "3 aws.revenue 2026-06-30 = 42232 source 2026-07-30T23:59:59Z",
                             "4 azure.revenue 2026-06-30 = 30.5 fetched 2026-11-24T02:40:39Z"}));
  EXPECT_EQ(got.counts, (ReadCounts{.lines = 4, .rows = 3, .passed_over = 0, .faults = 0}));
}

TEST(ReadLong, ColumnsAreFoundByNameInAnyOrderAndByAlias) {
  Feed feed = long_feed();
  feed.csv.period.column.names = {"DATE", "observation_date"};
  feed.csv.series = "dgs10";
  EXPECT_EQ(read_text(feed, " value ,other,\"observation_date\"\n4.1,x,2026-06-30\n").rows,
            (Lines{"2 dgs10 2026-06-30 = 4.1 fetched 2026-11-24T02:40:39Z"}));
  EXPECT_EQ(read_text(feed, "DATE,value\n2026-06-30,4.1\n").rows,
            (Lines{"2 dgs10 2026-06-30 = 4.1 fetched 2026-11-24T02:40:39Z"}));
}

TEST(ReadLong, WhereKeepsTheRowsThatItNames) {
  Feed feed = long_feed();
  feed.csv.series = "{entity}.{metric}";
  feed.csv.where = {{{{"metric"}}, {"rpo", "revenue"}}, {{{"kind"}}, {"reported"}}};
  const Outcome got = read_text(feed,
                                "entity,metric,kind,period,value\n"
                                "Z.ai (Zhipu),revenue,reported,2026-06-30,1\n"
                                "AWS,rpo, reported ,2026-06-30,2\n"
                                "AWS,capex,reported,not a date,not a number\n"
                                "AWS,rpo,Reported,2026-06-30,4\n");
  EXPECT_EQ(got.rows, (Lines{"2 z_ai_zhipu_.revenue 2026-06-30 = 1 fetched 2026-11-24T02:40:39Z",
                             "3 aws.rpo 2026-06-30 = 2 fetched 2026-11-24T02:40:39Z"}));
  EXPECT_EQ(got.counts.passed_over, 2);
  EXPECT_THAT(got.faults, IsEmpty());
}

TEST(ReadLong, BadRowsAreFaultsAndReadingGoesOn) {
  Feed feed = with_known();
  feed.max_fault_share = 1;
  const Outcome got = read_text(feed,
                                "series,period,value,published_on\n"
                                "a,2026-06-30,\"1,234\",\n"
                                "a,06/30/2026,1,\n"
                                "a,2026-06-30,1,soon\n"
                                "a,2026-06-30,1,2026-11-25\n"
                                "a,2026-06-30\n"
                                "a,2026-06-30,1,,\n"
                                ",2026-06-30,1,\n"
                                "a,\"x\"y,1,\n"
                                "a,2026-06-30,,\n"
                                "a,2026-06-30,7,\n");
  EXPECT_EQ(got.rows, (Lines{"11 a 2026-06-30 = 7 fetched 2026-11-24T02:40:39Z"}));
  EXPECT_THAT(
      got.faults,
      ElementsAre(
          HasSubstr("line 2, column \"value\": \"1,234\" is not a number: ',' is not declared"),
          HasSubstr("line 3, column \"period\": \"06/30/2026\" is not a date of style iso"),
          HasSubstr("line 4, column \"published_on\": \"soon\" is not a date"),
          HasSubstr("line 5, column \"published_on\": \"2026-11-25\" lies after the fetch"),
          "line 6: \"a,2026-06-30\" has 2 fields where the header has 4",
          "line 7: \"a,2026-06-30,1,,\" has 5 fields where the header has 4",
          "line 8: \"\" is empty where a series is named",
          HasSubstr("line 9: \"a,\"x\"y,1,\" has text after the closing quote")));
  EXPECT_EQ(got.counts, (ReadCounts{.lines = 11, .rows = 1, .passed_over = 1, .faults = 8}));
  EXPECT_EQ(got.ahead, 1);
}

TEST(ReadLong, LineNumbersArePhysical) {
  const Outcome got = read_text(long_feed(),
                                "\n\"ser\"\"ies\",series,period,value\r\n"
                                "\"a\nb\",a,2026-03-31,1\r\n\r\n"
                                "x,a,2026-06-30,2");
  EXPECT_EQ(got.rows, (Lines{"3 a 2026-03-31 = 1 fetched 2026-11-24T02:40:39Z",
                             "6 a 2026-06-30 = 2 fetched 2026-11-24T02:40:39Z"}));
  EXPECT_EQ(got.counts.lines, 6);
}

TEST(ReadLong, ThePublicationLagIsDeclaredAndNeverAhead) {
  Feed feed = with_known();
  feed.publication_lag = days{30};
  const Outcome got = read_text(feed,
                                "series,period,value,published_on\n"
                                "a,2026-06-30,1,\n"
                                "a,2026-11-10,2,\n"
                                "a,2026-09-30,3,2026-10-05\n");
  EXPECT_EQ(got.rows, (Lines{"2 a 2026-06-30 = 1 declared 2026-07-30T23:59:59Z",
                             "3 a 2026-11-10 = 2 declared 2026-11-24T02:40:39Z",
                             "4 a 2026-09-30 = 3 source 2026-10-05T23:59:59Z"}));
}

TEST(ReadLong, ThePeriodFollowsTheSeriesOwnFrequency) {
  Feed feed = long_feed();
  feed.csv.period.means = PeriodMeans::start;
  feed.default_frequency = Frequency::month;
  Catalogue catalogue;
  catalogue[{"gdp"}] = Series{.id = {"gdp"},
                              .title = "",
                              .unit = "USD",
                              .frequency = Frequency::quarter,
                              .due = {},
                              .grace = {}};
  const Outcome got =
      read_text(feed, "series,period,value\ngdp,2026-04-01,1\ncpi,2026-04-01,2\n", {}, catalogue);
  EXPECT_EQ(got.rows, (Lines{"2 gdp 2026-06-30 = 1 fetched 2026-11-24T02:40:39Z",
                             "3 cpi 2026-04-30 = 2 fetched 2026-11-24T02:40:39Z"}));
}

TEST(ReadLong, ContradictionsOfOneBatchAreFaultsOnTheLaterLine) {
  const Outcome got = read_text(long_feed(),
                                "series,period,value\n"
                                "a,2026-06-30,1\n"
                                "b,2026-06-30,1\n"
                                "a,2026-03-31,5\n"
                                "a,2026-06-30,2\n"
                                "b,2026-06-30,1\n");
  EXPECT_EQ(got.rows.size(), 5u);
  EXPECT_THAT(
      got.faults,
      ElementsAre("line 5: \"2\" contradicts line 2, which has 1 for the same series (a), period "
                  "(2026-06-30) and time of publication; the later line stands"));
}

TEST(ReadLong, SeveralVintagesOfOnePeriodAreNoContradiction) {
  const Outcome got = read_text(with_known(),
                                "series,period,value,published_on\n"
                                "a,2026-06-30,1,2026-07-30\n"
                                "a,2026-03-31,1,2026-04-30\n"
                                "a,2026-06-30,2,2026-08-30\n");
  EXPECT_EQ(got.rows.size(), 3u);
  EXPECT_THAT(got.faults, IsEmpty());
}

TEST(ReadLong, BatchesHaveTheAskedSizeAndTheSameRows) {
  std::string text = "series,period,value\n";
  for (int i = 1; i <= 28; ++i) {
    text += "a,2026-02-" + std::string(i < 10 ? "0" : "") + std::to_string(i) + "," +
            std::to_string(i) + "\n";
  }
  const Outcome whole = read_text(long_feed(), text);
  const File file = test::file_of(text);
  std::vector<std::size_t> sizes;
  const auto got = read_csv(long_feed(), {}, file.fd(), {.fetched_at = test::kFetched, .batch = 10},
                            [&](auto, std::vector<Row> rows) { sizes.push_back(rows.size()); });
  ASSERT_TRUE(got);
  EXPECT_THAT(sizes, ElementsAre(10, 10, 8));
  EXPECT_EQ(got->counts, whole.counts);
  EXPECT_EQ(got->series, std::vector<SeriesId>{{"a"}});
}

TEST(ReadLong, NoMoreFaultsAreKeptThanAsked) {
  Feed feed = long_feed();
  feed.max_fault_share = 1;
  const Outcome got = read_text(feed, "series,period,value\na,2026-06-30,1\na,x,1\na,y,1\na,z,1\n",
                                {.keep_faults = 2});
  EXPECT_EQ(got.counts.faults, 3);
  EXPECT_EQ(got.faults.size(), 2u);
}

TEST(ReadLong, FaultTextsAreCutAndFitToBeShown) {
  Feed feed = long_feed();
  feed.max_fault_share = 1;
  const std::string longish(150, 'x');
  const Outcome got = read_text(feed, "series,period,value\na,2026-06-30,1\na," + longish +
                                          "\xF0\x9F\x98\x8E" + longish + ",1\na,\xFF\t,1\n");
  ASSERT_EQ(got.faults.size(), 2u);
  EXPECT_THAT(got.faults[0], HasSubstr("\xF0\x9F\x98\x8E" + std::string(43, 'x') + "...\""));
  EXPECT_THAT(got.faults[1], HasSubstr("\"??\""));
}

TEST(ReadLong, BlocksOfEverySizeGiveTheSame) {
  const std::string text =
      "\xEF\xBB\xBFseries,period,value,published_on\r\n"
      "a,2026-03-31,1,2026-04-30\n\"a\",2026-06-30,\"2\",\"2026-07-30\"\r\n"
      "\"with, "
      "comma\",2026-06-30,3,\n\na,bad,4,\n\"a\"\"b\",2026-06-30,5,\n\"new\nline\",2026-06-30,6,\n"
      "a,2026-09-30,x\na,2026-09-30,\"7\"8,\na,2026-09-30,9,2026-10-30";
  const Outcome whole = read_text(with_known(), text);
  EXPECT_EQ(whole.rows.size(), 6u);
  EXPECT_EQ(whole.faults.size(), 3u);
  for (std::size_t block = 1; block <= 64; ++block) {
    EXPECT_EQ(read_text(with_known(), text, {.block = block}), whole) << block;
  }
}

TEST(ReadAppended, PrefixAndRestAreTheWhole) {
  const std::string header = "series,period,value\n";
  const std::string before = "a,2026-03-31,1\n\"b\nc\",2026-03-31,2\n";
  const std::string after = "a,2026-06-30,3\nb_c,bad,4\n";
  Feed feed = long_feed();
  feed.min_rows = 2;
  const std::string old = header + before;
  const Outcome whole = read_text(feed, old + after);
  const Outcome prefix = read_text(feed, old);
  const Outcome rest = read_text(feed, old + after,
                                 {.skip_bytes = static_cast<std::int64_t>(old.size()),
                                  .skip_lines = static_cast<std::uint32_t>(prefix.counts.lines)});
  EXPECT_EQ(rest.rejected(), "");
  Lines both = prefix.rows;
  both.insert(both.end(), rest.rows.begin(), rest.rows.end());
  EXPECT_EQ(both, whole.rows);
  EXPECT_EQ(rest.faults, whole.faults);
  EXPECT_EQ(rest.counts.lines, whole.counts.lines);
}

TEST(ReadAppended, NothingMoreIsNoRows) {
  const std::string text = "series,period,value\na,2026-03-31,1\n";
  const Outcome got = read_text(
      long_feed(), text, {.skip_bytes = static_cast<std::int64_t>(text.size()), .skip_lines = 2});
  EXPECT_EQ(got.rejected(), "");
  EXPECT_EQ(got.counts, (ReadCounts{.lines = 2, .rows = 0, .passed_over = 0, .faults = 0}));
}

TEST(ReadAppended, RowsBeyondTheEndAreLeft) {
  const std::string text = "series,period,value\na,2026-03-31,1\n";
  const Outcome got =
      read_text(long_feed(), text + "a,2026-06-", {.end = static_cast<std::int64_t>(text.size())});
  EXPECT_EQ(got.rows.size(), 1u);
  EXPECT_THAT(got.faults, IsEmpty());
}

}  // namespace
}  // namespace firstcard
