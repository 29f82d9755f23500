#include "daemon/request_handler.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "daemon/import.h"
#include "daemon/run_text.h"
#include "daemon/settlement.h"
#include "daemon/spool.h"

namespace firstcard {

namespace {

void finish(Store& store, std::int64_t id, RequestState state, const std::string& text,
            Instant now) {
  Transaction tx(store.db);
  Requests(store.db).finish(tx, id, state, text, now);
  tx.commit();
}

// The answer in the commit of a run.
WithRun answer_with_run(std::int64_t id, Instant now) {
  return
      [id, now](Database& db, Transaction& tx, const FeedRun& run, std::span<const Fault> faults) {
        Requests(db).finish(tx, id, went_well(run) ? RequestState::done : RequestState::failed,
                            run_text(run, faults), now);
      };
}

// A rejection does what it is told though it brings nothing.
WithRun answer_to_settlement(const Request& request, Instant now) {
  if (request.kind == "accept") return answer_with_run(request.id, now);
  return [id = request.id, now](Database& db, Transaction& tx, const FeedRun& run,
                                std::span<const Fault>) {
    Requests(db).finish(tx, id, RequestState::done, run.source + ": what was held is not used",
                        now);
  };
}

// Throws std::runtime_error if the document is gone.
std::vector<Commit> import_spooled(DocumentSink& sink, const Config& config, const Feed& feed,
                                   const Request& request, Instant now) {
  const auto file = spool_file(config.database, request.id);
  const auto document = open_document(file);
  if (!document)
    throw std::runtime_error("the document is not there any more: " + document.error());
  Commit commit = import_document(sink, config, feed, request.argument, *document,
                                  answer_with_run(request.id, now), now);
  // The answer is there: after a crash in between the file belongs to no request and is removed.
  ::unlink(file.c_str());
  return {std::move(commit)};
}

}  // namespace

RequestHandler::RequestHandler(StoreThread& store, Workers& workers, Poller& poller, Log& log,
                               Clock clock, Poller::Committed committed)
    : store_(store),
      workers_(workers),
      intake_(store, workers),
      poller_(poller),
      log_(log),
      clock_(std::move(clock)),
      committed_(std::move(committed)) {}

void RequestHandler::use(std::shared_ptr<const Config> config) {
  stop();
  config_ = std::move(config);
  look();
}

void RequestHandler::stop() {
  ++generation_;
  config_.reset();
  in_hand_.clear();
  waiting_.clear();
  acting_ = false;
  looking_ = again_ = false;
}

void RequestHandler::look() {
  if (!config_) return;
  if (looking_) {
    again_ = true;
    return;
  }
  looking_ = true;
  store_.run(
      [database = config_->database, clean = !std::exchange(cleaned_, true)](Store& store) {
        std::vector<Request> queued = Requests(store.db).queued();
        if (clean) {
          std::vector<std::int64_t> waiting;
          for (const Request& r : queued) waiting.push_back(r.id);
          clean_spool(database, waiting);
        }
        return queued;
      },
      [this,
       generation = generation_](std::expected<std::vector<Request>, std::exception_ptr> queued) {
        if (generation != generation_) return;
        looking_ = false;
        if (!queued) log_.error("requests: " + what_of(queued.error()));
        for (const Request& request : queued.value_or(std::vector<Request>{}))
          if (in_hand_.insert(request.id).second) take(request);
        if (std::exchange(again_, false)) look();
        check_idle();
      });
}

void RequestHandler::take(const Request& request) {
  log_.info(fmt::format("request {}: {} {}{}{}", request.id, request.kind, request.feed.text,
                        request.author.empty() ? "" : ", asked by " + request.author,
                        request.reason.empty() ? "" : ": " + request.reason));
  const auto feed = std::ranges::find(config_->feeds, request.feed, &Feed::id);
  if (feed == config_->feeds.end())
    answer(request.id, RequestState::failed,
           fmt::format("the configuration that runs has no feed {}; reload it, if the file has one",
                       request.feed.text));
  else if (request.kind == "poll")
    poll(request);
  else if (request.kind == "import")
    import(request, *feed);
  else if (request.kind == "accept" || request.kind == "reject")
    settle(request, *feed);
  else
    answer(request.id, RequestState::failed,
           fmt::format("the program that runs does not know what to do for \"{}\"; restart it, so "
                       "that it is of the same version as the command",
                       request.kind));
}

void RequestHandler::poll(const Request& request) {
  poller_.ask(request.feed, [this, generation = generation_, id = request.id](
                                const std::vector<Commit>& commits, const std::string& problem) {
    if (generation != generation_) return;
    bool well = problem.empty();
    std::string text = problem;
    for (const Commit& commit : commits) {
      if (!commit.run) continue;
      well = well && went_well(*commit.run);
      text += (text.empty() ? "" : "\n") + run_text(*commit.run, commit.faults);
    }
    answer(id, well ? RequestState::done : RequestState::failed, text.empty() ? "unchanged" : text);
  });
}

void RequestHandler::act(const Request& request, Act act) {
  waiting_.emplace_back(request, std::move(act));
  act_on_next();
}

void RequestHandler::act_on_next() {
  if (acting_ || waiting_.empty()) return;
  acting_ = true;
  auto [request, act] = std::move(waiting_.front());
  waiting_.pop_front();
  workers_.run(std::move(act), [this, generation = generation_, request](auto commits) {
    if (generation == generation_) acting_ = false;
    acted(generation, request, std::move(commits));
    if (generation == generation_) act_on_next();
  });
}

void RequestHandler::import(const Request& request, const Feed& feed) {
  act(request, [this, config = config_, feed, request, now = clock_()] {
    return import_spooled(intake_, *config, feed, request, now);
  });
}

void RequestHandler::settle(const Request& request, const Feed& feed) {
  act(request, [this, config = config_, feed, request, now = clock_()] {
    auto commits = firstcard::settle(
        intake_, *config, feed,
        {.accept = request.kind == "accept", .author = request.author, .reason = request.reason},
        answer_to_settlement(request, now), now);
    if (!commits) throw std::runtime_error(commits.error());
    return std::move(*commits);
  });
}

void RequestHandler::acted(std::uint64_t generation, const Request& request,
                           std::expected<std::vector<Commit>, std::exception_ptr> commits) {
  if (!commits && generation != generation_) return;  // taken up again under the next configuration
  if (!commits) {
    const std::string why = what_of(commits.error());
    log_.error(fmt::format("request {}: {}; nothing was stored", request.id, why));
    answer(request.id, RequestState::failed, why + "; nothing was stored");
    return;
  }
  for (const Commit& commit : *commits) {
    if (commit.run) {
      const std::string text =
          fmt::format("feed {}: {}", request.feed.text, run_text(*commit.run, commit.faults));
      if (went_well(*commit.run))
        log_.info(text);
      else
        log_.warn(text);
    }
    committed_(commit);
  }
  answered(generation, request.id);
}

void RequestHandler::answer(std::int64_t id, RequestState state, const std::string& text) {
  store_.run(
      [id, state, text, now = clock_()](Store& store) {
        finish(store, id, state, text, now);
        return true;
      },
      [this, generation = generation_, id](std::expected<bool, std::exception_ptr> written) {
        if (!written)
          log_.error(fmt::format("request {}: its answer cannot be written: {}", id,
                                 what_of(written.error())));
        answered(generation, id);
      });
}

void RequestHandler::answered(std::uint64_t generation, std::int64_t id) {
  if (generation != generation_) return;
  in_hand_.erase(id);
  check_idle();
}

void RequestHandler::when_idle(std::function<void()> done) {
  when_idle_ = std::move(done);
  check_idle();
}

void RequestHandler::check_idle() {
  if (!when_idle_ || looking_ || !in_hand_.empty()) return;
  std::exchange(when_idle_, nullptr)();
}

}  // namespace firstcard
