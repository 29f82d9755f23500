// What a monitor hears of the daemon.
#include <gmock/gmock.h>

#include "scenario.h"

namespace firstcard::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Heart : public Scenario {
 protected:
  void SetUp() override {
    Monitor(Reply::code(200));
    settings_.more += "[heartbeat]\nurl = \"" + server_.url("/ping/x?team=desk") +
                      "\"\nevery = \"1s\"\ntimeout = \"1s\"\n";
    Prints({{"a", 20}, {"b", 20}, {"c", 20}});
  }
  void Monitor(Reply reply) {
    for (const auto* path : {"/ping/x", "/ping/x/start", "/ping/x/fail"}) server_.on(path, reply);
  }
  std::vector<Request> Pings(const std::string& what = {}) const {
    return server_.requests("/ping/x" + what);
  }
  void WaitFor(const std::function<bool()>& done) {
    ASSERT_TRUE(world_.wait(done)) << world_.daemon().seen();
  }
  std::size_t Said(const std::string& text) {
    std::size_t times = 0;
    const std::string& seen = world_.daemon().seen();
    for (std::size_t at = 0; (at = seen.find(text, at)) != std::string::npos; ++at) ++times;
    return times;
  }
};

TEST_F(Heart, TellsTheStartOnceAndThenEachCycle) {
  Start();
  WaitFor([&] { return Pings().size() >= 2; });
  EXPECT_EQ(Pings("/start").size(), 1U);
  EXPECT_TRUE(Pings("/fail").empty());
  EXPECT_EQ(server_.requests().front().target, "/ping/x/start?team=desk");
  EXPECT_EQ(Pings().front().target, "/ping/x?team=desk");
  Reload();
  const std::size_t before = Pings().size();
  WaitFor([&] { return Pings().size() > before; });
  EXPECT_EQ(Pings("/start").size(), 1U);  // a reload is no start
}

TEST_F(Heart, SaysThatAllIsWellOnlyWhenEachFeedThatWasDueIsThrough) {
  LoopbackServer source;
  source.on("/values.csv", Reply::never());
  settings_.source = source.url("/values.csv");
  settings_.feed = "timeout = \"2s\"\n";
  Configure();
  world_.start();
  WaitFor([&] { return !Pings().empty(); });
  EXPECT_EQ(world_.value("SELECT outcome FROM feed_runs"), "failed");  // a source's fault is not ours
  EXPECT_TRUE(Pings("/fail").empty());
}

TEST_F(Heart, TellsAFailureWithItsReasonAndNoSuccessWhileNothingCanBeWritten) {
  Start();
  WaitFor([&] { return !Pings().empty(); });
  std::size_t well = 0;
  {
    Database other(world_.folder() / "history.db", Database::Mode::edit);
    Transaction lock(other);
    well = Pings().size();
    WaitFor([&] { return !Pings("/fail").empty(); });
    EXPECT_LE(Pings().size(), well + 1);  // one may have been under way
    well = Pings().size();
    EXPECT_EQ(Pings("/fail")[0].method, "POST");
    EXPECT_THAT(Pings("/fail")[0].body, HasSubstr("write lock"));
  }
  WaitFor([&] { return Pings().size() > well; });
}

TEST_F(Heart, AMonitorThatIsDownIsLoggedOnceAndDelaysNothing) {
  Monitor(Reply::code(500));
  Start();
  WaitFor([&] { return Pings().size() >= 3; });
  Prints({{"a", 5}, {"b", 5}});
  Expect("fired");
  EXPECT_EQ(Said("it cannot be told that all is well: HTTP 500"), 1U);
  Monitor(Reply::code(200));
  WaitFor([&] { return Said("heartbeat: heard again") == 1; });
}

TEST_F(Heart, AMonitorThatHangsDelaysNothing) {
  Monitor(Reply::never());
  Start();
  WaitFor([&] { return Pings().size() >= 2; });
  Prints({{"a", 5}, {"b", 5}});
  Expect("fired");
  Stop();
}

TEST_F(Heart, WithoutOneNobodyIsTold) {
  settings_.more = webhook("desk", server_.url("/desk"));
  Start();
  ExpectNothing();
  EXPECT_TRUE(server_.requests().empty());
}

}  // namespace
}  // namespace firstcard::test
