#pragma once
// Judges checkpoints when their day is over, records and tells it. On the store thread, inside the
// transaction of the evaluation.
#include <optional>
#include <string>

#include "daemon/notice.h"
#include "storage/checkpoints.h"
#include "storage/ledger.h"
#include "storage/outbox.h"

namespace firstcard {

// "strengthening", "above 2.0%", "margin above 2.0%": the line in the indicator's unit.
std::string expected_text(const Expectation& e, const std::string& unit);
// What an expectation is compared with: "weakening: -1.9 pp is below -1.0 pp", "1.2% in 2026-Q2".
std::string found_text(const Expectation& e, const Indicator& rule, const Assessment& a);

// A checkpoint by what was known at the end of its day.
struct JudgedCheckpoint {
  const Checkpoint* checkpoint = nullptr;
  Seen seen;
  bool met = false;
  std::string found;  // see found_text
};
JudgedCheckpoint judge(const Config& config, WindowSource& source, const Checkpoint& checkpoint);

// The notification about it. Its key is checkpoint/ID/BY.
Notification notification_of(const Config& config, const JudgedCheckpoint& judgement, bool late,
                             const Provenance& provenance);
// Whether the receiver takes it: a receiver of some theses only those of their indicators, and of
// indicators that no thesis uses.
bool takes_checkpoint(const Config& config, const Receiver& receiver, const Notification& n);

struct Recorded;

class CheckpointWatch {
 public:
  explicit CheckpointWatch(Database& db) : rows_(db), outbox_(db) {}

  // Judges every checkpoint whose day is over and that was not judged yet, and keeps the open ones
  // in step with the configuration. What was due at `last_evaluation` already (or before the first
  // one) is recorded and not told. Adds log lines and rows to `recorded`, and takes its next change
  // forward to the next judgement.
  void look(Transaction& tx, const Config& config, Ledger& ledger,
            std::optional<Instant> last_evaluation, Instant now, Recorded& recorded);

 private:
  int tell(Transaction& tx, const Config& config, const Notification& n, Instant now);

  Checkpoints rows_;
  Outbox outbox_;
};

}  // namespace firstcard
