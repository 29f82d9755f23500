#include "indicators/cause.h"

#include <gtest/gtest.h>

#include "evaluation_fixture.h"

namespace firstcard {
namespace {

using test::at;
using test::Data;
using test::rule;
using test::rule_of;
using test::test_of;

// The cause found between two instants, as "cause: detail".
std::string cause(const Data& data, const Indicator& r, std::string_view before,
                  std::string_view after, bool rule_changed = false, double rounding = 0) {
  Catalogue catalogue = data.catalogue();
  for (auto& [id, series] : catalogue) series.rounding = rounding;
  const CauseFound found =
      cause_of(data.assess(r, before), data.window(before), data.assess(r, after),
               data.window(after), catalogue, rule_changed);
  return std::string(to_text(found.cause)) + (found.detail.empty() ? "" : ": ") + found.detail;
}

Data two_years() {
  Data data;
  data.series("aws.revenue", Frequency::quarter,
              {{"2024-03-31", 100, "2024-05-01"},
               {"2024-06-30", 110, "2024-08-01"},
               {"2024-09-30", 120, "2024-11-01"},
               {"2024-12-31", 130, "2025-02-01"},
               {"2025-03-31", 140, "2025-05-01"},
               {"2025-06-30", 150, "2025-08-01"}});
  return data;
}
Indicator growth() {
  return rule("yoy(aws.revenue)", "weakening below 0.1");
}

TEST(Cause, NothingNewIsNone) {
  EXPECT_EQ(cause(two_years(), growth(), "2025-05-02", "2025-05-03"), "none");
}

TEST(Cause, ANewPeriodIsANewPrint) {
  EXPECT_EQ(cause(two_years(), growth(), "2025-07-31", "2025-08-01"),
            "new_print: aws.revenue 2025-Q2: 150, known 2025-08-01T23:59:59Z");
}

TEST(Cause, TheFirstPeriodsOfASeriesAreNewPrints) {
  EXPECT_EQ(cause(two_years(), growth(), "2024-01-01", "2024-08-01"),
            "new_print: aws.revenue 2024-Q2: 110, known 2024-08-01T23:59:59Z");
}

TEST(Cause, AChangedValueIsARevision) {
  Data data = two_years();
  data.add("aws.revenue", {{"2025-03-31", 141.5, "2025-06-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-05-02", "2025-06-01"),
            "revision: aws.revenue 2025-Q1: 140 -> 141.5");
  data.add("aws.revenue", {{"2024-12-31", 131, "2025-06-01"}, {"2024-09-30", 119, "2025-06-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-05-02", "2025-06-01"),
            "revision: aws.revenue 2025-Q1: 140 -> 141.5 and 2 older");
}

TEST(Cause, AChangeWithinTheSeriesRoundingIsNoRevision) {
  Data data = two_years();
  data.add("aws.revenue",
           {{"2025-03-31", 140.1, "2025-06-01"}, {"2024-12-31", 129.9, "2025-06-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-05-02", "2025-06-01", false, 0.001),
            "rounding: aws.revenue 2025-Q1: 140 -> 140.1 and 1 older");
  EXPECT_EQ(cause(data, growth(), "2025-05-02", "2025-06-01"),
            "revision: aws.revenue 2025-Q1: 140 -> 140.1 and 1 older");
  data.add("aws.revenue", {{"2024-09-30", 119, "2025-06-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-05-02", "2025-06-01", false, 0.001),
            "revision: aws.revenue 2024-Q3: 120 -> 119");
}

TEST(Cause, ManyPeriodsThatAreRoundedAreNoRebase) {
  Data data = two_years();
  data.add("aws.revenue", {{"2024-06-30", 110.1, "2025-09-01"},
                           {"2024-09-30", 120.1, "2025-09-01"},
                           {"2024-12-31", 130.1, "2025-09-01"},
                           {"2025-03-31", 140.1, "2025-09-01"},
                           {"2025-06-30", 150.1, "2025-09-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-08-02", "2025-09-01", false, 0.001),
            "rounding: aws.revenue 2025-Q2: 150 -> 150.1 and 4 older");
}

TEST(Cause, APeriodThatWasMissingInsideTheHistoryIsARevision) {
  Data data = two_years();
  data.add("aws.revenue", {{"2023-12-31", 95, "2025-06-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-05-02", "2025-06-01"),
            "revision: aws.revenue 2023-Q4: 95, known 2025-06-01T23:59:59Z");
}

TEST(Cause, ManyOldPeriodsThatMoveTogetherAreARestatement) {
  Data data = two_years();
  data.add("aws.revenue", {{"2024-06-30", 80, "2025-09-01"},
                           {"2024-09-30", 90, "2025-09-01"},
                           {"2024-12-31", 99, "2025-09-01"},
                           {"2025-06-30", 120, "2025-09-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-08-02", "2025-09-01"),
            "restatement: aws.revenue 2025-Q2: 150 -> 120 and 3 older");
}

TEST(Cause, ARestatementThatComesWithANewPrintIsStillARestatement) {
  Data data = two_years();
  data.add("aws.revenue", {{"2024-06-30", 80, "2025-08-01"},
                           {"2024-09-30", 90, "2025-08-01"},
                           {"2024-12-31", 99, "2025-08-01"},
                           {"2025-03-31", 120, "2025-08-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-07-31", "2025-08-01"),
            "restatement: aws.revenue 2025-Q1: 140 -> 120 and 3 older");
}

TEST(Cause, OneCommonFactorIsARebase) {
  Data data = two_years();
  for (const auto& [period, value] :
       std::initializer_list<std::pair<std::string_view, double>>{{"2024-03-31", 100},
                                                                  {"2024-06-30", 110},
                                                                  {"2024-09-30", 120},
                                                                  {"2024-12-31", 130},
                                                                  {"2025-03-31", 140},
                                                                  {"2025-06-30", 150}})
    data.add("aws.revenue", {{period, value / 10, "2025-09-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-08-02", "2025-09-01"),
            "rebase: aws.revenue: 6 periods moved by the factor 0.1");
}

TEST(Cause, AFewOfManyOldPeriodsAreARevision) {
  Data data;
  std::vector<std::string> dates;
  for (int i = 0; i < 24; ++i) dates.push_back(to_text(add_months(test::day("2023-01-31"), i)));
  data.series("x", Frequency::month, {});
  for (const std::string& d : dates) data.add("x", {{d, 10, "2025-01-15"}});
  for (const int i : {3, 7, 11, 20})
    data.add("x", {{dates[static_cast<std::size_t>(i)], 20, "2025-01-16"}});
  EXPECT_EQ(cause(data, rule("x", "weakening below 0"), "2025-01-15", "2025-01-16"),
            "revision: x 2024-09: 10 -> 20 and 3 older");
}

TEST(Cause, AFactorOfZeroOrANewSignIsNoRebase) {
  for (const double factor : {0.0, -1.0}) {
    Data data = two_years();
    for (const std::string_view period : {"2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"})
      data.add("aws.revenue", {{period, 100 * factor, "2025-09-01"}});
    EXPECT_EQ(cause(data, growth(), "2025-08-02", "2025-09-01").substr(0, 11), "restatement");
  }
}

TEST(Cause, APeriodThatDisappearsIsAWithdrawal) {
  Data data = two_years();
  data.add("aws.revenue", {{"2025-03-31", std::nullopt, "2025-06-01"}});
  EXPECT_EQ(cause(data, growth(), "2025-05-02", "2025-06-01"),
            "withdrawal: aws.revenue 2025-Q1: 140 withdrawn");
}

TEST(Cause, AWithdrawalThatLeavesAStaleReadingIsStillAWithdrawal) {
  Data data = two_years();
  data.add("aws.revenue", {{"2025-06-30", std::nullopt, "2025-11-15"},
                           {"2025-03-31", std::nullopt, "2025-11-15"}});
  const Indicator level = rule("aws.revenue", "weakening below 1");
  ASSERT_EQ(data.assess(level, "2025-11-14").status, Status::holding);
  ASSERT_EQ(data.assess(level, "2025-11-15").leading().why_unknown, UnknownReason::stale);
  EXPECT_EQ(cause(data, level, "2025-11-14", "2025-11-15"),
            "withdrawal: aws.revenue 2025-Q2: 150 withdrawn");
}

TEST(Cause, AWholeSeriesThatDisappearsIsAWithdrawal) {
  Data data = two_years();
  const Window before = data.window("2025-05-02");
  Window after = before;
  after.series.clear();
  const Assessment was = data.assess(growth(), "2025-05-02");
  const Assessment is = assess(growth(), data.catalogue(), after, after.as_of);
  const CauseFound found = cause_of(was, before, is, after, data.catalogue(), false);
  EXPECT_EQ(found.cause, Cause::withdrawal);
  EXPECT_EQ(found.detail, "aws.revenue 2025-Q1: 140 withdrawn");
}

TEST(Cause, TimeThatPassesWithoutAPrintIsStaleness) {
  EXPECT_EQ(cause(two_years(), growth(), "2026-01-20", "2026-01-21T17:59:59Z"), "none");
  EXPECT_EQ(cause(two_years(), growth(), "2026-01-20", "2026-01-22"),
            "staleness: no print after 2025-Q2; due by 2026-01-21 17:59 UTC");
  EXPECT_EQ(cause(two_years(), growth(), "2026-01-22", "2026-01-23"), "none") << "it was before";
}

TEST(Cause, AReadingThatGoesStaleWhileSomethingElseArrivesIsStaleness) {
  Data data = two_years();
  data.series("other", Frequency::quarter,
              {{"2024-12-31", 1},
               {"2025-03-31", 1},
               {"2025-06-30", 1},
               {"2025-09-30", 1},
               {"2025-12-31", 1, "2026-01-22"}});
  data.add("aws.revenue", {{"2024-03-31", 101, "2026-01-22"}});
  EXPECT_EQ(
      cause(data, rule("aws.revenue + other", "weakening below 1"), "2026-01-20", "2026-01-22"),
      "staleness: no print after 2025-Q2; due by 2026-01-21 17:59 UTC");
}

TEST(Cause, OneTestOfSeveralThatGoesStaleIsStaleness) {
  Data data = two_years();
  data.series("price", Frequency::event, {{"2025-06-01", 2}});
  const Indicator both =
      rule_of({test_of("price", "weakening below 1"),
               test_of("aws.revenue", "weakening below 1; strengthening above 5")},
              2);
  EXPECT_EQ(data.assess(both, "2026-01-20").status, Status::strengthening);
  EXPECT_EQ(data.assess(both, "2026-01-22").status, Status::holding);
  EXPECT_EQ(cause(data, both, "2026-01-20", "2026-01-22"),
            "staleness: no print after 2025-Q2; due by 2026-01-21 17:59 UTC");
}

TEST(Cause, ANewPrintAfterStalenessIsARecoveredFeed) {
  Data data = two_years();
  data.add("aws.revenue", {{"2025-09-30", 160, "2026-02-01"}});
  EXPECT_EQ(cause(data, growth(), "2026-01-22", "2026-02-01"),
            "recovered_feed: aws.revenue 2025-Q3: 160, known 2026-02-01T23:59:59Z");
  EXPECT_EQ(cause(data, growth(), "2026-01-20", "2026-02-01"),
            "new_print: aws.revenue 2025-Q3: 160, known 2026-02-01T23:59:59Z")
      << "nobody saw it stale";
}

TEST(Cause, ANewPrintThatIsStaleAlreadyIsNoRecovery) {
  Data data = two_years();
  data.add("aws.revenue", {{"2025-09-30", 160, "2026-08-01"}});
  EXPECT_EQ(cause(data, growth(), "2026-07-01", "2026-08-01").substr(0, 9), "new_print");
}

TEST(Cause, AResampledPeriodThatIsOverIsANewPrint) {
  Data data;
  data.series("price", Frequency::day, {{"2024-12-31", 2}, {"2025-03-31", 1}});
  data.of("price").due = days{10};
  const Indicator r = rule("quarterly(price, last)", "weakening below 1.5");
  ASSERT_EQ(data.assess(r, "2025-03-31T23:59:58Z").status, Status::holding);
  ASSERT_EQ(data.assess(r, "2025-04-01").status, Status::weakening);
  EXPECT_EQ(cause(data, r, "2025-03-31T23:59:58Z", "2025-04-01"),
            "new_print: price 2025-03-31: 1, known 2025-03-31T23:59:59Z");
  data.add("price", {{"2025-03-31", 1, "2025-03-31T12:00:00Z"}});
  Data early;
  early.series("price", Frequency::day,
               {{"2024-12-31", 2}, {"2025-03-31", 1, "2025-03-31T12:00:00Z"}});
  early.of("price").due = days{10};
  EXPECT_EQ(cause(early, r, "2025-03-31T23:59:58Z", "2025-04-01"), "new_print: 2025-Q1 is over: 1");
}

TEST(Cause, AnEditOfTheRuleComesFirst) {
  EXPECT_EQ(cause(two_years(), growth(), "2025-07-31", "2025-08-01", true),
            "config: the rule was edited");
}

TEST(Cause, WindowsCutAtDifferentDepthsDifferOnlyWhereBothSee) {
  const Data data = two_years();
  const Assessment a = data.assess(growth(), "2025-05-02");
  const Window whole = data.window("2025-05-02");
  Window cut = whole;
  WindowSeries& s = cut.series.at({"aws.revenue"});
  s.points.erase(s.points.begin(), s.points.begin() + 2);
  s.complete = false;
  for (const auto& [before, after] : {std::pair{whole, cut}, std::pair{cut, whole}})
    EXPECT_EQ(cause_of(a, before, a, after, data.catalogue(), false), CauseFound{})
        << "neither a withdrawal nor new";
  // But what both see and what is really missing is seen.
  s.complete = true;
  EXPECT_EQ(cause_of(a, whole, a, cut, data.catalogue(), false),
            (CauseFound{Cause::withdrawal, "aws.revenue 2024-Q2: 110 withdrawn"}));
}

TEST(Cause, SeveralSeriesAreNamedUpToThree) {
  Data data;
  for (const std::string_view name : {"a", "b", "c", "d", "e"})
    data.series(name, Frequency::quarter, {{"2025-03-31", 1}, {"2025-06-30", 2}});
  const Indicator r = rule("sum(a, b, c, d, e)", "weakening below 0");
  EXPECT_EQ(cause(data, r, "2025-06-01", "2025-06-30"),
            "new_print: a 2025-Q2: 2, known 2025-06-30T23:59:59Z; "
            "b 2025-Q2: 2, known 2025-06-30T23:59:59Z; "
            "c 2025-Q2: 2, known 2025-06-30T23:59:59Z; and 2 more series");
}

TEST(Cause, ItsTextReadsBack) {
  for (const Cause c :
       {Cause::none, Cause::first_look, Cause::new_print, Cause::revision, Cause::restatement,
        Cause::rebase, Cause::withdrawal, Cause::staleness, Cause::recovered_feed, Cause::config})
    EXPECT_EQ(parse_cause(to_text(c)), c);
  EXPECT_EQ(to_text(Cause::recovered_feed), "recovered_feed");
  EXPECT_FALSE(parse_cause("new print"));
}

}  // namespace
}  // namespace firstcard
