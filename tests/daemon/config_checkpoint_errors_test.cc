// What is said of a checkpoint that is wrong.
#include "config_cases.h"

namespace firstcard::test {
namespace {

class CheckpointErrors : public ConfigErrors {};

TEST_P(CheckpointErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

constexpr std::string_view kTwoTests = R"toml([[indicator]]
id = "i"
[[indicator.test]]
name = "one"
measure = "a.x"
weakening = { below = 0 }
[[indicator.test]]
name = "two"
measure = "yoy(a.x)"
weakening = { below = 0 }
[[checkpoint]]
id = "c"
by = 2026-12-31
indicator = "i"
expect = { above = 1 }
[[checkpoint]]
id = "d"
by = 2026-12-31
indicator = "i"
expect = { above = 1, test = "three" }
)toml";

INSTANTIATE_TEST_SUITE_P(
    Config, CheckpointErrors,
    testing::Values(
        ErrorCase{"MissingKeys",
                  "[[checkpoint]]\n",
                  "",
                  {R"(1:1: checkpoint: missing "id"; for example id = "name")",
                   R"(1:1: checkpoint: missing "by"; for example by = 2026-12-31)",
                   R"(1:1: checkpoint: missing "indicator"; for example indicator = "cloud")",
                   R"(1:1: checkpoint: missing "expect"; for example expect = "strengthening", or { above = 0.02 })"}},
        ErrorCase{"UnknownIndicatorAndBadDay",
                  R"toml([[checkpoint]]
id = "c"
by = "2026-02-30"
indicator = "j"
expect = "holding"
)toml",
                  "",
                  {R"(3:6: checkpoint "c": "by" must be a day like 2026-12-31, not "2026-02-30")",
                   R"(4:13: checkpoint "c": unknown indicator "j"; known: i)"}},
        ErrorCase{"ATimeAndANumberAreNoDay",
                  R"toml([[checkpoint]]
id = "c"
by = 2026-12-31T10:00:00Z
indicator = "i"
expect = "holding"
[[checkpoint]]
id = "d"
by = 2026
indicator = "i"
expect = "holding"
)toml",
                  "",
                  {R"(3:6: checkpoint "c": "by" must be a day like 2026-12-31, not a time)",
                   R"(8:6: checkpoint "d": "by" must be a day like 2026-12-31, not an integer)"}},
        ErrorCase{"IdTwice",
                  R"toml([[checkpoint]]
id = "c"
by = 2026-12-31
indicator = "i"
expect = "holding"
[[checkpoint]]
id = "c"
by = 2027-12-31
indicator = "i"
expect = "holding"
)toml",
                  "",
                  {R"(7:6: checkpoint "c": this id is taken at c.toml:2; give each checkpoint its own)"}},
        ErrorCase{"UnknownStatusAndKey",
                  R"toml([[checkpoint]]
id = "c"
by = 2026-12-31
indicator = "i"
expect = "rising"
until = 1
)toml",
                  "",
                  {R"(5:10: checkpoint "c": "expect" is "rising"; write "strengthening", "holding", "not weakening", "weakening" or a line like { above = 0.02 })",
                   R"(6:1: checkpoint "c": unknown key "until"; known: by, expect, id, indicator, title)"}},
        ErrorCase{"LinesThatAreNone",
                  R"toml([[checkpoint]]
id = "c"
by = 2026-12-31
indicator = "i"
expect = { above = 1, below = 2 }
[[checkpoint]]
id = "d"
by = 2026-12-31
indicator = "i"
expect = {}
[[checkpoint]]
id = "e"
by = 2026-12-31
indicator = "i"
expect = { above = 1, test = "x" }
[[checkpoint]]
id = "f"
by = 2026-12-31
indicator = "i"
expect = 3
)toml",
                  "",
                  {R"(5:31: checkpoint "c", expect: names both "below" and "above"; keep one)",
                   R"(10:10: checkpoint "d", expect: names no line; write below = ... or above = ...)",
                   R"(15:30: checkpoint "e", expect: the indicator has one test without a name; take "test" out)",
                   R"(20:10: checkpoint "f": "expect" must be a status or a table, not an integer)"}},
        ErrorCase{"ALineOfSeveralTestsNamesOne",
                  kTwoTests,
                  "indicator",
                  {R"(15:10: checkpoint "c", expect: the indicator has 2 tests, each with a reading of its own; add test = one of "one", "two")",
                   R"(20:30: checkpoint "d", expect: the indicator has no test "three"; it has "one", "two")"}}),
    name_of);

TEST(ConfigCheckpoint, EveryKeyArrivesAndTheOrderIsByDay) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(R"toml([[checkpoint]]
id = "late"
title = "Returns improve"
by = 2026-12-31
indicator = "i"
expect = { below = -0.1 }
[[checkpoint]]
id = "early"
by = "2026-06-30"
indicator = "i"
expect = "not weakening"
)toml"));
  ASSERT_TRUE(config.has_value());
  using Kind = Expectation::Kind;
  EXPECT_THAT(config->checkpoints,
              testing::ElementsAre(
                  Checkpoint{.id = {"early"},
                             .title = "",
                             .by = *parse_date("2026-06-30"),
                             .indicator = {"i"},
                             .expect = {.kind = Kind::holding, .line = {}, .test = {}}},
                  Checkpoint{.id = {"late"},
                             .title = "Returns improve",
                             .by = *parse_date("2026-12-31"),
                             .indicator = {"i"},
                             .expect = {.kind = Kind::line,
                                        .line = {.side = Side::below, .value = -0.1},
                                        .test = {}}}));
}

}  // namespace
}  // namespace firstcard::test
