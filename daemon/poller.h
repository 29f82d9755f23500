#pragma once
// Polls each feed on its schedule, or when told that something changed, and hands what came to the
// pipeline. On the loop's thread; at most one poll of a feed at a time.
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/drop_folder.h"
#include "daemon/file_poll.h"
#include "daemon/http_fetch.h"
#include "daemon/intake.h"
#include "daemon/log.h"
#include "daemon/store_thread.h"
#include "daemon/surroundings.h"

namespace firstcard {

class Poller {
 public:
  using Committed = std::function<void(const Commit&)>;

  // `committed` is told every commit.
  Poller(boost::asio::io_context& loop, StoreThread& store, Workers& workers, Transfer& transfer,
         Log& log, Clock clock, Random01 random, Committed committed);
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // Replaces all feeds and polls each of them now. `first_pass` is called when every feed has been
  // tried once.
  void start(std::shared_ptr<const Config> config, std::function<void()> first_pass);
  // After the first pass feeds are polled again by their schedule; without this never (the command
  // `once`).
  void keep_going(bool keep) { keep_going_ = keep; }
  void poll_now(const FeedId& feed);
  // What a poll that was asked for came to; else why it cannot be.
  using PollDone =
      std::function<void(const std::vector<Commit>& commits, const std::string& problem)>;
  // A poll that begins from now on. `done` is not called if start() or stop() comes before its end.
  void ask(const FeedId& feed, PollDone done);
  // Calls `done` when every poll that is under way, or due by now, has ended once. Not if start() or
  // stop() comes before.
  void when_polled(std::function<void()> done);
  // Told what became of a poll that could not be stored.
  void when_storing_fails(std::function<void(const std::string&)> tell) {
    storing_fails_ = std::move(tell);
  }
  // Polls every file feed that this file belongs to. `moved`: it came into place whole.
  void file_changed(const std::filesystem::path& file, bool moved);
  // The clock may have been set: whoever waits for an instant looks at it again.
  void clock_stepped();
  void stop();
  int failures() const { return failures_; }  // polls that brought nothing good

 private:
  struct FeedState {
    Feed feed;
    boost::asio::steady_timer timer;
    bool busy = false, again = false, tried = false, by_schedule = true;
    int failures_in_a_row = 0;
    std::optional<Instant> not_before;  // Retry-After
    std::unique_ptr<HttpFetch> fetch;   // of an HTTP feed, while it is under way
    std::optional<Instant> next_poll;
    Instant scheduled_at;  // when next_poll was decided
    std::shared_ptr<Stamps> stamps =
        std::make_shared<Stamps>();  // of files as last ingested; used by one job at a time
    std::shared_ptr<DropMemory> drop = std::make_shared<DropMemory>();  // likewise
    std::set<std::string> moved_in;  // names of files that came into the drop folder whole
    int looks = 0;                   // at files that were not complete, before the first pass
    std::vector<PollDone> asked, answering;  // by the next poll; by the one that runs
  };
  void poll(FeedState& state);
  void poll_files(FeedState& state);
  void poll_drop(FeedState& state);
  void poll_http(FeedState& state);
  void leave_alone(std::uint64_t generation, const FeedId& id, Instant until);
  void fetched(std::uint64_t generation, const FeedId& id, Fetched fetched);
  void finished(std::uint64_t generation, const FeedId& id,
                std::expected<Polled, std::exception_ptr> polled);
  std::optional<PollPlan> plan_of(const FeedState& state);
  void schedule(FeedState& state, const Polled* polled);
  void wait(FeedState& state);
  void poll_if_due(FeedState& state);
  FeedState* find(std::uint64_t generation, const FeedId& id);
  void polled(const FeedId& id);
  void report(const Commit& outcome);

  boost::asio::io_context& loop_;
  StoreThread& store_;
  Workers& workers_;
  Intake intake_;
  Transfer& transfer_;
  Log& log_;
  Clock clock_;
  Random01 random_;
  Committed committed_;
  std::shared_ptr<const Config> config_;
  std::map<FeedId, FeedState> feeds_;
  std::uint64_t generation_ = 0;  // of the configuration: answers to older polls are dropped
  std::function<void()> first_pass_;
  struct Waiting {
    std::set<FeedId> feeds;
    std::function<void()> done;
  };
  std::vector<Waiting> waiting_;  // for polls
  std::function<void(const std::string&)> storing_fails_;
  bool keep_going_ = true;
  int failures_ = 0;
};

}  // namespace firstcard
