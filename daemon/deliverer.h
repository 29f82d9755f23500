#pragma once
// Sends what the outbox holds: leases rows, hands them to the transfer, marks the outcome. On the
// loop's thread.
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include "daemon/config.h"
#include "daemon/dispatch.h"
#include "daemon/log.h"
#include "daemon/store_thread.h"
#include "daemon/surroundings.h"
#include "daemon/workers.h"

namespace firstcard {

class Deliverer {
 public:
  Deliverer(boost::asio::io_context& loop, StoreThread& store, Workers& workers, Transfer& transfer,
            Log& log, Clock clock, Random01 random);
  Deliverer(const Deliverer&) = delete;
  Deliverer& operator=(const Deliverer&) = delete;

  // From now on these receivers; rows for others wait until they are configured again.
  void use(std::shared_ptr<const Config> config);
  // Something may be due.
  void kick();
  // Calls `done` once nothing is due or under way (a row that waits for its next attempt is not
  // due).
  void when_idle(std::function<void()> done);
  void stop();
  int failures() const { return failures_; }  // attempts that did not deliver, and outbox writes that failed

 private:
  void dispatched(Dispatched work);
  void send(const OutboxRow& row);
  // The second half of send(), after its pictures were drawn.
  void transmit(const OutboxRow& row, const Receiver& receiver, const Notification& n,
                const Pictures& pictures);
  void finish(const OutboxRow& row, Attempt attempt);
  void check_idle();

  StoreThread& store_;
  Workers& workers_;
  Transfer& transfer_;
  Log& log_;
  Clock clock_;
  Random01 random_;
  boost::asio::io_context& loop_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<const Config> config_;
  std::set<ReceiverId> busy_;  // one message at a time per receiver
  // Programs have threads of their own: one that hangs may hold up neither feeds nor mails.
  std::map<ReceiverId, std::jthread> programs_;
  bool leasing_ = false, again_ = false, stopped_ = false;
  int failures_ = 0;
  std::function<void()> when_idle_;
};

}  // namespace firstcard
