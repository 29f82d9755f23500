#pragma once
// Tells a monitor outside (Healthchecks.io and others of its manner) that all is well, so that
// silence is news: URL/start at the start, URL after each complete cycle, URL/fail with the reason
// when something that the program must do has failed. On the loop's thread.
//
// A cycle is complete when every poll that was under way at its begin has ended, and a commit of
// the store thread stands. If that thread fails or hangs, no success is told.
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "daemon/config.h"
#include "daemon/log.h"
#include "daemon/poller.h"
#include "daemon/store_thread.h"

namespace firstcard {

// URL with "/start" or "/fail" behind its path, before its query.
std::string heartbeat_url(const std::string& url, std::string_view what);

class Heartbeat {
 public:
  Heartbeat(boost::asio::io_context& loop, StoreThread& store, Poller& poller, Transfer& transfer,
            Log& log, Clock clock);
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  // From now on this one, after the poller has begun; a URL that is new is told the start.
  void use(std::shared_ptr<const Config> config);
  // What the program had to do and could not. Told at once, unless a failure was told last; then
  // with the next cycle, which is none of success.
  void failed(const std::string& reason);
  void stop();

 private:
  void next_cycle();
  void cycle();
  void write_mark();
  void end_cycle();
  void tell_failure();
  void ping(std::string_view what, std::string body);
  void answered(const std::string& problem);

  boost::asio::io_context& loop_;
  StoreThread& store_;
  Poller& poller_;
  Transfer& transfer_;
  Log& log_;
  Clock clock_;
  boost::asio::steady_timer timer_;
  std::optional<HeartbeatConfig> config_;
  std::string user_agent_;
  std::uint64_t generation_ = 0;  // of the configuration: cycles begun under another are dropped
  std::string reason_;            // of failures that were not told yet
  bool failing_ = false;          // as told last
  std::optional<std::string> problem_;  // of the last ping, "" if it came; as logged
};

}  // namespace firstcard
