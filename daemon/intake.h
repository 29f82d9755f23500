#pragma once
// The way of a document to the pipeline from a worker's thread: translated here, stored there.
#include "daemon/pipeline.h"
#include "daemon/store_thread.h"
#include "daemon/workers.h"

namespace firstcard {

// Its functions block until the store thread has done its part; they throw what that throws, and
// Stopped when the program ends or the configuration is not the one in use any more: what the old
// rules would say after the new ones have spoken would be told as an edit. May be used on several
// threads at once.
class Intake final : public DocumentSink {
 public:
  struct Stopped : std::runtime_error {
    Stopped() : std::runtime_error("the program stops, or was given another configuration") {}
  };

  Intake(StoreThread& store, const Workers& workers) : store_(store), stop_(workers.stop_token()) {}

  Commit ingest(const Config& config, const Feed& feed, const Arrived& document,
                Instant now) override;
  Commit note(const FeedRun& run, const PollPlan* plan = nullptr) override;
  std::vector<HeldDocument> held(const FeedId& feed) override;
  Commit refuse(const HeldDocument& document, const WithRun& with_run, Instant now) override;

 private:
  template <class Job>
  auto on_store(Job job) {
    if (stop_.stop_requested()) throw Stopped();
    return store_.wait(std::move(job));
  }

  StoreThread& store_;
  std::stop_token stop_;
};

}  // namespace firstcard
