#pragma once
// How hard hosts are asked: what waits, and what may start. Pure: the time is an argument.
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace firstcard {

// In no such time do more start.
struct Rate {
  int count = 1;
  std::chrono::milliseconds per{1000};
  bool operator==(const Rate&) const = default;
};

// For a host ("example.org", "example.org:8080"), and the hosts below it together with it.
struct HostRule {
  std::string name;  // in lower case
  int connections = 4;
  std::optional<Rate> rate;  // nullopt: any
  bool operator==(const HostRule&) const = default;
};

struct HostRules {
  int connections = 4;  // of a host without a rule of its own, at the same time
  std::optional<Rate> rate;
  std::vector<HostRule> hosts;
  int at_once = 800;  // to all hosts together: each needs a file descriptor
  bool operator==(const HostRules&) const = default;
};

class HostLimits {
 public:
  using Id = std::uint64_t;
  using Time = std::chrono::steady_clock::time_point;

  explicit HostLimits(HostRules rules = {}) : rules_(std::move(rules)) {}

  // From now on these rules. What waits goes on waiting, what runs goes on running, and counts.
  void use(HostRules rules);
  // From now on `id` waits. Lower ranks come first, among equals who came first.
  void wait(Id id, std::string_view host, int rank);
  // It has ended, or waits no more. Nothing happens if it did neither.
  void leave(Id id);
  // Those that may start now; they run from now on.
  std::vector<Id> start(Time now);
  // When start() is worth calling again if nobody leaves before: `now` if it is at once.
  std::optional<Time> next(Time now) const;

 private:
  using Place = std::tuple<int, std::uint64_t, Id>;  // rank, order of coming
  struct Group {
    int connections = 0;
    std::optional<Rate> rate;
    int running = 0;
    std::deque<Time> starts;  // the last `rate->count`, oldest first
    std::set<Place> queue;
  };
  struct Entry {
    std::string host, group;
    Place place;
    bool running = false;
  };
  Group& group_of(const std::string& host, std::string& name);
  static std::optional<Time> free_from(const Group& group, Time now);

  HostRules rules_;
  std::map<std::string, Group> groups_;
  std::map<Id, Entry> entries_;
  std::uint64_t came_ = 0;
  int running_ = 0;
};

}  // namespace firstcard
