#pragma once
// The course of all theses from one evaluated instant to the next. The live daemon and the backtest
// walk the same timeline; they differ only in where windows come from and who records the steps.
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "daemon/evaluation.h"

namespace firstcard {

struct Step {
  Instant at;
  SeenAll seen;
  std::map<IndicatorId, Status> before;      // status at the step before; absent at a first look
  std::map<IndicatorId, CauseFound> causes;  // of assessments that changed
  std::map<IndicatorId, CauseFound> status_causes;  // of the change that led to the present status
  std::map<ThesisId, Verdict> prior;                // absent at the very first evaluation
  std::map<ThesisId, Decision> decisions;
};

// An earlier evaluation, from which a timeline goes on.
struct Past {
  SeenAll seen;                            // what was seen then, before new rows were stored
  std::map<IndicatorId, Status> statuses;  // as recorded
  std::map<IndicatorId, CauseFound> status_causes;
  std::map<ThesisId, Verdict> verdicts;
  std::set<IndicatorId> edited;  // whose rules were edited since
};

class Timeline {
 public:
  // `config` and `source` must outlive it. Starts with nothing seen.
  Timeline(const Config& config, WindowSource& source) : config_(config), source_(source) {}

  void resume(Past past) { past_ = std::move(past); }

  // Evaluates all rules at `at`: later than the last step, unless the clock was set back.
  Step step(Instant at);

  // Evaluates at each of `known` (ascending) that lies in (from, to], at every instant between at
  // which time alone may change a verdict, and at `to`.
  void walk(Instant from, Instant to, const std::vector<Instant>& known,
            const std::function<void(Step)>& visit);

  // See next_change in evaluation.h, for the last step.
  std::optional<Instant> next_change() const;

 private:
  const Config& config_;
  WindowSource& source_;
  Past past_;  // the last step
  Instant last_;
};

}  // namespace firstcard
