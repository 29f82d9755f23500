#pragma once
// Rows of one batch that contradict each other: the same series, period and publication, another
// value.
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "indicators/observation.h"

namespace firstcard {

// Costs one comparison a row as long as every series comes in order of (period, known_at), up or
// down; only a series out of order is sorted, at the batch's end.
class Conflicts {
 public:
  void see(const Row& row);

  // The later lines that contradict an earlier one of `batch`, which holds exactly the rows seen
  // since the last call.
  struct Pair {
    Row earlier, later;
  };
  std::vector<Pair> take(std::span<const Row> batch);

 private:
  enum class Order : std::uint8_t { one, up, down, none };
  struct Seen {
    std::uint32_t batch = 0;  // in which the rest was noted
    Order order = Order::one;
    std::pair<Date, Instant> last;
  };
  std::vector<Seen> series_;
  std::uint32_t batch_ = 1;
  bool disordered_ = false;
};

}  // namespace firstcard
