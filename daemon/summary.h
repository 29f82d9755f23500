#pragma once
// How things stand, told at times of the calendar though nothing has happened: so that silence is
// news. One notification of the kind "summary" for each thesis. On the store thread.
#include <optional>

#include "daemon/config.h"
#include "daemon/evaluation.h"
#include "storage/duties.h"
#include "storage/feed_state.h"
#include "storage/ledger.h"
#include "storage/outbox.h"
#include "storage/state.h"

namespace firstcard {

class Summary {
 public:
  Summary(Database& db, Ledger& ledger)
      : db_(db), ledger_(ledger), duties_(db), state_(db), feeds_(db), outbox_(db) {}

  // Tells if one of the times has come since the last; several that were missed are told once. In
  // the transaction of an evaluation at `now`, after its verdicts. Returns the outbox rows written.
  int tell(Transaction& tx, const Config& config, Instant now);
  // When tell() has something to do again; nullopt: never.
  std::optional<Instant> next(const Config& config, Instant now);

 private:
  std::vector<std::string> troubles(const Config& config, Instant now);

  Database& db_;
  Ledger& ledger_;
  Duties duties_;
  State state_;
  FeedStates feeds_;
  Outbox outbox_;
};

}  // namespace firstcard
