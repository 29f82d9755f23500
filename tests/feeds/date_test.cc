#include "feeds/date.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

namespace firstcard {
namespace {

using testing::HasSubstr;

Date day(const char* text) {
  return parse_date(text).value();
}
Instant at(const char* text) {
  return parse_instant(text).value();
}

TEST(DateStyles, EveryNameParsesBack) {
  for (int i = 0; i <= static_cast<int>(DateStyle::excel); ++i) {
    const auto style = static_cast<DateStyle>(i);
    EXPECT_EQ(parse_date_style(to_text(style)), style);
  }
  EXPECT_EQ(parse_date_style("ISO"), std::nullopt);
  EXPECT_EQ(parse_date_style(""), std::nullopt);
}

struct Good {
  DateStyle style;
  const char *text, *first, *last;
};

TEST(Dates, AreReadInTheDeclaredStyle) {
  const Good table[] = {
      {DateStyle::iso, "2026-06-30", "2026-06-30", "2026-06-30"},
      {DateStyle::iso, " 2026-06-30 ", "2026-06-30", "2026-06-30"},
      {DateStyle::iso, "2024-02-29", "2024-02-29", "2024-02-29"},
      {DateStyle::us, "06/30/2026", "2026-06-30", "2026-06-30"},
      {DateStyle::us, "3/4/2026", "2026-03-04", "2026-03-04"},
      {DateStyle::uk, "3/4/2026", "2026-04-03", "2026-04-03"},
      {DateStyle::uk, "30/06/2026", "2026-06-30", "2026-06-30"},
      {DateStyle::compact, "20260630", "2026-06-30", "2026-06-30"},
      {DateStyle::month, "2024-02", "2024-02-01", "2024-02-29"},
      {DateStyle::month, "2026-12", "2026-12-01", "2026-12-31"},
      {DateStyle::quarter, "2026-Q2", "2026-04-01", "2026-06-30"},
      {DateStyle::quarter, "2026Q4", "2026-10-01", "2026-12-31"},
      {DateStyle::quarter, "2026q1", "2026-01-01", "2026-03-31"},
      {DateStyle::year, "2026", "2026-01-01", "2026-12-31"},
      {DateStyle::iso, "2024-01-02T15:57:01.000+01:00", "2024-01-02", "2024-01-02"},
      {DateStyle::iso, "2026-08-27T20:53:50.445409123456Z", "2026-08-27", "2026-08-27"},
      {DateStyle::iso, "2026-08-27 23:30:00-05:00", "2026-08-28", "2026-08-28"},
      // Midnight somewhere is a day that was written with a time.
      {DateStyle::iso, "2022-06-06 00:00:00+01:00", "2022-06-06", "2022-06-06"},
      {DateStyle::iso, "2022-06-06T00:00:00.000-05:00", "2022-06-06", "2022-06-06"},
      {DateStyle::iso, "2022-06-06 00:00:00", "2022-06-06", "2022-06-06"},
      {DateStyle::iso, "2022-06-06T00:00:00.0001+01:00", "2022-06-05", "2022-06-05"},
      {DateStyle::quarter, "3Q25", "2025-07-01", "2025-09-30"},
      {DateStyle::quarter, "3Q2025", "2025-07-01", "2025-09-30"},
      {DateStyle::quarter, "Q3 2025", "2025-07-01", "2025-09-30"},
      {DateStyle::quarter, "q3-25", "2025-07-01", "2025-09-30"},
      {DateStyle::quarter, "Q3'25", "2025-07-01", "2025-09-30"},
      {DateStyle::quarter, "4Q68", "2068-10-01", "2068-12-31"},
      {DateStyle::quarter, "1Q69", "1969-01-01", "1969-03-31"},
      {DateStyle::half, "2024-S2", "2024-07-01", "2024-12-31"},
      {DateStyle::half, "2024-H1", "2024-01-01", "2024-06-30"},
      {DateStyle::half, "2H24", "2024-07-01", "2024-12-31"},
      {DateStyle::half, "H1 2024", "2024-01-01", "2024-06-30"},
      {DateStyle::week, "2024-W05", "2024-01-29", "2024-02-04"},
      {DateStyle::week, "2024-W01", "2024-01-01", "2024-01-07"},
      {DateStyle::week, "2020W53", "2020-12-28", "2021-01-03"},
      {DateStyle::week, "2021-W1", "2021-01-04", "2021-01-10"},
      {DateStyle::month_name, "Mar-24", "2024-03-01", "2024-03-31"},
      {DateStyle::month_name, "Mar 2024", "2024-03-01", "2024-03-31"},
      {DateStyle::month_name, "MARCH 2024", "2024-03-01", "2024-03-31"},
      {DateStyle::month_name, "Sept. 2024", "2024-09-01", "2024-09-30"},
      {DateStyle::month_name, "May24", "2024-05-01", "2024-05-31"},
      {DateStyle::month_name, "June, 2024", "2024-06-01", "2024-06-30"},
      {DateStyle::month_name, "2024-feb", "2024-02-01", "2024-02-29"},
      {DateStyle::fiscal_quarter, "FY26Q4", "2026-04-01", "2026-06-30"},
      {DateStyle::fiscal_quarter, "FY2026Q1", "2025-07-01", "2025-09-30"},
      {DateStyle::fiscal_quarter, "Q3 FY25", "2025-01-01", "2025-03-31"},
      {DateStyle::fiscal_quarter, "FY26 Q4", "2026-04-01", "2026-06-30"},
      {DateStyle::fiscal_quarter, "fy26-q2", "2025-10-01", "2025-12-31"},
      {DateStyle::fiscal_quarter, "4QFY26", "2026-04-01", "2026-06-30"},
      {DateStyle::fiscal_year, "FY26", "2025-07-01", "2026-06-30"},
      {DateStyle::fiscal_year, "FY 2026", "2025-07-01", "2026-06-30"},
      {DateStyle::epoch, "1782864000", "2026-07-01", "2026-07-01"},
      {DateStyle::epoch, "1782863999.999", "2026-06-30", "2026-06-30"},
      {DateStyle::epoch, "-1", "1969-12-31", "1969-12-31"},
      {DateStyle::epoch, "-86400.5", "1969-12-30", "1969-12-30"},
      {DateStyle::epoch_ms, "1782863999999", "2026-06-30", "2026-06-30"},
      {DateStyle::epoch_ms, "-1", "1969-12-31", "1969-12-31"},
      {DateStyle::excel, "45231", "2023-11-01", "2023-11-01"},
      {DateStyle::excel, "45,231", "2023-11-01", "2023-11-01"},
      {DateStyle::excel, "45231.99", "2023-11-01", "2023-11-01"},
      {DateStyle::excel, "61", "1900-03-01", "1900-03-01"},
      {DateStyle::excel, "2958465", "9999-12-31", "9999-12-31"},
  };
  constexpr int kJune = 6;
  for (const Good& row : table) {
    const auto got = parse_days(row.text, row.style, kJune);
    ASSERT_TRUE(got) << row.text << ": " << got.error().reason;
    EXPECT_EQ(*got, (DaySpan{day(row.first), day(row.last)})) << row.text;
  }
}

struct Bad {
  DateStyle style;
  const char *text, *reason;
};

TEST(Dates, AreRefusedWithTheRemedy) {
  const Bad table[] = {
      {DateStyle::iso, "", "is empty"},
      {DateStyle::iso, "2026-02-30", "no day of the calendar"},
      {DateStyle::iso, "2025-02-29", "no day of the calendar"},
      {DateStyle::iso, "2026-13-01", "no day of the calendar"},
      {DateStyle::iso, "03/04/2026", "set style = \"us\" or style = \"uk\""},
      {DateStyle::iso, "20260630", "set style = \"compact\""},
      {DateStyle::iso, "2026-06", "set style = \"month\""},
      {DateStyle::iso, "2026-6-30", "is not a date of style iso (2026-06-30)"},
      {DateStyle::iso, "2026-06-30x", "is not a date of style iso"},
      {DateStyle::iso, "2026-06-30T01:00:00", "neither Z nor an offset"},
      {DateStyle::iso, "2026-06-30T25:00:00Z", "is not a date of style iso"},
      {DateStyle::us, "2026-06-30T01:00:00Z", "set style = \"iso\""},
      {DateStyle::iso, "45231", "set style = \"excel\""},
      {DateStyle::iso, "1782864000", "set style = \"epoch\" on"},
      {DateStyle::iso, "1782864000000", "set style = \"epoch_ms\" on"},
      {DateStyle::us, "30/06/2026", "no day of the calendar"},
      {DateStyle::us, "6/30/26", "is not a date of style us"},
      {DateStyle::us, "6/30/20261", "is not a date of style us"},
      {DateStyle::uk, "2026-06-30", "set style = \"iso\""},
      {DateStyle::compact, "2026063", "is not a date of style compact"},
      {DateStyle::month, "2026-00", "no day of the calendar"},
      {DateStyle::month, "Mar-24", "is not a date of style month"},
      {DateStyle::quarter, "2026-Q5", "no day of the calendar"},
      {DateStyle::quarter, "2026-Q", "is not a date of style quarter"},
      {DateStyle::quarter, "Q22026", "is not a date of style quarter"},
      {DateStyle::quarter, "Q2 026", "is not a date of style quarter"},
      {DateStyle::quarter, "12Q26", "is not a date of style quarter"},
      {DateStyle::quarter, "FY26Q1", "set style = \"fiscal_quarter\""},
      {DateStyle::quarter, "0Q26", "no day of the calendar"},
      {DateStyle::half, "2024-S3", "no day of the calendar"},
      {DateStyle::half, "2024-Q2", "set style = \"quarter\""},
      {DateStyle::week, "2024-W53", "no day of the calendar"},
      {DateStyle::week, "2024-W00", "no day of the calendar"},
      {DateStyle::month_name, "24-Mar", "is not a date of style month_name"},
      {DateStyle::month_name, "Mar-3-24", "is not a date of style month_name"},
      {DateStyle::month_name, "Mar-024", "is not a date of style month_name"},
      {DateStyle::fiscal_quarter, "FY26Q5", "no day of the calendar"},
      {DateStyle::fiscal_quarter, "2026-Q2", "set style = \"quarter\""},
      {DateStyle::fiscal_quarter, "FY26", "set style = \"fiscal_year\""},
      {DateStyle::fiscal_year, "2026", "set style = \"year\""},
      {DateStyle::epoch, "1.7E9", "is not a date of style epoch"},
      {DateStyle::epoch, "1782864000000", "set style = \"epoch_ms\""},
      {DateStyle::epoch, "999999999999999999999", "is not a date of style epoch"},
      {DateStyle::excel, "60", "no day of the calendar"},
      {DateStyle::excel, "2958466", "no day of the calendar"},
      {DateStyle::excel, "4,5231", "is not a date of style excel"},
      {DateStyle::year, "26", "is not a date of style year"},
      {DateStyle::year, "FY2026", "is not a date of style year"},
  };
  for (const Bad& row : table) {
    const auto got = parse_days(row.text, row.style);
    ASSERT_FALSE(got) << row.text;
    EXPECT_THAT(got.error().reason, HasSubstr(row.reason)) << row.text;
    EXPECT_FALSE(got.error().ahead);
  }
}

struct End {
  DateStyle style;
  const char* text;
  PeriodMeans means;
  Frequency frequency;
  const char* last;
};

TEST(Periods, EndWhereTheSourcesDateSays) {
  using enum PeriodMeans;
  const End table[] = {
      // The date is the last day already; a fiscal quarter keeps its own.
      {DateStyle::iso, "2026-04-26", end, Frequency::quarter, "2026-04-26"},
      {DateStyle::month, "2026-02", end, Frequency::month, "2026-02-28"},
      {DateStyle::quarter, "2026-Q2", end, Frequency::quarter, "2026-06-30"},
      {DateStyle::year, "2026", end, Frequency::year, "2026-12-31"},
      {DateStyle::month, "2026-06", end, Frequency::quarter, "2026-06-30"},
      // The first day, as FRED has it.
      {DateStyle::iso, "2026-02-01", start, Frequency::month, "2026-02-28"},
      {DateStyle::iso, "2024-02-01", start, Frequency::month, "2024-02-29"},
      {DateStyle::iso, "2026-04-01", start, Frequency::quarter, "2026-06-30"},
      {DateStyle::iso, "2026-06-01", start, Frequency::quarter, "2026-08-31"},
      {DateStyle::iso, "2025-07-01", start, Frequency::year, "2026-06-30"},
      {DateStyle::iso, "2026-06-15", start, Frequency::week, "2026-06-21"},
      {DateStyle::month, "2026-04", start, Frequency::quarter, "2026-06-30"},
      // Any day in it.
      {DateStyle::iso, "2026-05-17", name, Frequency::quarter, "2026-06-30"},
      {DateStyle::iso, "2026-06-30", name, Frequency::quarter, "2026-06-30"},
      {DateStyle::iso, "2026-04-01", name, Frequency::quarter, "2026-06-30"},
      {DateStyle::iso, "2026-05-17", name, Frequency::month, "2026-05-31"},
      {DateStyle::iso, "2026-05-17", name, Frequency::year, "2026-12-31"},
      {DateStyle::iso, "2026-06-17", name, Frequency::week,
       "2026-06-21"},  // a Wednesday; to Sunday
      {DateStyle::iso, "2026-06-21", name, Frequency::week, "2026-06-21"},
      {DateStyle::iso, "2026-06-22", name, Frequency::week, "2026-06-28"},
      // No period beyond the date.
      {DateStyle::iso, "2026-05-17", start, Frequency::event, "2026-05-17"},
      {DateStyle::iso, "2026-05-17", name, Frequency::event, "2026-05-17"},
      {DateStyle::iso, "2026-05-17", start, Frequency::day, "2026-05-17"},
      {DateStyle::iso, "2026-05-17", name, Frequency::day, "2026-05-17"},
  };
  for (const End& row : table) {
    const auto named = parse_days(row.text, row.style);
    ASSERT_TRUE(named) << row.text;
    EXPECT_EQ(to_text(period_end(*named, row.means, row.frequency)), row.last)
        << row.text << " " << to_text(row.frequency);
  }
}

TEST(Known, IsTheEndOfTheSourcesDay) {
  const auto got = parse_known("2026-07-30", DateStyle::iso, at("2026-11-24T02:40:39Z"));
  ASSERT_TRUE(got && *got);
  EXPECT_EQ(**got, at("2026-07-30T23:59:59Z"));
}

TEST(Known, OfTheDayOfTheFetchIsTheFetch) {
  const Instant fetched = at("2026-11-24T02:40:39Z");
  EXPECT_EQ(parse_known("2026-11-24", DateStyle::iso, fetched).value(), std::optional(fetched));
  EXPECT_EQ(parse_known("2026-11-24T23:00:00Z", DateStyle::iso, fetched).value(),
            std::optional(fetched));
}

TEST(Known, AMonthIsKnownAtItsEndOrNow) {
  const Instant fetched = at("2026-11-24T02:40:39Z");
  EXPECT_EQ(parse_known("2026-10", DateStyle::month, fetched).value(),
            std::optional(at("2026-10-31T23:59:59Z")));
  EXPECT_EQ(parse_known("2026-11", DateStyle::month, fetched).value(), std::optional(fetched));
}

TEST(Known, TakesTimesWithOffsetsAndFractions) {
  const Instant fetched = at("2026-11-24T02:40:39Z");
  const std::pair<const char*, const char*> table[] = {
      {"2026-06-30T14:05:00Z", "2026-06-30T14:05:00Z"},
      {"2026-06-30T14:05:00.25+02:00", "2026-06-30T12:05:00Z"},
      {"2026-06-30 23:30:00-05:00", "2026-07-01T04:30:00Z"},
      {"2026-06-30T14:05:00.123456789Z", "2026-06-30T14:05:00Z"},
  };
  for (const auto& [text, expected] : table) {
    const auto got = parse_known(text, DateStyle::iso, fetched);
    ASSERT_TRUE(got) << text << ": " << got.error().reason;
    EXPECT_EQ(**got, at(expected)) << text;
  }
}

TEST(Known, CountedSecondsAreAnInstantAndCountedDaysADay) {
  const Instant fetched = at("2026-11-24T02:40:39Z");
  const std::tuple<DateStyle, const char*, const char*> table[] = {
      {DateStyle::epoch, "1782864001.75", "2026-07-01T00:00:01Z"},
      {DateStyle::epoch_ms, "1782864001750", "2026-07-01T00:00:01Z"},
      {DateStyle::excel, "45231", "2023-11-01T23:59:59Z"},
      {DateStyle::week, "2024-W05", "2024-02-04T23:59:59Z"},
      {DateStyle::fiscal_quarter, "FY26Q4", "2026-06-30T23:59:59Z"},
      {DateStyle::month_name, "Nov-26", "2026-11-24T02:40:39Z"},
  };
  for (const auto& [style, text, expected] : table) {
    const auto got = parse_known(text, style, fetched, 6);
    ASSERT_TRUE(got) << text << ": " << got.error().reason;
    EXPECT_EQ(**got, at(expected)) << text;
  }
  const auto ahead = parse_known("1800000000", DateStyle::epoch, fetched);
  ASSERT_FALSE(ahead);
  EXPECT_TRUE(ahead.error().ahead);
}

TEST(Known, OfTomorrowIsAFaultThatPasses) {
  const Instant fetched = at("2026-11-24T02:40:39Z");
  for (const char* text : {"2026-11-25", "2026-11-25T00:00:00Z", "2027-01-01"}) {
    const auto got = parse_known(text, DateStyle::iso, fetched);
    ASSERT_FALSE(got) << text;
    EXPECT_TRUE(got.error().ahead) << text;
    EXPECT_THAT(got.error().reason, HasSubstr("2026-11-24T02:40:39Z"));
  }
}

TEST(Known, EmptyIsNotSaid) {
  EXPECT_EQ(parse_known(" ", DateStyle::iso, at("2026-11-24")).value(), std::nullopt);
}

TEST(Known, ATimeWithoutOffsetIsRefused) {
  const auto got = parse_known("2026-06-30T14:05:00", DateStyle::iso, at("2026-11-24"));
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().reason, HasSubstr("neither Z nor an offset"));
  EXPECT_FALSE(parse_known("2026-06-30T25:05:00Z", DateStyle::iso, at("2026-11-24")));
}

TEST(Known, WithoutTheSourceIsTheFetchOrTheDeclaredLag) {
  const Instant fetched = at("2026-11-24T02:40:39Z");
  EXPECT_EQ(known_without_source(day("2026-06-30"), std::nullopt, fetched),
            (Known{fetched, Basis::fetched}));
  EXPECT_EQ(known_without_source(day("2026-06-30"), days{30}, fetched),
            (Known{at("2026-07-30T23:59:59Z"), Basis::declared}));
  EXPECT_EQ(known_without_source(day("2026-11-01"), days{30}, fetched),
            (Known{fetched, Basis::declared}));
}

}  // namespace
}  // namespace firstcard
