#pragma once
// Builds the parts in order, wires them and runs the loop. The one place that knows all of them.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

#include "daemon/clock_watch.h"
#include "daemon/config.h"
#include "daemon/deliverer.h"
#include "daemon/heartbeat.h"
#include "daemon/log.h"
#include "daemon/poller.h"
#include "daemon/request_handler.h"
#include "daemon/store_thread.h"
#include "daemon/surroundings.h"
#include "daemon/watcher.h"
#include "daemon/workers.h"

namespace firstcard {

class App {
 public:
  // Throws DatabaseError if the database cannot be opened for writing.
  App(Config config, Log& log, Clock clock, Random01 random);
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // Runs until SIGTERM or SIGINT; SIGHUP reloads the configuration, SIGUSR1 looks
  // at the clock, into the outbox and at what is asked. Returns the exit code.
  int run();
  // One pass over all feeds, one attempt at each notification that is due. 1 if a feed or an
  // attempt failed.
  int run_once();

 private:
  void begin();
  void started();
  void limit_first_pass();
  void use(std::shared_ptr<const Config> config);
  void first_pass_done();
  void evaluate(std::function<void()> then);
  void committed(const Commit& commit);
  void wait_for_change();
  void prune_later(std::chrono::hours wait);
  void prune_documents();
  void wait_for_signal();
  void look_at_clock();
  void look_again();
  void reload();
  void feed_watchdog(std::chrono::microseconds interval);
  void stop(const std::string& why);

  Log& log_;
  Clock clock_;
  std::shared_ptr<const Config> config_;
  boost::asio::io_context loop_{1};
  Transfer transfer_;
  StoreThread store_;
  Workers workers_;  // gone before the store thread, for which its jobs wait
  Watcher watcher_;
  Poller poller_;
  RequestHandler requests_;
  Deliverer deliverer_;
  Heartbeat heartbeat_;
  boost::asio::signal_set signals_;
  std::optional<ClockWatch> clock_watch_;  // not of one pass
  boost::asio::steady_timer change_timer_, first_pass_timer_, watchdog_timer_, prune_timer_;
  Moment looked_;  // at the clock, last
  Moment pruned_;  // at the last pruning, or the start
  std::optional<Instant> next_change_;
  std::string verdicts_;  // as last logged
  bool once_ = false;
  bool reloading_ = false, reload_again_ = false;
  bool evaluated_ = false;  // since the start
  int exit_code_ = 0;
};

}  // namespace firstcard
