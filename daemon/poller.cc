#include "daemon/poller.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/polled.h"
#include "feeds/schedule.h"

namespace firstcard {

namespace {

// A file that is being written in place is looked at again after this long.
constexpr std::chrono::seconds kTorn{1};
// The first pass waits for files that are being written this many looks.
constexpr int kFirstLooks = 3;

// What is known of a feed before its server is asked.
struct BeforeFetch {
  Validators validators;
  std::optional<Instant> not_before;
};

// As they are kept with the document, a line each; a cookie is a secret.
std::string headers_text(const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string text;
  for (const auto& [name, value] : headers)
    if (name != "set-cookie") text += fmt::format("{}: {}\n", name, value);
  return text;
}

}  // namespace

Poller::Poller(boost::asio::io_context& loop, StoreThread& store, Workers& workers,
               Transfer& transfer, Log& log, Clock clock, Random01 random, Committed committed)
    : loop_(loop),
      store_(store),
      workers_(workers),
      intake_(store, workers),
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
  feeds_.clear();
  waiting_.clear();
}

Poller::FeedState* Poller::find(std::uint64_t generation, const FeedId& id) {
  if (generation != generation_) return nullptr;
  const auto found = feeds_.find(id);
  return found == feeds_.end() ? nullptr : &found->second;
}

void Poller::when_polled(std::function<void()> done) {
  Waiting waiting{.feeds = {}, .done = std::move(done)};
  const Instant now = clock_();
  for (const auto& [id, state] : feeds_)
    if (state.busy || (state.next_poll && *state.next_poll <= now)) waiting.feeds.insert(id);
  if (waiting.feeds.empty()) return waiting.done();
  waiting_.push_back(std::move(waiting));
}

void Poller::polled(const FeedId& id) {
  std::vector<Waiting> all = std::exchange(waiting_, {});
  std::vector<std::function<void()>> ended;
  for (Waiting& waiting : all) {
    waiting.feeds.erase(id);
    if (waiting.feeds.empty())
      ended.push_back(std::move(waiting.done));
    else
      waiting_.push_back(std::move(waiting));
  }
  for (const auto& done : ended) done();
}

void Poller::poll_now(const FeedId& feed) {
  if (FeedState* state = find(generation_, feed)) {
    state->by_schedule = false;
    poll(*state);
  }
}

void Poller::ask(const FeedId& feed, PollDone done) {
  FeedState* state = find(generation_, feed);
  if (state == nullptr) return done({}, fmt::format("there is no feed {}", feed.text));
  if (state->not_before && *state->not_before > clock_())
    return done({}, fmt::format("the server asked to be left alone until {}; it is polled then",
                                to_text(*state->not_before)));
  state->asked.push_back(std::move(done));
  state->by_schedule = true;
  poll(*state);
}

void Poller::file_changed(const std::filesystem::path& file, bool moved) {
  for (auto& [id, state] : feeds_) {
    if (const auto* source = std::get_if<FileSource>(&state.feed.source)) {
      if (source->watch && belongs_to(source->pattern, file)) poll_now(id);
    } else if (const auto* drop = std::get_if<DropSource>(&state.feed.source)) {
      if (!drop->watch || file.parent_path() != drop->folder) continue;
      if (moved) state.moved_in.insert(file.filename().string());
      poll_now(id);
    }
  }
}

void Poller::poll(FeedState& state) {
  if (state.busy) {
    state.again = true;
    return;
  }
  state.busy = true;
  state.timer.cancel();
  state.answering = std::exchange(state.asked, {});
  if (std::holds_alternative<FileSource>(state.feed.source))
    poll_files(state);
  else if (std::holds_alternative<DropSource>(state.feed.source))
    poll_drop(state);
  else
    poll_http(state);
}

void Poller::poll_files(FeedState& state) {
  const bool by_schedule = std::exchange(state.by_schedule, true);
  workers_.run(
      [this, config = config_, feed = state.feed, stamps = state.stamps, clock = clock_,
       by_schedule, plan = plan_of(state)] {
        return read_files(intake_, *config, feed, *stamps, clock, by_schedule, plan);
      },
      [this, generation = generation_, id = state.feed.id](auto polled) {
        finished(generation, id, std::move(polled));
      });
}

void Poller::poll_drop(FeedState& state) {
  const bool by_schedule = std::exchange(state.by_schedule, true);
  workers_.run(
      [this, config = config_, feed = state.feed, memory = state.drop,
       look = DropLook{.moved_in = std::exchange(state.moved_in, {}),
                       .by_schedule = by_schedule,
                       .now = clock_(),
                       .at = std::chrono::steady_clock::now()}] {
        DropPass pass = empty_drop_folder(intake_, *config, feed, *memory, look);
        return Polled{.commits = std::move(pass.commits),
                      .failed = pass.failed,
                      .torn = false,
                      .incomplete = pass.incomplete,
                      .not_before = {}};
      },
      [this, generation = generation_, id = state.feed.id](auto polled) {
        finished(generation, id, std::move(polled));
      });
}

void Poller::poll_http(FeedState& state) {
  store_.run([config = config_,
              feed = state.feed, now = clock_()](Store& store) {
               return BeforeFetch{store.pipeline.validators(*config, feed, now),
                                  store.pipeline.not_before(feed.id, now)};
             },
             [this, generation = generation_,
              id = state.feed.id](std::expected<BeforeFetch, std::exception_ptr> last) {
               FeedState* s = find(generation, id);
               if (s == nullptr) return;
               if (!last) return finished(generation, id, std::unexpected(last.error()));
               if (last->not_before) return leave_alone(generation, id, *last->not_before);
               s->fetch = std::make_unique<HttpFetch>(
                   loop_, transfer_, clock_, std::get<HttpSource>(s->feed.source), last->validators,
                   s->failures_in_a_row,
                   [this, generation, id](Fetched f) { fetched(generation, id, std::move(f)); });
             });
}

