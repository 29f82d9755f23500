// The whole way of a document to CSV text, through the child process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>

#include "feeds/programs.h"
#include "translating.h"

namespace firstcard {
namespace {

using test::gzipped;
using test::json_feed;
using test::long_feed;
using test::translated;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kTable = "series,period,value\na,2026-06-30,1\n";

TEST(Translates, PlainCsvIsUsedAsItIs) {
  EXPECT_EQ(translated(long_feed(), kTable), "AS IT IS");
  EXPECT_FALSE(needs_translation(long_feed(), kTable));
  EXPECT_FALSE(needs_translation(long_feed(), ""));
  EXPECT_TRUE(needs_translation(long_feed(), gzipped(kTable)));
  EXPECT_TRUE(needs_translation(json_feed("."), "{}"));
}

TEST(Translates, GzipBecomesItsText) {
  EXPECT_EQ(translated(long_feed(), gzipped(kTable)), kTable);
}

TEST(Translates, JsonBecomesATable) {
  EXPECT_EQ(translated(json_feed(".[]"), R"([{"period":"2026-06-30","value":1.5}])"),
            "period,value\n2026-06-30,1.5\n");
  EXPECT_EQ(translated(json_feed(".[]"), gzipped(R"([{"period":"2026-06-30","value":1.5}])")),
            "period,value\n2026-06-30,1.5\n");
}

TEST(Translates, ADeclaredEncodingIsRead) {
  Feed feed = long_feed();
  feed.encoding = Encoding::latin1;
  EXPECT_EQ(translated(feed, "s\xE9ries,v\n"), "s\xC3\xA9ries,v\n");
  feed.format = Format::json;
  feed.json.program = ".";
  EXPECT_EQ(translated(feed, "{\"a\":\"\xE9\"}"), "a\n\xC3\xA9\n");
}

TEST(Translates, Utf16JsonByItsMark) {
  std::string text = "\xFF\xFE";
  for (const char c : std::string_view(R"({"a":1})")) text += {c, '\0'};
  EXPECT_EQ(translated(json_feed("."), text), "a\n1\n");
}

TEST(Translates, ARefusalArrivesWhole) {
  EXPECT_EQ(translated(json_feed(".[]"), R"([{"a":[]}])"),
            "REFUSED: row 1 of the program in `rows` has a list in \"a\", where a text or a number "
            "can be: []");
  const test::Outcome same = test::read_text(long_feed(), "<html>");
  EXPECT_THAT(same.rejected(), HasSubstr("HTML, not CSV"));
  EXPECT_THAT(translated(json_feed("."), "<html>"), HasSubstr("HTML, not JSON"));
}

TEST(Translates, TheSameAgainIsTheSameText) {
  const Feed feed = json_feed("{period: $fetched, value: now, zone: (0 | localtime | mktime)}");
  const std::string first = translated(feed, "{}");
  EXPECT_EQ(first, "period,value,zone\n2026-11-24T02:40:39Z,1795488039,0\n");
  EXPECT_EQ(translated(feed, "{}"), first);
}

TEST(Translates, NothingOfTheEnvironmentIsSeen) {
  ::setenv("FIRSTCARD_TEST_SECRET", "hunter2", 1);
  EXPECT_THAT(translated(json_feed("{a: ([env, $ENV] | tostring)}"), "{}"),
              testing::Not(HasSubstr("hunter2")));
}

TEST(Translates, WhatAProgramWritesToItsErrorsIsDropped) {
  EXPECT_EQ(translated(json_feed("{a: 1} | debug | stderr"), "{}"), "a\n1\n");
}

// One second, the least that can be declared: no sleep, the program is busy until it is stopped.
TEST(Translates, ProgramsThatNeverEndAreStopped) {
  for (const char* program : {"def f: f; f", "repeat(.)|select(false)", "[range(1e12)] | length",
                              "last(range(1e12)) | {a: .}"}) {
    Feed feed = json_feed(program);
    feed.translate_timeout = std::chrono::seconds{1};
    EXPECT_THAT(translated(feed, "{}", {.max_memory = std::int64_t{8} << 30}),
                HasSubstr("took longer than translate_timeout = \"1s\" and was stopped"))
        << program;
  }
}

TEST(Translates, AMemoryBombIsStopped) {
  for (const char* program :
       {"reduce range(40) as $i (\"xxxxxxxxxxxxxxxx\"; . + .)", "def f: 1 + f; f"}) {
    Feed feed = json_feed(program);
    feed.translate_timeout = std::chrono::seconds{60};
    EXPECT_THAT(translated(feed, "{}", {.max_memory = 100 << 20}),
                HasSubstr("took more than 100 MiB of memory and was stopped"))
        << program;
  }
}

TEST(Translates, AProgramThatCrashesTheLibraryIsARefusal) {
  // Freeing what is nested that deeply takes more stack than there is. Under ASan the child says so
  // and ends with an exit code.
  EXPECT_THAT(translated(json_feed("reduce range(1000000) as $i (0; [.]) | {a: 1}"), "{}",
                         {.max_memory = std::int64_t{8} << 30}),
              testing::AnyOf(HasSubstr("failed: it was ended by signal 11"),
                             HasSubstr("failed (exit code 1)"), "a\n1\n"));
}

TEST(Translates, AStopEndsIt) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(translated(json_feed("def f: f; f"), "{}", {.stop = stop.get_token()}),
              HasSubstr("the program ends"));
}

TEST(Translates, MaxBytesOfTheSourceBoundsWhatIsMade) {
  Feed feed = json_feed("range(1e12) | {a: .}");
  feed.source = FileSource{.pattern = "x", .watch = true, .max_bytes = 100'000};
  EXPECT_THAT(translated(feed, "{}"), HasSubstr("more than max_bytes = 100000 bytes of rows"));
  HttpSource http;
  http.request.limits.max_bytes = 50'000;
  feed.source = http;
  EXPECT_THAT(translated(feed, "{}"), HasSubstr("more than max_bytes = 50000 bytes of rows"));
  feed.format = Format::csv;
  EXPECT_THAT(translated(feed, gzipped(std::string(50'001, 'x'))),
              HasSubstr("longer than max_bytes = 50000 once it is unpacked"));
}

TEST(Translates, AnExecutableThatIsNotThere) {
  EXPECT_EQ(
      translated(json_feed("."), "{}", {.executable = "/nowhere/firstcard"}),
      "REFUSED: translating the document failed: /nowhere/firstcard cannot be started: No such "
      "file or directory");
  EXPECT_THAT(translated(json_feed("."), "{}", {.executable = "/bin/true"}),
              HasSubstr("failed (exit code 0): it gave no answer"));
}

TEST(Translates, NoRowIsInOrderWithMinRowsZero) {
  Feed feed = json_feed(".[]");
  EXPECT_THAT(translated(feed, "[]"), HasSubstr("makes no row"));
  feed.min_rows = 0;
  EXPECT_EQ(translated(feed, "[]"), "period,value,series\n");
  const std::string text = translated(feed, "[]");
  EXPECT_EQ(test::read_text(feed, text).rejected(), "");
}

// From the document to rows, as the daemon does it.
TEST(Translates, ATableOfJsonIsReadWithItsDefaults) {
  Feed feed = json_feed(".[]");
  feed.csv.known = KnownColumn{.column = {{"known"}}, .optional = true};
  const std::string with_known =
      translated(feed, R"([{"series":"a","period":"2026-03-31","value":"1.5","known":"2026-04-20"},
                {"series":"a","period":"2026-06-30","value":2}])");
  EXPECT_THAT(test::read_text(feed, with_known).rows,
              testing::ElementsAre("2 a 2026-03-31 = 1.5 source 2026-04-20T23:59:59Z",
                                   "3 a 2026-06-30 = 2 fetched 2026-11-24T02:40:39Z"));
  const std::string without =
      translated(feed, R"([{"series":"a","period":"2026-06-30","value":2}])");
  EXPECT_THAT(test::read_text(feed, without).rows,
              testing::ElementsAre("2 a 2026-06-30 = 2 fetched 2026-11-24T02:40:39Z"));
  feed.csv.known->optional = false;
  EXPECT_THAT(test::read_text(feed, without).rejected(), HasSubstr("no column \"known\""));
}

TEST(Programs, AreCheckedTogether) {
  const auto got = check_programs({".", "{%}", ".[] | nope", "import \"a\" as a; ."});
  ASSERT_EQ(got.size(), 4u);
  EXPECT_EQ(got[0], std::nullopt);
  EXPECT_THAT(got[1].value_or(""), StartsWith("syntax error"));
  EXPECT_EQ(got[2], "nope/0 is not defined at line 1: .[] | nope");
  EXPECT_THAT(got[3].value_or(""), HasSubstr("not available"));
  EXPECT_TRUE(check_programs({}).empty());
  EXPECT_THAT(check_programs({"."}, {.executable = "/nowhere/x"})[0].value_or(""),
              AllOf(StartsWith("cannot be checked: "), HasSubstr("cannot be started")));
}

TEST(Digest, KnowsWhatBecomesOfTheDocument) {
  const Feed feed = json_feed(".");
  const std::string before = mapping_digest(feed);
  Feed other = feed;
  other.json.program = ".[]";
  EXPECT_NE(mapping_digest(other), before);
  other = feed;
  other.encoding = Encoding::utf8;
  EXPECT_NE(mapping_digest(other), before);
  other = feed;
  other.member = "*.json";
  EXPECT_NE(mapping_digest(other), before);
  other = feed;
  other.format = Format::csv;
  EXPECT_NE(mapping_digest(other), before);
  other = feed;
  other.translate_timeout = std::chrono::seconds{99};
  EXPECT_EQ(mapping_digest(other), before);
}

}  // namespace
}  // namespace firstcard
