// What SDMX-CSV adds to CSV: labels behind codes, and deletes that name no single value.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "feeds/mapping.h"
#include "reading.h"
#include "shared_files.h"

namespace firstcard {
namespace {

using test::kFetched;
using test::long_feed;
using test::Outcome;
using test::read_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

Feed sdmx_feed() {
  Feed feed = long_feed();
  feed.csv.series = "{DIM_1}.{DIM_2}";
  feed.csv.period = {.column = {{"DIM_3"}}, .style = DateStyle::month};
  feed.csv.value.column.names = {"OBS_VALUE"};
  feed.csv.withdrawn = Withdrawal{.row = {{{"ACTION"}}, {"D"}}, .known = {}, .wildcards = true};
  feed.min_rows = 0;
  feed.max_fault_share = 1;
  return feed;
}

struct Read {
  Outcome outcome;
  Lines takebacks;  // "2 a.* 2014-01-31"; without a period: all
};
Read read(const Feed& feed, std::string_view text) {
  Read out;
  ReadOptions options;
  options.take_back = [&](const Takeback& t) {
    out.takebacks.push_back(std::to_string(t.line) + " " + t.series +
                            (t.period ? " " + to_text(t.period->last) : ""));
    EXPECT_EQ(t.known, (Known{kFetched, Basis::fetched}));
  };
  out.outcome = read_text(feed, text, options);
  return out;
}

TEST(Labels, OfANameAndOfACellAreCutOff) {
  EXPECT_EQ(code_of_name("DIM_1: Dimension 1"), "DIM_1");
  EXPECT_EQ(code_of_name("TIME_PERIOD:Time period or range"), "TIME_PERIOD");
  EXPECT_EQ(code_of_name(" OBS_VALUE "), "OBS_VALUE");
  EXPECT_EQ(code_of_cell("A: Annual"), "A");
  EXPECT_EQ(code_of_cell("ESTAT:NA_MAIN(1.6.0): National Accounts"), "ESTAT:NA_MAIN(1.6.0)");
  EXPECT_EQ(code_of_cell("2021-01-22T13:15:41Z"), "2021-01-22T13:15:41Z");
  EXPECT_EQ(code_of_cell(" 12.4 "), "12.4");
}

constexpr const char* kLabelled =
    "ACTION,DIM_1: Dimension 1,DIM_2: Dimension 2,DIM_3: Dimension 3,OBS_VALUE: Observation "
    "value,UPDATED: Updated\n"
    "I,A: Value A,B: Value B,2014-01: 2014-01,12.4,2021-01-22T13:15:41Z\n"
    "I,X: Other,B: Value B,2014-02: 2014-02,10.8,2021-01-22T13:15:41Z\n";

TEST(Labels, AreReadLikeTheDocumentWithoutThem) {
  Feed feed = sdmx_feed();
  feed.csv.known = KnownColumn{{{"UPDATED"}}};
  feed.csv.where = {{{{"DIM_1"}}, {"A"}}};
  const Outcome plain = read_text(feed,
                                  "ACTION,DIM_1,DIM_2,DIM_3,OBS_VALUE,UPDATED\n"
                                  "I,A,B,2014-01,12.4,2021-01-22T13:15:41Z\n"
                                  "I,X,B,2014-02,10.8,2021-01-22T13:15:41Z\n");
  EXPECT_EQ(plain.rows, (Lines{"2 a.b 2014-01-31 = 12.4 source 2021-01-22T13:15:41Z"}));
  const std::string digest = mapping_digest(feed);
  feed.csv.labels = true;
  EXPECT_EQ(read_text(feed, kLabelled), plain);
  EXPECT_NE(mapping_digest(feed), digest);
}

TEST(Labels, ThatAreNotDeclaredAreNotCutOff) {
  EXPECT_THAT(read_text(sdmx_feed(), kLabelled).rejected(), HasSubstr("no column \"DIM_3\""));
}

constexpr const char* kHeader = "ACTION,DIM_1,DIM_2,DIM_3,OBS_VALUE,ATTR\n";

TEST(Takeback, EmptyCellsOfARowThatDeletesMeanAny) {
  const Read got = read(sdmx_feed(), std::string(kHeader) +
                                         "D,A,,2014-01,-,\n"   // one period of many series
                                         "D,A,B,,,\n"          // all periods of one
                                         "D,,,,,\n"            // everything
                                         "D,A,B,2014-02,,\n"   // one value: an ordinary row
                                         "I,A,,2014-03,1,\n"); // no delete: a fault
  EXPECT_EQ(got.takebacks, (Lines{"2 a.* 2014-01-31", "3 a.b", "4 *.*"}));
  EXPECT_THAT(got.outcome.rows, ElementsAre(HasSubstr("5 a.b 2014-02-28 = withdrawn")));
  EXPECT_THAT(got.outcome.faults, ElementsAre(HasSubstr("is empty where a series is named")));
  EXPECT_EQ(got.outcome.counts.rows, 4);
}

TEST(Takeback, ComesBetweenTheRowsAboveAndBelowIt) {
  Feed feed = sdmx_feed();
  Lines order;
  const File file = test::file_of(std::string(kHeader) + "I,A,B,2014-01,1,\nD,,,,,\nI,A,B,2014-02,2,\n");
  const auto sink = [&](std::span<const SeriesId>, const std::vector<Row>& rows) {
    for (const Row& row : rows) order.push_back("row " + std::to_string(row.line));
  };
  ReadOptions options{.fetched_at = kFetched};
  options.take_back = [&](const Takeback& t) { order.push_back("back " + std::to_string(t.line)); };
  ASSERT_TRUE(read_csv(feed, {}, file.fd(), options, sink));
  EXPECT_EQ(order, (Lines{"row 2", "back 3", "row 4"}));
}

TEST(Takeback, ADeleteOfAnAttributeLeavesTheValue) {
  const Read got =
      read(sdmx_feed(), std::string(kHeader) + "D,,B,,,-\nD,A,B,2014-01,,-\nD,A,B,2014-02,-,-\n");
  EXPECT_THAT(got.takebacks, IsEmpty());
  EXPECT_THAT(got.outcome.rows, ElementsAre(HasSubstr("a.b 2014-02-28 = withdrawn")));
  EXPECT_EQ(got.outcome.counts.passed_over, 2);
}

TEST(Takeback, AnEmptyCellMeetsEveryCondition) {
  Feed feed = sdmx_feed();
  feed.csv.series = "x.{DIM_2}";
  feed.csv.where = {{{{"DIM_1"}}, {"A"}}};
  feed.csv.categories = {{{{"DIM_1"}}, {"A", "X"}}};
  const Read got = read(feed, std::string(kHeader) + "D,,B,,,\nD,X,B,,,\nD,A,,,,\n");
  EXPECT_EQ(got.takebacks, (Lines{"2 x.b", "4 x.*"}));
}

TEST(Takeback, WithoutWildcardsSuchARowIsAFault) {
  Feed feed = sdmx_feed();
  feed.csv.withdrawn->wildcards = false;
  const Read got = read(feed, std::string(kHeader) + "D,A,,2014-01,-,\n");
  EXPECT_THAT(got.takebacks, IsEmpty());
  EXPECT_THAT(got.outcome.faults, ElementsAre(HasSubstr("is empty where a series is named")));
}

TEST(Takeback, OfPartOfAPartOfANameIsAFault) {
  Feed feed = sdmx_feed();
  feed.csv.series = "x.{DIM_1}_{DIM_2}";
  const Read got = read(feed, std::string(kHeader) + "D,A,,2014-01,-,\n");
  EXPECT_THAT(got.takebacks, IsEmpty());
  EXPECT_THAT(got.outcome.faults, ElementsAre(HasSubstr("put dots between the columns")));
}

TEST(Takeback, MatchesWholePartsOfNames) {
  const auto matching = [](std::string pattern, const char* name) {
    Takeback t;
    t.series = std::move(pattern);
    return matches(t, SeriesId{name});
  };
  EXPECT_TRUE(matching("a.*", "a.b"));
  EXPECT_FALSE(matching("a.*", "a.b.c"));
  EXPECT_FALSE(matching("a.*", "a"));
  EXPECT_FALSE(matching("a.*", "b.b"));
  EXPECT_TRUE(matching("a.b", "a.b"));
  EXPECT_FALSE(matching("a.b", "a.bc"));
  EXPECT_TRUE(matching("p_*.x", "p_q.x"));
  EXPECT_FALSE(matching("p_*.x", "p_.x"));
  EXPECT_FALSE(matching("ab*ba", "aba"));
  EXPECT_TRUE(matching("*", "a.b.c")) << "a template that is one column";
}

class SdmxFiles : public test::SharedFiles {
 protected:
  std::string text(const std::string& number) const {
    std::ifstream in(folder_ / "sdmx/sdmx-csv-v2-examples" / ("example-" + number + ".csv"),
                     std::ios::binary);
    EXPECT_TRUE(in) << number;
    return {std::istreambuf_iterator<char>{in}, {}};
  }
};

TEST_F(SdmxFiles, LabelsInTheSameCellOrInOneBesideIt) {
  const Lines expected = {"2 a.b 2014-01-31 = 12.4 fetched 2026-11-24T02:40:39Z",
                          "3 a.b 2014-02-28 = 10.8 fetched 2026-11-24T02:40:39Z"};
  EXPECT_EQ(read_text(sdmx_feed(), text("06")).rows, expected);
  Feed both = sdmx_feed();
  both.csv.labels = true;
  both.csv.delimiter = ';';
  both.csv.value.format.decimal = ',';
  EXPECT_EQ(read_text(both, text("04")).rows, expected);
  both.csv.delimiter = ',';
  both.csv.value.format.decimal = '.';
  both.csv.period.style = DateStyle::iso;
  both.csv.period.means = PeriodMeans::start;
  both.default_frequency = Frequency::month;
  EXPECT_EQ(read_text(both, text("05")).rows, expected);
}

TEST_F(SdmxFiles, Deletes) {
  EXPECT_THAT(read(sdmx_feed(), text("16")).outcome.rows,
              ElementsAre(HasSubstr("2 a.b 2014-01-31 = withdrawn")));
  EXPECT_EQ(read(sdmx_feed(), text("17")).takebacks, (Lines{"2 *.a"}));
  EXPECT_THAT(read_text(sdmx_feed(), text("18")).rejected(), HasSubstr("no column \"OBS_VALUE\""))
      << "columns that are left out are no cells: a renamed one would delete everything";
}

}  // namespace
}  // namespace firstcard
