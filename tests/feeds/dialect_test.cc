// What stands above, under and between the records, and documents without a header.
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

constexpr std::string_view kTail = " fetched 2026-11-24T02:40:39Z";

std::string row(std::string_view what) {
  return std::string(what) + std::string(kTail);
}

TEST(Preamble, IsCountedInPhysicalLinesAndNotRead) {
  Feed feed = long_feed();
  feed.csv.preamble = 3;
  const Outcome got = read_text(feed,
                                "\xEF\xBB\xBF\"Data Source\",\"an open quote\r\n"
                                "\r\n"
                                "Updated,2017,,,,\n"
                                "series,period,value\r\n"
                                "a,2026-06-30,1\r\n");
  EXPECT_EQ(got.rows, (Lines{row("5 a 2026-06-30 = 1")})) << got.rejected();
  EXPECT_THAT(got.faults, IsEmpty());
}

TEST(Preamble, MayBeLongerThanABlock) {
  Feed feed = long_feed();
  feed.csv.preamble = 2;
  const std::string text = std::string(1000, 'x') + "\n" + std::string(77, '"') +
                           "\nseries,period,value\na,2026-06-30,1\n";
  EXPECT_EQ(read_text(feed, text, {.block = 16}).rows, (Lines{row("4 a 2026-06-30 = 1")}));
}

TEST(Preamble, OfADocumentThatIsShorterIsARejection) {
  Feed feed = long_feed();
  feed.csv.preamble = 4;
  EXPECT_THAT(read_text(feed, "a\nb\n").rejected(), HasSubstr("ends within the 4 lines"));
  EXPECT_THAT(read_text(feed, "a\nb\nc\nd").rejected(), HasSubstr("no header below its preamble"));
}

TEST(Junk, IsCountedInRecordsAndMayBeTorn) {
  Feed feed = long_feed();
  feed.csv.junk = 2;
  const Outcome got = read_text(feed,
                                "series,period,value\n"
                                "LAST REFRESHED: today,\"two\nlines\",,,\n"
                                "GUIDE,\"torn\" here,\n"
                                "a,2026-06-30,1\n");
  EXPECT_EQ(got.rows, (Lines{row("5 a 2026-06-30 = 1")}));
  EXPECT_EQ(got.counts.faults, 0);
  EXPECT_EQ(got.counts.passed_over, 0);
}

TEST(Comments, AreNoRecordsWhereverTheyStand) {
  Feed feed = long_feed();
  feed.csv.comment = "#";
  const std::string text =
      "# made by \"hand\n#\r\nseries,period,value\n#a,2026-06-30,9\n\n# b\na,2026-06-30,1\n"
      "\"#c\",2026-06-30,2\nb,2026-06-30,\"3\"\n#";
  for (const std::size_t block : {1, 7, 64, 4096}) {
    const Outcome got = read_text(feed, text, {.block = block});
    EXPECT_EQ(got.rows, (Lines{row("7 a 2026-06-30 = 1"), row("8 _c 2026-06-30 = 2"),
                               row("9 b 2026-06-30 = 3")}))
        << block << got.rejected();
    EXPECT_EQ(got.counts.lines, 10) << block;
  }
}

TEST(Comments, BeginALineAndAreOfTheDeclaredLength) {
  Feed feed = long_feed();
  feed.csv.comment = "//";
  const Outcome got =
      read_text(feed, "series,period,value\n/,2026-06-30,1\n//\n///,x\na // b,2026-06-30,2\n/");
  EXPECT_EQ(got.rows, (Lines{row("2 _ 2026-06-30 = 1"), row("5 a_b 2026-06-30 = 2")}));
  EXPECT_THAT(got.faults, ElementsAre(HasSubstr("line 6: \"/\" has 1 field where the header")));
}

TEST(Comments, InsideAQuotedFieldAreText) {
  Feed feed = long_feed();
  feed.csv.comment = "#";
  EXPECT_EQ(read_text(feed, "series,period,value\n\"a\n#b\",2026-06-30,1\n").rows,
            (Lines{row("2 a_b 2026-06-30 = 1")}));
}

Feed headless() {
  Feed feed = long_feed();
  feed.csv.header = false;
  feed.csv.series = "{1}";
  feed.csv.period.column.names = {"2"};
  feed.csv.value.column.names = {"3"};
  return feed;
}

