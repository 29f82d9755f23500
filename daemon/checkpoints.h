#pragma once
// Judges checkpoints when their day is over, records and tells it. On the store thread, inside the
// transaction of the evaluation.
#include <optional>
#include <string>
#include <vector>

#include "daemon/notice.h"
#include "storage/checkpoints.h"
#include "storage/holdbacks.h"
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
// The theses of which the receiver would be told it; none where no thesis uses the indicator.
std::vector<ThesisId> told_as_part_of(const Config& config, const Receiver& receiver,
                                      const IndicatorId& indicator);

struct Recorded;

class CheckpointWatch {
 public:
  explicit CheckpointWatch(Database& db) : db_(db), rows_(db), holdbacks_(db), outbox_(db) {}

  // Judges every checkpoint whose day is over and that was not judged yet, and keeps the open ones
  // in step with the configuration. What was due at `last_evaluation` already (or before the first
  // one) is recorded and not told. Tells what was held back and no longer is. Adds log lines and rows
  // to `recorded`, and takes its next change forward to the next judgement or end of a hold.
  void look(Transaction& tx, const Config& config, Ledger& ledger,
            std::optional<Instant> last_evaluation, Instant now, Recorded& recorded);

 private:
  struct Looking;  // what one look has at hand

  void tell(Looking& looking, const Notification& n);
  void tell_held_back(Looking& looking, const std::vector<CheckpointRecord>& judged);

  Database& db_;
  Checkpoints rows_;
  Holdbacks holdbacks_;
  Outbox outbox_;
};

}  // namespace firstcard
