#pragma once
// From what an evaluation found to rows of the outbox: what each receiver is told now, what is held
// back, what it is reminded of. On the store thread inside the caller's transaction.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/notice.h"
#include "storage/ledger.h"

namespace firstcard {

// The way that an evaluation went; its verdicts are stored.
struct Walked {
  std::vector<Notices> notices;                   // one for each thesis
  std::map<ThesisId, std::int64_t> last_verdict;  // by number, before this evaluation; 0: none
  std::map<IndicatorId, Status> before;           // as recorded before this evaluation
  std::optional<Step> last;                       // the present
  std::map<ThesisId, std::string> edited;  // what of its rule changed: "weakening_count 2 -> 3"
  std::optional<Instant> from;  // the last evaluation; nullopt: this is the first
};

struct Told {
  int notifications = 0;           // outbox rows written
  std::vector<std::string> lines;  // decisions, for the log
  // When something that is held back, or a reminder, becomes due though nothing changes.
  std::optional<Instant> next;
};

class Teller {
 public:
  Teller(Database& db, Ledger& ledger) : db_(db), ledger_(ledger) {}

  Told tell(Transaction& tx, const Config& config, const Walked& walked, Instant now);

 private:
  Database& db_;
  Ledger& ledger_;
};

}  // namespace firstcard
