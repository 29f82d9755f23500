// Documents that say what holds now, day after day; deletes that name no single value.
#include "pipeline_fixture.h"

namespace firstcard {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

class SnapshotTest : public PipelineTest {
 protected:
  SnapshotTest() {
    use(edited(as_fetched(), "period = { column = \"period\" }", "period = { fetched = true }"));
  }
  std::vector<std::string> values(const std::string& series = "a.x") {
    return query("SELECT period, value FROM observations WHERE series = '" + series +
                 "' ORDER BY period");
  }
};

constexpr const char* kPrices = "entity,value\na,120\nb,130\n";

TEST_F(SnapshotTest, TheSameBytesOnTheNextDayAreANewRow) {
  EXPECT_EQ(ingest(kPrices, at("2026-03-01T10:00:00Z")).run->outcome, RunOutcome::stored);
  EXPECT_EQ(ingest(kPrices, at("2026-03-01T23:59:59Z")).run->outcome, RunOutcome::unchanged);
  const Commit next = ingest(kPrices, at("2026-03-02T00:00:00Z"));
  EXPECT_EQ(next.run->outcome, RunOutcome::stored);
  EXPECT_EQ(next.run->counts.added, 2);
  EXPECT_EQ(ingest(kPrices, at("2026-03-02T10:00:00Z")).run->outcome, RunOutcome::unchanged);
  EXPECT_THAT(values(), ElementsAre("2026-03-01 120.0", "2026-03-02 120.0"));
}

TEST_F(SnapshotTest, AnotherPriceOfTheSameDayRevisesIt) {
  ingest(kPrices, at("2026-03-01T10:00:00Z"));
  EXPECT_EQ(ingest("entity,value\na,125\nb,130\n", at("2026-03-01T18:00:00Z")).run->counts.revised, 1);
  EXPECT_THAT(values(), ElementsAre("2026-03-01 125.0"));
}

TEST_F(SnapshotTest, RowsAboveAnAppendedOneAreOfTheNewDayToo) {
  ingest(kPrices, at("2026-03-01T10:00:00Z"));
  ingest(std::string(kPrices) + "c,140\n", at("2026-03-02T10:00:00Z"));
  EXPECT_THAT(values(), ElementsAre("2026-03-01 120.0", "2026-03-02 120.0"));
  EXPECT_THAT(values("c.x"), ElementsAre("2026-03-02 140.0"));
}

TEST_F(SnapshotTest, ItsServerIsAskedForAllOfItOnceADay) {
  etag = "\"one\"";
  ingest(kPrices, at("2026-03-01T10:00:00Z"));
  Feed feed = config.feeds.at(0);
  feed.shown_source = (scratch / "f.csv").string();
  EXPECT_EQ(pipeline.validators(config, feed, at("2026-03-01T23:00:00Z")).etag, "\"one\"");
  EXPECT_TRUE(pipeline.validators(config, feed, at("2026-03-02T00:00:00Z")).empty());
}

TEST_F(SnapshotTest, AProgramThatReadsTheTimeOfTheFetchMakesOneToo) {
  std::string text = edited(as_fetched(), "period = { column = \"period\" }\nvalue = { column = "
                                          "\"value\" }\n",
                            "format = \"json\"\nrows = '.[] | {entity, value, period: "
                            "$fetched[:10]}'\n");
  use(text);
  const char* prices = R"([{"entity":"a","value":120}])";
  ingest(prices, at("2026-03-01T10:00:00Z"));
  EXPECT_EQ(ingest(prices, at("2026-03-01T11:00:00Z")).run->outcome, RunOutcome::unchanged);
  ingest(prices, at("2026-03-02T10:00:00Z"));
  EXPECT_THAT(values(), ElementsAre("2026-03-01 120.0", "2026-03-02 120.0"));
}

class TakebackTest : public SnapshotTest {
 protected:
  TakebackTest() {
    use(edited(as_fetched(), "series = \"{entity}.x\"",
               "series = \"{entity}.x\"\nwithdrawn = { column = \"action\", is = \"D\", wildcards = "
               "true }\nmin_rows = 0"));
    ingest("action,entity,period,value\nI,a,2026-01-31,1\nI,a,2026-02-28,2\nI,b,2026-01-31,3\n"
           "I,b,2026-02-28,4\n",
           at("2026-03-01T10:00:00Z"));
  }
  Commit then(const std::string& rows) {
    return ingest("action,entity,period,value\n" + rows, at("2026-03-02T10:00:00Z"));
  }
};

TEST_F(TakebackTest, OnePeriodOfAllSeries) {
  EXPECT_EQ(then("D,,2026-01-31,\n").run->counts.withdrawn, 2);
  EXPECT_THAT(values("a.x"), ElementsAre("2026-02-28 2.0"));
  EXPECT_THAT(values("b.x"), ElementsAre("2026-02-28 4.0"));
}

TEST_F(TakebackTest, AllPeriodsOfOneSeries) {
  EXPECT_EQ(then("D,a,,\n").run->counts.withdrawn, 2);
  EXPECT_THAT(values("a.x"), ElementsAre());
  EXPECT_THAT(values("b.x"), ElementsAre("2026-01-31 3.0", "2026-02-28 4.0"));
  EXPECT_THAT(query("SELECT DISTINCT line, known_at FROM vintages WHERE withdrawn"),
              ElementsAre("2 2026-03-02T10:00:00Z"));
}

TEST_F(TakebackTest, WhatStandsBelowItInTheDocumentStays) {
  const Commit commit = then("I,c,2026-02-28,6\nD,,,\nI,a,2026-02-28,5\n");
  EXPECT_EQ(commit.run->outcome, RunOutcome::stored) << commit.run->message;
  EXPECT_THAT(values("a.x"), ElementsAre("2026-02-28 5.0"));
  EXPECT_THAT(values("b.x"), ElementsAre());
  EXPECT_THAT(values("c.x"), ElementsAre());
}

TEST_F(TakebackTest, AnotherSourcesSeriesAreNotMeant) {
  ingest("action,entity,period,value\nD,,,\n", at("2026-03-02T10:00:00Z"), "other.csv");
  EXPECT_THAT(values("a.x"), ElementsAre("2026-01-31 1.0", "2026-02-28 2.0"));
}

}  // namespace
}  // namespace firstcard
