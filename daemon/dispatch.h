#pragma once
// What is to be sent now, what goes to a fallback, and when to look again. On the store thread.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "alerts/receiver.h"
#include "storage/outbox.h"

namespace firstcard {

struct Dispatched {
  std::vector<OutboxRow> rows;         // leased
  std::vector<std::string> passed_on;  // a line for the log each
  std::optional<Instant> next_due;     // when to look again, besides at the end of each attempt
};

// Leases what is due at `now` of each receiver that is not in `busy` and within its rate, and
// queues for its fallback what a receiver has not delivered in time. Writes nothing, and takes no
// lock, where neither is due.
Dispatched dispatch(Database& db, const std::vector<Receiver>& receivers,
                    const std::set<ReceiverId>& busy, Instant now, seconds lease_for, int limit);

// Who stands in for a receiver.
struct StandIn {
  ReceiverId id;
  bool keeps_list = false;  // see receiver.h
};
std::optional<StandIn> stand_in_of(const std::vector<Receiver>& receivers, const Receiver& receiver);

// In the transaction that marks the row: queues one that is given up for the receiver's fallback,
// and one that is delivered where the fallback has stood in earlier in the same incident. The line
// for the log, or nothing: there is no fallback, or it has the message already.
enum class Mark : std::uint8_t { delivered, given_up };
std::optional<std::string> pass_on(Outbox& outbox, Transaction& tx, const OutboxRow& row,
                                   const std::optional<StandIn>& to, Mark mark, Instant now);

}  // namespace firstcard
