// The types of receivers with a service behind them: what is read, and what is said of a wrong one.
#include "config_cases.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

class ReceiverTypes : public testing::Test {
 protected:
  Receiver loaded(const std::string& table) {
    setenv("FIRSTCARD_TEST_SECRET", "https://hooks.example.org/T1/hunter2", 1);
    setenv("FIRSTCARD_TEST_TOKEN", "123456:hunter-2", 1);
    setenv("FIRSTCARD_TEST_KEY", "hunter2hunter2hunter2hunter2hunt", 1);
    const auto config = load(scratch_, with_sound_tables("[[receiver]]\nid = \"s\"\n" + table));
    if (!config) {
      ADD_FAILURE() << testing::PrintToString(texts_of(config.error(), scratch_));
      return {};
    }
    return config->receivers.at(0);
  }
  Scratch scratch_;
};

TEST_F(ReceiverTypes, ChatsHaveASecretUrl) {
  const Secret url("https://hooks.example.org/T1/hunter2");
  const std::string key = "url = { env = \"FIRSTCARD_TEST_SECRET\" }\ntimeout = \"5s\"\n";
  const Receiver slack = loaded("type = \"slack\"\n" + key);
  EXPECT_EQ(std::get<SlackConfig>(slack.how).url, url);
  EXPECT_EQ(slack.limits.total, seconds{5});
  EXPECT_EQ(slack.kinds, default_kinds());
  EXPECT_EQ(std::get<DiscordConfig>(loaded("type = \"discord\"\n" + key).how).url, url);
  EXPECT_EQ(std::get<TeamsConfig>(loaded("type = \"teams\"\n" + key).how).url, url);
  const auto hook = std::get<WebhookConfig>(loaded("type = \"webhook\"\n" + key).how);
  EXPECT_EQ(hook.secret_url, url);
  EXPECT_EQ(hook.url, "");
}

TEST_F(ReceiverTypes, TelegramHasATokenAndAChat) {
  const std::string token = "type = \"telegram\"\ntoken = { env = \"FIRSTCARD_TEST_TOKEN\" }\n";
  const auto config = std::get<TelegramConfig>(loaded(token + "chat = -1001\n").how);
  EXPECT_EQ(config.server, "https://api.telegram.org");
  EXPECT_EQ(config.token, Secret("123456:hunter-2"));
  EXPECT_EQ(config.chat, "-1001");
  const auto named = std::get<TelegramConfig>(
      loaded(token + "chat = \"@desk\"\nserver = \"http://localhost:8081/\"\n").how);
  EXPECT_EQ(named.chat, "@desk");
  EXPECT_EQ(named.server, "http://localhost:8081");
}

TEST_F(ReceiverTypes, NtfyHasATopicAndPriorities) {
  const auto plain = std::get<NtfyConfig>(loaded("type = \"ntfy\"\ntopic = \"desk\"\n").how);
  EXPECT_EQ(plain.server, "https://ntfy.sh");
  EXPECT_EQ(plain.topic, "desk");
  EXPECT_TRUE(plain.authorization.empty());
  EXPECT_THAT(plain.priorities, ElementsAre(5, 4, 3));
  const auto full = std::get<NtfyConfig>(
      loaded("type = \"ntfy\"\ntopic = \"desk\"\nserver = \"https://ntfy.example.org\"\n"
             "token = { env = \"FIRSTCARD_TEST_KEY\" }\npriority = { critical = 4, info = 1 }\n")
          .how);
  EXPECT_EQ(full.authorization, Secret("Bearer hunter2hunter2hunter2hunter2hunt"));
  EXPECT_THAT(full.priorities, ElementsAre(4, 4, 1));
}

TEST_F(ReceiverTypes, PagerDutyTakesWhatCanBeClosed) {
  const Receiver r =
      loaded("type = \"pagerduty\"\nrouting_key = { env = \"FIRSTCARD_TEST_KEY\" }\n");
  const auto& config = std::get<PagerDutyConfig>(r.how);
  EXPECT_EQ(config.server, "https://events.pagerduty.com");
  EXPECT_EQ(config.routing_key, Secret("hunter2hunter2hunter2hunter2hunt"));
  EXPECT_EQ(r.kinds, tracked_kinds());
}

