#include "indicators/time.h"

#include <gtest/gtest.h>

namespace firstcard {
namespace {

std::string date_or_none(std::string_view text) {
  const auto d = parse_date(text);
  return d ? to_text(*d) : "none";
}
std::string instant_or_none(std::string_view text) {
  const auto t = parse_instant(text);
  return t ? to_text(*t) : "none";
}

struct Spelling {
  std::string_view text, means;
};

TEST(Date, WellFormedTextIsTheDayItNames) {
  for (const std::string_view text : {"1970-01-01", "1969-12-31", "2024-02-29", "2000-02-29",
                                      "1582-10-14", "0001-01-01", "0000-02-29", "9999-12-31"})
    EXPECT_EQ(date_or_none(text), text);
  EXPECT_EQ(parse_date("1970-01-01")->time_since_epoch().count(), 0);
  EXPECT_EQ(parse_date("1969-12-31")->time_since_epoch().count(), -1);
}

TEST(Date, MalformedTextOrAnImpossibleDayIsNone) {
  for (const std::string_view text : {"",
                                      "2026",
                                      "2026-11",
                                      "2026-11-",
                                      "2026-11-2",
                                      "2026-1-24",
                                      "26-11-24",
                                      "20261124",
                                      "2026/11/24",
                                      "24.11.2026",
                                      "2026-11-24 ",
                                      " 2026-11-24",
                                      "2026-11-241",
                                      "2026-11-24T",
                                      "2026-11-24T00:00:00Z",
                                      "+2026-11-24",
                                      "-001-11-24",
                                      "2026-00-10",
                                      "2026-13-01",
                                      "2026-01-00",
                                      "2026-01-32",
                                      "2026-04-31",
                                      "2025-02-29",
                                      "1900-02-29",
                                      "2026-+1-24",
                                      "2O26-11-24",
                                      "２０２６-11-24"})
    EXPECT_EQ(date_or_none(text), "none") << text;
  EXPECT_FALSE(parse_date(std::string_view("2026-11-24\0", 11)));
}

TEST(Instant, EverySpellingOfATimeMeansUtc) {
  for (const Spelling& c : std::initializer_list<Spelling>{
           {"2026-11-24T02:40:39Z", "2026-11-24T02:40:39Z"},
           {"2026-11-24T02:40:39z", "2026-11-24T02:40:39Z"},
           {"2026-11-24 02:40:39Z", "2026-11-24T02:40:39Z"},
           {"2026-11-24T02:40Z", "2026-11-24T02:40:00Z"},
           {"2026-11-24T02:40:39.999Z", "2026-11-24T02:40:39Z"},
           {"2026-11-24T02:40:39.123456789012+00:00", "2026-11-24T02:40:39Z"},
           {"2026-11-24T02:40:39+02:00", "2026-11-24T00:40:39Z"},
           {"2026-11-24T02:40:39+0530", "2026-11-23T21:10:39Z"},
           {"2026-11-24T02:40:39-05", "2026-11-24T07:40:39Z"},
           {"2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00Z"},
           {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
           {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z"},
           {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"}})
    EXPECT_EQ(instant_or_none(c.text), c.means) << c.text;
}

TEST(Instant, ABareDateIsTheLastSecondOfThatDay) {
  EXPECT_EQ(instant_or_none("2026-11-24"), "2026-11-24T23:59:59Z");
  EXPECT_EQ(instant_or_none("1969-12-31"), "1969-12-31T23:59:59Z");
  EXPECT_EQ(*parse_instant("1969-12-31"), Instant{seconds{-1}});
}

TEST(Instant, MalformedTextOrAnImpossibleTimeIsNone) {
  for (const std::string_view text : {"",
                                      "Z",
                                      "T02:40:39Z",
                                      "2026-11-24T",
                                      "2026-11-24T02",
                                      "2026-11-24T02Z",
                                      "2026-11-24T02:",
                                      "2026-11-24T02:40",
                                      "2026-11-24T02:40:39",
                                      "2026-11-24T2:40:39Z",
                                      "2026-11-24T02:4:39Z",
                                      "2026-11-24T02:40:9Z",
                                      "2026-11-24T02:40:Z",
                                      "2026-11-24T24:00:00Z",
                                      "2026-11-24T02:60:00Z",
                                      "2026-11-24T02:40:60Z",
                                      "2026-11-24T02:40:39.Z",
                                      "2026-11-24T02:40:39,5Z",
                                      "2026-11-24T02:40:39 Z",
                                      "2026-11-24T02:40:39ZZ",
                                      "2026-11-24T02:40:39Z ",
                                      "2026-11-24T02:40:39+",
                                      "2026-11-24T02:40:39+2",
                                      "2026-11-24T02:40:39+02:",
                                      "2026-11-24T02:40:39+02:0",
                                      "2026-11-24T02:40:39+24:00",
                                      "2026-11-24T02:40:39+02:60",
                                      "2026-11-24T02:40:39+02:00Z",
                                      "2026-11-24T02:40:39UTC",
                                      "2026-11-24Z",
                                      "2026-11-24 ",
                                      "2026-11-24t02:40:39Z",
                                      "2026-11-24T-2:40:39Z",
                                      "2026-02-30T02:40:39Z",
                                      "20261124T024039Z",
                                      "1795487000"})
    EXPECT_EQ(instant_or_none(text), "none") << text;
}

TEST(Instant, TextReadsBackAsTheSameInstantOnBothSidesOf1970) {
  for (const std::int64_t s : std::initializer_list<std::int64_t>{
           -62'000'000'000, -86'401, -86'400, -1, 0, 1, 951'782'399, 1'795'000'000}) {
    const Instant t{seconds{s}};
    EXPECT_EQ(parse_instant(to_text(t)), t) << to_text(t);
  }
}

TEST(Instant, DayOfFloorsBefore1970) {
  EXPECT_EQ(to_text(day_of(Instant{seconds{-1}})), "1969-12-31");
  EXPECT_EQ(to_text(day_of(Instant{seconds{-86'400}})), "1969-12-31");
  EXPECT_EQ(to_text(day_of(Instant{seconds{-86'401}})), "1969-12-30");
  EXPECT_EQ(day_of(end_of_day(*parse_date("2026-11-24"))), *parse_date("2026-11-24"));
}

TEST(AddMonths, ClampsToTheMonthsLengthAndCrossesYears) {
  struct Case {
    std::string_view from;
    int months;
    std::string_view to;
  };
  for (const Case& c : std::initializer_list<Case>{{"2024-02-29", 12, "2025-02-28"},
                                                   {"2024-02-29", 48, "2028-02-29"},
                                                   {"2024-02-29", -12, "2023-02-28"},
                                                   {"2023-02-28", 12, "2024-02-28"},
                                                   {"2026-01-31", 1, "2026-02-28"},
                                                   {"2024-01-31", 1, "2024-02-29"},
                                                   {"2026-03-31", -1, "2026-02-28"},
                                                   {"2026-08-31", -3, "2026-05-31"},
                                                   {"2026-05-31", -3, "2026-02-28"},
                                                   {"2026-12-31", 1, "2027-01-31"},
                                                   {"2026-01-31", -1, "2025-12-31"},
                                                   {"2026-01-15", -13, "2024-12-15"},
                                                   {"1970-01-31", -1, "1969-12-31"},
                                                   {"1968-02-29", -12, "1967-02-28"},
                                                   {"2026-07-04", 0, "2026-07-04"}})
    EXPECT_EQ(to_text(add_months(*parse_date(c.from), c.months)), c.to)
        << c.from << " + " << c.months;
}

}  // namespace
}  // namespace firstcard
