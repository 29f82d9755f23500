// The daemon among many sources, some of them bad.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "program.h"
#include "support/coded.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string http_feed(const std::string& id, const std::string& source,
                      const std::string& more = {}) {
  return "\n[[feed]]\nid = \"" + id + "\"\nsource = \"" + source +
         "\"\nperiod = { column = \"period\" }\nvalue = { column = \"value\" }\nseries = \"s." +
         id + "\"\n" + more;
}

class Guest : public testing::Test {
 protected:
  // From a file's change to the webhook, while the daemon runs; the file fires and resolves in
  // turn.
  milliseconds alert_delay(LoopbackServer& hook, bool fires) {
    const std::size_t before = hook.requests().size();
    const auto start = std::chrono::steady_clock::now();
    program.values({{"2026-01-31", fires ? "5" : "30", ""}});
    EXPECT_TRUE(hook.wait_for_requests(before + 1));
    return std::chrono::ceil<milliseconds>(std::chrono::steady_clock::now() - start);
  }
  Program program;
};

TEST_F(Guest, FiveHundredSilentSourcesDelayNeitherAnAlertNorAHealthySource) {
  LoopbackServer silent, healthy, hook;
  silent.on("/a", Reply::never());
  healthy.on("/a", Reply::text("period,value\n2026-01-31,1\n"));
  hook.on("/hook", Reply::code(204));
  const std::string base =
      webhook(hook.url("/hook")) + http_feed("healthy", healthy.url("/a"), "every = \"1s\"\n");
  milliseconds without{0};
  {
    program.configure(base);
    program.values({{"2026-01-31", "5", ""}});
    ChildProcess daemon(program.command({"daemon"}));
    ASSERT_TRUE(hook.wait_for_requests(1)) << daemon.seen();
    without = alert_delay(hook, false);
    // What is not marked as delivered would come once more and be taken for the next alert.
    ASSERT_TRUE(daemon.read_until("(t/incident-1/resolved): delivered")) << daemon.seen();
    daemon.send_signal(SIGTERM);
    EXPECT_EQ(daemon.wait(), 0);
  }
  std::string sources;
  for (int i = 0; i < 500; ++i)  // libcurl resolves each of these names to this machine
    sources += http_feed("q" + std::to_string(i), "http://q" + std::to_string(i) + ".localhost:" +
                                                      std::to_string(silent.port()) + "/a");
  program.configure(base + sources);
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("502 feeds")) << daemon.seen();
  // 500 warnings more would fill the pipe, and a daemon that cannot write waits.
  std::jthread reader([&](std::stop_token stop) {
    while (!stop.stop_requested()) daemon.read_line(milliseconds{50});
  });
  ASSERT_TRUE(silent.wait_for_requests(500, seconds{30}));
  alert_delay(hook, true);  // may wait for the end of the first pass
  const std::size_t asked = healthy.requests().size();
  const milliseconds with = alert_delay(hook, false);
  EXPECT_LT(with, without + seconds{1});
  EXPECT_TRUE(healthy.wait_for_requests(asked + 2));
  EXPECT_EQ(silent.requests().size(), 500U);  // still the first ones: nobody was given up meanwhile
  reader.request_stop();
  reader.join();
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

TEST_F(Guest, AThousandFeedsOfOneHostDoNotComeAtOnce) {
  LoopbackServer server;
  server.on("/a", Reply::never());
  std::string sources = "[http]\nper_host = 3\n";
  for (int i = 0; i < 1000; ++i) sources += http_feed("q" + std::to_string(i), server.url("/a"));
  program.configure(sources);
  program.values({{"2026-01-31", "50", ""}});
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("1001 feeds")) << daemon.seen();
  ASSERT_TRUE(server.wait_for_requests(3));
  ASSERT_TRUE(daemon.read_until("t: scarcity")) << daemon.seen();  // after the first pass
  EXPECT_EQ(server.requests().size(), 3U);
  daemon.send_signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

TEST_F(Guest, AnEndlessBodyAndAGzipBombAreRefusedWithinItsMemory) {
  LoopbackServer server;
  Reply body = Reply::text(std::string(1 << 20, '7')).with("Transfer-Encoding", "identity");
  body.times = 2048;  // 2 GiB, whose length nobody announces
  body.close = true;
  server.on("/body", body);
  // Members of gzip, one after the other.
  Reply bomb = Reply::text(gzipped(std::string(10 << 20, '0'))).with("Content-Encoding", "gzip");
  bomb.times = 2000;
  server.on("/bomb", bomb);
  program.configure(http_feed("body", server.url("/body")) +
                    http_feed("bomb", server.url("/bomb")));
  program.values({{"2026-01-31", "50", ""}});
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("larger than the limit of 67108864 bytes")) << daemon.seen();
  ASSERT_TRUE(daemon.read_until("larger than the limit of 67108864 bytes")) << daemon.seen();
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(daemon.peak_memory_kib(), 64 * 1024);
#endif
  RecordProperty("peak_kib", static_cast<int>(daemon.peak_memory_kib()));
}

}  // namespace
}  // namespace firstcard::test
