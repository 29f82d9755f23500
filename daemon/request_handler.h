#pragma once
// Acts on what people ask of the running program (storage/requests.h) and answers it: in the same
// commit as the effect, where there is one. On the loop's thread.
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "daemon/config.h"
#include "daemon/intake.h"
#include "daemon/log.h"
#include "daemon/poller.h"
#include "daemon/store_thread.h"
#include "daemon/surroundings.h"
#include "storage/requests.h"

namespace firstcard {

class RequestHandler {
 public:
  // `committed` is told every commit.
  RequestHandler(StoreThread& store, Workers& workers, Poller& poller, Log& log, Clock clock,
                 Poller::Committed committed);
  RequestHandler(const RequestHandler&) = delete;
  RequestHandler& operator=(const RequestHandler&) = delete;

  // Begins with this configuration, after the poller has begun with it: what was not answered under
  // the one before is taken up again.
  void use(std::shared_ptr<const Config> config);
  // Takes up what is queued, in order; what somebody waits for is not taken up twice.
  void look();
  // Takes up nothing more until use(). What the other threads have in hand comes to its end.
  void stop();
  // Calls `done` once, when nothing is queued or in hand any more.
  void when_idle(std::function<void()> done);

 private:
  void take(const Request& request);
  void poll(const Request& request);
  // Imports and settlements are done one after the other, in the order in which they were asked.
  using Act = std::function<std::vector<Commit>()>;
  void act(const Request& request, Act act);
  void act_on_next();
  void import(const Request& request, const Feed& feed);
  void settle(const Request& request, const Feed& feed);
  void answer(std::int64_t id, RequestState state, const std::string& text);
  void acted(std::uint64_t generation, const Request& request,
             std::expected<std::vector<Commit>, std::exception_ptr> commits);
  void answered(std::uint64_t generation, std::int64_t id);
  void check_idle();

  StoreThread& store_;
  Workers& workers_;
  Intake intake_;
  Poller& poller_;
  Log& log_;
  Clock clock_;
  Poller::Committed committed_;
  std::shared_ptr<const Config> config_;  // nullptr: stopped
  std::uint64_t generation_ = 0;
  std::set<std::int64_t> in_hand_;
  std::deque<std::pair<Request, Act>> waiting_;
  bool acting_ = false;
  bool looking_ = false, again_ = false, cleaned_ = false;
  std::function<void()> when_idle_;
};

}  // namespace firstcard
