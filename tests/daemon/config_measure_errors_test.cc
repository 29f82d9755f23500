// An error in a measure is shown where it stands in the file, whatever way the text is written.
#include "config_cases.h"

namespace firstcard::test {
namespace {

class MeasureErrors : public ConfigErrors {};

TEST_P(MeasureErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, MeasureErrors,
    testing::Values(
        ErrorCase{
            "MissingKeysOfAnIndicator",
            R"toml([[indicator]]
)toml",
            "",
            {R"(1:1: indicator: missing "id"; for example id = "name")",
             R"x(1:1: indicator: missing "measure"; for example measure = "yoy(aws.revenue)")x",
             R"(1:1: indicator: missing "weakening"; for example weakening = { below = -0.01, for = 2 })"}},
        ErrorCase{"MeasureThatDoesNotParse",
                  R"toml([[indicator]]
id = "j"
measure = "yoy(a.x"
weakening = { below = 0 }
)toml",
                  "",
                  {R"(3:19: indicator "j": "measure": ...)"}},
        ErrorCase{"PlaceInAMeasureAfterEscapes",
                  R"toml([[indicator]]
id = "j"
measure = "yoy(\u0061.x) ? 1"
weakening = { below = 0 }
)toml",
                  "",
                  {R"(3:26: indicator "j": "measure": ...)"}},
        ErrorCase{"PlaceInAMeasureOfSeveralLines",
                  R"toml([[indicator]]
id = "j"
measure = """
  yoy(a.x)
  - yoy(a.z)"""
weakening = { below = 0 }
)toml",
                  "",
                  {R"(5:9: indicator "j": "measure": unknown series 'a.z'; did you mean 'a.x'?
  - yoy(a.z)
        ^)"}},
        ErrorCase{"PlaceInAMeasureWithContinuedLines",
                  R"toml([[indicator]]
id = "j"
measure = """yoy(a.x) - \
     yoy(a.z)"""
weakening = { below = 0 }
)toml",
                  "",
                  {R"(4:10: indicator "j": "measure": unknown series 'a.z'; did you mean 'a.x'?
yoy(a.x) - yoy(a.z)
               ^)"}},
        ErrorCase{"PlaceInALiteralMeasure",
                  R"toml([[indicator]]
id = "j"
measure = 'a.x + a.z'
weakening = { below = 0 }
)toml",
                  "",
                  {R"(3:18: indicator "j": "measure": unknown series 'a.z'; did you mean 'a.x'?
a.x + a.z
      ^)"}},
        ErrorCase{
            "EveryUnknownSeriesOfAMeasure",
            R"toml([[indicator]]
id = "j"
measure = "total(openai.arr, yoy(a.y))"
weakening = { below = 0 }
)toml",
            "",
            {R"(3:18: indicator "j": "measure": unknown series 'openai.arr': declare it as a [[series]]
total(openai.arr, yoy(a.y))
      ^)",
             R"(3:34: indicator "j": "measure": unknown series 'a.y'; did you mean 'a.x'?
total(openai.arr, yoy(a.y))
                      ^)"}},
        ErrorCase{"UnknownFunction",
                  R"toml([[indicator]]
id = "j"
measure = "yoyo(a.x)"
weakening = { below = 0 }
)toml",
                  "",
                  {R"(3:12: indicator "j": "measure": ...)"}},
        ErrorCase{"MixedFrequencies",
                  R"toml([[indicator]]
id = "j"
measure = "a.x + b.x"
weakening = { below = 0 }
)toml",
                  "",
                  {R"(3:16: indicator "j": "measure": ...)"}},
        ErrorCase{"EmptyMeasure",
                  R"toml([[indicator]]
id = "j"
measure = ""
weakening = { below = 0 }
)toml",
                  "",
                  {R"(3:12: indicator "j": "measure": ...)"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
