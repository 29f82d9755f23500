// The daemon as a process: signals, crashes, files that change, the service manager.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <csignal>

#include "net/file.h"
#include "program.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;

TEST(Daemon, AFileThatChangesReachesTheWebhook) {
  LoopbackServer server;
  server.on("/hook", Reply::code(204));
  Program program;
  program.configure(webhook(server.url("/hook")));
  program.values({{"2026-01-31", "20", ""}});
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("1 new")) << daemon.seen();
  program.values({{"2026-01-31", "20", ""}, {"2026-02-28", "5", ""}});
  ASSERT_TRUE(server.wait_for_requests(1)) << daemon.seen();
  EXPECT_EQ(server.requests()[0].header("x-firstcard-event"), "fired");
  EXPECT_THAT(server.requests()[0].body, HasSubstr("\"x\""));
  program.values({{"2026-01-31", "20", ""}, {"2026-02-28", "30", ""}});
  ASSERT_TRUE(server.wait_for_requests(2));
  EXPECT_EQ(server.requests()[1].header("x-firstcard-event"), "resolved");
}

TEST(Daemon, KilledBetweenCommitAndMarkLosesNothingAndRepeatsUnderTheSameKey) {
  LoopbackServer server;
  server.on("/hook", {Reply::never(), Reply::code(204)});
  Program program;
  program.configure(webhook(server.url("/hook")));
  program.values({{"2026-02-28", "5", "2026-03-01"}});
  {
    ChildProcess daemon(program.command({"daemon"}));
    ASSERT_TRUE(server.wait_for_requests(1)) << daemon.seen();
    daemon.send_signal(SIGKILL);
    EXPECT_EQ(daemon.wait(), -SIGKILL);
  }
  EXPECT_EQ(program.sql("SELECT state FROM notifications"), "queued");
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("delivered")) << daemon.seen();
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].header("idempotency-key"), requests[1].header("idempotency-key"));
  EXPECT_EQ(requests[0].body, requests[1].body);
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(program.sql("SELECT count(*) FROM notifications"), "1");
  EXPECT_EQ(program.sql("PRAGMA integrity_check"), "ok");
}

TEST(Daemon, SigtermEndsItThoughATransferHangs) {
  LoopbackServer server;
  server.on("/values.csv", Reply::never());
  Program program;
  program.configure_with_feed(server.url("/values.csv"));
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(server.wait_for_requests(1)) << daemon.seen();
  const auto began = std::chrono::steady_clock::now();
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  // The promise is two seconds; ten would be the hung transfer's fault.
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10));
}

TEST(Daemon, ABadConfigurationInAReloadChangesNothingAndAGoodOneIsUsed) {
  LoopbackServer server;
  server.on("/hook", Reply::code(204));
  Program program;
  program.values({{"2026-01-31", "20", ""}});
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("1 new")) << daemon.seen();

  const std::string good = program.scratch.read("firstcard.toml");
  program.scratch.write("firstcard.toml", good + "\nwrong_key = 1\n");
  daemon.send_signal(SIGHUP);
  ASSERT_TRUE(daemon.read_until("the running one stays")) << daemon.seen();
  EXPECT_THAT(daemon.seen(), HasSubstr("wrong_key"));

  program.scratch.write("firstcard.toml", good + webhook(server.url("/hook")));
  daemon.send_signal(SIGHUP);
  ASSERT_TRUE(daemon.read_until("was reloaded")) << daemon.seen();
  program.values({{"2026-01-31", "20", ""}, {"2026-02-28", "5", ""}});
  ASSERT_TRUE(server.wait_for_requests(1)) << daemon.seen();
  EXPECT_EQ(server.requests()[0].header("x-firstcard-event"), "fired");
}

TEST(Daemon, AnEditedLineIsAnEdgeWithCauseConfigAndAnEditedTitleIsNone) {
  LoopbackServer server;
  server.on("/hook", Reply::code(204));
  Program program;
  program.configure(webhook(server.url("/hook")));
  program.values({{"2026-01-31", "20", ""}});
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("1 new")) << daemon.seen();

  std::string text = program.scratch.read("firstcard.toml");
  text.replace(text.find("X stands"), 8, "X holds up");
  program.scratch.write("firstcard.toml", text);
  daemon.send_signal(SIGHUP);
  ASSERT_TRUE(daemon.read_until("was reloaded")) << daemon.seen();
  EXPECT_TRUE(server.requests().empty());

  text.replace(text.find("below = 10"), 10, "below = 30");
  program.scratch.write("firstcard.toml", text);
  daemon.send_signal(SIGHUP);
  ASSERT_TRUE(server.wait_for_requests(1)) << daemon.seen();
  EXPECT_THAT(server.requests()[0].body, HasSubstr("\"cause\":\"config\""));
}

TEST(Daemon, TwoReloadsAtOnceWhileAFileChangesTellTheirOutcomeOnce) {
  LoopbackServer server;
  server.on("/hook", Reply::code(204));
  Program program;
  program.configure(webhook(server.url("/hook")));
  program.values({{"2026-01-31", "20", ""}});
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("t: scarcity")) << daemon.seen();
  std::string text = program.scratch.read("firstcard.toml");
  text.replace(text.find("below = 10"), 10, "below = 30");
  program.scratch.write("firstcard.toml", text);
  daemon.send_signal(SIGHUP);
  program.values({{"2026-01-31", "20", ""}, {"2026-02-28", "21", ""}});
  daemon.send_signal(SIGHUP);
  ASSERT_TRUE(daemon.read_until("delivered")) << daemon.seen();
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_EQ(program.sql("SELECT group_concat(kind) FROM notifications"), "fired");
}

TEST(Daemon, ASecondOneOnTheSameDatabaseIsRefusedAndReadersAreNot) {
  Program program;
  program.values({{"2026-01-31", "20", ""}});
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("1 new")) << daemon.seen();
  const Ended second = program.run({"daemon"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.output, HasSubstr((program.scratch / "history.db").string()));
  EXPECT_EQ(program.run({"status"}).exit_code, 0);
}

TEST(Daemon, TellsTheServiceManagerThatItIsReadyAndAlive) {
  Program program;
  program.values({{"2026-01-31", "20", ""}});
  const File socket_fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  const std::string path = (program.scratch / "notify").string();
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(socket_fd.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const timeval limit{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(socket_fd.fd(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);

  auto words = program.command({"daemon"});
  words.insert(words.begin(), {"env", "NOTIFY_SOCKET=" + path, "WATCHDOG_USEC=200000"});
  ChildProcess daemon(words);
  std::string told;
  for (int watchdogs = 0; watchdogs < 3;) {
    char buffer[512];
    const ssize_t n = ::recv(socket_fd.fd(), buffer, sizeof buffer, 0);
    ASSERT_GT(n, 0) << told << daemon.seen();
    const std::string message(buffer, static_cast<std::size_t>(n));
    if (message == "WATCHDOG=1") ++watchdogs;
    told += message + "\n";
  }
  EXPECT_THAT(told, HasSubstr("READY=1"));
  EXPECT_THAT(told, HasSubstr("STATUS=t: scarcity, 0 of 1 weakening, 0 unknown"));
}

}  // namespace
}  // namespace firstcard::test
