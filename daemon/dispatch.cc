#include "daemon/dispatch.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/tracker.h"
#include "daemon/queued_row.h"
#include "storage/database.h"

namespace firstcard {

namespace {

void sooner(std::optional<Instant>& next, std::optional<Instant> other) {
  if (other) next = std::min(next.value_or(*other), *other);
}

// When the head of the receiver's queue may be sent.
std::optional<Instant> due_at(Outbox& outbox, const Receiver& receiver, Instant now) {
  auto due = outbox.next_due({receiver.id});
  if (!due || receiver.rate.count == 0) return due;
  const auto free = outbox.free_at(receiver.id, receiver.rate.count, receiver.rate.per, now);
  return std::max(*due, free.value_or(*due));
}

// When the receiver's oldest message goes to its fallback.
std::optional<Instant> passed_on_at(Outbox& outbox, const Receiver& receiver) {
  if (!receiver.fallback) return std::nullopt;
  const auto row = outbox.oldest_not_passed_on(receiver.id, receiver.fallback->to);
  if (!row) return std::nullopt;
  return row->waits_since + receiver.fallback->after;
}

// What a receiver that keeps a list has to have before this one.
std::optional<Notification> closing_of(const OutboxRow& row) {
  try {
    return closing(notification_from_json(row.payload));
  } catch (const std::invalid_argument&) {
    return std::nullopt;  // it is given up when it is to be sent, with the reason
  }
}

void pass_on_overdue(Outbox& outbox, Transaction& tx, const Receiver& receiver,
                     const std::optional<StandIn>& to, Instant now,
                     std::vector<std::string>& lines) {
  if (!receiver.fallback) return;
  while (const auto row = outbox.oldest_not_passed_on(receiver.id, receiver.fallback->to)) {
    if (row->waits_since + receiver.fallback->after > now) return;
    if (auto line = pass_on(outbox, tx, *row, to, Mark::given_up, now))
      lines.push_back(std::move(*line));
  }
}

}  // namespace

Dispatched dispatch(Database& db, const std::vector<Receiver>& receivers,
                    const std::set<ReceiverId>& busy, Instant now, seconds lease_for, int limit) {
  Outbox outbox(db);
  Dispatched out;
  const auto is_due = [&](const Receiver& receiver) {
    if (busy.contains(receiver.id)) return false;
    const auto due = due_at(outbox, receiver, now);
    return due && *due <= now;
  };
  const auto is_overdue = [&](const Receiver& receiver) {
    const auto at = passed_on_at(outbox, receiver);
    return at && *at <= now;
  };
  if (std::ranges::any_of(receivers, is_due) || std::ranges::any_of(receivers, is_overdue)) {
    Transaction tx(db);
    for (const Receiver& receiver : receivers)
      pass_on_overdue(outbox, tx, receiver, stand_in_of(receivers, receiver), now, out.passed_on);
    std::vector<ReceiverId> free;
    for (const Receiver& receiver : receivers)
      if (is_due(receiver)) free.push_back(receiver.id);
    out.rows = outbox.lease(tx, free, now, lease_for, limit);
    tx.commit();
  }
  for (const Receiver& receiver : receivers) {
    // The end of an attempt asks again by itself. Its lease may have run out meanwhile, by a clock
    // that was set: waiting for that would be asking without a pause.
    if (!busy.contains(receiver.id)) sooner(out.next_due, due_at(outbox, receiver, now));
    sooner(out.next_due, passed_on_at(outbox, receiver));
  }
  return out;
}

std::optional<StandIn> stand_in_of(const std::vector<Receiver>& receivers,
                                   const Receiver& receiver) {
  if (!receiver.fallback) return std::nullopt;
  const auto to = std::ranges::find(receivers, receiver.fallback->to, &Receiver::id);
  return StandIn{.id = receiver.fallback->to,
                 .keeps_list = to != receivers.end() && keeps_list(*to)};
}

std::optional<std::string> pass_on(Outbox& outbox, Transaction& tx, const OutboxRow& row,
                                   const std::optional<StandIn>& to, Mark mark, Instant now) {
  if (!to || (mark == Mark::delivered && !outbox.stood_in(row.id, to->id))) return std::nullopt;
  if (to->keeps_list)
    if (const auto end = closing_of(row)) outbox.add(tx, queued_row(*end, to->id, now));
  if (!outbox.pass_on(tx, row.id, to->id, now)) return std::nullopt;
  return fmt::format("receiver {}: {} ({}): queued for the fallback {}", row.receiver.text,
                     row.kind, row.key, to->id.text);
}

}  // namespace firstcard
