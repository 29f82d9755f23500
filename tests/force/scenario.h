#pragma once
// A small language for stories of the real daemon under a clock that the story sets:
//
//   At("2026-08-11 20:05");
//   Prints({{"a", 5}, {"b", 5}});
//   Expect("fired", {.key = "t/incident-1/fired"});
//
// What is not expected fails the test, at the latest when it ends.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>

#include "alerts/notification.h"
#include "support/loopback_server.h"
#include "world.h"

namespace firstcard::test {

struct Wanted {
  std::string receiver = "desk";
  std::string key;  // each of these only if it is given
  std::string members;
  std::string cause;  // of one indicator at least
  std::optional<bool> late, open;
  std::string from, until;  // of `at`, both inclusive; else since the clock was set before
  bool arrives = true;      // else it waits to be sent
};

class Scenario : public testing::Test {
 protected:
  Scenario();
  void TearDown() override;

  // The receiver "desk" is at this path of server_; others are added by Receiver().
  void Answer(const std::string& receiver, Reply reply);
  void Answers(const std::string& receiver, std::vector<Reply> replies) {
    server_.on("/" + receiver, std::move(replies));
  }
  void Receiver(const std::string& id);
  void Configure();  // writes settings_ as the configuration

  void At(const std::string& when);  // "2026-08-11 20:05"; the daemon looks at it, if it runs
  void Later(seconds by);
  void Prints(const std::vector<std::pair<std::string, double>>& values);  // one update
  void Start();
  void Stop();
  void Reload();

  // The next notification of the receiver that was not expected yet is this one, and it came.
  void Expect(const std::string& kind, const Wanted& wanted = {});
  void ExpectNothing();
  // The daemon has done all that is due: each feed was polled, nothing that can be sent waits.
  void Settle();
  // Requests that a receiver was sent so far, repeats too.
  std::size_t Attempts(const std::string& receiver) const {
    return server_.requests("/" + receiver).size();
  }

  LoopbackServer server_;
  World world_;
  Settings settings_;

 private:
  struct Row {
    std::string receiver, key, kind, payload, state;
  };
  std::vector<Row> rows_of(const std::string& receiver);
  std::string unexpected();

  std::vector<std::string> receivers_ = {"desk"};
  std::set<std::string> hanging_;
  std::map<std::string, std::size_t> expected_;
  std::vector<Print> prints_;
  Instant before_;  // the clock before it was set
};

}  // namespace firstcard::test
