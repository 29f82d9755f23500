// What is said of a feed that is wrong.
#include "config_cases.h"

namespace firstcard::test {
namespace {

class FeedErrors : public ConfigErrors {};

TEST_P(FeedErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, FeedErrors,
    testing::Values(
        ErrorCase{
            "MissingKeysOfAFeed",
            R"toml([[feed]]
)toml",
            "",
            {R"(1:1: feed: missing "id"; for example id = "name")",
             R"(1:1: feed: missing "source"; for example source = "https://example.org/a.csv" or source = "data/*.csv")",
             R"(1:1: feed: missing "period"; for example period = { column = "period_end" })",
             R"(1:1: feed: missing "value"; for example value = { column = "value" })",
             R"(1:1: feed: missing "series"; for example series = "aws.revenue" or series = "{entity}.{metric}")"}},
        ErrorCase{"FormatThatIsNotKnown",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
format = "jsn"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(4:10: feed "g": "format" is "jsn"; known: csv, json, edgar)"}},
        ErrorCase{
            "EveryWithoutAUnit",
            R"toml([[feed]]
id = "g"
source = "a.csv"
every = "30"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
            "",
            {R"(4:9: feed "g": "every" is "30"; write a whole number with s, m, h, d or w, like "30s", "15m", "6h" or "1d")"}},
        ErrorCase{"EveryThatIsNothing",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
every = "0s"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(4:9: feed "g": "every" must be longer than nothing)"}},
        ErrorCase{"EveryAsAnInteger",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
every = 30
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(4:9: feed "g": "every" must be a text, not an integer)"}},
        ErrorCase{"LongDelimiter",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
delimiter = ";;"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(4:13: feed "g": "delimiter" must be one ASCII character, like "," or "\t")"}},
        ErrorCase{
            "DelimiterThatIsTheQuote",
            R"toml([[feed]]
id = "g"
source = "a.csv"
delimiter = ";"
quote = ";"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
            "",
            {R"(5:9: feed "g": "delimiter" and "quote" are the same sign; they must differ)"}},
        ErrorCase{
            "ColumnsInALongLayout",
            R"toml([[feed]]
id = "g"
source = "a.csv"
columns = ["a"]
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
            "",
            {R"(4:1: feed "g": "columns" belongs to layout = "wide"; take it out, or set the layout)"}},
        ErrorCase{
            "WideLayoutWithAValueColumn",
            R"toml([[feed]]
id = "g"
source = "a.csv"
layout = "wide"
period = { column = "p" }
value = { column = "v" }
series = "{column}.x"
)toml",
            "",
            {R"(6:11: feed "g", value: "column" has no place in a wide layout, where every column of "columns" is a series; take it out)"}},
        ErrorCase{
            "WideLayoutWhoseColumnsAllMakeOneSeries",
            R"toml([[feed]]
id = "g"
source = "a.csv"
layout = "wide"
period = { column = "p" }
series = "a.x"
)toml",
            "",
            {R"(6:10: feed "g": several columns would write the same series; put {column} into "series": "price.{column}")"}},
        ErrorCase{
            "EmptyColumnAndTwice",
            R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = ["p", "", "p"] }
value = { column = [] }
series = "{e}.x"
)toml",
            "",
            {R"(4:27: feed "g", period: a column's name is empty; write it as the header has it)",
             R"(4:31: feed "g", period: the column "p" stands here twice)",
             R"(5:20: feed "g", value: "column" is an empty list; name at least one column)"}},
        ErrorCase{
            "NumberFormatThatCannotBeRead",
            R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = "p" }
value = { column = "v", decimal = ",", thousands = ",", scale = 0 }
series = "{e}.x"
)toml",
            "",
            {R"(5:52: feed "g", value: "thousands" and "decimal" are the same sign, so a number can be read two ways)",
             R"(5:65: feed "g", value: "scale" is 0, so every value would be 0)"}},
        ErrorCase{
            "UnknownStyleAndMeaning",
            R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = "p", style = "eu", means = "begin" }
value = { column = "v" }
series = "{e}.x"
)toml",
            "",
            {R"(4:34: feed "g", period: "style" is "eu"; known: iso, us, uk, compact, month, quarter, year, half, week, month_name, fiscal_quarter, fiscal_year, epoch, epoch_ms, excel)",
             R"(4:48: feed "g", period: "means" is "begin"; known: end, start, name)"}},
        ErrorCase{
            "ConditionThatNoRowMeets",
            R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = "p" }
value = { column = "v" }
where = { m = [], n = 5 }
series = "{e}.x"
)toml",
            "",
            {R"(6:15: feed "g", where: "m" is an empty list, so no row would count; name the texts that do)",
             R"(6:23: feed "g", where: "n" must be a text or a list of texts, not an integer)"}},
        ErrorCase{"TemplateWithAnOpenBrace",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = "p" }
value = { column = "v" }
series = "{entity.x"
)toml",
                  "",
                  {R"(6:11: feed "g": "series": this { has no }; write "{column}")"}},
        ErrorCase{"TemplateWithAStrayBrace",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = "p" }
value = { column = "v" }
series = "entity}.x"
)toml",
                  "",
                  {R"(6:17: feed "g": "series": this } has no {; write "{column}")"}},
        ErrorCase{
            "TemplateWithAnEmptyPlaceholder",
            R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = "p" }
value = { column = "v" }
series = "x.{}"
)toml",
            "",
            {R"(6:13: feed "g": "series": an empty placeholder; write a column's name between { and })"}},
        ErrorCase{
            "TemplateInUpperCase",
            R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = "p" }
value = { column = "v" }
series = "x.AWS{e}"
)toml",
            "",
            {R"(6:13: feed "g": "series": a series name has lower case letters, digits, _ and dots only; this cannot yield one)"}},
        ErrorCase{
            "TemplateWithAnEmptyPart",
            R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = "p" }
value = { column = "v" }
series = "{e}..x"
)toml",
            "",
            {R"(6:11: feed "g": "series": cannot yield a valid series name: parts are joined by dots, none is empty and none starts with a digit)"}},
        ErrorCase{
            "SourceOfAnotherScheme",
            R"toml([[feed]]
id = "g"
source = "ftp://example.org/a.csv"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
            "",
            {R"(3:10: feed "g": "source" begins with ftp://; write an http(s) URL, a path or a glob)"}},
        ErrorCase{"SourceThatIsNoUrl",
                  R"toml([[feed]]
id = "g"
source = "https://exa mple.org/a.csv"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(3:10: feed "g": "source": ...)"}},
        ErrorCase{
            "KeysOfAUrlOnAFile",
            R"toml([[feed]]
id = "g"
source = "a.csv"
timeout = "5s"
headers = { A = "b" }
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
            "",
            {R"(4:1: feed "g": "timeout" belongs to a source that is an http(s) URL; take it out)",
             R"(5:1: feed "g": "headers" belongs to a source that is an http(s) URL; take it out)"}},
        ErrorCase{"KeysOfAFileOnAUrl",
                  R"toml([[feed]]
id = "g"
source = "https://example.org/a.csv"
watch = true
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(4:1: feed "g": "watch" belongs to a source that is a file; take it out)"}},
        ErrorCase{"ShareThatIsNone",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
max_fault_share = 1.5
min_rows = -1
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(4:19: feed "g": "max_fault_share" is a share of the rows: 0 to 1)",
                   R"(5:12: feed "g": "min_rows" is -1; it must be at least 0)"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
