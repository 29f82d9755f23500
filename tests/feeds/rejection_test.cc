// Documents that are refused as a whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reading.h"

namespace firstcard {
namespace {

using test::long_feed;
using test::read_text;
using testing::AllOf;
using testing::HasSubstr;

std::string rejected(std::string_view text, const Feed& feed = long_feed()) {
  return read_text(feed, text).rejected();
}

struct NoCsv {
  const char* name;
  std::string text;
  const char* reason;
};

TEST(Rejects, WhatIsPlainlyNoCsv) {
  const NoCsv table[] = {
      {"nothing", "", "the document is empty"},
      {"blanks", "\n \r\n\n", "the document is empty"},
      {"a BOM", "\xEF\xBB\xBF", "the document is empty"},
      {"many blank lines", std::string(2000, '\n'), "the document is empty"},
      {"HTML", "<!DOCTYPE html>\n<html>", "line 1: the document is HTML, not CSV"},
      {"HTML in capitals after blanks", "\n\n  <HTML><body>",
       "line 3: the document is HTML, not CSV"},
      {"HTML after a BOM", "\xEF\xBB\xBF<html>", "HTML"},
      {"XML", "<?xml version=\"1.0\"?>", "HTML or XML"},
      {"a JSON object", "{\"Information\": \"rate limit\"}",
       "it begins with \"{\"Information\": \"rate limit\"}\""},
      {"a JSON list", "[{\"message\":[]}]", "JSON"},
      {"an LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
       "Git LFS pointer"},
      {"gzip", "\x1F\x8B\x08", "gzip"},
      {"a spreadsheet", "PK\x03\x04", "ZIP archive (.xlsx is one)"},
      {"UTF-16", "\xFF\xFEs\0e\0", "UTF-16; save it as UTF-8"},
      {"a quote that is never closed", "series,period,value\na,\"2026-06-30,1\n",
       "line 2: the quote that opens in column 3"},
      {"a header with a torn quote", "\"series\"x,period,value\n",
       "line 1: the header has text after the closing quote"},
      {"lines that end in CR", "series,period,value\ra,2026-06-30,1\r", "CR alone"},
      {"a record without end", "series,period,value\n" + std::string(2 << 20, 'x'),
       "line 2: the record that begins here is longer than 1048576 bytes"},
  };
  for (const NoCsv& row : table) EXPECT_THAT(rejected(row.text), HasSubstr(row.reason)) << row.name;
}

TEST(Rejects, AMissingColumnWithTheHeaderAndTheNearestName) {
  EXPECT_EQ(rejected("series,period_end,Value\na,2026-06-30,1\n"),
            "line 1: the document has no column \"period\", which `period` reads; did you mean "
            "\"period_end\"?; the header is: series, period_end, Value");
  EXPECT_THAT(rejected("series,period,Value\n"),
              HasSubstr("no column \"value\", which `value` reads; did you mean \"Value\"?"));
  EXPECT_THAT(
      rejected("name,period,value\n"),
      HasSubstr("no column \"series\", which `series` reads; the header is: name, period, value"));
}

TEST(Rejects, TheMissingColumnIsNamedInTheRejection) {
  const auto got = read_text(long_feed(), "series,period\n");
  ASSERT_TRUE(got.rejection);
  EXPECT_EQ(got.rejection->column, "value");
  EXPECT_EQ(got.rejection->line, 1u);
}

TEST(Rejects, AliasesOfWhichNoneIsThere) {
  Feed feed = long_feed();
  feed.csv.value.column.names = {"price", "median"};
  EXPECT_THAT(rejected("series,period,value\n", feed),
              HasSubstr("no column \"price\" or \"median\""));
}

TEST(Rejects, MissingKnownAndWhereColumns) {
  Feed feed = long_feed();
  feed.csv.known = KnownColumn{{{"published_on"}}, DateStyle::iso};
  EXPECT_THAT(rejected("series,period,value\n", feed),
              HasSubstr("\"published_on\", which `known` reads"));
  feed = long_feed();
  feed.csv.where = {{{{"metric"}}, {"x"}}};
  EXPECT_THAT(rejected("series,period,value\n", feed),
              HasSubstr("\"metric\", which `where` reads"));
}

TEST(Rejects, AUsedColumnThatIsThereTwice) {
  EXPECT_THAT(
      rejected("series,period,value,value\na,2026-06-30,1,2\n"),
      HasSubstr("the header has \"value\" twice, as columns 3 and 4, and `value` reads it"));
  EXPECT_EQ(rejected("series,period,value,note,note\na,2026-06-30,1,2,3\n"), "");
}

TEST(Rejects, AnotherDelimiterIsGuessedForTheMessageOnly) {
  EXPECT_THAT(rejected("series;period;value\na;2026-06-30;1\n"),
              HasSubstr("is the delimiter \";\"?"));
  EXPECT_THAT(rejected("series\tperiod\tvalue\n"), HasSubstr("is the delimiter \"\\t\"?"));
}

TEST(Guards, FewerGoodRowsThanMinRowsReject) {
  Feed feed = long_feed();
  EXPECT_THAT(rejected("series,period,value\n", feed),
              HasSubstr("0 good rows, fewer than min_rows = 1"));
  feed.min_rows = 3;
  feed.max_fault_share = 1;
  EXPECT_THAT(
      rejected("series,period,value\na,2026-03-31,1\na,2026-06-30,2\na,x,2\na,2026-06-30,\n", feed),
      AllOf(HasSubstr("2 good rows, fewer than min_rows = 3 (5 lines, 1 passed over"),
            HasSubstr("1 bad); the first bad one: line 4, column \"period\": \"x\"")));
  feed.min_rows = 2;
  EXPECT_EQ(rejected("series,period,value\na,2026-03-31,1\na,2026-06-30,2\n", feed), "");
}

TEST(Guards, MoreFaultsThanTheShareReject) {
  Feed feed = long_feed();
  const std::string text = "series,period,value\na,2026-03-31,1\na,x,1\n";
  EXPECT_EQ(rejected(text, feed), "");  // half, and not more
  EXPECT_THAT(
      rejected(text + "a,y,1\n", feed),
      AllOf(HasSubstr("2 rows are bad and 1 good, a larger share than max_fault_share = 0.5"),
            HasSubstr("the first bad one: line 3, column \"period\": \"x\"")));
}

TEST(Guards, OneBadRowAppendedDoesNotRejectALongDocument) {
  const std::string old = "series,period,value\na,2026-03-31,1\na,2026-06-30,1\n";
  const auto got =
      read_text(long_feed(), old + "a,x,1\n",
                {.skip_bytes = static_cast<std::int64_t>(old.size()), .skip_lines = 3});
  EXPECT_EQ(got.rejected(), "");
  EXPECT_EQ(got.counts.faults, 1);
}

TEST(Guards, ADocumentThatNamesTooManySeriesIsRefused) {
  std::string text = "series,period,value\n";
  for (int i = 0; i <= 100'000; ++i) text += "s" + std::to_string(i) + ",2026-06-30,1\n";
  EXPECT_THAT(rejected(text),
              HasSubstr("more than 100000 series are named by series = \"{series}\""));
}

TEST(Guards, AFileThatCannotBeReadIsARejection) {
  const auto got = read_csv(long_feed(), {}, -1, {.fetched_at = test::kFetched}, [](auto, auto) {});
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().reason, HasSubstr("Bad file descriptor"));
}

}  // namespace
}  // namespace firstcard
