#include "indicators/period.h"

#include <gtest/gtest.h>

#include <vector>

namespace firstcard {
namespace {

constexpr Frequency kAll[] = {Frequency::event, Frequency::day,     Frequency::week,
                              Frequency::month, Frequency::quarter, Frequency::year};

Date day(std::string_view text) {
  return parse_date(text).value();
}
std::string name_of(Frequency f, std::string_view last_day) {
  return period_name(f, index_of(f, day(last_day)));
}

TEST(Frequency, ItsTextReadsBack) {
  for (const Frequency f : kAll) EXPECT_EQ(parse_frequency(to_text(f)), f);
  EXPECT_EQ(to_text(Frequency::quarter), "quarter");
  for (const std::string_view text : {"", "Quarter", "quarterly", "q", "days", "event "})
    EXPECT_FALSE(parse_frequency(text)) << text;
}

struct Named {
  std::string_view what;
  Frequency frequency;
  std::string_view last_day, name;
};

TEST(Calendar, APeriodBelongsToTheOneThatHoldsItsMidpoint) {
  constexpr auto q = Frequency::quarter, m = Frequency::month, w = Frequency::week,
                 y = Frequency::year;
  for (const Named& c : std::initializer_list<Named>{
           {"calendar quarter", q, "2025-03-31", "2025-Q1"},
           {"calendar quarter", q, "2025-12-31", "2025-Q4"},
           {"Oracle", q, "2025-08-31", "2025-Q3"},
           {"Oracle", q, "2025-11-30", "2025-Q4"},
           {"Oracle", q, "2026-02-28", "2026-Q1"},
           {"Oracle in a leap year", q, "2024-02-29", "2024-Q1"},
           {"Oracle", q, "2026-05-31", "2026-Q2"},
           {"Nvidia", q, "2026-04-26", "2026-Q1"},
           {"Nvidia, 52/53 weeks", q, "2017-07-30", "2017-Q2"},
           {"Nvidia, 52/53 weeks", q, "2023-07-30", "2023-Q2"},
           {"Nvidia, 52/53 weeks", q, "2020-07-26", "2020-Q2"},
           {"Nvidia after its 53rd week", q, "2017-01-29", "2016-Q4"},
           {"Nvidia", q, "2026-01-25", "2025-Q4"},
           {"Snowflake", q, "2026-01-31", "2025-Q4"},
           {"Apple on a Saturday", q, "2025-06-28", "2025-Q2"},
           {"Apple after new year's eve", q, "2022-12-31", "2022-Q4"},
           {"52/53 weeks into the next quarter", q, "2021-01-02", "2020-Q4"},
           {"52/53 weeks into the next quarter", q, "2021-07-03", "2021-Q2"},
           {"before 1970", q, "1969-12-31", "1969-Q4"},
           {"before 1970", q, "1955-03-31", "1955-Q1"},
           {"calendar month", m, "2026-01-31", "2026-01"},
           {"February", m, "2026-02-28", "2026-02"},
           {"leap February", m, "2024-02-29", "2024-02"},
           {"December", m, "2025-12-31", "2025-12"},
           {"a month of four weeks", m, "2026-05-02", "2026-04"},
           {"before 1970", m, "1969-12-31", "1969-12"},
           {"calendar year", y, "2025-12-31", "2025"},
           {"leap year", y, "2024-12-31", "2024"},
           {"Microsoft's fiscal 2026", y, "2026-06-30", "2025"},
           {"Microsoft's fiscal 2024, with a leap day", y, "2024-06-30", "2023"},
           {"Apple's fiscal 2025", y, "2025-09-27", "2025"},
           {"Nvidia's fiscal 2026", y, "2026-01-25", "2025"},
           {"before 1970", y, "1929-12-31", "1929"},
           {"Monday to Sunday", w, "2026-06-21", "2026-W25"},
           {"Saturday to Friday", w, "2026-06-19", "2026-W25"},
           {"Thursday to Wednesday", w, "2026-06-24", "2026-W25"},
           {"1 January 2021 is in week 53 of 2020", w, "2021-01-03", "2020-W53"},
           {"week 1 holds 31 December 2018", w, "2019-01-06", "2019-W01"},
           {"week 1 holds 29 December 2025", w, "2026-01-04", "2026-W01"},
           {"2026 has 53 weeks", w, "2027-01-03", "2026-W53"},
           {"1 January 2023 is in week 52 of 2022", w, "2023-01-01", "2022-W52"},
           {"before 1970", w, "1970-01-04", "1970-W01"},
           {"before 1970", w, "1969-12-28", "1969-W52"},
           {"before 1970", w, "1954-01-03", "1953-W53"},
           {"a day is its own name", Frequency::day, "2026-06-30", "2026-06-30"},
           {"a day is its own name", Frequency::event, "1969-12-31", "1969-12-31"}})
    EXPECT_EQ(name_of(c.frequency, c.last_day), c.name) << c.what << ", " << c.last_day;
}

TEST(Calendar, FiscalQuartersAreNeighboursForTwentyYears) {
  // Nvidia's year ends on the last Sunday of January: 52 or 53 weeks, quarters of 13 or 14.
  Date end = day("2006-01-29");
  for (int year = 2006; year < 2026; ++year)
    for (int quarter = 1; quarter <= 4; ++quarter) {
      end += days{7 * 13};
      const Date a_year_on = add_months(day("2006-01-31"), (year - 2006 + 1) * 12);
      if (quarter == 4 && (a_year_on - end).count() >= 7) end += days{7};
      EXPECT_EQ(period_name(Frequency::quarter, index_of(Frequency::quarter, end)),
                std::to_string(year) + "-Q" + std::to_string(quarter))
          << to_text(end);
    }
}

TEST(Calendar, LastAndFirstDayAreThoseOfTheIndex) {
  struct Case {
    Frequency frequency;
    std::string_view any_end, first, last;
  };
  for (const Case& c :
       std::initializer_list<Case>{{Frequency::quarter, "2025-08-31", "2025-07-01", "2025-09-30"},
                                   {Frequency::quarter, "2026-01-31", "2025-10-01", "2025-12-31"},
                                   {Frequency::month, "2024-02-29", "2024-02-01", "2024-02-29"},
                                   {Frequency::month, "1968-02-29", "1968-02-01", "1968-02-29"},
                                   {Frequency::year, "1965-12-31", "1965-01-01", "1965-12-31"},
                                   {Frequency::week, "2021-01-03", "2020-12-28", "2021-01-03"},
                                   {Frequency::week, "1969-12-28", "1969-12-22", "1969-12-28"},
                                   {Frequency::day, "2026-06-30", "2026-06-30", "2026-06-30"},
                                   {Frequency::event, "1960-01-01", "1960-01-01", "1960-01-01"}}) {
    const Index i = index_of(c.frequency, day(c.any_end));
    EXPECT_EQ(to_text(first_day(c.frequency, i)), c.first);
    EXPECT_EQ(to_text(last_day(c.frequency, i)), c.last);
  }
}

TEST(Calendar, IndicesTileTheDaysFrom1900To2100) {
  for (const Frequency f : kAll) {
    const Index first = index_of(f, day("1900-12-31")), last = index_of(f, day("2100-12-31"));
    for (Index i = first; i <= last; ++i) {
      ASSERT_EQ(index_of(f, last_day(f, i)), i) << to_text(f) << " " << period_name(f, i);
      ASSERT_EQ(first_day(f, i + 1), last_day(f, i) + days{1}) << period_name(f, i);
      ASSERT_NE(period_name(f, i), period_name(f, i + 1));
    }
  }
}

TEST(Duration, ItsTextReadsBack) {
  for (const std::string_view text : {"30d", "2w", "6m", "1q", "4q", "1y", "0d", "365d", "90d"})
    EXPECT_EQ(to_text(parse_duration(text).value()), text);
  EXPECT_EQ(*parse_duration("007d"), (Duration{.count = 7, .unit = Duration::Unit::day}));
}

TEST(Duration, MalformedTextIsNone) {
  for (const std::string_view text : {"", "d", "30", "30 d", " 30d", "30d ", "30D", "-1d", "+1d",
                                      "1.5y", "1h", "30dd", "1y6m", "x1d", "1e3d", "٣d"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, BeyondAThousandYearsIsNone) {
  // Calendar arithmetic would leave the years that a date can hold.
  for (const std::string_view text : {"1000y", "4000q", "12000m", "52000w", "365000d"})
    EXPECT_TRUE(parse_duration(text)) << text;
  for (const std::string_view text : {"1001y", "4012q", "12200m", "53000w", "366000d", "999999y",
                                      "9999999d", "99999999999999999999d"})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, CountsPeriodsOnlyWhereTheyAreWhole) {
  struct Case {
    std::string_view duration;
    Frequency frequency;
    std::optional<int> periods;
  };
  constexpr auto w = Frequency::week, m = Frequency::month, q = Frequency::quarter,
                 y = Frequency::year;
  for (const Case& c : std::initializer_list<Case>{{"1y", q, 4},
                                                   {"1y", m, 12},
                                                   {"1y", y, 1},
                                                   {"4q", y, 1},
                                                   {"4q", m, 12},
                                                   {"1q", m, 3},
                                                   {"1q", q, 1},
                                                   {"12m", y, 1},
                                                   {"12m", q, 4},
                                                   {"6m", q, 2},
                                                   {"1m", m, 1},
                                                   {"2w", w, 2},
                                                   {"14d", w, 2},
                                                   {"7d", w, 1},
                                                   {"0q", q, 0},
                                                   {"1q", y, {}},
                                                   {"5q", y, {}},
                                                   {"1m", q, {}},
                                                   {"4m", q, {}},
                                                   {"18m", y, {}},
                                                   {"30d", m, {}},
                                                   {"91d", q, {}},
                                                   {"365d", y, {}},
                                                   {"4w", m, {}},
                                                   {"1m", w, {}},
                                                   {"1y", w, {}},
                                                   {"10d", w, {}},
                                                   {"1d", Frequency::day, {}},
                                                   {"1q", Frequency::day, {}},
                                                   {"1d", Frequency::event, {}},
                                                   {"1y", Frequency::event, {}}})
    EXPECT_EQ(whole_periods(parse_duration(c.duration).value(), c.frequency), c.periods)
        << c.duration << " of " << to_text(c.frequency);
}

TEST(Duration, BackIsCalendarArithmeticForMonthsAndExactForDays) {
  struct Case {
    std::string_view from, duration, to;
  };
  for (const Case& c : std::initializer_list<Case>{{"2026-03-31", "1m", "2026-02-28"},
                                                   {"2024-03-31", "1m", "2024-02-29"},
                                                   {"2024-02-29", "1y", "2023-02-28"},
                                                   {"2026-05-31", "1q", "2026-02-28"},
                                                   {"2026-01-31", "4q", "2025-01-31"},
                                                   {"2026-03-01", "1d", "2026-02-28"},
                                                   {"2024-03-01", "30d", "2024-01-31"},
                                                   {"2026-01-04", "2w", "2025-12-21"},
                                                   {"1970-01-01", "1d", "1969-12-31"},
                                                   {"2026-06-30", "0d", "2026-06-30"},
                                                   {"2026-06-30", "0m", "2026-06-30"}})
    EXPECT_EQ(to_text(back(day(c.from), parse_duration(c.duration).value())), c.to)
        << c.from << " back " << c.duration;
}

TEST(Duration, NominalLengths) {
  for (const auto& [text, length] : std::initializer_list<std::pair<std::string_view, int>>{
           {"30d", 30}, {"2w", 14}, {"6m", 180}, {"4q", 364}, {"1y", 365}})
    EXPECT_EQ(nominal_days(parse_duration(text).value()), days{length}) << text;
  const std::vector<int> lengths = {0, 1, 7, 30, 91, 365};
  for (const Frequency f : kAll)
    EXPECT_EQ(nominal_length(f), days{lengths[static_cast<std::size_t>(f)]}) << to_text(f);
}

}  // namespace
}  // namespace firstcard
