// What is said of a thesis that is wrong.
#include "config_cases.h"

namespace firstcard::test {
namespace {

class ThesisErrors : public ConfigErrors {};

TEST_P(ThesisErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, ThesisErrors,
    testing::Values(
        ErrorCase{
            "MissingKeysOfAThesis",
            R"toml([thesis]
)toml",
            "thesis",
            {R"(1:1: thesis: missing "id"; for example id = "name")",
             R"(1:1: thesis: missing "indicators"; for example indicators = ["arr", "cloud"])"}},
        ErrorCase{"UnknownIndicator",
                  R"toml([thesis]
id = "t"
indicators = ["i", "ii"]
weakening_count = 1
)toml",
                  "thesis",
                  {R"(3:20: thesis "t": unknown indicator "ii"; did you mean "i"?)"}},
        ErrorCase{"IndicatorTwice",
                  R"toml([thesis]
id = "t"
indicators = ["i", "i"]
weakening_count = 1
)toml",
                  "thesis",
                  {R"(3:20: thesis "t": the indicator "i" stands here twice; it counts once)"}},
        ErrorCase{"NoIndicators",
                  R"toml([thesis]
id = "t"
indicators = []
)toml",
                  "thesis",
                  {R"(3:14: thesis "t": "indicators" is an empty list; name at least one)"}},
        ErrorCase{
            "ThresholdAboveTheNumberOfIndicators",
            R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = 2
)toml",
            "thesis",
            {R"(4:19: thesis "t": "weakening_count" is 2, and there is 1 indicator: it can never fire; write at most 1)"}},
        ErrorCase{
            "ThresholdThatIsNotSetAboveTheNumberOfIndicators",
            R"toml([thesis]
id = "t"
indicators = ["i"]
)toml",
            "thesis",
            {R"(1:1: thesis "t": "weakening_count" is 2 unless it is set, and there is 1 indicator: it can never fire; write at most 1)"}},
        ErrorCase{"ThresholdOfZero",
                  R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = 0
)toml",
                  "thesis",
                  {R"(4:19: thesis "t": "weakening_count" is 0; it must be at least 1)"}},
        ErrorCase{
            "ClearAboveTheThreshold",
            R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = 1
clear_below = 2
)toml",
            "thesis",
            {R"(5:15: thesis "t": "clear_below" is 2 and "weakening_count" 1: an incident would be open and cleared at once; write at most 1)"}},
        ErrorCase{"ClearBelowZero",
                  R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = 1
clear_below = 0
)toml",
                  "thesis",
                  {R"(5:15: thesis "t": "clear_below" is 0; it must be at least 1)"}},
        ErrorCase{"WithinNothing",
                  R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = 1
within = "0d"
)toml",
                  "thesis",
                  {R"(5:10: thesis "t": "within" must be longer than nothing)"}},
        ErrorCase{
            "SecondarySignals",
            R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = 1
secondary = [ { indicator = "i" }, { indicator = "x" }, { weight = 0 } ]
)toml",
            "thesis",
            {R"(5:29: thesis "t", secondary: "i" is counted in "indicators" and cannot be a secondary signal as well; keep one)",
             R"(5:50: thesis "t", secondary: unknown indicator "x"; known: i)",
             R"(5:57: thesis "t", secondary: missing "indicator"; for example indicator = "meta")",
             R"(5:68: thesis "t", secondary: "weight" must be more than 0; take the signal out if it does not matter)"}},
        ErrorCase{
            "NamesOfVerdicts",
            R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = 1
names = { first_cart = "x", mixed = "" }
)toml",
            "thesis",
            {R"(5:11: thesis "t", names: unknown key "first_cart"; did you mean "first_card"?)",
             R"(5:37: thesis "t", names: a verdict's name is empty; write one, or take it out)"}},
        ErrorCase{"ThesisTwice",
                  R"toml([[thesis]]
id = "t"
indicators = ["i"]
weakening_count = 1
[[thesis]]
id = "t"
indicators = ["i"]
weakening_count = 1
)toml",
                  "thesis",
                  {R"(6:6: thesis "t": this id is taken at c.toml:2; give each thesis its own)"}},
        ErrorCase{"IdWithASlash",
                  R"toml([thesis]
id = "a/b"
indicators = ["i"]
weakening_count = 1
)toml",
                  "thesis",
                  {R"(2:6: thesis: "a/b" is no id; use letters, digits, _, - and .)"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
