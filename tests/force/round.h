#pragma once
// One life story of the daemon: a random history of its feed, deaths on the way, and what must hold
// in the end whatever happened. All randomness comes from the seed; when a death strikes does not.
#include <optional>
#include <random>

#include "course.h"
#include "support/loopback_server.h"
#include "world.h"

namespace firstcard::test {

struct RoundPlan {
  std::uint64_t seed = 1;
  int edits = 8;
  int deaths = 3;               // at most
  std::string first_crash;      // NAME:COUNT for the first life; empty: by chance
  bool only_first = false;      // no other deaths
  bool trouble = false;         // the receiver refuses, and drops connections after reading
  double reload_share = 0.2;    // of the edits come with an edited title and SIGHUP
};

class Round {
 public:
  explicit Round(const RoundPlan& plan);
  // The whole story; failures are gtest's.
  void run();
  int deaths() const { return deaths_; }

 private:
  bool chance(double share) { return std::bernoulli_distribution(share)(random_); }
  int between(int least, int most) {
    return std::uniform_int_distribution<>(least, most)(random_);
  }
  Reply answer();
  void configure();
  void begin_life();
  void print(const std::string& series);
  void edit();
  // Of the daemon that has ended; false: by nothing that this story holds.
  bool death();
  // Lets the daemon live, and again if it dies, until `done`.
  bool live_until(const std::function<bool()>& done);
  bool taken_up();
  void deliver_all();
  // Takes up the last edit, delivers all and stops; a death on the way out is one like any other.
  void end();

  void check();
  void check_edges(const Course& course);
  void check_deliveries(const Course& course);
  void check_replay(const std::string& first);

  RoundPlan plan_;
  std::mt19937_64 random_;
  std::mt19937_64 trouble_;  // of the server's thread
  LoopbackServer server_;
  World world_;
  std::vector<Print> prints_;
  int title_ = 0;
  int lives_ = 0, deaths_ = 0;
  std::optional<int> kill_in_;  // so many looks at the daemon
};

}  // namespace firstcard::test
