// What each type of receiver makes of a notification.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "ai_demand_fake.h"
#include "alerts/chat.h"
#include "alerts/exact_json.h"
#include "alerts/receiver.h"
#include "alerts/render.h"
#include "alerts/tracker.h"

namespace firstcard::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

HttpRequest request_of(decltype(Receiver::how) how, const Notification& n = fired()) {
  return std::get<HttpRequest>(prepare({.id = {"r"}, .how = std::move(how)}, n, "ua"));
}

std::string at_path(const std::string& body, std::string_view path) {
  return std::string(exact_parse(body).at_pointer(path).as_string());
}

Notification about_feed(Health state) {
  Notification n;
  n.key = "feed/aws/edge-4";
  n.kind = "feed";
  n.at = at("2026-08-11T20:05:00Z");
  n.feed = FeedNews{.feed = {"aws"}, .state = state};
  return n;
}

Notification undecided() {
  Notification n = fired();
  n.key = "ai-demand/undecided-18";
  n.kind = "undecided";
  n.incident = 0;
  n.open = false;
  return n;
}

TEST(Services, ChatsGetTheirBodyAtTheSecretUrl) {
  const Secret url("https://hooks.example.org/T1/B2/xyz");
  const struct {
    HttpRequest request;
    std::string body;
  } table[] = {{request_of(SlackConfig{url}), slack_body(fired())},
               {request_of(DiscordConfig{url}), discord_body(fired())},
               {request_of(TeamsConfig{url}), teams_body(fired())}};
  for (const auto& row : table) {
    EXPECT_EQ(row.request.method, "POST");
    EXPECT_EQ(row.request.url, "");
    EXPECT_EQ(row.request.secret_url, url);
    EXPECT_EQ(row.request.body, row.body);
    EXPECT_THAT(row.request.headers, ElementsAre(Pair("Content-Type", "application/json")));
    EXPECT_EQ(row.request.user_agent, "ua");
    EXPECT_EQ(row.request.limits.max_redirects, 0);
  }
}

TEST(Services, TelegramsTokenIsPartOfASecretUrl) {
  const HttpRequest r = request_of(TelegramConfig{.token = Secret("123:abc"), .chat = "-100"});
  EXPECT_EQ(r.url, "");
  EXPECT_EQ(r.secret_url, Secret("https://api.telegram.org/bot123:abc/sendMessage"));
  EXPECT_EQ(r.body, telegram_body(fired(), "-100"));
}

TEST(Services, NtfyGetsJsonAtItsRootAndATokenInAHeader) {
  const HttpRequest r = request_of(NtfyConfig{.server = "https://ntfy.example.org",
                                              .topic = "desk",
                                              .authorization = Secret("Bearer tk_1"),
                                              .priorities = {4, 2, 1}});
  EXPECT_EQ(r.url, "https://ntfy.example.org/");
  EXPECT_EQ(at_path(r.body, "/topic"), "desk");
  EXPECT_EQ(exact_parse(r.body).at_pointer("/priority").as_int64(), 4);
  EXPECT_THAT(r.secret_headers, ElementsAre(Pair("Authorization", Secret("Bearer tk_1"))));
  EXPECT_TRUE(request_of(NtfyConfig{.topic = "desk"}).secret_headers.empty());
}

TEST(Services, AWebhooksUrlMayBeASecretToo) {
  const HttpRequest r = request_of(WebhookConfig{.secret_url = Secret("https://example.org/x")});
  EXPECT_EQ(r.secret_url, Secret("https://example.org/x"));
  EXPECT_EQ(r.url, "");
}

TEST(Tracked, IncidentsAndFeedsAreOpenedAndClosedUnderOneKey) {
  using enum Tracked::What;
  const auto incident_3 = [](bool open) {
    return Tracked{.what = Tracked::What::incident, .key = "ai-demand/incident-3", .open = open};
  };
  EXPECT_EQ(tracked(fired()), incident_3(true));
  EXPECT_EQ(tracked(resolved()), incident_3(false));
  EXPECT_EQ(tracked(about_feed(Health::dead)),
            (Tracked{.what = feed, .key = "feed/aws", .open = true}));
  EXPECT_EQ(tracked(about_feed(Health::due)),
            (Tracked{.what = feed, .key = "feed/aws", .open = false}));
  EXPECT_EQ(tracked(undecided()),
            (Tracked{.what = passing, .key = "ai-demand/undecided-18", .open = true}));
}

TEST(Closing, OfADigestAfterWhichAnotherIncidentIsOpen) {
  EXPECT_EQ(closing(digest()), std::nullopt);
  EXPECT_EQ(closing(fired()), std::nullopt);
  Notification n = digest();
  n.incident = 4;
  n.open = true;
  n.closed = 3;
  EXPECT_EQ(tracked(n).key, "ai-demand/incident-4");
  const auto end = closing(n);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->key, resolved().key);
  EXPECT_EQ(end->kind, "resolved");
  EXPECT_EQ(tracked(*end), tracked(resolved()));
  EXPECT_EQ(closing(*end), std::nullopt);
}