TEST_F(ReceiverTypes, AlertmanagerHasLabels) {
  const Receiver r = loaded(
      "type = \"alertmanager\"\nserver = \"http://localhost:9093/prefix/\"\n"
      "labels = { team = \"desk\" }\nheaders = { X-Scope = \"a\" }\n"
      "bearer = { env = \"FIRSTCARD_TEST_KEY\" }\nkinds = [\"feed\"]\n");
  const auto& config = std::get<AlertmanagerConfig>(r.how);
  EXPECT_EQ(config.server, "http://localhost:9093/prefix");
  EXPECT_THAT(config.labels, ElementsAre(Pair("team", "desk")));
  EXPECT_THAT(config.headers, ElementsAre(Pair("X-Scope", "a")));
  EXPECT_EQ(config.secret_headers.size(), 1U);
  EXPECT_THAT(r.kinds, UnorderedElementsAre("feed", "test"));
}

TEST_F(ReceiverTypes, ExecHasACommandAndAnEnvironment) {
  const auto config = std::get<ExecConfig>(
      loaded("type = \"exec\"\ncommand = [\"bin/page\", \"--now\", \"\"]\n"
             "environment = { PATH = \"/usr/bin\", KEY = { env = \"FIRSTCARD_TEST_KEY\" } }\n")
          .how);
  EXPECT_THAT(config.command, ElementsAre((scratch_ / "bin/page").string(), "--now", ""));
  EXPECT_THAT(config.environment, ElementsAre(Pair("PATH", "/usr/bin")));
  EXPECT_THAT(config.secret_environment,
              ElementsAre(Pair("KEY", Secret("hunter2hunter2hunter2hunter2hunt"))));
}

TEST_F(ReceiverTypes, AProgramThatIsNotThereIsAWarning) {
  const auto config = load(scratch_, with_sound_tables("[[receiver]]\nid = \"s\"\ntype = \"exec\"\n"
                                                       "command = \"/nowhere/page\"\n"));
  ASSERT_TRUE(config);
  EXPECT_THAT(
      texts_of(config->warnings, scratch_),
      testing::Contains("4:11: receiver \"s\": /nowhere/page is no program that can be run here"));
}

TEST_F(ReceiverTypes, RoutesFallbackAndRate) {
  const Receiver r = loaded(
      "type = \"log\"\nseverity = [\"critical\", \"warning\"]\nfallback = \"r\"\n"
      "fallback_after = \"20m\"\nrate = { count = 3, per = \"1h\" }\nmax_age = \"1d\"\n");
  EXPECT_THAT(r.severities, ElementsAre(Severity::critical, Severity::warning));
  EXPECT_EQ(r.fallback, (Fallback{.to = {"r"}, .after = seconds{1200}}));
  EXPECT_EQ(r.rate, (DeliveryRate{.count = 3, .per = seconds{3600}}));
  EXPECT_EQ(r.max_age, days{1});
  const Receiver plain = loaded("type = \"log\"\nfallback = \"r\"\nseverity = \"info\"\n");
  EXPECT_EQ(plain.fallback, (Fallback{.to = {"r"}, .after = seconds{900}}));
  EXPECT_THAT(plain.severities, ElementsAre(Severity::info));
  EXPECT_EQ(plain.rate, DeliveryRate{});
  EXPECT_EQ(plain.max_age, days{3});
}

TEST_F(ReceiverTypes, SecretsLeftOutLeaveTheFormToBeChecked) {
  const auto path = scratch_.write("c.toml", with_sound_tables(R"toml([[receiver]]
id = "s"
type = "slack"
url = { credential = "slack" }
[[receiver]]
id = "t"
type = "telegram"
token = { credential = "bot" }
chat = "1"
[[receiver]]
id = "p"
type = "pagerduty"
routing_key = { credential = "pager" }
[[receiver]]
id = "w"
type = "webhook"
url = { credential = "hook" }
)toml"));
  const auto config = load_config(path, Secrets::leave_out);
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch_));
  EXPECT_TRUE(std::get<SlackConfig>(config->receivers[0].how).url.empty());
}

class ReceiverTypeErrors : public ConfigErrors {};

