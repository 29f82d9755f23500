#pragma once
// Evaluates what the ledger now holds and records the outcome: assessments, verdicts, incidents and
// one outbox row per receiver. Runs on the store thread inside the caller's transaction, so that
// rows and their consequences are one commit.
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/checkpoints.h"
#include "daemon/teller.h"
#include "storage/duties.h"
#include "storage/ledger.h"
#include "storage/state.h"

namespace firstcard {

// Windows from the ledger.
class LedgerSource final : public WindowSource {
 public:
  // What was known at `horizon` is known at any instant: the clock may have been set back since.
  explicit LedgerSource(Ledger& ledger, Instant horizon = {})
      : ledger_(ledger), horizon_(horizon) {}
  Window window(const std::map<SeriesId, Need>& needs, Instant as_of) override {
    return ledger_.window(needs, std::max(as_of, horizon_));
  }
  void set_horizon(Instant horizon) { horizon_ = horizon; }

 private:
  Ledger& ledger_;
  Instant horizon_;
};

// What the last evaluation saw; taken before new rows are stored.
struct LastLook {
  std::optional<EvaluationMark> mark;  // nullopt: there was none
  SeenAll seen;
};

// What one evaluation came to.
struct Recorded {
  std::vector<std::string> decisions;  // one line per edge and per holding back, for the log
  std::vector<std::string>
      verdicts;           // "ai-demand: mixed, 1 of 4 weakening, 0 unknown", one per thesis
  int notifications = 0;  // outbox rows written
  bool evaluated = false;
  std::optional<Instant> next_change;  // see evaluation.h and teller.h
};

class Recorder {
 public:
  Recorder(Database& db, Ledger& ledger)
      : ledger_(ledger), source_(ledger), state_(db), teller_(db, ledger), checkpoints_(db),
        duties_(db) {}

  LastLook look(const Config& config);
  // See EvaluationMark; the beginning of time if there was no evaluation.
  Instant horizon();
  Recorded record(Transaction& tx, const Config& config, LastLook before, Instant now);

 private:
  struct Edited {
    std::set<IndicatorId> indicators;
    std::map<ThesisId, std::string> theses;  // see edit_text()
  };
  Edited store_rules(Transaction& tx, const Config& config, Instant now);
  Past past(const Config& config, LastLook before, std::set<IndicatorId> edited);
  // `edited` explains the first verdict of a thesis that differs, and is taken out by it.
  void store(Transaction& tx, const Config& config, const Step& step,
             std::map<ThesisId, std::string>& edited, Instant now);

  Ledger& ledger_;
  LedgerSource source_;
  State state_;
  Teller teller_;
  CheckpointWatch checkpoints_;
  Duties duties_;
};

}  // namespace firstcard
