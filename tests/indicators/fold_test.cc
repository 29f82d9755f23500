// The state machine of one test, on prints given as they are.
#include <gtest/gtest.h>

#include "evaluation_fixture.h"

namespace firstcard {
namespace {

using test::lines;

// Quarters from 2020-Q1 on (days from 2020-01-01 on, where the frequency has no calendar); `_` is a
// missing period.
constexpr double kNone = 1e300;

std::vector<Print> prints_of(Frequency f, const std::vector<double>& values) {
  std::vector<Print> prints;
  Index i = index_of(f, test::day("2020-01-01") + nominal_length(f) - days{1});
  for (const double x : values) {
    const Date period = last_day(f, i);
    if (x != kNone)
      prints.push_back({.index = i, .period = period, .value = x, .known_at = end_of_day(period)});
    ++i;
  }
  return prints;
}

struct Case {
  std::string_view what, lines;
  std::vector<double> values;
  std::string_view statuses;  // one letter a print
  std::string_view runs;      // one digit a print
};

void expect(Frequency f, const Case& c) {
  std::string statuses, runs;
  for (const FoldStep& step : fold(lines(c.lines), f, prints_of(f, c.values))) {
    statuses += test::letter_of(step.status);
    runs += std::to_string(step.run);
  }
  EXPECT_EQ(statuses, c.statuses) << c.what;
  EXPECT_EQ(runs, c.runs) << c.what;
}

TEST(Fold, StatusesAndRunsPrintByPrint) {
  for (const Case& c : std::initializer_list<Case>{
           {"no print, no step", "weakening below 0", {}, "", ""},
           {"one print beyond is enough without `for`",
            "weakening below 0",
            {1, -1, 1},
            "hwh",
            "000"},
           {"on the line is not beyond it", "weakening below 0", {0, 0}, "hh", "00"},
           {"on the line is over it on the way back", "weakening below 0", {-1, 0}, "wh", "00"},
           {"above works as below does", "weakening above 2", {2, 3, 2, 1}, "hwhh", "0000"},
           {"the first of two does not do", "weakening below 0 for 2", {-1, -1, 1}, "hwh", "100"},
           {"one good print starts the count again",
            "weakening below 0 for 2",
            {-1, 1, -1, 1, -1, -1},
            "hhhhhw",
            "101010"},
           {"a run of three", "weakening below 0 for 3", {-1, -1, -1, -1}, "hhww", "1200"},
           {"recovery waits for its line",
            "weakening below 0; recovery above 1",
            {-1, 0.5, 0.99, 1, 0.5},
            "wwwhh",
            "00000"},
           {"recovery for two, in a row",
            "weakening below 0; recovery above 1 for 2",
            {-1, 1, 0.5, 1, 1, 0.5},
            "wwwwhh",
            "010100"},
           {"the way back into weakening needs the whole run again",
            "weakening below 0 for 2; recovery above 0",
            {-1, -1, 0, -1, -1},
            "hwhhw",
            "10010"},
           {"the print that recovers may be strengthening",
            "weakening below 0; strengthening above 2",
            {-1, 3, 2, 2.5, -1},
            "wshsw",
            "00000"},
           {"what weakens does not strengthen, however high",
            "weakening below 0; recovery above 5 for 2; strengthening above 2",
            {-1, 9, 9},
            "wws",
            "010"},
           {"strengthening without a run of its own",
            "weakening below 0 for 2; strengthening above 2",
            {3, -1, 3},
            "shs",
            "010"},
           {"strengthening for lines that warn above",
            "weakening above 2; strengthening below 0",
            {1, -1, 3, -1},
            "hsws",
            "0000"}})
    expect(Frequency::quarter, c);
}

TEST(Fold, AMissingPeriodRestartsBothCountsOnACalendar) {
  for (const Case& c : std::initializer_list<Case>{
           {"of weakening", "weakening below 0 for 2", {-1, kNone, -1, -1}, "hhw", "110"},
           {"of recovery",
            "weakening below 0; recovery above 1 for 2",
            {-1, 1, kNone, 1, 1},
            "wwwh",
            "0110"},
           {"but not the status",
            "weakening below 0 for 2",
            {-1, -1, kNone, -1, 1},
            "hwwh",
            "1000"},
           {"and not what needs only one",
            "weakening below 0; recovery above 1",
            {-1, kNone, 1, kNone, -1},
            "whw",
            "000"}})
    for (const Frequency f :
         {Frequency::week, Frequency::month, Frequency::quarter, Frequency::year})
      expect(f, c);
}

TEST(Fold, DaysWithoutAPrintDoNotBreakARunOfDaysOrEvents) {
  for (const Frequency f : {Frequency::event, Frequency::day}) {
    expect(f, {"weakening", "weakening below 0 for 2", {-1, kNone, kNone, -1}, "hw", "10"});
    expect(
        f,
        {"recovery", "weakening below 0; recovery above 1 for 2", {-1, 1, kNone, 1}, "wwh", "010"});
  }
}

TEST(Fold, TheDefaultRecoveryIsTheFarSideOfTheWeakeningLine) {
  EXPECT_EQ(recovery_line(lines("weakening below 0.5")), (Line{Side::above, 0.5}));
  EXPECT_EQ(recovery_line(lines("weakening above 0.5")), (Line{Side::below, 0.5}));
  EXPECT_EQ(recovery_line(lines("weakening below 0; recovery above 1")), (Line{Side::above, 1}));
}

TEST(Fold, AStatusDependsOnTheWholeHistoryItIsGiven) {
  // Weakening since long ago, and never over the recovery line again.
  const std::string_view rule = "weakening below 0; recovery above 1";
  expect(Frequency::quarter, {"with its start", rule, {-1, 0.5, 0.5}, "www", "000"});
  expect(Frequency::quarter, {"without", rule, {0.5, 0.5}, "hh", "00"});
}

}  // namespace
}  // namespace firstcard
