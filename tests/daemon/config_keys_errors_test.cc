// Keys, types and series: what is said of a configuration that is wrong there.
#include "config_cases.h"

namespace firstcard::test {
namespace {

class KeysErrors : public ConfigErrors {};

TEST_P(KeysErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, KeysErrors,
    testing::Values(
        ErrorCase{"UnknownKeyAtTheTopNamesTheNearest",
                  R"toml(contakt = "x"
)toml",
                  "",
                  {R"(1:1: unknown key "contakt"; did you mean "contact"?)"}},
        ErrorCase{"UnknownTableNamesTheNearest",
                  R"toml([[feeds]]
id = "g"
)toml",
                  "",
                  {R"(1:3: unknown key "feeds"; did you mean "feed"?)"}},
        ErrorCase{"UnknownKeyInATable",
                  R"toml([[series]]
id = "c.x"
frequency = "day"
freqency = "day"
)toml",
                  "",
                  {R"(4:1: series "c.x": unknown key "freqency"; did you mean "frequency"?)"}},
        ErrorCase{"UnknownKeyInAnInlineTable",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
period = { column = "p", stile = "iso" }
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(4:26: feed "g", period: unknown key "stile"; did you mean "style"?)"}},
        ErrorCase{
            "UnknownKeyFarFromAll",
            R"toml([[series]]
id = "c.x"
frequency = "day"
zzz = 1
)toml",
            "",
            {R"(4:1: series "c.x": unknown key "zzz"; known: due, frequency, grace, id, rounding, title, unit)"}},
        ErrorCase{"SyntaxError",
                  R"toml(contact = 
)toml",
                  "",
                  {"1:11: not valid TOML: ..."}},
        ErrorCase{"KeyTwice",
                  R"toml(contact = "a"
contact = "b"
)toml",
                  "",
                  {"2:11: not valid TOML: ..."}},
        ErrorCase{"TextWhereAnIntegerIsWanted",
                  R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = "1"
)toml",
                  "thesis",
                  {R"(4:19: thesis "t": "weakening_count" must be an integer, not a text)"}},
        ErrorCase{"IntegerWhereATextIsWanted",
                  R"toml(contact = 5
)toml",
                  "",
                  {R"(1:11: "contact" must be a text, not an integer)"}},
        ErrorCase{"NumberWhereAnIntegerIsWanted",
                  R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = 1.5
)toml",
                  "thesis",
                  {R"(4:19: thesis "t": "weakening_count" must be an integer, not a number)"}},
        ErrorCase{"TextWhereABooleanIsWanted",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
complete = "yes"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(4:12: feed "g": "complete" must be true or false, not a text)"}},
        ErrorCase{"TextWhereATableIsWanted",
                  R"toml([[feed]]
id = "g"
source = "a.csv"
period = "p"
value = { column = "v" }
series = "{e}.x"
)toml",
                  "",
                  {R"(4:10: feed "g": "period" must be a table, not a text)"}},
        ErrorCase{"TextWhereANumberIsWanted",
                  R"toml([[indicator]]
id = "j"
measure = "a.x"
weakening = { below = "0" }
)toml",
                  "",
                  {R"(4:23: indicator "j", weakening: "below" must be a number, not a text)"}},
        ErrorCase{"DateWhereATextIsWanted",
                  R"toml([[series]]
id = "c.x"
frequency = "day"
due = 2026-01-01
)toml",
                  "",
                  {R"(4:7: series "c.x": "due" must be a text, not a date or time)"}},
        ErrorCase{"IntegerInAListOfTexts",
                  R"toml([thesis]
id = "t"
indicators = ["i", 2]
weakening_count = 1
)toml",
                  "thesis",
                  {R"(3:20: thesis "t": "indicators" is a list of texts, and this is an integer)"}},
        ErrorCase{"OneBracketWhereTwoAreWanted",
                  R"toml([series]
id = "c.x"
frequency = "day"
)toml",
                  "series feed indicator thesis receiver",
                  {R"(1:1: "series" may stand several times; write its header as [[series]])"}},
        ErrorCase{"NotFiniteNumber",
                  R"toml([[indicator]]
id = "j"
measure = "a.x"
weakening = { below = nan }
recovery = { above = inf }
)toml",
                  "",
                  {R"(4:23: indicator "j", weakening: "below" is nan; it must be a finite number)",
                   R"(5:22: indicator "j", recovery: "above" is inf; it must be a finite number)"}},
        ErrorCase{"MissingStorage",
                  "",
                  "storage",
                  {R"(missing [storage]; write: [storage] and below it path = "history.db")"}},
        ErrorCase{"MissingPath",
                  R"toml([storage]
)toml",
                  "storage",
                  {R"(1:1: storage: missing "path"; for example path = "history.db")"}},
        ErrorCase{"EmptyPath",
                  R"toml([storage]
path = ""
)toml",
                  "storage",
                  {R"(2:8: storage: "path" is empty; name the database's file)"}},
        ErrorCase{"UnknownLogLevel",
                  R"toml(log_level = "loud"
)toml",
                  "",
                  {R"(1:13: "log_level" is "loud"; known: trace, debug, info, warn, error)"}},
        ErrorCase{
            "LineBreakInContact",
            R"toml(contact = "a\nb"
)toml",
            "",
            {R"(1:11: "contact" holds a line break or another control character; take it out)"}},
        ErrorCase{"MissingKeysOfASeries",
                  R"toml([[series]]
)toml",
                  "",
                  {R"(1:1: series: missing "id"; for example id = "name")",
                   R"(1:1: series: missing "frequency"; for example frequency = "quarter")"}},
        ErrorCase{
            "UnknownFrequency",
            R"toml([[series]]
id = "c.x"
frequency = "quarterly"
)toml",
            "",
            {R"(3:13: series "c.x": "frequency" is "quarterly"; known: event, day, week, month, quarter, year)"}},
        ErrorCase{
            "SeriesInUpperCase",
            R"toml([[series]]
id = "C.x"
frequency = "day"
)toml",
            "",
            {R"(2:6: series "C.x": a series is named in lower case letters, digits and _, in parts joined by dots, none of which starts with a digit: "aws.revenue")"}},
        ErrorCase{
            "DueInHours",
            R"toml([[series]]
id = "c.x"
frequency = "day"
due = "5h"
)toml",
            "",
            {R"(4:7: series "c.x": "due" is "5h"; write a whole number with d, w, m, q or y, like "40d", "6m" or "1q")"}},
        ErrorCase{"IdTwice",
                  R"toml([[series]]
id = "c.x"
frequency = "day"
[[series]]
id = "c.x"
frequency = "day"
)toml",
                  "",
                  {R"(5:6: series "c.x": this id is taken at c.toml:2; give each series its own)"}},
        ErrorCase{
            "BrokenSeriesIsReportedOnceAndNotAtItsUses",
            R"toml([[series]]
id = "c.x"
frequency = "dayly"
[[indicator]]
id = "j"
measure = "yoy(c.x)"
weakening = { below = 0 }
)toml",
            "",
            {R"(3:13: series "c.x": "frequency" is "dayly"; known: event, day, week, month, quarter, year)"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
