// Receivers of all types behind the real daemon: what each gets, and what nobody sees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "program.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kMarker = "zq7hidden";

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The command lines of all processes.
std::string process_list() {
  std::string out;
  for (const auto& entry : fs::directory_iterator("/proc"))
    if (std::ranges::all_of(entry.path().filename().string(),
                            [](char c) { return c >= '0' && c <= '9'; }))
      out += bytes_of(entry.path() / "cmdline") + "\n";
  return out;
}

class Receivers : public testing::Test {
 protected:
  void secret(const std::string& name, const std::string& value) {
    program.scratch.write(name, value + "\n");
    ::chmod((program.scratch / name).c_str(), 0600);
  }
  // Five below ten: the thesis fires at the first look.
  void fire() { program.values({{"2026-01-31", "30", ""}, {"2026-02-28", "5", ""}}); }
  std::string state_of(const std::string& receiver) const {
    return program.sql("SELECT state FROM notifications WHERE receiver = '" + receiver + "'");
  }
  // Where a program puts what it gets.
  std::string got() const { return (program.scratch / "got").string(); }
  LoopbackServer server;
  Program program;
};

// A receiver that answers 200 and one that answers 404 for each, so that errors are told of too.
TEST_F(Receivers, EveryServiceGetsItsRequestAndNoSecretIsShownAnywhere) {
  const std::string token = "123:" + std::string(kMarker);
  std::string config;
  for (const char* type : {"slack", "discord", "teams", "webhook"}) {
    for (const int status : {200, 404}) {
      const std::string id = type + std::to_string(status);
      server.on("/" + id + "/" + kMarker, Reply::code(status, kMarker).with("Link", kMarker));
      secret(id + ".url", server.url("/" + id + "/" + kMarker));
      config += "[[receiver]]\nid = \"" + id + "\"\ntype = \"" + type + "\"\nurl = { file = \"" +
                id + ".url\" }\n";
    }
  }
  server.on("/bot" + token + "/sendMessage", Reply::text("{\"ok\":true}"));
  server.on("/", Reply::text("{}"));
  server.on("/v2/enqueue", Reply::code(202));
  server.on("/api/v2/alerts", Reply::code(200));
  secret("bot", token);
  secret("key", std::string(kMarker) + std::string(32 - std::string(kMarker).size(), 'x'));
  const std::string at = "server = \"" + server.url("") + "\"\n";
  config += "[[receiver]]\nid = \"telegram\"\ntype = \"telegram\"\nchat = 7\n" + at +
            "token = { file = \"bot\" }\n";
  config += "[[receiver]]\nid = \"ntfy\"\ntype = \"ntfy\"\ntopic = \"desk\"\n" + at +
            "token = { file = \"key\" }\n";
  config += "[[receiver]]\nid = \"pager\"\ntype = \"pagerduty\"\n" + at +
            "routing_key = { file = \"key\" }\n";
  config += "[[receiver]]\nid = \"alerts\"\ntype = \"alertmanager\"\n" + at +
            "bearer = { file = \"key\" }\n";
  config +=
      "[[receiver]]\nid = \"script\"\ntype = \"exec\"\n"
      "command = [\"/bin/sh\", \"-c\", \"cat > " +
      got() +
      "; echo no: $KEY >&2; exit 1\"]\n"
      "environment = { KEY = { file = \"key\" } }\n";
  program.configure(config);
  fire();
  std::string shown = program.run({"check"}).output;
  for (const char* line :
       {"slack200: slack", "discord404: discord", "teams200: teams", "telegram: telegram",
        "ntfy: ntfy", "pager: pagerduty", "alerts: alertmanager", "script: exec"})
    EXPECT_THAT(shown, HasSubstr("receiver " + std::string(line) + "\n"));
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(server.wait_for_requests(12)) << daemon.seen();
  shown += process_list();
  for (const char* receiver : {"slack200", "discord200", "teams200", "webhook200", "telegram", "ntfy",
                               "pager", "alerts", "slack404", "discord404", "teams404",
                               "webhook404", "script"}) {
    const std::string line = std::string("receiver ") + receiver + ": ";
    ASSERT_TRUE(daemon.seen().contains(line) || daemon.read_until(line)) << daemon.seen();
  }
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  daemon.read_all();
  shown += daemon.seen();

  for (const char* receiver :
       {"slack200", "discord200", "teams200", "webhook200", "telegram", "ntfy", "pager", "alerts"})
    EXPECT_EQ(state_of(receiver), "delivered") << receiver << daemon.seen();
  for (const char* receiver : {"slack404", "discord404", "teams404", "webhook404", "script"})
    EXPECT_EQ(state_of(receiver), "given_up") << receiver;
  EXPECT_THAT(program.sql("SELECT last_error FROM notifications WHERE receiver = 'script'"),
              HasSubstr("exit code 1: no: ..."));
  EXPECT_THAT(program.scratch.read("got"), HasSubstr("\"kind\":\"fired\""));
  EXPECT_EQ(server.requests("/").at(0).header("authorization").substr(0, 7), "Bearer ");
  EXPECT_THAT(server.requests("/v2/enqueue").at(0).body,
              HasSubstr("\"dedup_key\":\"t/incident-1\""));
  EXPECT_THAT(server.requests("/api/v2/alerts").at(0).body, HasSubstr("\"incident\":\"1\""));

  shown += program.run({"notifications", "list"}).output;
  shown += program.run({"notifications", "test", "slack404"}).output;
  shown += program.run({"notifications", "test", "script"}).output;
  shown += program.run({"status"}).output;
  for (const auto& file : fs::recursive_directory_iterator(program.scratch.path()))
    if (file.is_regular_file() && file.path().string().contains("history.db"))
      shown += bytes_of(file.path());
  EXPECT_THAT(shown, HasSubstr("404"));
  const auto found = shown.find(kMarker);
  EXPECT_EQ(found, std::string::npos) << shown.substr(std::max<std::size_t>(found, 80) - 80, 200);
}