// What the server asked for before a restart.
void Poller::leave_alone(std::uint64_t generation, const FeedId& id, Instant until) {
  Polled polled;
  polled.not_before = polled.next_poll = until;
  polled.planned = true;
  polled.left_alone = fmt::format("the server asked to be left alone until {}; it is polled then",
                                  to_text(until));
  log_.warn(fmt::format("feed {}: {}", id.text, polled.left_alone));
  finished(generation, id, std::move(polled));
}

void Poller::fetched(std::uint64_t generation, const FeedId& id, Fetched fetched) {
  FeedState* state = find(generation, id);
  if (state == nullptr) return;
  state->fetch.reset();
  workers_.run(
      [this, config = config_, feed = state->feed, f = std::move(fetched),
       plan = plan_of(*state).value_or(
           PollPlan{.schedule = state->feed.schedule, .not_before = {}, .once = true})]() mutable {
        Polled polled;
        polled.not_before = f.not_before;
        polled.failed = f.answer == Answer::failed || f.answer == Answer::refused;
        plan.not_before = f.not_before;
        if (f.answer == Answer::document) {
          polled.add(intake_.ingest(*config, feed,
                                    {.source = feed.shown_source,
                                     .fd = f.file.fd(),
                                     .size = f.bytes,
                                     .fetched_at = f.at,
                                     .etag = f.validators.etag,
                                     .last_modified = f.validators.last_modified,
                                     .headers = headers_text(f.headers),
                                     .plan = &plan},
                                    f.at),
                     !plan.once);
          polled.failed = bad(polled.commits.back());
        } else {
          const auto outcome = f.answer == Answer::refused  ? RunOutcome::rejected
                               : f.answer == Answer::failed ? RunOutcome::failed
                                                            : RunOutcome::unchanged;
          polled.add(
              intake_.note(run_without_rows(feed, feed.shown_source, f.at, outcome, f.reason),
                           &plan),
              !plan.once);
        }
        return polled;
      },
      [this, generation, id](auto polled) { finished(generation, id, std::move(polled)); });
}

void Poller::finished(std::uint64_t generation, const FeedId& id,
                      std::expected<Polled, std::exception_ptr> polled) {
  if (!polled && generation != generation_) return;  // it was dropped with its configuration
  if (!polled) {
    log_.error(fmt::format("feed {}: {}; nothing of it was stored, it is tried again", id.text,
                           what_of(polled.error())));
    ++failures_;
    if (storing_fails_) storing_fails_(fmt::format("feed {}: {}", id.text, what_of(polled.error())));
  } else {
    for (const Commit& commit : polled->commits) report(commit);
    if (polled->failed) ++failures_;
    for (const Commit& commit : polled->commits) committed_(commit);
  }
  FeedState* state = find(generation, id);
  if (state == nullptr) return;
  state->busy = false;
  const bool incomplete = polled && polled->incomplete;
  state->tried = state->tried || !incomplete || ++state->looks >= kFirstLooks;
  const bool go_on = keep_going_ || !state->tried;
  if (incomplete && !go_on) {
    log_.warn(fmt::format("feed {}: a file is still being written; it is left for another time",
                          id.text));
    ++failures_;
  }
  if (incomplete && go_on)  // they are answered when the files have been read
    state->asked.insert(state->asked.begin(), state->answering.begin(), state->answering.end());
  else
    for (const PollDone& done : state->answering)
      polled ? done(polled->commits, polled->left_alone) : done({}, what_of(polled.error()));
  state->answering.clear();
  const bool failed = !polled || polled->failed;
  if (!polled || polled->left_alone.empty())
    state->failures_in_a_row = failed ? state->failures_in_a_row + 1 : 0;
  state->not_before = polled ? polled->not_before : std::nullopt;
  if (first_pass_ && std::ranges::all_of(feeds_, [](const auto& f) { return f.second.tried; }))
    std::exchange(first_pass_, nullptr)();
  state = find(generation, id);  // first_pass may have replaced everything
  if (state == nullptr) return;
  if (std::exchange(state->again, false))
    poll(*state);
  else if (go_on)
    schedule(*state, polled ? &*polled : nullptr);
  this->polled(id);
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
  if (polled && (polled->torn || polled->incomplete))
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
        if (FeedState* s = find(generation, id)) poll_if_due(*s);
      });
}

void Poller::poll_if_due(FeedState& state) {
  const Instant t = clock_();
  if (t >= state.scheduled_at && t < *state.next_poll)  // else the clock was set back: poll
    wait(state);
  else
    poll(state);
}

void Poller::clock_stepped() {
  for (auto& [id, state] : feeds_)
    if (!state.busy && state.next_poll) poll_if_due(state);
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
    case RunOutcome::held:
      log_.warn(fmt::format("{}: document held: {}", name, run.message));
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
  if (!commit.warning.empty()) log_.warn(fmt::format("{}: {}", name, commit.warning));
  for (const Fault& fault : commit.faults) log_.warn(fmt::format("{}: {}", name, to_text(fault)));
}

}  // namespace firstcard
