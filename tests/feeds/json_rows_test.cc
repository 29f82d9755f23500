// JSON documents and jq programs, without the child process.
#include "feeds/json_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "translating.h"

namespace firstcard {
namespace {

using test::file_of;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string rows_of(const std::string& program, std::string_view document,
                    JsonOptions options = {}) {
  if (options.fetched_at == Instant{}) options.fetched_at = test::kFetched;
  const File from = file_of(document);
  const File spool = file_of("");
  const File to = file_of("");
  const auto size = json_rows(from.fd(), static_cast<std::int64_t>(document.size()), program,
                              options, spool.fd(), to.fd());
  if (!size) return "REFUSED: " + to_text(size.error());
  std::string text = test::read_file(to.fd());
  return static_cast<std::int64_t>(text.size()) == *size ? text : "another size than it says";
}

struct Cell {
  const char* json;
  const char* csv;
};

TEST(JsonRows, CellsAsTheyAre) {
  const Cell table[] = {{R"("text")", "text"},
                        {R"("a,b")", "\"a,b\""},
                        {R"("say \"so\"")", "\"say \"\"so\"\"\""},
                        {R"("two\nlines")", "\"two\nlines\""},
                        {R"(" blank ")", " blank "},
                        {R"("\u00e9\ud83d\ude00")", "\xC3\xA9\xF0\x9F\x98\x80"},
                        {"1", "1"},
                        {"-0.5", "-0.5"},
                        {"0.1", "0.1"},
                        {"98.32", "98.32"},
                        {"684000000000", "684000000000"},
                        {"1e300", "1e+300"},
                        {"1e-7", "1e-07"},
                        {"true", "true"},
                        {"false", "false"},
                        {"null", ""}};
  for (const Cell& row : table) {
    EXPECT_EQ(rows_of("{a: ., b: 1}", row.json), std::string("a,b\n") + row.csv + ",1\n");
  }
}

// Every number comes back as the same double.
TEST(JsonRows, NumbersLoseNothing) {
  for (const double value : {0.1 + 0.2, 1.0 / 3, 5e-324, 1.7976931348623157e308, 9007199254740993.0,
                             -123456.789, 2.5e15, 1e16}) {
    const std::string text = fmt::format("{}", value);
    const std::string got = rows_of("{a: ., b: 1}", text);
    EXPECT_EQ(::strtod(got.c_str() + 4, nullptr), value) << got;
  }
}

TEST(JsonRows, TheHeaderIsTheUnionOfTheKeysInOrderOfAppearance) {
  EXPECT_EQ(rows_of(".[]", R"([{"b":1},{"a":2,"b":3},{"c":4},{}])"), "b,a,c\n1,,\n3,2,\n,,4\n,,\n");
  EXPECT_EQ(rows_of(".[]", R"([{},{"a":null},{"a":"x"}])"), "a\n\"\"\n\"\"\nx\n");
  EXPECT_EQ(rows_of(".[]", R"([{"a,b":1,"q\"":2}])"), "\"a,b\",\"q\"\"\"\n1,2\n");
}

