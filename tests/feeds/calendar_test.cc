// Times of a calendar: how they are written, and when they come, over changes of the clocks too.
#include "feeds/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/zone.h"
#include "reading.h"

namespace firstcard {
namespace {

using test::at;

// The first few instants after `from`.
std::vector<std::string> times(std::string_view text, std::string_view from, int count,
                               std::string_view zone = "UTC") {
  const auto rule = parse_calendar(text, zone);
  if (!rule) return {rule.error().message};
  std::vector<std::string> out;
  std::optional<Instant> t = at(from);
  while (count-- > 0 && (t = next_time(*rule, *t))) out.push_back(to_text(*t));
  return out;
}

struct Expected {
  std::string_view name, text, from;
  std::vector<std::string> times;
};
void PrintTo(const Expected& e, std::ostream* out) {
  *out << e.name;
}
std::string name_of(const testing::TestParamInfo<Expected>& info) {
  return std::string(info.param.name);
}

class CalendarTimes : public testing::TestWithParam<Expected> {};

TEST_P(CalendarTimes, ComeInOrder) {
  const Expected& e = GetParam();
  EXPECT_EQ(times(e.text, e.from, static_cast<int>(e.times.size())), e.times) << e.text;
}

// 2026-11-24 is a Tuesday.
INSTANTIATE_TEST_SUITE_P(
    Systemd, CalendarTimes,
    testing::Values(
        Expected{"WeekdaysAndTime",
                 "Mon..Fri 22:30",
                 "2026-11-26T22:30:00Z",
                 {"2026-11-27T22:30:00Z", "2026-11-30T22:30:00Z"}},
        Expected{"TimeAlone",
                 "6:05",
                 "2026-11-24T00:00:00Z",
                 {"2026-11-24T06:05:00Z", "2026-11-25T06:05:00Z"}},
        Expected{"WeekdaysAlone",
                 "sunday",
                 "2026-11-24T00:00:00Z",
                 {"2026-11-29T00:00:00Z", "2026-12-06T00:00:00Z"}},
        Expected{"WeekdaysOverTheWeeksEnd",
                 "Sat..Mon 12:00",
                 "2026-11-24T00:00:00Z",
                 {"2026-11-28T12:00:00Z", "2026-11-29T12:00:00Z", "2026-11-30T12:00:00Z",
                  "2026-12-05T12:00:00Z"}},
        Expected{"ListsAndSteps",
                 "Mon,Wed..Thu *-*-* 9..11/2,20:0/30:15",
                 "2026-11-25T00:00:00Z",
                 {"2026-11-25T09:00:15Z", "2026-11-25T09:30:15Z", "2026-11-25T11:00:15Z",
                  "2026-11-25T11:30:15Z", "2026-11-25T20:00:15Z", "2026-11-25T20:30:15Z",
                  "2026-11-26T09:00:15Z"}},
        Expected{"MonthAndDay", "12-24 18:00", "2026-12-24T18:00:00Z", {"2027-12-24T18:00:00Z"}},
        Expected{"FirstOfEveryQuarter",
                 "*-01/3-01 00:00",
                 "2026-11-24T00:00:00Z",
                 {"2027-01-01T00:00:00Z", "2027-04-01T00:00:00Z"}},
        Expected{"Years",
                 "2027..2029/2-06-30 10:00",
                 "2026-11-24T00:00:00Z",
                 {"2027-06-30T10:00:00Z", "2029-06-30T10:00:00Z"}},
        Expected{"LastDayOfTheMonth",
                 "*-*~01 12:00",
                 "2027-01-31T12:00:00Z",
                 {"2027-02-28T12:00:00Z", "2027-03-31T12:00:00Z"}},
        Expected{"LastMondayOfMay",
                 "Mon *-05~07/1",
                 "2026-11-24T00:00:00Z",
                 {"2027-05-31T00:00:00Z", "2028-05-29T00:00:00Z"}},
        Expected{"FirstFridayOfTheMonth",
                 "Fri *-*-01..07 08:30 America/New_York",
                 "2026-11-24T00:00:00Z",
                 {"2026-12-04T13:30:00Z", "2027-01-01T13:30:00Z"}},
        Expected{"ADayThatOnlySomeMonthsHave",
                 "*-*-31",
                 "2026-11-24T00:00:00Z",
                 {"2026-12-31T00:00:00Z", "2027-01-31T00:00:00Z", "2027-03-31T00:00:00Z"}},
        Expected{"ALeapDayOfAWeekday",
                 "Tue *-02-29",
                 "2026-11-24T00:00:00Z",
                 {"2028-02-29T00:00:00Z", "2056-02-29T00:00:00Z"}},
        Expected{"Hourly",
                 "hourly",
                 "2026-11-24T10:00:00Z",
                 {"2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z"}},
        Expected{"Minutely", "minutely", "2026-11-24T10:00:30Z", {"2026-11-24T10:01:00Z"}},
        Expected{
            "DailyInAZone", "daily Asia/Tokyo", "2026-11-24T10:00:00Z", {"2026-11-24T15:00:00Z"}},
        Expected{"Weekly", "weekly", "2026-11-24T10:00:00Z", {"2026-11-30T00:00:00Z"}},
        Expected{"Quarterly", "quarterly", "2026-11-24T10:00:00Z", {"2027-01-01T00:00:00Z"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Cron, CalendarTimes,
    testing::Values(
        Expected{"WeekdaysAndTime",
                 "30 22 * * 1-5",
                 "2026-11-26T22:30:00Z",
                 {"2026-11-27T22:30:00Z", "2026-11-30T22:30:00Z"}},
        Expected{"WithAZone",
                 "30 22 * * 1-5 Europe/Berlin",
                 "2026-11-24T00:00:00Z",
                 {"2026-11-24T21:30:00Z"}},
        Expected{"SevenIsSundayToo", "0 0 * * 7", "2026-11-24T00:00:00Z", {"2026-11-29T00:00:00Z"}},
        Expected{"NamesOfDaysAndMonths",
                 "0 12 1 jan,Jul *",
                 "2026-11-24T00:00:00Z",
                 {"2027-01-01T12:00:00Z", "2027-07-01T12:00:00Z"}},
        Expected{"RangeOfWeekdayNames",
                 "0 12 * * MON-FRI",
                 "2026-11-27T12:00:00Z",
                 {"2026-11-30T12:00:00Z"}},
        Expected{"Steps",
                 "*/20 8-10/2 * * *",
                 "2026-11-24T08:30:00Z",
                 {"2026-11-24T08:40:00Z", "2026-11-24T10:00:00Z"}},
        Expected{"DateOrWeekday",
                 "0 0 1 * 0",
                 "2026-11-24T00:00:00Z",
                 {"2026-11-29T00:00:00Z", "2026-12-01T00:00:00Z", "2026-12-06T00:00:00Z"}},
        Expected{"AStarForTheDateLeavesTheWeekday",
                 "0 0 */2 * 0",
                 "2026-11-24T00:00:00Z",
                 {"2026-11-29T00:00:00Z", "2026-12-13T00:00:00Z"}}),
    name_of);

// New York: forward 2027-03-14 07:00Z (02:00 -> 03:00), back 2026-11-01 06:00Z (02:00 -> 01:00).
// Berlin: forward 2027-03-28 01:00Z (02:00 -> 03:00), back 2026-10-25 01:00Z (03:00 -> 02:00).
// Lord Howe: forward 2026-10-03 15:30Z (02:00 -> 02:30), back 2027-04-03 15:00Z (02:00 -> 01:30).
INSTANTIATE_TEST_SUITE_P(
    Clocks, CalendarTimes,
    testing::Values(
        Expected{"NewYorkForwardSkipped",
                 "02:30 America/New_York",
                 "2027-03-13T08:00:00Z",
                 {"2027-03-14T07:00:00Z", "2027-03-15T06:30:00Z"}},
        Expected{"NewYorkForwardOthers",
                 "22:30 America/New_York",
                 "2027-03-12T00:00:00Z",
                 {"2027-03-12T03:30:00Z", "2027-03-13T03:30:00Z", "2027-03-14T03:30:00Z",
                  "2027-03-15T02:30:00Z"}},
        Expected{"NewYorkForwardTwoSkippedRunOnce",
                 "2:15,45 America/New_York",
                 "2027-03-14T06:59:59Z",
                 {"2027-03-14T07:00:00Z", "2027-03-15T06:15:00Z"}},
        Expected{"NewYorkBackTwiceRunsOnce",
                 "01:30 America/New_York",
                 "2026-10-31T12:00:00Z",
                 {"2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"}},
        Expected{"NewYorkBackFromBetweenTheTwo",
                 "01:30 America/New_York",
                 "2026-11-01T05:45:00Z",
                 {"2026-11-02T06:30:00Z"}},
        Expected{"NewYorkBackFromTheSecond",
                 "01:30 America/New_York",
                 "2026-11-01T06:30:00Z",
                 {"2026-11-02T06:30:00Z"}},
        Expected{"NewYorkBackEveryHour",
                 "*:20 America/New_York",
                 "2026-11-01T04:20:00Z",
                 {"2026-11-01T05:20:00Z", "2026-11-01T06:20:00Z", "2026-11-01T07:20:00Z"}},
        Expected{"NewYorkForwardEveryHour",
                 "*:20 America/New_York",
                 "2027-03-14T05:20:00Z",
                 {"2027-03-14T06:20:00Z", "2027-03-14T07:00:00Z", "2027-03-14T07:20:00Z"}},
        Expected{"BerlinForwardSkipped",
                 "02:30 Europe/Berlin",
                 "2027-03-27T12:00:00Z",
                 {"2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"}},
        Expected{"BerlinForwardEdgeExists",
                 "03:00 Europe/Berlin",
                 "2027-03-27T12:00:00Z",
                 {"2027-03-28T01:00:00Z", "2027-03-29T01:00:00Z"}},
        Expected{"BerlinBackTwiceRunsOnce",
                 "02:00 Europe/Berlin",
                 "2026-10-24T12:00:00Z",
                 {"2026-10-25T00:00:00Z", "2026-10-26T01:00:00Z"}},
        Expected{"BerlinBackAfterwards",
                 "03:00 Europe/Berlin",
                 "2026-10-24T12:00:00Z",
                 {"2026-10-25T02:00:00Z", "2026-10-26T02:00:00Z"}},
        Expected{"BerlinBackEveryHalfHour",
                 "*:0/30 Europe/Berlin",
                 "2026-10-25T00:00:00Z",
                 {"2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z",
                  "2026-10-25T02:00:00Z"}},
        Expected{"LordHoweForwardSkipped",
                 "02:15 Australia/Lord_Howe",
                 "2026-10-03T00:00:00Z",
                 {"2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"}},
        Expected{"LordHoweForwardEdgeExists",
                 "02:30 Australia/Lord_Howe",
                 "2026-10-03T00:00:00Z",
                 {"2026-10-03T15:30:00Z", "2026-10-04T15:30:00Z"}},
        Expected{"LordHoweBackTwiceRunsOnce",
                 "01:45 Australia/Lord_Howe",
                 "2027-04-02T20:00:00Z",
                 {"2027-04-03T14:45:00Z", "2027-04-04T15:15:00Z"}},
        Expected{"LordHoweBackBeforeTheRepeatedHalf",
                 "01:15 Australia/Lord_Howe",
                 "2027-04-02T20:00:00Z",
                 {"2027-04-03T14:15:00Z", "2027-04-04T14:45:00Z"}},
        Expected{"LordHoweBackEveryHour",
                 "*:45 Australia/Lord_Howe",
                 "2027-04-03T14:00:00Z",
                 {"2027-04-03T14:45:00Z", "2027-04-03T15:15:00Z", "2027-04-03T16:15:00Z"}}),
    name_of);

TEST(Calendar, TheZoneBesideItIsOfTimesThatNameNone) {
  EXPECT_EQ(times("30 22 * * *", "2026-11-24T00:00:00Z", 1, "Europe/Berlin"),
            (std::vector<std::string>{"2026-11-24T21:30:00Z"}));
  EXPECT_EQ(times("22:30 Asia/Tokyo", "2026-11-24T00:00:00Z", 1, "Europe/Berlin"),
            (std::vector<std::string>{"2026-11-24T13:30:00Z"}));
}

TEST(Calendar, AYearThatIsOverNeverComes) {
  EXPECT_EQ(next_time(parse_calendar("2025-*-* 10:00").value(), at("2026-01-01T00:00:00Z")),
            std::nullopt);
}

TEST(Calendar, TwoYearsOfEachRuleAreStrictlyAscending) {
  for (const char* text : {"*:0/7 America/New_York", "1..3:*/20 Europe/Berlin",
                           "*:*:0/40 Australia/Lord_Howe", "*:0/15 America/St_Johns"}) {
    const CalendarRule rule = parse_calendar(text).value();
    Instant t = at("2026-09-30T00:00:00Z");
    const Instant end = at("2027-05-01T00:00:00Z");
    while (t < end) {
      const auto next = next_time(rule, t);
      ASSERT_TRUE(next && *next > t) << text << " " << to_text(t);
      // Nothing lies between: asked from a second before, the same comes.
      ASSERT_EQ(next_time(rule, *next - seconds{1}), next) << text << " " << to_text(t);
      t = *next;
    }
  }
}

struct Wrong {
  std::string_view text;
  std::size_t offset;
  std::string_view message;
};

TEST(Calendar, AMistakeIsNamedWhereItStands) {
  const Wrong table[] = {
      {"", 0, "there is no time in it; write for example \"Mon..Fri 22:30 Europe/Berlin\""},
      {"Mon..Fry 22:30", 5, "\"Fry\" is not a weekday; write Mon, Mon,Wed or Mon..Fri"},
      {"Mon..Fri 24:00", 9, "hour 24 does not exist; write 0 to 23"},
      {"22:60", 3, "minute 60 does not exist; write 0 to 59"},
      {"22:3O", 3, "\"3O\" is no minute; write a number from 0 to 59, or *"},
      {"22:", 3, "\"\" is no minute; write a number from 0 to 59, or *"},
      {"10:20:30:40", 0, "\"10:20:30:40\" is not a time; write 22:30 or 22:30:15"},
      {"*-13-01 10:00", 2, "month 13 does not exist; write 1 to 12"},
      {"*-02-30 10:00", 0, "there is no such day in any year"},
      {"1-2-3-4", 0,
       "\"1-2-3-4\" is not a date; write year, month and day like *-*-01, or month and day like "
       "12-24"},
      {"*-*-10..5", 4, "\"10..5\" is a range that goes backwards"},
      {"*:0/0", 4, "step 0 does not exist; write 1 to 59"},
      {"2230", 0,
       "\"2230\" is neither weekdays (Mon..Fri), a date (*-*-01) nor a time (22:30); a line of "
       "cron has five fields"},
      {"30 22 * *", 0,
       "\"30\" is neither weekdays (Mon..Fri), a date (*-*-01) nor a time (22:30); a line of cron "
       "has five fields"},
      {"22:30 Mon", 6, "write weekdays, date, time and zone in this order, each once"},
      {"22:30 12-24", 6, "write weekdays, date, time and zone in this order, each once"},
      {"Mon 22:30 Europe/Berlim", 10,
       "there is no time zone \"Europe/Berlim\"; did you mean 'Europe/Berlin'?"},
      {"22:30 ../../etc/passwd", 6,
       "\"../../etc/passwd\" is neither weekdays (Mon..Fri), a date (*-*-01) nor a time (22:30); a "
       "line of cron has five fields"},
      {"22:30 X/../../../etc/passwd", 6,
       "there is no time zone \"X/../../../etc/passwd\"; write one like Europe/Berlin or UTC"},
      {"fortnightly", 0,
       "\"fortnightly\" is no time; write daily, hourly or weekly, or for example \"Mon..Fri "
       "22:30\""},
      {"60 22 * * *", 0, "minute 60 does not exist; write 0 to 59"},
      {"0 22 * * 1-8", 11, "weekday 8 does not exist; write 0 to 7"},
      {"0 22 * 0 *", 7, "month 0 does not exist; write 1 to 12"},
      {"0 22 * * 1 UTC x", 15, "there is no time zone \"x\"; write one like Europe/Berlin or UTC"},
      {"0 22 * * 1 2", 11,
       "\"2\" is too much; a line of cron is minute, hour, day, month, weekday and perhaps a time "
       "zone"},
      {"0 22 30 2 *", 0, "there is no such day in any year"},
  };
  for (const Wrong& w : table) {
    const auto rule = parse_calendar(w.text);
    ASSERT_FALSE(rule) << w.text;
    EXPECT_EQ(rule.error(), (CalendarError{w.offset, std::string(w.message)})) << w.text;
  }
}

TEST(Zone, NamesComeFromTheSystem) {
  const auto names = zone_names();
  if (names.empty()) GTEST_SKIP() << "the system has no list of zones";
  EXPECT_THAT(names, testing::Contains("Australia/Lord_Howe"));
  for (const std::string& name : names) EXPECT_TRUE(zone_exists(name)) << name;
  EXPECT_FALSE(zone_exists("/etc/localtime"));
  EXPECT_FALSE(zone_exists(""));
}

}  // namespace
}  // namespace firstcard
