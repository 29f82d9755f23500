#include "daemon/app.h"

#include <fmt/format.h>

#include <csignal>

#include "daemon/descriptors.h"
#include "daemon/service.h"
#include "feeds/glob.h"
#include "hooks/crash_point.h"
#include "daemon/leftovers.h"
#include "storage/clock_step.h"

namespace firstcard {

namespace {

// How often the documents that are kept no longer are looked for.
constexpr std::chrono::hours kPrune{24};
// By then a clock that was wrong at boot has been set.
constexpr std::chrono::hours kFirstPrune{1};

// At a start the first evaluation waits this long at most for feeds that do not answer.
constexpr std::chrono::seconds kFirstPass{5};

std::vector<std::filesystem::path> folders_of(const Config& config) {
  std::vector<std::filesystem::path> folders;
  for (const Feed& feed : config.feeds) {
    if (const auto* source = std::get_if<FileSource>(&feed.source); source && source->watch)
      folders.push_back(watch_folder(source->pattern));
    if (const auto* drop = std::get_if<DropSource>(&feed.source); drop && drop->watch)
      folders.emplace_back(drop->folder);
  }
  return folders;
}

}  // namespace

std::string what_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "unknown error";
  }
}

App::App(Config config, Log& log, Clock clock, Random01 random)
    : log_(log),
      clock_(clock),
      config_(std::make_shared<const Config>(std::move(config))),
      store_(loop_, config_->database),
      workers_(loop_),
      watcher_(
          loop_, [this](const auto& file, bool moved) { poller_.file_changed(file, moved); },
          [this] {
            log_.warn("the kernel dropped file events; all feeds are polled");
            for (const Feed& feed : config_->feeds) poller_.poll_now(feed.id);
          }),
      poller_(loop_, store_, workers_, transfer_, log, clock, random,
              [this](const Commit& commit) { committed(commit); }),
      requests_(store_, workers_, poller_, log, clock,
                [this](const Commit& commit) { committed(commit); }),
      deliverer_(loop_, store_, workers_, transfer_, log, clock, random),
      heartbeat_(loop_, store_, poller_, transfer_, log, clock),
      signals_(loop_),
      change_timer_(loop_),
      first_pass_timer_(loop_),
      watchdog_timer_(loop_),
      prune_timer_(loop_),
      looked_{.wall = clock_()},
      pruned_(looked_) {}

int App::run() {
  poller_.when_storing_fails([this](const std::string& reason) { heartbeat_.failed(reason); });
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) signals_.add(signal);
  wait_for_signal();
  begin();
  clock_watch_.emplace(loop_, timer_of_clock_steps(), [this] {
    log_.info("the system's clock was set; what waits for a time looks at it again");
    look_again();
  });
  loop_.run();
  workers_.end();  // before the parts go that their jobs use
  return exit_code_;
}

int App::run_once() {
  once_ = true;
  for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) signals_.add(signal);
  wait_for_signal();
  poller_.keep_going(false);
  begin();
  loop_.run();
  workers_.end();  // before the parts go that their jobs use
  return exit_code_;
}

void App::begin() {
  store_.run(
      [config = config_, now = clock_()](Store& store) {
        store.current = config.get();
        Transaction tx(store.db);
        store.outbox.end_leases(tx);
        tx.commit();
        bring_back(store.db, seconds{0}, now);
        store.pipeline.declare(*config);
        store.pipeline.hold(*config);
        return true;
      },
      [this](std::expected<bool, std::exception_ptr> result) {
        if (result) {
          started();
          return;
        }
        log_.error(what_of(result.error()));
        exit_code_ = 1;
        stop("");
      });
}

