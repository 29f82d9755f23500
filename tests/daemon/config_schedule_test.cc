// When a feed is polled, as the configuration says it.
#include "config_cases.h"

namespace firstcard::test {
namespace {

std::string feed_with(std::string_view lines) {
  return "[[feed]]\nid = \"f\"\n" + std::string(lines) +
         "\nsource = \"a.csv\"\nperiod = { column = \"p\" }\nvalue = { column = \"v\" }\n"
         "series = \"{e}.x\"\n";
}

Schedule schedule_of(const Scratch& scratch, std::string_view lines) {
  const auto config = load(scratch, with_sound_tables(feed_with(lines), "feed"));
  return config.value().feeds.at(0).schedule;
}

TEST(ScheduleConfig, WithoutAKeyItIsEveryHour) {
  EXPECT_EQ(schedule_of(Scratch(), ""), Schedule{});
}

TEST(ScheduleConfig, ReadsTimesInBothWaysWithTheirZones) {
  const Scratch scratch;
  const Schedule schedule = schedule_of(
      scratch,
      "at = [\"Mon..Fri 22:30 America/New_York\", \"30 6 * * 1-5\"]\nzone = \"Europe/Berlin\"");
  ASSERT_EQ(schedule.at.size(), 2U);
  EXPECT_EQ(schedule.at[0].zone, "America/New_York");
  EXPECT_EQ(schedule.at[1].zone, "Europe/Berlin");
  EXPECT_EQ(to_text(schedule), "at Mon..Fri 22:30 America/New_York and 30 6 * * 1-5 Europe/Berlin");
  EXPECT_EQ(to_text(schedule_of(scratch, "at = \"daily\"")), "at daily UTC");
}

TEST(ScheduleConfig, ReadsAWindowBesideAnInterval) {
  const Schedule schedule = schedule_of(
      Scratch(), "every = \"6h\"\nwindow = { from = \"21:55 Europe/Berlin\", for = \"2h\" }");
  EXPECT_EQ(to_text(schedule), "every 6h, every 1m for 2h from 21:55 Europe/Berlin");
}

TEST(ScheduleConfig, WarnsOfAZoneWithoutATime) {
  const Scratch scratch;
  const auto config =
      load(scratch, with_sound_tables(feed_with("zone = \"Europe/Berlin\""), "feed"));
  ASSERT_TRUE(config);
  EXPECT_THAT(texts_of(config->warnings, scratch),
              testing::Contains(R"(3:8: feed "f": "zone" has no effect without "at" or "window")"));
}

class ScheduleErrors : public ConfigErrors {};

TEST_P(ScheduleErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

const std::string kEveryBesideAt = feed_with("every = \"6h\"\nat = \"daily\"");
const std::string kMistakes =
    feed_with("at = [\"Mon..Fry 22:30\", \"22:30\", '''22:61''']\nzone = \"Europe/Berlim\"");
const std::string kEmptyList = feed_with("at = []");
const std::string kEmptyZone = feed_with("at = \"daily\"\nzone = \"\"");
const std::string kWindow =
    feed_with("window = { from = \"21:5\", every = \"3h\", unitl = \"x\" }");
const std::string kWindowBefore =
    feed_with("window = { from = \"25:05\", for = \"1h\", every = \"2h\" }");
const std::string kLongWindow = feed_with("window = { from = \"21:55\", for = \"8d\" }");
const std::string kSlowWindow =
    feed_with("every = \"1m\"\nwindow = { from = \"21:55\", for = \"2h\" }");

INSTANTIATE_TEST_SUITE_P(
    Config, ScheduleErrors,
    testing::Values(
        ErrorCase{"EveryBesideAt",
                  kEveryBesideAt,
                  "feed",
                  {R"(3:9: feed "f": "every" stands beside "at"; write one of the two)"}},
        ErrorCase{
            "MistakesInTimes",
            kMistakes,
            "feed",
            {R"(3:13: feed "f": "at": "Fry" is not a weekday; write Mon, Mon,Wed or Mon..Fri)",
             R"(3:40: feed "f": "at": minute 61 does not exist; write 0 to 59)",
             R"(4:8: feed "f": "zone": there is no time zone "Europe/Berlim"; did you mean 'Europe/Berlin'?)"}},
        ErrorCase{"AnEmptyList",
                  kEmptyList,
                  "feed",
                  {R"(3:6: feed "f": "at" is an empty list; write at least one time)"}},
        ErrorCase{"AnEmptyZone",
                  kEmptyZone,
                  "feed",
                  {R"(4:8: feed "f": "zone" is empty; write one like Europe/Berlin or UTC)"}},
        ErrorCase{"AWindowWithoutItsLength",
                  kWindow,
                  "feed",
                  {R"(3:10: feed "f", window: missing "for"; for example for = "2h")",
                   R"(3:41: feed "f", window: unknown key "unitl"; known: every, for, from)"}},
        ErrorCase{
            "AWindowThatIsNoWindow",
            kWindowBefore,
            "feed",
            {R"(3:20: feed "f", window: "from": hour 25 does not exist; write 0 to 23)",
             R"(3:48: feed "f", window: "every" (2h) is longer than the window (1h); nothing would be polled faster)"}},
        ErrorCase{"ALongWindow",
                  kLongWindow,
                  "feed",
                  {R"(3:34: feed "f", window: "for" is longer than a week; write at most "7d")"}},
        ErrorCase{
            "AWindowThatIsNotFaster",
            kSlowWindow,
            "feed",
            {R"(4:10: feed "f": "window" is no faster than "every" (1m); take it out, or write a shorter "every" in it)"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
