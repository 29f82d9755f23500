// Documents without a date: the day of the fetch is the period.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reading.h"

namespace firstcard {
namespace {

using test::long_feed;
using test::read_text;
using test::wide_feed;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

Feed snapshot() {
  Feed feed = long_feed();
  feed.csv.series = "price.{gpu}";
  feed.csv.period = {.column = {}, .fetched = true};
  return feed;
}

TEST(Snapshot, EveryRowIsOfTheDayOfTheFetch) {
  const auto got = read_text(snapshot(), "gpu,value\nH100,2.1\nB200,4\n");
  EXPECT_EQ(got.rows, (Lines{"2 price.h100 2026-11-24 = 2.1 fetched 2026-11-24T02:40:39Z",
                             "3 price.b200 2026-11-24 = 4 fetched 2026-11-24T02:40:39Z"}));
  EXPECT_THAT(got.faults, IsEmpty());
}

TEST(Snapshot, TheDayIsThatOfUtc) {
  ReadOptions late{.fetched_at = test::at("2026-11-24T23:59:59Z")};
  EXPECT_THAT(read_text(snapshot(), "gpu,value\nH100,2.1\n", late).rows,
              ElementsAre(HasSubstr(" 2026-11-24 ")));
  late.fetched_at += seconds{1};
  EXPECT_THAT(read_text(snapshot(), "gpu,value\nH100,2.1\n", late).rows,
              ElementsAre(HasSubstr(" 2026-11-25 ")));
}

TEST(Snapshot, AWideRowIsOneToo) {
  Feed feed = wide_feed();
  feed.csv.period = {.column = {}, .fetched = true};
  EXPECT_THAT(read_text(feed, "h100,b200\n2.1,4\n").rows,
              ElementsAre(HasSubstr("h100 2026-11-24 = 2.1"), HasSubstr("b200 2026-11-24 = 4")));
}

TEST(Snapshot, ASeriesOfQuartersCannotHaveIt) {
  Feed feed = snapshot();
  feed.min_rows = 0;
  feed.max_fault_share = 1;
  Series quarterly;
  quarterly.frequency = Frequency::quarter;
  const auto got = read_text(feed, "gpu,value\nH100,2.1\n", {}, {{{"price.h100"}, quarterly}});
  EXPECT_THAT(got.rows, IsEmpty());
  EXPECT_THAT(got.faults, ElementsAre(HasSubstr("\"price.h100\" is a series of frequency quarter")));
}

TEST(Snapshot, OnlyWhatDependsOnTheDayIsReadAgainOnAnother) {
  EXPECT_TRUE(depends_on_day(snapshot()));
  EXPECT_FALSE(depends_on_day(long_feed()));
  Feed json;
  json.format = Format::json;
  json.json.program = ".[] | {period: .date, value}";
  EXPECT_FALSE(depends_on_day(json));
  json.json.program = ".[] | {period: $fetched[:10], value}";
  EXPECT_TRUE(depends_on_day(json));
}

TEST(Snapshot, IsAnotherMapping) {
  Feed feed = snapshot();
  const std::string before = mapping_digest(feed);
  feed.csv.period.fetched = false;
  EXPECT_NE(mapping_digest(feed), before);
}

}  // namespace
}  // namespace firstcard
