#include "daemon/poller.h"

#include <fmt/format.h>
#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>

#include "feeds/document.h"
#include "feeds/glob.h"
#include "feeds/http_feed.h"
#include "feeds/read.h"
#include "feeds/schedule.h"

namespace firstcard {

// What one poll came to. Nothing good: `failed`.
struct Poller::Polled {
  std::vector<Commit> commits;
  bool failed = false;
  bool torn = false;                  // a file changed while it was read: look again soon
  std::optional<Instant> not_before;  // the server's Retry-After
  bool planned = false;               // next_poll is as stored
  std::optional<Instant> next_poll;
  void add(Commit commit, bool with_plan) {
    planned = with_plan;
    next_poll = commit.next_poll;
    commits.push_back(std::move(commit));
  }
};

namespace {

// A file that is being written in place is looked at again after this long.
constexpr std::chrono::seconds kTorn{1};

FeedRun run_without_rows(const Feed& feed, const std::string& source, Instant at,
                         RunOutcome outcome, std::string message) {
  return {.feed = feed.id,
          .source = source,
          .at = at,
          .outcome = outcome,
          .message = std::move(message)};
}

bool matches(const std::string& pattern, const std::filesystem::path& file) {
  return pattern == file.native() ||
         fnmatch(pattern.c_str(), file.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
}

bool good(const Commit& c) {
  return c.run && (c.run->outcome == RunOutcome::stored || c.run->outcome == RunOutcome::unchanged);
}

}  // namespace

Poller::Poller(boost::asio::io_context& loop, StoreThread& store, Transfer& transfer, Log& log,
               Clock clock, Random01 random, Committed committed)
    : loop_(loop),
      store_(store),
      transfer_(transfer),
      log_(log),
      clock_(std::move(clock)),
      random_(std::move(random)),
      committed_(std::move(committed)) {}

void Poller::start(std::shared_ptr<const Config> config, std::function<void()> first_pass) {
  stop();
  config_ = std::move(config);
  first_pass_ = std::move(first_pass);
  for (const Feed& feed : config_->feeds)
    feeds_.emplace(feed.id, FeedState{.feed = feed, .timer = boost::asio::steady_timer(loop_)});
  if (feeds_.empty() && first_pass_) std::exchange(first_pass_, nullptr)();
  for (auto& [id, state] : feeds_) poll(state);
}

void Poller::stop() {
  ++generation_;
  for (auto& [id, state] : feeds_)
    if (state.transfer) transfer_.cancel(*state.transfer);
  feeds_.clear();
}

Poller::FeedState* Poller::find(std::uint64_t generation, const FeedId& id) {
  if (generation != generation_) return nullptr;
  const auto found = feeds_.find(id);
  return found == feeds_.end() ? nullptr : &found->second;
}

void Poller::poll_now(const FeedId& feed) {
  if (FeedState* state = find(generation_, feed)) {
    state->by_schedule = false;
    poll(*state);
  }
}

void Poller::file_changed(const std::filesystem::path& file) {
  for (auto& [id, state] : feeds_) {
    const auto* source = std::get_if<FileSource>(&state.feed.source);
    if (source && source->watch && matches(source->pattern, file)) poll_now(id);
  }
}

void Poller::poll(FeedState& state) {
  if (state.busy) {
    state.again = true;
    return;
  }
  state.busy = true;
  state.timer.cancel();
  if (std::holds_alternative<FileSource>(state.feed.source))
    poll_files(state);
  else
    poll_http(state);
}

// One poll of a file feed, on the store thread.
Poller::Polled Poller::read_files(Store& store, const Config& config, const Feed& feed,
                                  Stamps& stamps, Instant now, bool by_schedule,
                                  std::optional<PollPlan> plan) {
  Polled polled;
  const std::string& pattern = std::get<FileSource>(feed.source).pattern;
  const auto planned = [&]() -> const PollPlan* {
    if (!plan) return nullptr;
    plan->failed = polled.failed;
    return &*plan;
  };
  const auto fail = [&](const std::string& source, const std::string& why) {
    polled.failed = true;
    const FeedRun run = run_without_rows(feed, source, now, RunOutcome::failed, why);
    polled.add(store.pipeline.note(run, planned()), plan.has_value());
  };
  const auto files = files_of(pattern);
  if (!files)
    fail(pattern, files.error());
  else if (files->empty())
    fail(pattern, "no such file; put it there, or correct the feed's source");
  for (const auto& path : files.value_or(std::vector<std::filesystem::path>{})) {
    const auto document = open_document(path);
    if (!document) {
      fail(path.string(), document.error());
      continue;
    }
    struct stat facts{};
    fstat(document->file.fd(), &facts);
    const FileStamp stamp{
        .size = document->size, .mtime_ns = document->mtime_ns, .inode = facts.st_ino};
    if (const auto seen = stamps.find(path.string()); seen != stamps.end() && seen->second == stamp)
      continue;
    Commit commit = store.pipeline.ingest(config, feed,
                                          {.source = path.string(),
                                           .fd = document->file.fd(),
                                           .size = document->size,
                                           .fetched_at = now},
                                          now, planned());
    polled.failed = polled.failed || !good(commit);
    polled.torn = polled.torn || !unchanged_since_opened(*document);
    if (good(commit) && !polled.torn && !commit.read_again) stamps[path.string()] = stamp;
    polled.add(std::move(commit), plan.has_value());
  }
  if (polled.commits.empty() && by_schedule)
    polled.add(store.pipeline.note(run_without_rows(feed, pattern, now, RunOutcome::unchanged, {}),
                                   planned()),
               plan.has_value());
  return polled;
}

void Poller::poll_files(FeedState& state) {
  const bool by_schedule = std::exchange(state.by_schedule, true);
  store_.run(
      [config = config_, feed = state.feed, stamps = state.stamps, now = clock_(), by_schedule,
       plan = plan_of(state)](Store& store) {
        return read_files(store, *config, feed, *stamps, now, by_schedule, plan);
      },
      [this, generation = generation_, id = state.feed.id](auto polled) {
        finished(generation, id, std::move(polled));
      });
}

void Poller::poll_http(FeedState& state) {
  store_.run(
      [config = config_, feed = state.feed](Store& store) {
        return store.pipeline.validators(*config, feed);
      },
      [this, generation = generation_,
       id = state.feed.id](std::expected<Validators, std::exception_ptr> last) {
        FeedState* s = find(generation, id);
        if (s == nullptr) return;
        if (!last) return finished(generation, id, std::unexpected(last.error()));
        HttpRequest request = poll_request(std::get<HttpSource>(s->feed.source).request, *last);
        const bool conditional = is_conditional(request);
        s->transfer = transfer_.start(
            std::move(request), [this, generation, id, conditional](HttpResult result) {
              boost::asio::post(
                  loop_, [this, generation, id, conditional, result = std::move(result)]() mutable {
                    answered(generation, id, conditional, std::move(result));
                  });
            });
      });
}

void Poller::answered(std::uint64_t generation, const FeedId& id, bool conditional,
                      HttpResult result) {
  FeedState* state = find(generation, id);
  if (state == nullptr) return;
  state->transfer.reset();
  const Instant now = clock_();
  Judgement judgement = judge(result, conditional, now);
  store_.run(
      [config = config_, feed = state->feed, judgement = std::move(judgement),
       result = std::move(result), now, plan = plan_of(*state)](Store& store) mutable {
        Polled polled;
        polled.not_before = judgement.not_before;
        polled.failed = judgement.answer == Answer::failed;
        if (plan) plan->not_before = judgement.not_before;
        const PollPlan* const planned = plan ? &*plan : nullptr;
        if (judgement.answer == Answer::document) {
          polled.add(store.pipeline.ingest(*config, feed,
                                           {.source = feed.shown_source,
                                            .fd = result.file.fd(),
                                            .size = result.bytes,
                                            .fetched_at = now,
                                            .etag = judgement.validators.etag,
                                            .last_modified = judgement.validators.last_modified},
                                           now, planned),
                     plan.has_value());
          polled.failed = !good(polled.commits.back());
        } else {
          const auto outcome = polled.failed ? RunOutcome::failed : RunOutcome::unchanged;
          polled.add(store.pipeline.note(
                         run_without_rows(feed, feed.shown_source, now, outcome, judgement.reason),
                         planned),
                     plan.has_value());
        }
        return polled;
      },
      [this, generation, id](auto polled) { finished(generation, id, std::move(polled)); });
}

void Poller::finished(std::uint64_t generation, const FeedId& id,
                      std::expected<Polled, std::exception_ptr> polled) {
  if (!polled) {
    log_.error(fmt::format("feed {}: {}; nothing of it was stored, it is tried again", id.text,
                           what_of(polled.error())));
    ++failures_;
  } else {
    for (const Commit& commit : polled->commits) report(commit);
    if (polled->failed) ++failures_;
    for (const Commit& commit : polled->commits) committed_(commit);
  }
  FeedState* state = find(generation, id);
  if (state == nullptr) return;
  state->busy = false;
  state->tried = true;
  const bool bad = !polled || polled->failed;
  state->failures_in_a_row = bad ? state->failures_in_a_row + 1 : 0;
  state->not_before = polled ? polled->not_before : std::nullopt;
  if (first_pass_ && std::ranges::all_of(feeds_, [](const auto& f) { return f.second.tried; }))
    std::exchange(first_pass_, nullptr)();
  state = find(generation, id);  // first_pass may have replaced everything
  if (state == nullptr) return;
  if (std::exchange(state->again, false))
    poll(*state);
  else if (keep_going_)
    schedule(*state, polled ? &*polled : nullptr);
}

std::optional<PollPlan> Poller::plan_of(const FeedState& state) {
  if (!keep_going_) return std::nullopt;
  return PollPlan{.schedule = state.feed.schedule,
                  .failures = state.failures_in_a_row,
                  .not_before = state.not_before,
                  .random01 = random_()};
}

void Poller::schedule(FeedState& state, const Polled* polled) {
  const Instant now = clock_();
  const PollState past{.last_run = now,
                       .failures = state.failures_in_a_row,
                       .not_before = state.not_before,
                       .last_print = {}};
  state.scheduled_at = now;
  if (polled && polled->torn)
    state.next_poll = now + kTorn;
  else if (polled && polled->planned)
    state.next_poll = polled->next_poll;
  else
    state.next_poll = next_poll(state.feed.schedule, past, random_(), now);
  if (state.next_poll) wait(state);
}

void Poller::wait(FeedState& state) {
  state.timer.expires_after(wait_until(*state.next_poll, clock_()));
  state.timer.async_wait(
      [this, generation = generation_, id = state.feed.id](boost::system::error_code error) {
        if (error) return;
        FeedState* s = find(generation, id);
        if (s == nullptr) return;
        const Instant t = clock_();
        if (t >= s->scheduled_at && t < *s->next_poll)  // else the clock was set back: poll
          wait(*s);
        else
          poll(*s);
      });
}

void Poller::report(const Commit& commit) {
  if (!commit.run) return;
  const FeedRun& run = *commit.run;
  const std::string name = fmt::format("feed {}: {}", run.feed.text, run.source);
  switch (run.outcome) {
    case RunOutcome::unchanged:
      log_.debug(name + ": unchanged");
      break;
    case RunOutcome::failed:
      log_.warn(fmt::format("{}: {}", name, run.message));
      break;
    case RunOutcome::rejected:
      log_.warn(
          fmt::format("{}: document refused, the last good state stays: {}", name, run.message));
      break;
    case RunOutcome::stored:
      log_.info(fmt::format("{}: {} rows, {} new, {} revised, {} withdrawn, {} faults, {} ms", name,
                            run.counts.rows, run.counts.added, run.counts.revised,
                            run.counts.withdrawn, run.faults, run.milliseconds));
      break;
  }
  for (const Fault& fault : commit.faults) log_.warn(fmt::format("{}: {}", name, to_text(fault)));
}

}  // namespace firstcard