TEST(JsonRows, ManyRowsOfManyColumnsGoThroughTheSpool) {
  const std::string got =
      rows_of("range(50000) | {period: ., (\"k\" + (. % 300 | tostring)): 1}", "0");
  EXPECT_EQ(std::count(got.begin(), got.end(), '\n'), 50'001);
  EXPECT_EQ(std::count(got.begin(), got.end(), ','), 50'001 * 300);
  EXPECT_THAT(got, StartsWith("period,k0,k1,k2,"));
}

TEST(JsonRows, SeveralTextsAreEachRun) {
  EXPECT_EQ(rows_of("{a}", "{\"a\":1}\n{\"a\":2}\n\n{\"a\":3}"), "a\n1\n2\n3\n");
  EXPECT_EQ(rows_of("{a: ([., inputs] | length)}", "1 2 3"), "a\n3\n");
  EXPECT_EQ(rows_of("{a: .}",
                    "\xEF\xBB\xBF[1]"
                    "2")
                .substr(0, 8),
            "REFUSED:");  // a list is no cell
  EXPECT_EQ(rows_of("{a: .}",
                    "\xEF\xBB\xBF"
                    "2"),
            "a\n2\n");
  EXPECT_EQ(rows_of("if .a == 2 then halt else {a} end", R"({"a":1}{"a":2}{"a":3})"), "a\n1\n");
}

TEST(JsonRows, ADocumentOfManyBlocks) {
  std::string document = "[";
  for (int i = 0; i < 60'000; ++i) document += (i ? "," : "") + fmt::format("{{\"v\":{}}}", i);
  document += "]";
  ASSERT_GT(document.size(), 600'000u);
  const std::string got = rows_of(".[]", document);
  EXPECT_EQ(std::count(got.begin(), got.end(), '\n'), 60'001);
  EXPECT_THAT(got, testing::EndsWith("\n59999\n"));
}

TEST(JsonRows, ACellThatIsNoneIsRefusedWithRowAndKey) {
  EXPECT_EQ(rows_of(".[]", R"([{"a":1},{"a":[1,2]}])"),
            "REFUSED: row 2 of the program in `rows` has a list in \"a\", where a text or a number "
            "can be: [1,2]");
  EXPECT_THAT(rows_of(".", R"({"p":{"q":1}})"), HasSubstr("row 1 of the program in `rows` has an "
                                                          "object in \"p\""));
}

TEST(JsonRows, AResultThatIsNoRowIsRefused) {
  EXPECT_EQ(rows_of(".", R"([{"a":1}])"),
            "REFUSED: row 1 of the program in `rows` is a list and no object like "
            "{period: ..., value: ...}; does `| .[]` lack at its end?: [{\"a\":1}]");
  EXPECT_THAT(rows_of("{a:1}, 5", "1"), HasSubstr("row 2 of the program in `rows` is a number"));
}

TEST(JsonRows, AFailureOfTheProgramNamesTheRowAndWhatJqSays) {
  EXPECT_EQ(
      rows_of(".[] | {a: (.a + 1)}", R"([{"a":1},{"a":"x"}])"),
      "REFUSED: the program in `rows` fails at row 2: string (\"x\") and number (1) cannot be "
      "added");
  EXPECT_THAT(rows_of(".items[]", "{}"), HasSubstr("fails at row 1: Cannot iterate over null"));
  EXPECT_THAT(rows_of("error({code: 5})", "{}"), HasSubstr("{\"code\":5}"));
  EXPECT_THAT(rows_of("\"no\" | halt_error", "{}"), HasSubstr("fails at row 1: no"));
}

TEST(JsonRows, AProgramThatDoesNotCompile) {
  EXPECT_EQ(program_error(".[] | {period: .a, value: .b}"), std::nullopt);
  EXPECT_EQ(program_error("$fetched, now"), std::nullopt);
  EXPECT_EQ(program_error(".[] | nope"), "nope/0 is not defined at line 1: .[] | nope");
  EXPECT_THAT(program_error(".\n| {%}").value_or(""),
              AllOf(StartsWith("syntax error, unexpected '%'"), HasSubstr("at line 2")));
  EXPECT_THAT(program_error("$nope").value_or(""), HasSubstr("$nope is not defined"));
  EXPECT_NE(program_error("\"abc"), std::nullopt);
  EXPECT_NE(program_error("def f: 1;\n."
                          "}"),
            std::nullopt);
  EXPECT_EQ(program_error(std::string("a\0b", 3)), "it has a NUL byte");
  EXPECT_THAT(rows_of("{%}", "1"), HasSubstr("REFUSED: the program in `rows`: syntax error"));
}

TEST(JsonRows, AProgramSeesNeitherEnvironmentNorFiles) {
  ::setenv("FIRSTCARD_TEST_SECRET", "hunter2", 1);
  EXPECT_EQ(rows_of("{a: (env | tostring)}", "1"), "a\n{}\n");
  EXPECT_EQ(rows_of("{a: input_filename, b: (get_search_list | length)}", "1"), "a,b\n,0\n");
  EXPECT_THAT(rows_of("{a: (\"x\" | modulemeta | tostring)}", "1"), HasSubstr("is not available"));
  for (const char* program :
       {"import \"x\" as x; .", "include \"x\"; .", "# no\n  import \"x\" as $x {search: \"/\"}; .",
        "module {}; .", "import\"x\" as $x; ."}) {
    EXPECT_THAT(program_error(program).value_or(""), HasSubstr("are not available")) << program;
  }
  EXPECT_EQ(program_error("{import: .include, a: .module}"), std::nullopt);
  EXPECT_EQ(program_error(".import"), std::nullopt);
}

TEST(JsonRows, ThePresentIsTheTimeOfTheFetch) {
  EXPECT_EQ(rows_of("{a: $fetched, b: (now | todate)}", "1"),
            "a,b\n2026-11-24T02:40:39Z,2026-11-24T02:40:39Z\n");
}

struct Refusal {
  const char* document;
  const char* reason;
};

TEST(JsonRows, WhatIsNoJsonIsRefused) {
  const Refusal table[] = {
      {"", "the document is empty"},
      {"\n ", "the document is empty"},
      {"<!DOCTYPE html><html>", "the document is HTML, not JSON"},
      {"<?xml version=\"1.0\"?>", "HTML or XML, not JSON"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS pointer"},
      {"%PDF-1.4", "not JSON text but a PDF"},
      {"No data",
       "the document is not JSON: Invalid numeric literal at line 1, column 3; it begins "
       "with \"No data\""},
      {"a,b\n1,2\n", "it begins with \"a,b\""},
      {"{\"a\":1", "the document is not JSON: Unfinished JSON term at EOF at line 1, column 6"},
      {"[{\"a\":1},\n{\"a\":", "Unfinished JSON term at EOF at line 2"},
      {"{\"a\":1}\n{\"a\"", "Unfinished JSON term"},
      {"{\"a\":1}}", "Unmatched '}'"}};
  for (const Refusal& row : table) {
    EXPECT_THAT(rows_of("(.[]?, .) | {a: 1}", row.document),
                AllOf(StartsWith("REFUSED"), HasSubstr(row.reason)))
        << row.document;
  }
}

TEST(JsonRows, DeepNestingIsRefusedAndDoesNotCrash) {
  EXPECT_THAT(rows_of(".", std::string(100'000, '[')), HasSubstr("Exceeds depth limit"));
}

TEST(JsonRows, AnErrorMessageWithStatus200IsQuoted) {
  const Refusal table[] = {
      {R"({"errors":[{"message":"rate limited","path":["x"]}]})", "rate limited"},
      {R"({"data":null,"errors":["bad field"]})", "bad field"},
      {R"({"Information":"Please subscribe."})", "Please subscribe."},
      {R"({"Note":"5 calls per minute"})", "5 calls per minute"},
      {R"({"Error Message":"Invalid API call."})", "Invalid API call."},
      {R"([{"message":[{"id":"120","key":"Invalid value","value":"not valid"}]}])", "not valid"},
      {R"({"error_code":400,"error_message":"Bad Request. Variable api_key"})", "Bad Request."},
      {R"({"chart":{"result":null,"error":{"code":"Not Found","description":"No data found"}}})",
       "No data found"},
      {R"({"error":{"code":5,"status":"X"}})", "{\"code\":5,\"status\":\"X\"}"},
      {R"({"quandl_error":{"code":"QELx01","message":"limit"}})", "limit"}};
  for (const Refusal& row : table) {
    EXPECT_THAT(rows_of("(.items // [])[]?", row.document),
                AllOf(HasSubstr("; the document is an error message: "), HasSubstr(row.reason)))
        << row.document;
    EXPECT_THAT(rows_of(".items | .[] | {a: .}", row.document), HasSubstr("REFUSED"));
  }
  for (const char* sound : {R"({"note":"Prices exclude VAT","data":[{"gpu":"H100"}]})",
                            R"({"description":"Hourly prices","data":{"a":1}})"})
    EXPECT_THAT(rows_of(".items // [] | .[]", sound),
                testing::Not(HasSubstr("the document is an error message")))
        << sound;
  EXPECT_THAT(rows_of("(.items // [])[]?", R"({"message":"limit","data":[],"meta":{}})"),
              HasSubstr("the document is an error message: limit"));
  EXPECT_THAT(rows_of(".items[]", R"({"Information":"Please subscribe."})"),
              AllOf(HasSubstr("fails at row 1: Cannot iterate over null"),
                    HasSubstr("the document is an error message: Please subscribe.")));
}

TEST(JsonRows, ANoteBesideGoodRowsIsNoError) {
  EXPECT_EQ(rows_of(".items[]", R"({"note":"x","error":null,"items":[{"a":1}]})"), "a\n1\n");
}

TEST(JsonRows, NoRowAtAll) {
  EXPECT_EQ(rows_of(".[]", "[]"), "REFUSED: the program in `rows` makes no row of the document");
  EXPECT_EQ(rows_of(".[]", "[]", {.empty_header = {"period", "value"}}), "period,value\n");
  EXPECT_THAT(rows_of(".[]?", R"({"Information":"x"})", {.empty_header = {"period"}}),
              HasSubstr("is a string and no object like {period: ..., value: ...}: \"x\"; the "
                        "document is an error message: x"));
}

TEST(JsonRows, ATableLargerThanTheLimitIsRefused) {
  EXPECT_THAT(rows_of("range(1e9) | {a: .}", "1", {.max_bytes = 100'000}),
              HasSubstr("makes more than max_bytes = 100000 bytes of rows"));
  EXPECT_THAT(rows_of("range(1e9) | {(tostring): .}", "1"), HasSubstr("more than 10000 different"));
}

// How the sources of the field look, by hand.
TEST(JsonRecipes, ParallelArrays) {
  EXPECT_EQ(
      rows_of(
          ".chart.result[0] | .meta.symbol as $s | .indicators.quote[0].close as $c | .timestamp "
          "| to_entries[] | {series: $s, period: (.value | todate[:10]), value: $c[.key]}",
          R"({"chart":{"result":[{"meta":{"symbol":"NVDA"},"timestamp":[1767623400,1767709800],
                 "indicators":{"quote":[{"close":[187.5,null]}]}}],"error":null}})"),
      "series,period,value\nNVDA,2026-01-05,187.5\nNVDA,2026-01-06,\n");
}

TEST(JsonRecipes, AnObjectKeyedByDateWithNumbersAsTexts) {
  const std::string program =
      R"jq(.["Time Series (Daily)"] | to_entries[] | {period: .key, value: .value["4. close"]})jq";
  const std::string document = R"jq({"Meta Data": {}, "Time Series (Daily)": {
      "2026-06-30": {"1. open": "1", "4. close": "2.50"}, "2026-06-29": {"4. close": "2.40"}}})jq";
  EXPECT_EQ(rows_of(program, document), "period,value\n2026-06-30,2.50\n2026-06-29,2.40\n");
}

TEST(JsonRecipes, TheMedianOfOffersPerGpuOnTheDayOfTheFetch) {
  EXPECT_EQ(
      rows_of(R"(def median: sort | if length == 0 then null
                         elif length % 2 == 1 then .[(length - 1) / 2]
                         else (.[length / 2 - 1] + .[length / 2]) / 2 end;
                       [.offers[] | select(.gpu_name == "H100 SXM" and .rentable) | .dph_total / .num_gpus]
                       | {period: $fetched[:10], value: median, n: length})",
              R"({"offers":[{"gpu_name":"H100 SXM","rentable":true,"num_gpus":8,"dph_total":16},
                       {"gpu_name":"H100 SXM","rentable":true,"num_gpus":1,"dph_total":3},
                       {"gpu_name":"H100 SXM","rentable":false,"num_gpus":1,"dph_total":1},
                       {"gpu_name":"A100","rentable":true,"num_gpus":1,"dph_total":1}]})"),
      "period,value,n\n2026-11-24,2.5,2\n");
}

TEST(JsonRecipes, KeysWithHyphensAndSlashes) {
  EXPECT_EQ(rows_of(R"(.facts["us-gaap"].Revenues.units["USD/shares"][] | select(.form == "10-Q")
                       | {period: .end, value: .val, known: .filed})",
                    R"({"facts":{"us-gaap":{"Revenues":{"units":{"USD/shares":[
                       {"end":"2026-06-30","val":1.25,"filed":"2026-08-01","form":"10-Q"},
                       {"end":"2026-06-30","val":9,"filed":"2026-08-01","form":"8-K"}]}}}}})"),
            "period,value,known\n2026-06-30,1.25,2026-08-01\n");
}

}  // namespace
}  // namespace firstcard
