#include "daemon/clock_watch.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

namespace firstcard {

File timer_of_clock_steps() {
  File timer(::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC));
  itimerspec never{};
  never.it_value.tv_sec = std::numeric_limits<time_t>::max();
  if (timer && ::timerfd_settime(timer.fd(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never,
                                 nullptr) == 0)
    return timer;
  return {};
}

seconds set_back_between(const Moment& then, const Moment& now) {
  // Below this it is rounding, or a clock that is steered.
  constexpr seconds least{2};
  const auto elapsed = std::chrono::floor<seconds>(now.steady - then.steady);
  const seconds back = elapsed - (now.wall - then.wall);
  return back >= least ? back : seconds{0};
}

Instant cautious(const Moment& then, const Moment& now) {
  return std::min(now.wall, then.wall + std::chrono::ceil<seconds>(now.steady - then.steady));
}

ClockWatch::ClockWatch(boost::asio::io_context& loop, File timer, std::function<void()> stepped)
    : timer_(loop), stepped_(std::move(stepped)) {
  if (!timer) return;
  timer_.assign(timer.release());
  wait();
}

void ClockWatch::wait() {
  timer_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    [this](boost::system::error_code error) {
                      if (error) return;
                      // It fails with ECANCELED, which is the news.
                      std::uint64_t ignored = 0;
                      [[maybe_unused]] const auto n =
                          ::read(timer_.native_handle(), &ignored, sizeof ignored);
                      wait();
                      stepped_();
                    });
}

}  // namespace firstcard