void App::started() {
  const auto count = [](std::size_t n, std::string_view one, std::string_view more) {
    return fmt::format("{} {}", n, n == 1 ? one : more);
  };
  log_.info(fmt::format("{}, {}, {}, {}; database {}", count(config_->feeds.size(), "feed", "feeds"),
                        count(config_->indicators.size(), "indicator", "indicators"),
                        count(config_->theses.size(), "thesis", "theses"),
                        count(config_->receivers.size(), "receiver", "receivers"),
                        config_->database.string()));
  use(config_);
  if (once_) return;
  notify_ready(count(config_->feeds.size(), "feed", "feeds"));
  if (const auto interval = watchdog_interval()) feed_watchdog(*interval);
  limit_first_pass();
  prune_later(kFirstPrune);
}

void App::prune_later(std::chrono::hours wait) {
  prune_timer_.expires_after(wait);
  prune_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) prune_documents();
  });
}

void App::prune_documents() {
  const Moment looked{.wall = clock_()};
  const Instant now = cautious(std::exchange(pruned_, looked), looked);
  store_.run(
      [config = config_, now](Store& store) {
        return store.pipeline.prune_documents(*config, now);
      },
      [this](std::expected<int, std::exception_ptr> pruned) {
        if (!pruned)
          log_.warn("documents cannot be pruned: " + what_of(pruned.error()));
        else if (*pruned > 0)
          log_.info(fmt::format("{} documents were kept long enough and are removed", *pruned));
      });
  prune_later(kPrune);
}

void App::limit_first_pass() {
  first_pass_timer_.expires_after(kFirstPass);
  first_pass_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) first_pass_done();
  });
}

void App::use(std::shared_ptr<const Config> config) {
  config_ = std::move(config);
  HostRules hosts = config_->hosts;
  hosts.at_once = room_for_transfers();
  transfer_.use(std::move(hosts));
  deliverer_.use(config_);
  if (!once_)
    for (const auto& folder : watcher_.watch(folders_of(*config_)))
      log_.warn(fmt::format("{}: cannot be watched; its feeds are polled by their schedule only",
                            folder.string()));
  store_.run([config = config_](Store& store) { return leftovers(store.db, *config); },
             [this](std::expected<std::vector<std::string>, std::exception_ptr> lines) {
               if (lines)
                 for (const std::string& line : *lines) log_.warn(line);
             });
  poller_.start(config_, [this] { first_pass_done(); });
  requests_.use(config_);
  if (!once_) heartbeat_.use(config_);
  deliverer_.kick();
}

void App::first_pass_done() {
  first_pass_timer_.cancel();
  const auto finish = [this] {
    if (!once_) return;
    requests_.when_idle([this] {
      deliverer_.when_idle([this] {
        if (poller_.failures() + deliverer_.failures() > 0) exit_code_ = 1;
        stop("");
      });
    });
  };
  if (std::exchange(evaluated_, true))
    finish();
  else
    evaluate(finish);
}

void App::evaluate(std::function<void()> then) {
  store_.run([config = config_,
              now = clock_()](Store& store) { return store.pipeline.evaluate(*config, now); },
             [this, then = std::move(then)](std::expected<Commit, std::exception_ptr> commit) {
               if (commit) {
                 committed(*commit);
               } else {
                 exit_code_ = once_ ? 1 : 0;
                 heartbeat_.failed("evaluation: " + what_of(commit.error()));
                 log_.error("evaluation: " + what_of(commit.error()) +
                            (once_ ? "" : "; tried again in a minute"));
                 next_change_ = clock_() + std::chrono::minutes{1};
                 wait_for_change();
               }
               if (then) then();
             });
}

void App::committed(const Commit& commit) {
  const Recorded& r = commit.recorded;
  for (const std::string& line : r.decisions) log_.info(line);
  if (!r.verdicts.empty()) {
    std::string status;
    for (const std::string& line : r.verdicts) status += (status.empty() ? "" : "; ") + line;
    notify_status(status);
    if (std::exchange(verdicts_, status) != status) log_.info(status);
  }
  if (r.evaluated) {
    next_change_ = r.next_change;
    wait_for_change();
  }
  if (r.notifications > 0) deliverer_.kick();
}

void App::wait_for_change() {
  change_timer_.cancel();
  if (!next_change_ || reloading_) return;
  change_timer_.expires_after(wait_until(*next_change_, clock_()));
  change_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    if (clock_() >= *next_change_)
      evaluate(nullptr);
    else
      wait_for_change();
  });
}

