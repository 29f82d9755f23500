// [heartbeat] and [summary].
#include "config_cases.h"
#include "daemon/heartbeat.h"

namespace firstcard::test {
namespace {

TEST(HeartbeatConfig, IsReadWithItsDefaults) {
  const Scratch scratch;
  const auto config = load(
      scratch, with_sound_tables("[heartbeat]\nurl = \"https://hc.example.org/ping/x\"\n"));
  ASSERT_TRUE(config);
  ASSERT_TRUE(config->heartbeat);
  EXPECT_EQ(config->heartbeat->url.reveal(), "https://hc.example.org/ping/x");
  EXPECT_EQ(config->heartbeat->every, std::chrono::minutes{5});
  EXPECT_EQ(config->heartbeat->timeout, seconds{10});
}

TEST(HeartbeatConfig, ItsUrlMayBeASecret) {
  const Scratch scratch;
  scratch.write("monitor", "https://hc.example.org/ping/hush\n");
  const std::string text =
      with_sound_tables("[heartbeat]\nurl = { file = \"monitor\" }\nevery = \"90s\"\n");
  const auto config = load(scratch, text);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->heartbeat->url.reveal(), "https://hc.example.org/ping/hush");
  EXPECT_EQ(config->heartbeat->every, seconds{90});
  const auto without = load_config(scratch / "c.toml", Secrets::leave_out);
  ASSERT_TRUE(without);
  EXPECT_TRUE(without->heartbeat->url.empty());
}

TEST(HeartbeatConfig, WithoutOneThereIsNone) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(""));
  ASSERT_TRUE(config);
  EXPECT_FALSE(config->heartbeat);
  EXPECT_TRUE(config->summary_at.empty());
}

TEST(SummaryConfig, ReadsTimesOfTheCalendar) {
  const Scratch scratch;
  const auto config = load(
      scratch, with_sound_tables("[summary]\nat = [\"Mon 08:00 Europe/Berlin\", \"daily\"]\n"
                                 "[[receiver]]\nid = \"r\"\ntype = \"log\"\nkinds = [\"summary\"]\n",
                                 "receiver"));
  ASSERT_TRUE(config);
  ASSERT_EQ(config->summary_at.size(), 2U);
  EXPECT_EQ(config->summary_at[0].zone, "Europe/Berlin");
  EXPECT_TRUE(config->warnings.empty());
}

TEST(SummaryConfig, WarnsIfNobodyIsTold) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables("[summary]\nat = \"daily\"\n"));
  ASSERT_TRUE(config);
  EXPECT_THAT(texts_of(config->warnings, scratch),
              testing::Contains("1:1: summary: is told to nobody; add \"summary\" to the "
                                "\"kinds\" of a receiver, or take it out"));
}

class HeartbeatErrors : public ConfigErrors {};

TEST_P(HeartbeatErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, HeartbeatErrors,
    testing::Values(
        ErrorCase{"WithoutAUrl",
                  "[heartbeat]\nevery = \"5m\"\n",
                  "",
                  {R"x(1:1: heartbeat: missing "url"; for example url = "https://hc-ping.com/...", or { credential = "name" })x"}},
        ErrorCase{"NotAUrl",
                  "[heartbeat]\nurl = \"example.org\"\n",
                  "",
                  {R"(2:7: heartbeat: "url": ...)"}},
        ErrorCase{"UnknownKey",
                  "[heartbeat]\nurl = \"https://example.org/x\"\nevry = \"5m\"\n",
                  "",
                  {R"(3:1: heartbeat: unknown key "evry"; did you mean "every"?)"}},
        ErrorCase{"TimeoutLongerThanTheInterval",
                  "[heartbeat]\nurl = \"https://example.org/x\"\nevery = \"5s\"\ntimeout = \"6s\"\n",
                  "",
                  {R"(4:11: heartbeat: "timeout" (6s) is longer than "every" (5s))"}},
        ErrorCase{"SummaryWithoutATime",
                  "[summary]\n",
                  "",
                  {R"(1:1: summary: missing "at"; for example at = "Mon 08:00 Europe/Berlin")"}},
        ErrorCase{"SummaryAtNoTime",
                  "[summary]\nat = \"Mon 25:00\"\n",
                  "",
                  {R"(2:11: summary: "at": ...)"}}),
    name_of);

TEST(HeartbeatUrl, TakesTheWordBehindThePathAndBeforeTheQuery) {
  EXPECT_EQ(heartbeat_url("https://h/x", ""), "https://h/x");
  EXPECT_EQ(heartbeat_url("https://h/x", "start"), "https://h/x/start");
  EXPECT_EQ(heartbeat_url("https://h/x/", "fail"), "https://h/x/fail");
  EXPECT_EQ(heartbeat_url("https://h/x?a=1", "fail"), "https://h/x/fail?a=1");
}

}  // namespace
}  // namespace firstcard::test
