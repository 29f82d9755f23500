#pragma once
// Checkpoints as they were judged, and those that are still open. Keyed by id and day: an edited
// day is another row, and what was judged stays.
#include <optional>
#include <string>
#include <vector>

#include "indicators/checkpoint.h"
#include "storage/database.h"

namespace firstcard {

enum class CheckpointState : std::uint8_t { open, met, missed };
std::string_view to_text(CheckpointState s);

struct CheckpointRecord {
  CheckpointId id;
  Date by;
  std::string title;
  IndicatorId indicator;
  std::string expectation;  // as people read it
  CheckpointState state = CheckpointState::open;
  // Of the judgement; of an open one empty.
  std::optional<Status> status;
  std::optional<double> reading;
  std::optional<Date> period;
  std::string reason;                  // why the status was that
  std::optional<Instant> recorded_at;  // when this daemon judged it
  bool late = false;                   // that was not at its time
  bool operator==(const CheckpointRecord&) const = default;
};

class Checkpoints {
 public:
  explicit Checkpoints(Database& db) : db_(db) {}

  std::vector<CheckpointRecord> all();  // by day, then id
  // Adds the row, or replaces an open one; a judged one stays as it is, and false is returned.
  bool put(Transaction& tx, const CheckpointRecord& record);
  // One that is no longer configured; a judged one stays.
  void forget_open(Transaction& tx, const CheckpointId& id, Date by);

 private:
  Database& db_;
};

// The migration's step: the table and the view `checkpoints`.
extern const char* const kCheckpoints;

}  // namespace firstcard
