#include "daemon/deliverer.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/retry.h"
#include "daemon/plotting.h"
#include "hooks/crash_point.h"

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
  std::vector<ReceiverId> all, free;
  for (const Receiver& receiver : config_->receivers) {
    all.push_back(receiver.id);
    if (!busy_.contains(receiver.id)) free.push_back(receiver.id);
  }
  const Instant now = clock_();
  store_.run(
      [all, free, now](Store& store) {
        Leased leased;
        leased.next_due = store.outbox.next_due(free);
        if (leased.next_due && *leased.next_due <= now) {
          Transaction tx(store.db);
          leased.rows = store.outbox.lease(tx, free, now, kLease, kAtOnce);
          tx.commit();
          leased.next_due = store.outbox.next_due(all);
        }
        return leased;
      },
      [this](std::expected<Leased, std::exception_ptr> result) {
        if (!result) {
          ++failures_;
          log_.error("outbox: " + what_of(result.error()) + "; tried again in 10 s");
          leased({.rows = {}, .next_due = clock_() + seconds{10}});
          return;
        }
        leased(std::move(*result));
      });
}

void Deliverer::leased(Leased leased) {
  leasing_ = false;
  if (stopped_) return;
  for (const OutboxRow& row : leased.rows) busy_.insert(row.receiver);
  if (!leased.rows.empty()) crash_point("leased");
  for (const OutboxRow& row : leased.rows) send(row);
  if (leased.next_due) {
    timer_.expires_after(wait_until(*leased.next_due, clock_()));
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
  if (auto* http = std::get_if<HttpRequest>(&prepared)) {
    transfer_.start(std::move(*http), answered);
  } else if (auto* mail = std::get_if<MailRequest>(&prepared)) {
    transfer_.start(std::move(*mail), answered);
  } else {
    log_.info(std::get<std::string>(prepared));
    finish(row, {.outcome = Outcome::delivered, .reason = {}, .wait = {}});
  }
}

void Deliverer::finish(const OutboxRow& row, Attempt attempt) {
  crash_point("sent");
  const Instant now = clock_();
  std::optional<RetryDecision> decision;
  if (attempt.outcome != Outcome::delivered) {
    ++failures_;
    decision = after_failure(attempt, row.attempts, now - row.created_at, random_());
  }
  store_.run(
      [row, decision, now](Store& store) {
        Transaction tx(store.db);
        if (!decision)
          store.outbox.delivered(tx, row.id, now);
        else if (decision->wait)
          store.outbox.failed(tx, row.id, now + *decision->wait, decision->reason);
        else
          store.outbox.given_up(tx, row.id, now, decision->reason);
        tx.commit();
        return true;
      },
      [this, row, decision](std::expected<bool, std::exception_ptr> marked) {
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
          log_.error(name + ": given up: " + decision->reason +
                     "; firstcard notifications retry revives it");
        kick();
      });
}

}  // namespace firstcard