TEST_P(ReceiverTypeErrors, AreAllReportedWhereTheyStand) {
  setenv("FIRSTCARD_TEST_PLAIN_URL", "http://example.org/hunter2", 1);
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, ReceiverTypeErrors,
    testing::Values(
        ErrorCase{
            "MissingKeys",
            R"toml([[receiver]]
id = "a"
type = "slack"
[[receiver]]
id = "b"
type = "telegram"
[[receiver]]
id = "c"
type = "ntfy"
[[receiver]]
id = "d"
type = "pagerduty"
[[receiver]]
id = "e"
type = "alertmanager"
[[receiver]]
id = "f"
type = "exec"
)toml",
            "",
            {R"(1:1: receiver "a": missing "url"; for example url = { credential = "name" })",
             R"(4:1: receiver "b": missing "token"; for example token = { credential = "name" })",
             R"(4:1: receiver "b": missing "chat"; for example chat = "-1001234567890")",
             R"(7:1: receiver "c": missing "topic"; for example topic = "firstcard-alerts")",
             R"(10:1: receiver "d": missing "routing_key"; for example routing_key = { credential = "name" })",
             R"(13:1: receiver "e": missing "server"; for example server = "http://localhost:9093")",
             R"(16:1: receiver "f": missing "command"; for example command = ["/usr/local/bin/page", "--now"])"}},
        ErrorCase{
            "SecretsInPlainText",
            R"toml([[receiver]]
id = "a"
type = "teams"
url = "https://example.org/hunter2"
[[receiver]]
id = "b"
type = "telegram"
token = "123:hunter2"
chat = "1"
)toml",
            "",
            {R"(4:7: receiver "a": "url" is a secret and must not stand in the configuration; write { credential = "name" }, { file = "path" } or { env = "NAME" })",
             R"(8:9: receiver "b": "token" is a secret and must not stand in the configuration; write { credential = "name" }, { file = "path" } or { env = "NAME" })"}},
        ErrorCase{
            "SecretsThatCannotBe",
            R"toml([[receiver]]
id = "a"
type = "discord"
url = { env = "FIRSTCARD_TEST_SECRET" }
[[receiver]]
id = "b"
type = "telegram"
token = { env = "FIRSTCARD_TEST_SECRET" }
chat = ""
[[receiver]]
id = "c"
type = "pagerduty"
routing_key = { env = "FIRSTCARD_TEST_SECRET" }
[[receiver]]
id = "d"
type = "webhook"
url = { env = "FIRSTCARD_TEST_PLAIN_URL" }
[[receiver]]
id = "e"
type = "slack"
url = { env = "FIRSTCARD_TEST_PLAIN_URL" }
)toml",
            "",
            {R"(4:7: receiver "a": the secret "url" is no URL that begins with http:// or https://; nothing of it is shown)",
             R"(8:9: receiver "b": the secret "token" is none of a bot: digits, a colon, then letters, digits, "-" and "_")",
             R"(9:8: receiver "b": "chat" is empty; write the chat's number or "@channel")",
             R"(13:15: receiver "c": the secret "routing_key" is none: an Events API v2 integration has one of 32 letters and digits)",
             R"(17:7: receiver "d": would send a secret unencrypted; use an https:// URL, or write allow_plain_secret = true if the network is yours)",
             R"(21:7: receiver "e": would send a secret unencrypted; use an https:// URL, or write allow_plain_secret = true if the network is yours)"}},
        ErrorCase{
            "KeysOfOthers",
            R"toml([[receiver]]
id = "a"
type = "ntfy"
topic = "x"
url = "https://example.org"
chat = "1"
routing_key = 5
[[receiver]]
id = "b"
type = "exec"
command = "/bin/true"
connect_timeout = "5s"
token = 1
)toml",
            "",
            {R"(5:1: receiver "a": "url" belongs to type = "webhook", "slack", "discord" or "teams"; take it out)",
             R"(6:1: receiver "a": "chat" belongs to type = "telegram"; take it out)",
             R"(7:1: receiver "a": "routing_key" belongs to type = "pagerduty"; take it out)",
             R"(12:1: receiver "b": "connect_timeout" has no effect on type = "exec"; take it out)",
             R"(13:1: receiver "b": "token" belongs to type = "telegram" or "ntfy"; take it out)"}},
        ErrorCase{
            "BadNtfy",
            R"toml([[receiver]]
id = "a"
type = "ntfy"
topic = "a b"
server = "http://example.org"
token = { env = "FIRSTCARD_TEST_SECRET" }
priority = { critical = 9, urgent = 5 }
[[receiver]]
id = "b"
type = "ntfy"
topic = "x"
server = "https://example.org/?a=b"
token = { env = "FIRSTCARD_TEST_SECRET" }
basic = { user = "a", password = { env = "FIRSTCARD_TEST_SECRET" } }
)toml",
            "",
            {R"(4:9: receiver "a": "topic" must be 1 to 64 letters, digits, "-" and "_")",
             R"(5:10: receiver "a": would send a secret unencrypted; use an https:// URL, or write allow_plain_secret = true if the network is yours)",
             R"(7:25: receiver "a", priority: "critical" is 9; it must be at most 5)",
             R"(7:28: receiver "a", priority: unknown key "urgent"; known: critical, info, warning)",
             R"(12:10: receiver "b": "server" must end before the "?": a path is added to it)",
             R"(14:9: receiver "b": says twice how to log in; keep one of "token" and "basic")"}},
        ErrorCase{
            "BadLabels",
            R"toml([[receiver]]
id = "a"
type = "alertmanager"
server = "http://localhost:9093"
labels = { "a b" = "x", severity = "y", team = 1 }
)toml",
            "",
            {R"(5:12: receiver "a", labels: "a b" is no name of a label: letters, digits and "_" only, a digit not first)",
             R"(5:25: receiver "a", labels: the label severity is set by firstcard itself; take it out)",
             R"(5:48: receiver "a", labels: "team" must be a text, not an integer)"}},
        ErrorCase{
            "BadCommand",
            R"toml([[receiver]]
id = "a"
type = "exec"
command = []
environment = { "A=B" = "x", C = 1, D = { file = "" } }
[[receiver]]
id = "b"
type = "exec"
command = ["/bin/true", 5]
)toml",
            "",
            {R"(4:11: receiver "a": "command" names no program; write its path first)",
             R"(5:17: receiver "a", environment: "A=B" is no name of a variable: letters, digits and "_" only, a digit not first)",
             R"(5:34: receiver "a", environment: "C" must be a text, not an integer)",
             R"(5:50: receiver "a", environment, D: "" is no name of a file)",
             R"(9:25: receiver "b": "command" is a list of texts, and this is an integer)"}},
        ErrorCase{
            "BadRoutes",
            R"toml([[receiver]]
id = "a"
type = "log"
severity = ["critcal"]
rate = { count = 0 }
max_age = "0s"
[[receiver]]
id = "b"
type = "log"
severity = []
fallback_after = "5m"
)toml",
            "",
            {R"(4:13: receiver "a": unknown severity "critcal"; did you mean "critical"?)",
             R"(5:8: receiver "a", rate: missing "per"; for example per = "1h")",
             R"(5:18: receiver "a", rate: "count" is 0; it must be at least 1)",
             R"(6:11: receiver "a": "max_age" must be longer than nothing)",
             R"(10:12: receiver "b": nothing is ever sent to it: "severity" is an empty list; name one, or take "severity" out to get all)",
             R"(11:18: receiver "b": "fallback_after" has no effect without "fallback"; name a receiver, or take it out)"}},
        ErrorCase{
            "FallbacksThatLeadNowhere",
            R"toml([[receiver]]
id = "a"
type = "log"
fallback = "b"
[[receiver]]
id = "b"
type = "log"
fallback = "c"
[[receiver]]
id = "c"
type = "log"
fallback = "a"
[[receiver]]
id = "d"
type = "log"
fallback = "a"
[[receiver]]
id = "e"
type = "log"
fallback = "e"
[[receiver]]
id = "f"
type = "log"
fallback = "rr"
)toml",
            "",
            {R"(4:12: receiver "a": "fallback" leads back to where it began: a -> b -> c -> a; take one out)",
             R"(20:12: receiver "e": "fallback" leads back to where it began: e -> e; take one out)",
             R"(24:12: receiver "f": unknown receiver "rr"; did you mean "r"?)"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