TEST(PagerDuty, AnIncidentIsTriggeredAndResolvedUnderItsKey) {
  const PagerDutyConfig config{.server = "https://events.eu.pagerduty.com",
                               .routing_key = Secret("R0")};
  const HttpRequest r = request_of(config);
  EXPECT_EQ(r.url, "https://events.eu.pagerduty.com/v2/enqueue");
  EXPECT_EQ(at_path(r.body, "/routing_key"), "R0");
  EXPECT_EQ(at_path(r.body, "/event_action"), "trigger");
  EXPECT_EQ(at_path(r.body, "/dedup_key"), "ai-demand/incident-3");
  EXPECT_EQ(at_path(r.body, "/payload/severity"), "critical");
  EXPECT_EQ(at_path(r.body, "/payload/summary"), render_subject(fired()));
  EXPECT_EQ(at_path(r.body, "/payload/timestamp"), to_text(fired().at));
  EXPECT_EQ(at_path(r.body, "/payload/custom_details/members"), "cloud, backlog");
  const std::string end = pagerduty_body(resolved(), Secret("R0"));
  EXPECT_EQ(at_path(end, "/event_action"), "resolve");
  EXPECT_EQ(at_path(end, "/dedup_key"), "ai-demand/incident-3");
  EXPECT_FALSE(exact_parse(end).as_object().contains("payload"));
}

