// Whether an expectation holds.
#include "indicators/checkpoint.h"

#include "evaluation_fixture.h"

namespace firstcard::test {
namespace {

using Kind = Expectation::Kind;

Expectation expected(Kind kind) {
  return {.kind = kind, .line = {}, .test = {}};
}
Expectation line(Side side, double value, std::string test = {}) {
  return {.kind = Kind::line, .line = {.side = side, .value = value}, .test = std::move(test)};
}
Assessment with_status(char letter) {
  Assessment a;
  a.status = status_of(letter);
  a.tests.emplace_back();
  return a;
}

TEST(Checkpoint, ExpectedStatusesHoldOfTheStatusesTheyName) {
  struct Case {
    Kind kind;
    std::string_view held;  // by these statuses and no other
  };
  for (const Case& c :
       {Case{Kind::strengthening, "s"}, Case{Kind::holding, "hs"}, Case{Kind::weakening, "w"}})
    for (const char letter : std::string_view("hswu"))
      EXPECT_EQ(holds(expected(c.kind), with_status(letter)), c.held.contains(letter))
          << to_text(expected(c.kind)) << " " << letter;
}

TEST(Checkpoint, ALineHoldsStrictlyBeyondItOnly) {
  const Data data = quarters({100, 110});
  const Assessment a = data.assess(rule("x", "weakening below 0"), "2025-07-01");
  EXPECT_TRUE(holds(line(Side::above, 109), a));
  EXPECT_FALSE(holds(line(Side::above, 110), a));
  EXPECT_FALSE(holds(line(Side::below, 110), a));
  EXPECT_TRUE(holds(line(Side::below, 111), a));
}

TEST(Checkpoint, AStaleReadingMeetsNoLine) {
  const Data data = quarters({100, 110});
  const Indicator x = rule("x", "weakening below 0");
  EXPECT_EQ(data.assess(x, "2027-01-01").status, Status::unknown);
  EXPECT_FALSE(holds(line(Side::above, 1), data.assess(x, "2027-01-01")));
  EXPECT_FALSE(holds(line(Side::above, 1), data.assess(x, "2025-01-01"))) << "no reading yet";
}

TEST(Checkpoint, ALineOfANamedTestReadsThatTest) {
  const Data data = quarters({100, 110});
  const Indicator both = rule_of({test_of("x", "weakening below 0", "level"),
                                  test_of("change(x, 1q)", "weakening below 0", "step")});
  const Assessment a = data.assess(both, "2025-07-01");
  EXPECT_TRUE(holds(line(Side::below, 11, "step"), a));
  EXPECT_FALSE(holds(line(Side::below, 11, "level"), a));
  EXPECT_EQ(judged_test(line(Side::below, 0, "gone"), a), nullptr);
  EXPECT_FALSE(holds(line(Side::below, 1e9, "gone"), a));
}

TEST(Checkpoint, IsJudgedInTheLastSecondOfItsDay) {
  EXPECT_EQ(
      judged_at({.id = {}, .title = {}, .by = day("2026-12-31"), .indicator = {}, .expect = {}}),
      at("2026-12-31T23:59:59Z"));
}

TEST(Checkpoint, ExpectationsAsText) {
  EXPECT_EQ(to_text(expected(Kind::holding)), "holding or better");
  EXPECT_EQ(to_text(line(Side::above, 0.02, "margin")), "margin above 0.02");
}

}  // namespace
}  // namespace firstcard::test
