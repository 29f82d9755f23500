#pragma once
// Tells when the system's clock was set, or the machine has slept: what waits for an instant then
// waits too long or too short. Sleeps in the kernel until that happens; on the loop's thread.
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <functional>

#include "indicators/time.h"
#include "net/file.h"

namespace firstcard {

// A timer that never ends and can be read when the clock was set; none where the system has none.
File timer_of_clock_steps();

// One moment by both clocks.
struct Moment {
  Instant wall;
  std::chrono::steady_clock::time_point steady = std::chrono::steady_clock::now();
};
// By how much the system's clock was set back between two moments; nothing, if it was not.
seconds set_back_between(const Moment& then, const Moment& now);

// The present for what cannot be undone: a clock that has jumped ahead since `then` is not believed.
Instant cautious(const Moment& then, const Moment& now);

class ClockWatch {
 public:
  // `stepped` is called whenever `timer` can be read. Without a timer never.
  ClockWatch(boost::asio::io_context& loop, File timer, std::function<void()> stepped);
  ClockWatch(const ClockWatch&) = delete;
  ClockWatch& operator=(const ClockWatch&) = delete;

  bool watches() const { return timer_.is_open(); }

 private:
  void wait();

  boost::asio::posix::stream_descriptor timer_;
  std::function<void()> stepped_;
};

}  // namespace firstcard
