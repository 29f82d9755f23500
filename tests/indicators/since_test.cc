// When a status began, and when an indicator last left `weakening`.
#include <gtest/gtest.h>

#include "evaluation_fixture.h"

namespace firstcard {
namespace {

using test::Data;
using test::quarters;
using test::rule;
using test::rule_of;
using test::test_of;
using test::text_of;

TEST(Since, IsWhenThePrintBecameKnownThatBeganTheStatus) {
  Data data;
  data.series("x", Frequency::quarter,
              {{"2025-03-31", 1, "2025-05-01"},
               {"2025-06-30", -1, "2025-08-01"},
               {"2025-09-30", -2, "2025-11-01"}});
  const Assessment a = data.assess(rule("x", "weakening below 0"), "2025-11-02");
  EXPECT_EQ(text_of(a.leading().since), "2025-08-01T23:59:59Z");
  EXPECT_EQ(text_of(data.assess(rule("x", "weakening below 0"), "2025-06-01").leading().since),
            "2025-05-01T23:59:59Z");
}

TEST(Since, ARevisionThatChangesNoStatusDoesNotMoveIt) {
  Data data = quarters({1, -1, -1});
  data.add("x", {{"2025-06-30", -1.5, "2025-11-15"}});
  EXPECT_EQ(text_of(data.assess(rule("x", "weakening below 0"), "2025-12-01").leading().since),
            "2025-09-30T23:59:59Z")
      << "known no later than the print after it";
}

TEST(LeftWeakening, IsNoneWhileItWeakensAndIfItNeverDid) {
  const Indicator r = rule("x", "weakening below 0");
  EXPECT_EQ(text_of(quarters({1, 1}).assess(r, "2025-07-01").left_weakening_at), "none");
  EXPECT_EQ(text_of(quarters({1, -1}).assess(r, "2025-07-01").left_weakening_at), "none");
  EXPECT_EQ(text_of(quarters({-1, 1, -1}).assess(r, "2025-10-01").left_weakening_at), "none");
}

TEST(LeftWeakening, IsWhenTheRecoveringPrintBecameKnown) {
  Data data;
  data.series("x", Frequency::quarter,
              {{"2025-03-31", -1, "2025-05-01"},
               {"2025-06-30", 1, "2025-08-01T12:00:00Z"},
               {"2025-09-30", 1, "2025-11-01"}});
  const Indicator r = rule("x", "weakening below 0");
  for (const std::string_view as_of : {"2025-08-02", "2025-12-01"}) {
    const Assessment a = data.assess(r, as_of);
    EXPECT_EQ(text_of(a.left_weakening_at), "2025-08-01T12:00:00Z");
    EXPECT_EQ(text_of(a.tests[0].left_weakening_at), "2025-08-01T12:00:00Z");
  }
}

TEST(LeftWeakening, ARevisionOfAnOldPrintIsNoRecoveryOfToday) {
  Data data = quarters({-1, 1, 1, 1});
  data.add("x", {{"2025-06-30", 1.01, "2026-01-15"}, {"2025-03-31", -1.01, "2026-01-15"}});
  EXPECT_EQ(text_of(data.assess(rule("x", "weakening below 0"), "2026-01-20").left_weakening_at),
            "2025-09-30T23:59:59Z");
}

TEST(LeftWeakening, AHistoryLoadedAtOnceDidNotRecoverToday) {
  Data data;
  data.series("x", Frequency::quarter,
              {{"2022-03-31", -1, "2026-01-15"},
               {"2022-06-30", 1, "2026-01-15"},
               {"2022-09-30", 1, "2026-01-15"},
               {"2025-12-31", 1, "2026-01-15"}});
  const Assessment a = data.assess(rule("x", "weakening below 0"), "2026-01-15");
  EXPECT_EQ(a.status, Status::holding);
  EXPECT_EQ(text_of(a.left_weakening_at), "2022-10-22T18:00:00Z")
      << "when the print of March 2022 would have been stale";
}

TEST(LeftWeakening, UnderAQuorumItIsWhenTooFewWereLeft) {
  struct Case {
    std::string_view what;
    std::vector<double> a, b, c;
    int quorum;
    std::string_view left;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"two of three, the second goes",
            {-1, -1, -1},
            {-1, -1, 1},
            {1, 1, 1},
            2,
            "2025-09-30T23:59:59Z"},
           {"two of three, hand over at one instant",
            {-1, -1, -1},
            {-1, 1, 1},
            {1, -1, -1},
            2,
            "none"},
           {"two of three, the handed over one ends",
            {-1, -1, -1},
            {-1, 1, 1},
            {1, -1, 1},
            2,
            "2025-09-30T23:59:59Z"},
           {"two of three, never two",
            {-1, 1, 1},
            {1, -1, 1},
            {1, 1, 1},
            2,
            "2025-06-30T23:59:59Z"},
           {"two of three, never two at once",
            {-1, 1, 1, 1},
            {1, 1, -1, 1},
            {1, 1, 1, 1},
            2,
            "none"},
           {"all", {-1, -1, -1}, {-1, -1, 1}, {-1, -1, -1}, 3, "2025-09-30T23:59:59Z"},
           {"any, another goes on", {-1, -1, 1}, {-1, -1, -1}, {1, 1, 1}, 1, "none"},
           {"any, the last one goes",
            {-1, 1, 1},
            {-1, -1, 1},
            {1, 1, 1},
            1,
            "2025-09-30T23:59:59Z"},
           {"any, left twice: the later",
            {-1, 1, -1, 1},
            {1, 1, 1, 1},
            {1, 1, 1, 1},
            1,
            "2025-12-31T23:59:59Z"}}) {
    Data data;
    constexpr std::string_view kEnds[] = {"2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"};
    const auto add = [&](std::string_view name, const std::vector<double>& values) {
      std::vector<test::Value> rows;
      for (std::size_t i = 0; i < values.size(); ++i) rows.push_back({kEnds[i], values[i]});
      data.series(name, Frequency::quarter, rows);
    };
    add("a", c.a);
    add("b", c.b);
    add("c", c.c);
    const Indicator r =
        rule_of({test_of("a", "weakening below 0"), test_of("b", "weakening below 0"),
                 test_of("c", "weakening below 0")},
                c.quorum);
    EXPECT_EQ(text_of(data.assess(r, "2026-01-01").left_weakening_at), c.left) << c.what;
  }
}

TEST(LeftWeakening, OneTestThatLeftTwiceAtOneInstantIsNotTwoTests) {
  Data data;
  std::vector<test::Value> rows;
  for (const auto& [period, value] : std::initializer_list<std::pair<std::string_view, double>>{
           {"2025-01-05", -1}, {"2025-01-10", 1}, {"2025-01-15", -1}, {"2025-01-20", 1}})
    rows.push_back({period, value, "2025-02-01"});
  data.series("a", Frequency::event, rows).series("b", Frequency::event, {{"2025-01-05", 1}});
  const Indicator r =
      rule_of({test_of("a", "weakening below 0"), test_of("b", "weakening below 0")}, 2);
  EXPECT_EQ(text_of(data.assess(r, "2025-02-02").left_weakening_at), "none");
}

}  // namespace
}  // namespace firstcard
