// When a series' next value is due, late and missing altogether.
#include "indicators/health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indicators/assess.h"

namespace firstcard {
namespace {

Instant at(std::string_view text) {
  return parse_instant(text).value();
}
Date day(std::string_view text) {
  return parse_date(text).value();
}

Publication seen(std::string_view period, std::string_view known, Basis basis = Basis::fetched) {
  return {.period = day(period), .known_at = at(known), .basis = basis};
}

Series series(Frequency f, std::optional<days> due = {}, std::optional<days> grace = {}) {
  return {.id = {"a.x"}, .title = {}, .unit = {}, .frequency = f, .due = due, .grace = grace};
}

struct State {
  std::string_view name;
  Series series;
  std::string_view newest, now;
  Health health;
  std::string_view expected;
};
void PrintTo(const State& s, std::ostream* out) {
  *out << s.name;
}

class SeriesStates : public testing::TestWithParam<State> {};

TEST_P(SeriesStates, FollowTheCalendar) {
  const State& s = GetParam();
  const Publication newest = seen(s.newest, "2020-01-01", Basis::declared);
  const SeriesHealth got = health_of(s.series, std::vector{newest}, at(s.now));
  EXPECT_EQ(to_text(got.health), to_text(s.health));
  EXPECT_EQ(got.expected, s.expected);
}

const Series kQuarter = series(Frequency::quarter, days{40}, days{10});
const Series kDefault = series(Frequency::quarter);        // due 91 days, grace a quarter of that
const Series kMonth = series(Frequency::month, days{15});  // grace 3.75 days
const Series kDay = series(Frequency::day);                // due a day, grace six hours
const Series kDayDue = series(Frequency::day, days{4}, days{0});
const Series kEvent = series(Frequency::event);
const Series kEventDue = series(Frequency::event, days{60}, days{10});

// 2026-03-31 + 91 days is 2026-06-30.
INSTANTIATE_TEST_SUITE_P(
    Declared, SeriesStates,
    testing::Values(
        State{"NotDueBefore", kQuarter, "2026-03-31", "2026-08-09T23:59:59Z", Health::not_due,
              "2026-Q2"},
        State{"Due", kQuarter, "2026-03-31", "2026-08-10T00:00:00Z", Health::due, "2026-Q2"},
        State{"DueToTheEndOfItsGrace", kQuarter, "2026-03-31", "2026-08-19T23:59:59Z", Health::due,
              "2026-Q2"},
        State{"Late", kQuarter, "2026-03-31", "2026-08-20T00:00:00Z", Health::late, "2026-Q2"},
        State{"LateUntilTheNextIsMissing", kQuarter, "2026-03-31", "2026-11-18T23:59:59Z",
              Health::late, "2026-Q2"},
        State{"Dead", kQuarter, "2026-03-31", "2026-11-19T00:00:00Z", Health::dead, "2026-Q2"},
        State{"AFiscalQuarterByItsMidpoint", kQuarter, "2026-02-28", "2026-07-09T00:00:00Z",
              Health::not_due, "2026-Q2"},
        State{"TheDefaultIsOnePeriodAndAQuarter", kDefault, "2026-03-31", "2026-09-30T00:00:00Z",
              Health::due, "2026-Q2"},
        State{"TheDefaultGraceRunsOut", kDefault, "2026-03-31", "2026-10-22T18:00:00Z",
              Health::late, "2026-Q2"},
        State{"AMonth", kMonth, "2026-01-31", "2026-03-18T00:00:00Z", Health::due, "2026-02"},
        State{"ADay", kDay, "2026-11-20", "2026-11-21T23:59:59Z", Health::not_due,
              "after 2026-11-20"},
        State{"ADayIsDue", kDay, "2026-11-20", "2026-11-22T00:00:00Z", Health::due,
              "after 2026-11-20"},
        State{"ADayIsLate", kDay, "2026-11-20", "2026-11-22T06:00:00Z", Health::late,
              "after 2026-11-20"},
        State{"ADaySeriesIsDeadAWeekLater", kDay, "2026-11-20", "2026-11-29T06:00:00Z",
              Health::dead, "after 2026-11-20"},
        State{"AWeekendIsNotLateIfDeclared", kDayDue, "2026-11-20", "2026-11-24T23:59:59Z",
              Health::not_due, "after 2026-11-20"},
        State{"AnEventIsNeverDue", kEvent, "2020-01-01", "2026-11-24", Health::none, ""},
        State{"AnEventThatIsDeclaredDue", kEventDue, "2026-01-31", "2026-04-02T00:00:00Z",
              Health::due, "after 2026-01-31"},
        State{"AnEventIsDeadWhenTwiceAsLongHasPassed", kEventDue, "2026-01-31",
              "2026-06-11T00:00:00Z", Health::dead, "after 2026-01-31"},
        State{"AForecastIsNotDueForLong", kQuarter, "2030-12-31", "2026-11-24", Health::not_due,
              "2031-Q1"}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(SeriesHealth, LateIsWhenAnIndicatorOnItGoesStale) {
  Indicator rule;
  rule.id = {"a"};
  firstcard::Test test;
  test.measure = parse_measure("a.x").value();
  test.weakening = {.side = Side::below, .value = 0};
  rule.tests = {test};
  for (const Series& s : {kQuarter, kDefault, kMonth, kDay, kDayDue, kEventDue}) {
    const Window window{.as_of = at("2026-03-31"),
                        .series = {{s.id, {.points = {{day("2026-03-31"), 1, at("2026-03-31")}}}}}};
    const Assessment a = assess(rule, {{s.id, s}}, window, at("2026-03-31"));
    const SeriesHealth h =
        health_of(s, std::vector{seen("2026-03-31", "2026-03-31")}, at("2026-03-31"));
    EXPECT_EQ(h.late_at, a.leading().stale_at) << to_text(s.frequency);
  }
}

TEST(SeriesHealth, WithoutAValueNothingIsDue) {
  EXPECT_EQ(health_of(kQuarter, {}, at("2026-11-24")).health, Health::none);
}

// Months published so many days after their end, newest first.
std::vector<Publication> months(const std::vector<int>& lags, Basis basis = Basis::fetched) {
  std::vector<Publication> out;
  int month = 0;
  for (const int lag : lags) {
    const Date end = add_months(day("2026-10-01"), -month++) - days{1};
    out.push_back({.period = end, .known_at = end_of_day(end) + days{lag}, .basis = basis});
  }
  return out;
}

TEST(Lags, AreTheMedianAndThe95thPercentile) {
  const auto got = lags_of(Frequency::month, months({10, 11, 12, 13, 14, 15, 30}, Basis::source));
  EXPECT_EQ(got, (Lags{.median = days{13}, .p95 = days{30}, .periods = 7}));
}

TEST(Lags, OnlyTheNewestTwelveCount) {
  std::vector<int> lags(12, 5);
  lags.push_back(90);
  EXPECT_EQ(lags_of(Frequency::month, months(lags, Basis::source)),
            (Lags{.median = days{5}, .p95 = days{5}, .periods = 12}));
}

TEST(Lags, AreNotLearntFromFewerThanFivePeriods) {
  EXPECT_EQ(lags_of(Frequency::month, months({5, 5, 5, 5}, Basis::source)), std::nullopt);
}

TEST(Lags, OfWhatWasFetchedTheFirstPeriodIsBulk) {
  // Five fetched ones: when the oldest came first is not known.
  EXPECT_EQ(lags_of(Frequency::month, months({5, 5, 5, 5, 5})), std::nullopt);
  EXPECT_EQ(lags_of(Frequency::month, months({5, 5, 5, 5, 5, 25})),
            (Lags{.median = days{5}, .p95 = days{5}, .periods = 5}));
}

TEST(Lags, ABulkOfPeriodsTellsNothing) {
  // Ten years were loaded on one day; then five came one by one.
  std::vector<Publication> all = months({5, 6, 7, 8, 9});
  const Instant loaded = all.back().known_at - days{20};
  for (int i = 5; i < 30; ++i)
    all.push_back({.period = add_months(day("2026-10-01"), -i) - days{1},
                   .known_at = loaded,
                   .basis = Basis::fetched});
  EXPECT_EQ(lags_of(Frequency::month, all),
            (Lags{.median = days{7}, .p95 = days{9}, .periods = 5}));
}

TEST(Lags, WhatCameTogetherAfterAPauseCountsOnce) {
  std::vector<Publication> all = months({5, 5, 5, 5, 5, 5}, Basis::source);
  all[2].known_at = all[1].known_at;
  EXPECT_EQ(lags_of(Frequency::month, all),
            (Lags{.median = days{5}, .p95 = days{5}, .periods = 5}));
}

TEST(Lags, DeclaredInstantsAreNotLearntFrom) {
  EXPECT_EQ(lags_of(Frequency::month, months({5, 5, 5, 5, 5, 5, 5}, Basis::declared)),
            std::nullopt);
}

TEST(Lags, OfDaysAreFromTheDayBeforeSoThatWeekendsCount) {
  // Each known at 06:00 of the day after; the Mondays lie three days behind the Fridays.
  std::vector<Publication> all;
  for (const char* text : {"2026-11-23", "2026-11-20", "2026-11-19", "2026-11-18", "2026-11-17",
                           "2026-11-16", "2026-11-13"})
    all.push_back({.period = day(text),
                   .known_at = end_of_day(day(text)) + std::chrono::hours{6},
                   .basis = Basis::source});
  const auto got = lags_of(Frequency::day, all).value();
  EXPECT_EQ(got.median, std::chrono::hours{30});
  EXPECT_EQ(got.p95, std::chrono::hours{78});
}

TEST(SeriesHealth, WithoutADeclaredDueItIsLearnt) {
  const auto known = months({10, 11, 12, 13, 14, 15, 30}, Basis::source);  // newest 2026-09-30
  const Series s = series(Frequency::month);
  const SeriesHealth h = health_of(s, known, at("2026-11-10"));
  EXPECT_EQ(h.calendar, Calendar::learnt);
  EXPECT_EQ(h.due_at, at("2026-11-13T00:00:00Z"));
  EXPECT_EQ(h.late_at, at("2026-11-30T00:00:00Z"));
  EXPECT_EQ(h.dead_at, at("2026-12-30T00:00:00Z"));
  EXPECT_EQ(h.health, Health::not_due);
  EXPECT_EQ(calendar_text(h),
            "learnt from 7 periods: 13 d at the median, 30 d at the 95th percentile");
  const Series with_grace = series(Frequency::month, {}, days{5});
  EXPECT_EQ(health_of(with_grace, known, at("2026-11-10")).late_at, at("2026-12-05T00:00:00Z"));
  const Series declared = series(Frequency::month, days{20}, days{5});
  EXPECT_EQ(health_of(declared, known, at("2026-11-10")).calendar, Calendar::declared);
}

TEST(FeedOutlook, TheWorstSeriesDecides) {
  const Instant now = at("2026-11-24");
  const auto one = [&](std::string_view id, std::string_view newest) {
    Series s = kQuarter;
    s.id = {std::string(id)};
    return health_of(s, std::vector{seen(newest, newest)}, now);
  };
  const FeedOutlook got = outlook_of({one("fresh", "2026-09-30"), one("dead", "2026-03-31"),
                                      one("older", "2025-12-31"), one("late", "2026-06-30")},
                                     now);
  EXPECT_EQ(got.health, Health::dead);
  std::vector<std::string> order;
  for (const SeriesHealth& s : got.series) order.push_back(s.series.text);
  EXPECT_THAT(order, testing::ElementsAre("older", "dead", "late", "fresh"));
  EXPECT_EQ(got.newest_period, day("2026-09-30"));
  EXPECT_EQ(got.next_due_at, at("2026-05-12T00:00:00Z"));
  // The fresh one becomes due, before the late one would be dead.
  EXPECT_EQ(got.changes_at, at("2027-02-09T00:00:00Z"));
  EXPECT_EQ(outlook_of({}, now), FeedOutlook{});
}

TEST(RoughText, IsInTheUnitThatFits) {
  EXPECT_EQ(rough_text(seconds{90}), "2 min");
  EXPECT_EQ(rough_text(std::chrono::hours{30}), "30 h");
  EXPECT_EQ(rough_text(days{33}), "33 d");
  EXPECT_EQ(rough_text(-days{3}), "-3 d");
}

}  // namespace
}  // namespace firstcard
