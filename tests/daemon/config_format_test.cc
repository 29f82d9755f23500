// format, encoding, member, rows and translate_timeout.
#include "config_cases.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

std::string feed_with(std::string_view keys) {
  return with_sound_tables(std::string("[[feed]]\nid = \"g\"\nsource = \"a.json\"\n") +
                           std::string(keys));
}

class FormatErrors : public ConfigErrors {};

TEST_P(FormatErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, FormatErrors,
    testing::Values(
        ErrorCase{
            "JsonWithoutRows",
            "[[feed]]\nid = \"g\"\nsource = \"a.json\"\nformat = \"json\"\n",
            "",
            {R"(1:1: feed "g": missing "rows"; for example rows = ".items[] | {period: .date, value: .price}")"}},
        ErrorCase{"EmptyRows",
                  "[[feed]]\nid = \"g\"\nsource = \"a.json\"\nformat = \"json\"\nrows = \" \"\n",
                  "",
                  {R"(5:8: feed "g": "rows" is empty; write a jq...)"}},
        ErrorCase{
            "RowsThatDoNotCompile",
            "[[feed]]\nid = \"g\"\nsource = \"a.json\"\nformat = \"json\"\nrows = \".[] | nope\"\n",
            "",
            {R"(5:9: feed "g": "rows": nope/0 is not defined at line 1: .[] | nope)"}},
        ErrorCase{"RowsThatDoNotCompileOnTheirThirdLine",
                  "[[feed]]\nid = \"g\"\nsource = \"a.json\"\nformat = \"json\"\nrows = "
                  "'''\n.[]\n| # all\n{%}\n'''\n",
                  "",
                  {R"(8:1: feed "g": "rows": syntax error, unexpected '%'...)"}},
        ErrorCase{
            "RowsThatWantModules",
            "[[feed]]\nid = \"g\"\nsource = \"a.json\"\nformat = \"json\"\nrows = 'import \"a\" as "
            "a; .'\n",
            "",
            {R"(5:9: feed "g": "rows": module, import and include are not available: write the program in one piece)"}},
        ErrorCase{"KeysOfCsvWithJson",
                  "[[feed]]\nid = \"g\"\nsource = \"a.json\"\nformat = \"json\"\nrows = "
                  "\".\"\ndelimiter = \";\"\n",
                  "",
                  {R"(6:1: feed "g": "delimiter" belongs to format = "csv"; take it out)"}},
        ErrorCase{
            "RowsWithCsv",
            "[[feed]]\nid = \"g\"\nsource = \"a.csv\"\nrows = \".\"\nperiod = { column = \"p\" }\n"
            "value = { column = \"v\" }\nseries = \"{e}.x\"\n",
            "",
            {R"(4:1: feed "g": "rows" belongs to format = "json"; set the format, or take it out)"}},
        ErrorCase{
            "EncodingAndMember",
            "[[feed]]\nid = \"g\"\nsource = \"a.json\"\nformat = \"json\"\nrows = \".\"\n"
            "encoding = \"utf8\"\nmember = \"\"\n",
            "",
            {R"(6:12: feed "g": "encoding" is "utf8"; known: utf-8, utf-16, latin-1, windows-1252)",
             R"(7:10: feed "g": "member" is empty; write the name...)"}}),
    name_of);

TEST(ConfigFormat, JsonNeedsOnlyItsProgram) {
  const Scratch scratch;
  const auto config = load(scratch, feed_with("format = \"json\"\nrows = \".[]\"\n"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  const Feed& feed = config->feeds[0];
  EXPECT_EQ(feed.format, Format::json);
  EXPECT_EQ(feed.json.program, ".[]");
  EXPECT_EQ(feed.csv.series, "{series}");
  EXPECT_THAT(feed.csv.period.column.names, ElementsAre("period"));
  EXPECT_THAT(feed.csv.value.column.names, ElementsAre("value"));
  ASSERT_TRUE(feed.csv.known);
  EXPECT_TRUE(feed.csv.known->optional);
  EXPECT_EQ(feed.translate_timeout, std::chrono::seconds{10});
}

TEST(ConfigFormat, TheMappingOfJsonMaySayOtherwise) {
  const Scratch scratch;
  const auto config =
      load(scratch,
           feed_with("format = \"json\"\nrows = \".[]\"\nseries = \"a.x\"\n"
                     "period = { style = \"compact\" }\nvalue = { column = \"v\", scale = 2 }\n"
                     "known = { column = \"filed\" }\nencoding = \"utf-16\"\nmember = \"*.json\"\n"
                     "translate_timeout = \"30s\"\nmax_bytes = 1000\n"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  const Feed& feed = config->feeds[0];
  EXPECT_EQ(feed.csv.series, "a.x");
  EXPECT_EQ(feed.csv.period.style, DateStyle::compact);
  EXPECT_THAT(feed.csv.period.column.names, ElementsAre("period"));
  EXPECT_THAT(feed.csv.value.column.names, ElementsAre("v"));
  EXPECT_THAT(feed.csv.known->column.names, ElementsAre("filed"));
  EXPECT_FALSE(feed.csv.known->optional);
  EXPECT_EQ(feed.encoding, Encoding::utf16);
  EXPECT_EQ(feed.member, "*.json");
  EXPECT_EQ(feed.translate_timeout, std::chrono::seconds{30});
  EXPECT_EQ(std::get<FileSource>(feed.source).max_bytes, 1000);
}

}  // namespace
}  // namespace firstcard::test