TEST_F(Receivers, WhatIsGivenUpReachesTheFallbackUnderTheSameKey) {
  server.on("/gone", Reply::code(410));
  server.on("/too", Reply::code(404));
  server.on("/well", Reply::code(204));
  const auto hook = [&](const std::string& id, const std::string& more) {
    return "[[receiver]]\nid = \"" + id + "\"\ntype = \"webhook\"\nurl = \"" +
           server.url("/" + id) + "\"\n" + more;
  };
  program.configure(hook("gone", "fallback = \"too\"\n") +
                    hook("too", "fallback = \"well\"\nkinds = \"feed\"\n") +
                    hook("well", "kinds = \"feed\"\n"));
  fire();
  EXPECT_THAT(program.run({"check"}).output, HasSubstr("receiver gone: webhook, else too\n"));
  const Ended ended = program.run({"once"});
  EXPECT_EQ(ended.exit_code, 1) << "two attempts failed";
  EXPECT_THAT(
      ended.output,
      AllOf(HasSubstr("receiver gone: fired (t/incident-1/fired): queued for the fallback too"),
            HasSubstr("queued for the fallback well")));
  ASSERT_EQ(server.requests("/well").size(), 1U);
  EXPECT_EQ(server.requests("/well")[0].header("idempotency-key"), "t/incident-1/fired");
  EXPECT_EQ(server.requests("/well")[0].body, server.requests("/gone").at(0).body);
  EXPECT_EQ(state_of("well"), "delivered");
  EXPECT_EQ(program.run({"once"}).exit_code, 0);
  EXPECT_EQ(server.requests().size(), 3U) << "nothing is told twice";
}

TEST_F(Receivers, OnesThatHangDelayNoOther) {
  server.on("/hangs", Reply::never());
  server.on("/well", Reply::code(204));
  std::string config;
  for (int i = 0; i < 6; ++i)
    config += "[[receiver]]\nid = \"script" + std::to_string(i) +
              "\"\ntype = \"exec\"\ncommand = [\"/bin/sleep\", \"1000\"]\n";
  config +=
      "[[receiver]]\nid = \"hangs\"\ntype = \"webhook\"\nurl = \"" + server.url("/hangs") + "\"\n";
  config +=
      "[[receiver]]\nid = \"last\"\ntype = \"exec\"\n"
      "command = [\"/bin/sh\", \"-c\", \"cat > " +
      got() + "\"]\n";
  config +=
      "[[receiver]]\nid = \"well\"\ntype = \"webhook\"\nurl = \"" + server.url("/well") + "\"\n";
  program.configure(config);
  fire();
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("receiver last: fired (t/incident-1/fired): delivered"))
      << daemon.seen();
  if (!daemon.seen().contains("receiver well: fired")) {
    ASSERT_TRUE(daemon.read_until("receiver well: fired")) << daemon.seen();
  }
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0) << "and what hangs does not hold up the end";
}

TEST_F(Receivers, ASeverityChoosesWhoIsTold) {
  server.on("/critical", Reply::code(204));
  server.on("/info", Reply::code(204));
  const auto hook = [&](const std::string& severity) {
    return "[[receiver]]\nid = \"" + severity + "\"\ntype = \"webhook\"\nurl = \"" +
           server.url("/" + severity) + "\"\nseverity = \"" + severity + "\"\n";
  };
  program.configure(hook("critical") + hook("info"));
  fire();
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  program.values({{"2026-01-31", "30", ""}, {"2026-02-28", "5", ""}, {"2026-03-31", "50", ""}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  ASSERT_EQ(server.requests("/critical").size(), 2U);
  EXPECT_EQ(server.requests("/critical")[1].header("x-firstcard-event"), "resolved");
  EXPECT_EQ(server.requests("/info").size(), 0U);
}

}  // namespace
}  // namespace firstcard::test
