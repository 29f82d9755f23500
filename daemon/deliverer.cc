#include "daemon/deliverer.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/retry.h"
#include "daemon/journal.h"
#include "daemon/plotting.h"
#include "hooks/crash_point.h"
#include "daemon/run_program.h"

namespace firstcard {

namespace {

// Longer than any attempt may take: a lease that runs out means that this process died or hangs.
constexpr seconds kLease{600};
constexpr int kAtOnce = 16;

}  // namespace

Deliverer::Deliverer(boost::asio::io_context& loop, StoreThread& store, Workers& workers,
                     Transfer& transfer, Log& log, Clock clock, Random01 random)
    : store_(store),
      workers_(workers),
      transfer_(transfer),
      log_(log),
      clock_(std::move(clock)),
      random_(std::move(random)),
      loop_(loop),
      timer_(loop) {}

void Deliverer::use(std::shared_ptr<const Config> config) {
  config_ = std::move(config);
}

void Deliverer::stop() {
  stopped_ = true;
  timer_.cancel();
}

void Deliverer::when_idle(std::function<void()> done) {
  when_idle_ = std::move(done);
  kick();
}

void Deliverer::check_idle() {
  if (!when_idle_ || leasing_ || again_ || !busy_.empty()) return;
  std::exchange(when_idle_, nullptr)();
}

void Deliverer::kick() {
  if (stopped_ || !config_) return;
  if (leasing_) {
    again_ = true;
    return;
  }
  leasing_ = true;
  store_.run(
      [config = config_, busy = busy_, now = clock_()](Store& store) {
        return dispatch(store.db, config->receivers, busy, now, kLease, kAtOnce);
      },
      [this](std::expected<Dispatched, std::exception_ptr> result) {
        if (!result) {
          ++failures_;
          log_.error("outbox: " + what_of(result.error()) + "; tried again in 10 s");
          dispatched({.rows = {}, .passed_on = {}, .next_due = clock_() + seconds{10}});
          return;
        }
        dispatched(std::move(*result));
      });
}

void Deliverer::dispatched(Dispatched work) {
  leasing_ = false;
  for (const std::string& line : work.passed_on) log_.warn(line);
  if (stopped_) return;
  for (const OutboxRow& row : work.rows) busy_.insert(row.receiver);
  if (!work.rows.empty()) crash_point("leased");
  for (const OutboxRow& row : work.rows) send(row);
  if (work.next_due) {
    timer_.expires_after(wait_until(*work.next_due, clock_()));
    timer_.async_wait([this](boost::system::error_code error) {
      if (!error) kick();
    });
  }
  if (std::exchange(again_, false)) kick();
  check_idle();
}

void Deliverer::send(const OutboxRow& row) {
  const auto receiver = std::ranges::find(config_->receivers, row.receiver, &Receiver::id);
  if (receiver == config_->receivers.end()) {  // gone in a reload between lease and send
    busy_.erase(row.receiver);
    return;
  }
  Notification n;
  try {
    n = notification_from_json(row.payload);
  } catch (const std::exception& error) {
    finish(row, {.outcome = Outcome::give_up, .reason = error.what(), .wait = {}});
    return;
  }
  if (!wants_pictures(*receiver, n)) return transmit(row, *receiver, n, {});
  // A copy of the receiver: the configuration may be another by the time they are drawn.
  workers_.run([n, stop = workers_.stop_token()] { return draw_plots(n, {.stop = stop}); },
               [this, row, n, to = *receiver](std::expected<Pictures, std::exception_ptr> drawn) {
                 if (stopped_) return;
                 const Pictures pictures =
                     drawn ? std::move(*drawn)
                           : Pictures{.all = {}, .fault = what_of(drawn.error())};
                 if (!pictures.fault.empty())
                   log_.warn(fmt::format("receiver {}: {} ({}): plots are missing: {}",
                                         row.receiver.text, row.kind, row.key, pictures.fault));
                 transmit(row, to, n, pictures);
               });
}

void Deliverer::transmit(const OutboxRow& row, const Receiver& receiver, const Notification& n,
                         const Pictures& pictures) {
  Prepared prepared;
  try {
    prepared = prepare(receiver, n, config_->user_agent, pictures);
    for (const std::string& fault : template_faults(receiver, n))
      log_.warn(fmt::format("receiver {}: {} ({}): {}; the built-in text was used",
                            row.receiver.text, row.kind, row.key, fault));
  } catch (const std::exception& error) {
    finish(row, {.outcome = Outcome::give_up, .reason = error.what(), .wait = {}});
    return;
  }
  const auto answered = [this, row](auto result) {
    boost::asio::post(loop_, [this, row, result = std::move(result)] {
      if (stopped_) return;
      if constexpr (std::is_same_v<std::decay_t<decltype(result)>, HttpResult>)
        finish(row, classify(result, clock_()));
      else
        finish(row, classify(result));
    });
  };
  if (auto* run = std::get_if<ProgramRun>(&prepared)) {
    // The thread before it has ended: a receiver has one message at a time.
    programs_[row.receiver] = std::jthread([run = std::move(*run), answered](std::stop_token stop) {
      answered(run_program(run, stop));
    });
    return;
  }
  if (auto* http = std::get_if<HttpRequest>(&prepared)) {
    transfer_.start(std::move(*http), answered);
  } else if (auto* mail = std::get_if<MailRequest>(&prepared)) {
    transfer_.start(std::move(*mail), answered);
  } else {
    const LogEntry& entry = std::get<LogEntry>(prepared);
    if (!journal_is_ours() || !tell_journal(entry.line, entry.fields)) log_.info(entry.line);
    finish(row, {.outcome = Outcome::delivered, .reason = {}, .wait = {}});
  }
}

void Deliverer::finish(const OutboxRow& row, Attempt attempt) {
  crash_point("sent");
  const Instant now = clock_();
  const auto receiver = std::ranges::find(config_->receivers, row.receiver, &Receiver::id);
  const bool known = receiver != config_->receivers.end();
  std::optional<RetryDecision> decision;
  const auto fallback = known ? stand_in_of(config_->receivers, *receiver) : std::nullopt;
  if (attempt.outcome != Outcome::delivered) {
    ++failures_;
    RetryPolicy policy;
    if (known) policy.max_age = receiver->max_age;
    decision = after_failure(attempt, row.attempts, row.waited, random_(), policy);
  }
  store_.run(
      [row, decision, fallback, now](Store& store) {
        std::optional<std::string> passed_on;
        Transaction tx(store.db);
        if (!decision)
          store.outbox.delivered(tx, row.id, now);
        else if (decision->wait)
          store.outbox.failed(tx, row.id, now, *decision->wait, decision->reason);
        else
          store.outbox.given_up(tx, row.id, now, decision->reason);
        if (!decision || !decision->wait)
          passed_on = pass_on(store.outbox, tx, row, fallback,
                              decision ? Mark::given_up : Mark::delivered, now);
        tx.commit();
        return passed_on;
      },
      [this, row, decision](std::expected<std::optional<std::string>, std::exception_ptr> marked) {
        crash_point("marked");
        busy_.erase(row.receiver);
        const std::string name =
            fmt::format("receiver {}: {} ({})", row.receiver.text, row.kind, row.key);
        // Without the mark the lease runs out and the row is sent again under the same key.
        if (!marked) {
          ++failures_;
          log_.error(name + ": cannot be marked: " + what_of(marked.error()));
        } else if (!decision)
          log_.info(name + ": delivered");
        else if (decision->wait)
          log_.warn(name + ": " + decision->reason);
        else
          log_.error(fmt::format("{}: {}; firstcard notifications retry {} revives it", name,
                                 decision->reason, row.id));
        if (marked && *marked) log_.warn(**marked);
        kick();
      });
}

}  // namespace firstcard