TEST(NoHeader, ColumnsAreCalledByTheirNumbers) {
  const Outcome got =
      read_text(headless(), "a,2026-06-30,1\nb,2026-06-30,2\nc,2026-06-30\nd,x,3\n");
  EXPECT_EQ(got.rows, (Lines{row("1 a 2026-06-30 = 1"), row("2 b 2026-06-30 = 2")}));
  EXPECT_THAT(got.faults, ElementsAre(HasSubstr("has 2 fields where the first record has 3"),
                                      HasSubstr("line 4, column \"2\": \"x\"")));
}

TEST(NoHeader, AColumnThatIsNotThereIsARejection) {
  Feed feed = headless();
  feed.csv.value.column.names = {"4"};
  EXPECT_THAT(read_text(feed, "a,2026-06-30,1\n").rejected(),
              HasSubstr("no column \"4\", which `value` reads; the header is: 1, 2, 3"));
  EXPECT_THAT(read_text(headless(), "\"a\"x,2026-06-30,1\n").rejected(),
              HasSubstr("the first record has text after"));
}

TEST(NoHeader, WideColumnsAreNumbersToo) {
  Feed feed = test::wide_feed();
  feed.csv.header = false;
  feed.csv.period.column.names = {"1"};
  feed.csv.series = "px.{column}";
  EXPECT_EQ(read_text(feed, "2026-06-30,1,2\n").rows,
            (Lines{row("1 px._2 2026-06-30 = 1"), row("1 px._3 2026-06-30 = 2")}));
}

// A document of which the first part was read before.
TEST(Dialect, GoesOnBehindAPrefixAsInOnePiece) {
  struct Case {
    const char* name;
    void (*edit)(Feed&);
    std::string text;
  };
  const Case table[] = {
      {"plain", [](Feed&) {}, "series,period,value\na,2026-01-01,1\nb,2026-01-01,2\n"},
      {"preamble and junk",
       [](Feed& f) {
         f.csv.preamble = 2;
         f.csv.junk = 1;
       },
       "x\n\"y\nseries,period,value\njunk\na,2026-01-01,1\nb,2026-01-01,2\n"},
      {"comments", [](Feed& f) { f.csv.comment = "#"; },
       "#\nseries,period,value\n#\na,2026-01-01,1\n#\n\nb,2026-01-01,2\n#\n"},
      {"no header", [](Feed& f) { f = headless(); },
       "a,2026-01-01,1\nb,2026-01-01,2\nc,2026-01-01,3\n"},
      {"no header, preamble",
       [](Feed& f) {
         f = headless();
         f.csv.preamble = 1;
       },
       "x\na,2026-01-01,1\nb,2026-01-01,2\n"},
  };
  for (const Case& c : table) {
    Feed feed = long_feed();
    c.edit(feed);
    feed.min_rows = 0;
    const Outcome whole = read_text(feed, c.text);
    ASSERT_GE(whole.rows.size(), 2U) << c.name << whole.rejected();
    std::uint32_t lines = 0;
    for (std::size_t i = 0; i < c.text.size(); ++i) {
      if (c.text[i] != '\n') continue;
      ++lines;
      Lines rows = read_text(feed, c.text.substr(0, i + 1)).rows;
      const Outcome rest = read_text(
          feed, c.text, {.skip_bytes = static_cast<std::int64_t>(i) + 1, .skip_lines = lines});
      EXPECT_EQ(rest.rejected(), "") << c.name << " after line " << lines;
      rows.insert(rows.end(), rest.rows.begin(), rest.rows.end());
      EXPECT_EQ(rows, whole.rows) << c.name << " after line " << lines;
    }
  }
}

TEST(Header, InAngleBracketsIsNoMarkup) {
  Feed feed = long_feed();
  feed.csv.series = "{<TICKER>}";
  feed.csv.period = {.column = {{"<DATE>"}}, .style = DateStyle::compact};
  feed.csv.value.column.names = {"<CLOSE>"};
  EXPECT_EQ(read_text(feed, "<TICKER>,<DATE>,<CLOSE>\nNVDA.US,20260630,2.5\n").rows,
            (Lines{row("2 nvda_us 2026-06-30 = 2.5")}));
  EXPECT_THAT(read_text(feed, "<!doctype html><title>x</title>\n").rejected(), HasSubstr("HTML"));
  EXPECT_THAT(read_text(long_feed(), "<TICKER>,<DATE>,<CLOSE>\n").rejected(),
              HasSubstr("HTML or XML"));
}

}  // namespace
}  // namespace firstcard
