// Rules that can never fire, or contradict themselves.
#include "config_cases.h"

namespace firstcard::test {
namespace {

class RuleErrors : public ConfigErrors {};

TEST_P(RuleErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, RuleErrors,
    testing::Values(
        ErrorCase{
            "WeakeningWithoutALine",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { for = 2 }
)toml",
            "",
            {R"(4:13: indicator "j", weakening: names no line; write below = ... or above = ...)"}},
        ErrorCase{"WeakeningWithTwoLines",
                  R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { below = 0, above = 1 }
)toml",
                  "",
                  {R"(4:34: indicator "j", weakening: names both "below" and "above"; keep one)"}},
        ErrorCase{"ForOfZero",
                  R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { below = 0, for = 0 }
)toml",
                  "",
                  {R"(4:32: indicator "j", weakening: "for" is 0; it must be at least 1)"}},
        ErrorCase{
            "RecoveryOnTheWeakeningSide",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { below = 0.0 }
recovery = { below = 0.1 }
)toml",
            "",
            {R"(5:22: indicator "j", recovery: "below" lies on the weakening side; write above = 0.1)"}},
        ErrorCase{
            "RecoveryDeeperInWeakening",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { below = -0.01 }
recovery = { above = -0.02 }
)toml",
            "",
            {R"(5:22: indicator "j", recovery: above -0.02 lies deeper in weakening than its line -0.01; a reading there would enter and leave at once; write above = -0.01 or further away from it)"}},
        ErrorCase{
            "RecoveryDeeperAbove",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { above = 1 }
recovery = { below = 1.5 }
)toml",
            "",
            {R"(5:22: indicator "j", recovery: below 1.5 lies deeper in weakening than its line 1; a reading there would enter and leave at once; write below = 1 or further away from it)"}},
        ErrorCase{
            "StrengtheningInsideWeakening",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { below = 0.0 }
strengthening = { above = -0.1 }
)toml",
            "",
            {R"(5:27: indicator "j", strengthening: above -0.1 lies inside weakening, which begins at 0; move it to the other side)"}},
        ErrorCase{
            "StrengtheningOnTheWeakeningSide",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { below = 0.0 }
strengthening = { below = 0.1, for = 2 }
)toml",
            "",
            {R"(5:27: indicator "j", strengthening: "below" lies on the weakening side; write above = 0.1)",
             R"(5:32: indicator "j", strengthening: "for" belongs to weakening and recovery; strengthening holds from the first print)"}},
        ErrorCase{
            "LookbackShorterThanFor",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
lookback = 2
weakening = { below = 0, for = 3 }
recovery = { for = 4 }
)toml",
            "",
            {R"(4:12: indicator "j": "lookback" is 2 prints, and weakening must hold for 3: it can never happen; write lookback = 3 or more)",
             R"(4:12: indicator "j": "lookback" is 2 prints, and recovery must hold for 4: it can never happen; write lookback = 4 or more)"}},
        ErrorCase{
            "ForLongerThanTheLookbackThatIsNotSet",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { below = 0, for = 121 }
)toml",
            "",
            {R"(4:32: indicator "j": "lookback" is 120 prints unless it is set, and weakening must hold for 121: it can never happen; write lookback = 121 or more)"}},
        ErrorCase{
            "QuorumOfMoreThanTheTests",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
quorum = 2
weakening = { below = 0 }
)toml",
            "",
            {R"(4:10: indicator "j": "quorum" is 2 of 1 test, so it can never fire; write at most 1)"}},
        ErrorCase{"QuorumOfZero",
                  R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
quorum = 0
weakening = { below = 0 }
)toml",
                  "",
                  {R"(4:10: indicator "j": "quorum" is 0; it must be at least 1)"}},
        ErrorCase{
            "QuorumThatIsNoWord",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
quorum = "most"
weakening = { below = 0 }
)toml",
            "",
            {R"(4:10: indicator "j": "quorum" is "most"; write "any", "all" or how many tests must weaken)"}},
        ErrorCase{
            "QuorumOfAnotherType",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
quorum = true
weakening = { below = 0 }
)toml",
            "",
            {R"(4:10: indicator "j": "quorum" must be "any", "all" or an integer, not true or false)"}},
        ErrorCase{
            "CoverageOfMoreThanTheMembers",
            R"toml([[indicator]]
id = "j"
measure = "matched(yoy(basket), a.x, a.x) - matched(basket, a.x)"
min_coverage = 2
weakening = { below = 0 }
)toml",
            "",
            {R"(3:38: indicator "j": "measure": ...)",
             R"(4:16: indicator "j": "min_coverage" is 2, and matched() has 1 member: it can never have a print; write at most 1)"}},
        ErrorCase{
            "CoverageWithoutABasket",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
min_coverage = 1
weakening = { below = 0 }
)toml",
            "",
            {R"(4:16: indicator "j": "min_coverage" counts the members of matched(), and there is none; take it out)"}},
        ErrorCase{"StaleAfterNothing",
                  R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
stale_after = "0d"
weakening = { below = 0 }
)toml",
                  "",
                  {R"(4:15: indicator "j": "stale_after" must be longer than nothing)"}},
        ErrorCase{
            "LinesBesideTests",
            R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
[[indicator.test]]
name = "a"
measure = "a.x"
weakening = { below = 0 }
)toml",
            "",
            {R"(3:1: indicator "j": "measure" must stand in each [[indicator.test]], not beside them; move it there)"}},
        ErrorCase{"TestsWithoutNames",
                  R"toml([[indicator]]
id = "j"
[[indicator.test]]
measure = "a.x"
weakening = { below = 0 }
)toml",
                  "",
                  {R"(3:1: indicator "j", test: missing "name"; for example name = "price")"}},
        ErrorCase{
            "TestsOfOneName",
            R"toml([[indicator]]
id = "j"
[[indicator.test]]
name = "a"
measure = "a.x"
weakening = { below = 0 }
[[indicator.test]]
name = "a"
measure = "a.z"
weakening = { below = 0 }
)toml",
            "",
            {R"(8:8: indicator "j", test "a": this name is taken at c.toml:4; give each test its own)",
             R"(9:12: indicator "j", test "a": "measure": unknown series 'a.z'; did you mean 'a.x'?
a.z
^)"}},
        ErrorCase{"EmptyListOfTests",
                  R"toml([[indicator]]
id = "j"
test = []
)toml",
                  "",
                  {R"(1:1: indicator "j": has no test; write [[indicator.test]] below it)"}},
        ErrorCase{
            "SingleBracketTest",
            R"toml([[indicator]]
id = "j"
[indicator.test]
name = "a"
)toml",
            "",
            {R"(3:1: indicator "j": "test" may stand several times; write its header as [[indicator.test]])",
             R"x(3:1: indicator "j", test "a": missing "measure"; for example measure = "yoy(aws.revenue)")x",
             R"(3:1: indicator "j", test "a": missing "weakening"; for example weakening = { below = -0.01, for = 2 })"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