void App::wait_for_signal() {
  signals_.async_wait([this](boost::system::error_code error, int signal) {
    if (error) return;
    if (signal == SIGHUP || signal == SIGUSR1) {
      if (signal == SIGHUP)
        reload();
      else
        look_again();
      wait_for_signal();
    } else {
      stop(signal == SIGTERM ? "SIGTERM" : "SIGINT");
    }
  });
}

// What waits for an instant, waits for it by the clock as it is now.
void App::look_at_clock() {
  const Moment now{.wall = clock_()};
  const seconds back = set_back_between(std::exchange(looked_, now), now);
  if (back > seconds{0})
    log_.warn(fmt::format("the system's clock was set back by {} s, to {}", back.count(),
                          to_text(now.wall)));
  // Before the feeds look: what servers asked for is by the clock as it was.
  store_.run([back, at = now.wall](Store& store) { return bring_back(store.db, back, at); },
             [this](std::expected<int, std::exception_ptr> brought) {
               if (!brought) log_.error("outbox: " + what_of(brought.error()));
               deliverer_.kick();
             });
  poller_.clock_stepped();
  wait_for_change();
}

void App::look_again() {
  look_at_clock();
  // A silence may have begun or ended. First: who asks for something is answered when that is done.
  if (evaluated_ && !reloading_) evaluate(nullptr);
  requests_.look();
}

void App::reload() {
  if (reloading_) {
    reload_again_ = true;
    return;
  }
  auto next = load_config(config_->file);
  if (next && next->database != config_->database)
    next = std::unexpected(std::vector{
        ConfigError{.file = config_->file.string(),
                    .message = "[storage] path cannot change in a reload; restart the service"}});
  if (!next) {
    for (const ConfigError& error : next.error()) log_.error(to_text(error));
    log_.error("reload: the configuration is refused; the running one stays");
    return;
  }
  notify_reloading();
  crash_point("reloading");
  // From here until the new one is in use nothing is evaluated: what the old rules would say after
  // the new ones have spoken would be told as an edit, and told back.
  reloading_ = true;
  requests_.stop();
  poller_.stop();
  change_timer_.cancel();
  first_pass_timer_.cancel();
  auto config = std::make_shared<const Config>(std::move(*next));
  store_.run(
      [config, evaluated = evaluated_, now = clock_()](Store& store) {
        const Config* const before = std::exchange(store.current, config.get());
        try {
          // At a start the first evaluation still waits for the feeds.
          return evaluated ? store.pipeline.evaluate(*config, now) : Commit{};
        } catch (...) {
          store.current = before;
          throw;
        }
      },
      [this, config](std::expected<Commit, std::exception_ptr> commit) {
        reloading_ = false;
        crash_point("reloaded");
        if (commit) {
          log_.set_level(config->log_level);
          log_.info("the configuration was reloaded");
          committed(*commit);
          use(config);
        } else {
          log_.error("reload: " + what_of(commit.error()) + "; the running configuration stays");
          wait_for_change();
          use(config_);
        }
        if (!evaluated_) limit_first_pass();
        notify_ready(fmt::format("{} feeds", config_->feeds.size()));
        if (std::exchange(reload_again_, false)) reload();
      });
}

void App::feed_watchdog(std::chrono::microseconds interval) {
  notify_watchdog();
  watchdog_timer_.expires_after(interval);
  watchdog_timer_.async_wait([this, interval](boost::system::error_code error) {
    if (error) return;
    // Through both threads: the watchdog hears of us only while each of them gets on.
    store_.run([](Store&) { return true; }, [this, interval](auto) { feed_watchdog(interval); });
  });
}

void App::stop(const std::string& why) {
  if (!why.empty()) log_.info(why + ": stopping");
  notify_stopping();
  requests_.stop();
  poller_.stop();
  deliverer_.stop();
  heartbeat_.stop();
  loop_.stop();
}

}  // namespace firstcard