TEST(PagerDuty, KeepsTheLimitsOfTheEvent) {
  Notification n = fired();
  n.thesis_title = std::string(3000, 'x');
  n.thesis.text = std::string(300, 't');
  for (int i = 0; i < 2000; ++i) n.history.push_back("an edge of long ago, and what it was about");
  const std::string body = pagerduty_body(n, Secret("R0"));
  EXPECT_LE(at_path(body, "/payload/summary").size(), 1024U);
  EXPECT_EQ(at_path(body, "/dedup_key").size(), 64U);
  EXPECT_LT(body.size(), 100'000U);
  Notification end = resolved();
  end.thesis = n.thesis;
  EXPECT_EQ(at_path(pagerduty_body(end, Secret("R0")), "/dedup_key"), at_path(body, "/dedup_key"));
}

TEST(PagerDuty, WhatNothingClosesHasAKeyOfItsOwn) {
  const std::string body = pagerduty_body(undecided(), Secret("R0"));
  EXPECT_EQ(at_path(body, "/event_action"), "trigger");
  EXPECT_EQ(at_path(body, "/dedup_key"), "ai-demand/undecided-18");
  EXPECT_EQ(at_path(body, "/payload/severity"), "warning");
}

TEST(Alertmanager, AnOpenIncidentEndsFarAheadAndAClosedOneHasEnded) {
  Notification begin = fired();
  begin.at = at("2026-08-11T20:05:00Z");
  const HttpRequest r = request_of(
      AlertmanagerConfig{.server = "http://localhost:9093", .labels = {{"team", "desk"}}}, begin);
  EXPECT_EQ(r.url, "http://localhost:9093/api/v2/alerts");
  EXPECT_EQ(exact_serialize(exact_parse(r.body).at_pointer("/0/labels")),
            R"({"alertname":"FirstcardIncident","thesis":"ai-demand","incident":"3",)"
            R"("severity":"critical","team":"desk"})");
  EXPECT_EQ(at_path(r.body, "/0/startsAt"), "2026-08-11T20:05:00Z");
  EXPECT_EQ(at_path(r.body, "/0/endsAt"), "2036-08-08T20:05:00Z");
  EXPECT_EQ(at_path(r.body, "/0/annotations/summary"), render_subject(begin));
  Notification end = resolved();
  end.at = at("2026-08-12T20:05:00Z");
  const std::string body = alertmanager_body(end, {{"team", "desk"}});
  EXPECT_EQ(exact_parse(body).at_pointer("/0/labels"), exact_parse(r.body).at_pointer("/0/labels"))
      << "labels are the alert's identity";
  EXPECT_EQ(at_path(body, "/0/endsAt"), "2026-08-12T20:04:00Z");
  EXPECT_FALSE(exact_parse(body).at(0).as_object().contains("startsAt"));
}

TEST(Alertmanager, AFeedIsAnAlertAndOtherNewsPasses) {
  const std::string late = alertmanager_body(about_feed(Health::late), {});
  EXPECT_EQ(at_path(late, "/0/labels/alertname"), "FirstcardFeed");
  EXPECT_EQ(at_path(late, "/0/labels/severity"), "warning");
  const std::string well = alertmanager_body(about_feed(Health::due), {});
  EXPECT_EQ(exact_parse(late).at_pointer("/0/labels"), exact_parse(well).at_pointer("/0/labels"));
  Notification news = undecided();
  news.at = at("2026-08-11T20:05:00Z");
  const std::string passing = alertmanager_body(news, {});
  EXPECT_EQ(at_path(passing, "/0/labels/alertname"), "FirstcardNews");
  EXPECT_EQ(at_path(passing, "/0/labels/key"), "ai-demand/undecided-18");
  EXPECT_EQ(at_path(passing, "/0/endsAt"), "2026-08-18T20:05:00Z");
}

TEST(LogEntry, HasTheFieldsOfTheJournal) {
  const auto entry =
      std::get<LogEntry>(prepare({.id = {"log"}, .how = LogConfig{}}, fired(), "ua"));
  EXPECT_THAT(
      entry.fields,
      ElementsAre(Pair("PRIORITY", "2"), Pair("FIRSTCARD_KEY", "ai-demand/incident-3/fired"),
                  Pair("FIRSTCARD_KIND", "fired"), Pair("FIRSTCARD_SEVERITY", "critical"),
                  Pair("FIRSTCARD_THESIS", "ai-demand"), Pair("FIRSTCARD_INCIDENT", "3")));
  const auto feed = std::get<LogEntry>(
      prepare({.id = {"log"}, .how = LogConfig{}}, about_feed(Health::dead), "ua"));
  EXPECT_THAT(
      feed.fields,
      AllOf(Contains(Pair("PRIORITY", "4")), Contains(Pair("FIRSTCARD_FEED", "aws")),
            Not(Contains(Key("FIRSTCARD_THESIS"))), Not(Contains(Key("FIRSTCARD_INCIDENT")))));
}

TEST(Exec, GetsTheJsonAsALine) {
  Receiver receiver{.id = {"pager"},
                    .how = ExecConfig{.command = {"/bin/page", "--now"},
                                      .environment = {{"A", "b"}},
                                      .secret_environment = {{"TOKEN", Secret("x")}}}};
  receiver.limits.total = std::chrono::seconds{9};
  const auto run = std::get<ProgramRun>(prepare(receiver, fired(), "ua"));
  EXPECT_THAT(run.command, ElementsAre("/bin/page", "--now"));
  EXPECT_THAT(run.environment, ElementsAre(Pair("A", "b")));
  EXPECT_THAT(run.secret_environment, ElementsAre(Pair("TOKEN", Secret("x"))));
  EXPECT_EQ(run.input, to_json(fired()) + "\n");
  EXPECT_EQ(run.limit, std::chrono::seconds{9});
}

TEST(ClassifyProgram, FollowsTheTable) {
  const struct {
    std::optional<int> exit_code;
    Outcome outcome;
    std::string reason;
  } table[] = {{0, Outcome::delivered, "exit code 0: said"},
               {75, Outcome::retry, "exit code 75: said"},
               {1, Outcome::give_up, "exit code 1: said"},
               {127, Outcome::give_up, "exit code 127: said"},
               {std::nullopt, Outcome::retry, "said"}};
  for (const auto& c : table) {
    const Attempt a = classify(ProgramEnd{.exit_code = c.exit_code, .message = "said"});
    EXPECT_EQ(a.outcome, c.outcome) << c.reason;
    EXPECT_EQ(a.reason, c.reason);
    EXPECT_EQ(a.wait, std::nullopt);
  }
  EXPECT_EQ(classify(ProgramEnd{.exit_code = 2, .message = ""}).reason, "exit code 2");
}

TEST(RoutingSeverity, TheEndIsAsUrgentAsTheBeginning) {
  const auto of = [](const std::string& kind) {
    Notification n = fired();
    n.kind = kind;
    n.open = kind == "fired" || kind == "updated";
    return routing_severity(n);
  };
  for (const char* kind : {"fired", "updated", "resolved", "digest"})
    EXPECT_EQ(of(kind), Severity::critical) << kind;
  for (const char* kind : {"undecided", "decided"}) EXPECT_EQ(of(kind), Severity::warning) << kind;
  EXPECT_EQ(of("verdict"), Severity::info);
  EXPECT_EQ(routing_severity(about_feed(Health::dead)), Severity::warning);
  EXPECT_EQ(routing_severity(about_feed(Health::due)), Severity::warning);
}

TEST(TrackedKinds, LeaveOutWhatCouldNeverBeClosed) {
  EXPECT_THAT(tracked_kinds(), ElementsAre("digest", "fired", "reminder", "resolved", "test", "updated"));
}

}  // namespace
}  // namespace firstcard::test
