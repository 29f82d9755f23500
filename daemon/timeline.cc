#include "daemon/timeline.h"

#include <algorithm>

namespace firstcard {

namespace {

// What makes an assessment worth a record: its status, or what people see of its reading.
bool differs(const Assessment& a, const Assessment& b) {
  return a.status != b.status || a.leading().reading != b.leading().reading;
}

}  // namespace

void Timeline::resume(SeenAll seen, std::map<IndicatorId, Status> recorded,
                      std::map<ThesisId, Verdict> verdicts, std::set<IndicatorId> edited) {
  seen_ = std::move(seen);
  recorded_ = std::move(recorded);
  verdicts_ = std::move(verdicts);
  edited_ = std::move(edited);
}

Step Timeline::step(Instant at) {
  Step step{.at = at,
            .seen = assess_all(config_, source_, at),
            .before = {},
            .causes = {},
            .prior = verdicts_,
            .decisions = {}};
  for (const auto& [id, now] : step.seen) {
    const auto recorded = recorded_.find(id);
    if (recorded == recorded_.end()) {
      step.causes[id] = {Cause::first_look, "first evaluation"};
      continue;
    }
    step.before[id] = recorded->second;
    const Seen& then = seen_.at(id);
    const bool changed =
        recorded->second != now.assessment.status || differs(then.assessment, now.assessment);
    if (changed)
      step.causes[id] = cause_of(then.assessment, then.window, now.assessment, now.window,
                                 config_.catalogue, edited_.contains(id));
  }
  const std::vector<Assessment> assessments = assessments_of(step.seen);
  for (const Thesis& thesis : config_.theses) {
    const auto prior = verdicts_.find(thesis.id);
    Decision d =
        decide(thesis, assessments, prior == verdicts_.end() ? nullptr : &prior->second, at);
    verdicts_[thesis.id] = d.verdict;
    step.decisions.emplace(thesis.id, std::move(d));
  }
  for (const auto& [id, now] : step.seen) recorded_[id] = now.assessment.status;
  seen_ = step.seen;
  edited_.clear();
  last_ = at;
  return step;
}

std::optional<Instant> Timeline::next_change() const {
  return firstcard::next_change(config_, seen_, last_);
}

void Timeline::walk(Instant from, Instant to, const std::vector<Instant>& known,
                    const std::function<void(Step)>& visit) {
  if (to <= from) {  // the same second again, or the clock was set back
    visit(step(to));
    return;
  }
  auto row = std::ranges::upper_bound(known, from);
  auto by_time = seen_.empty() ? std::nullopt : firstcard::next_change(config_, seen_, from);
  for (Instant at = from; at < to;) {
    Instant next = to;
    if (row != known.end()) next = std::min(next, *row);
    if (by_time) next = std::min(next, *by_time);
    at = next;
    while (row != known.end() && *row <= at) ++row;
    visit(step(at));
    by_time = next_change();
  }
}

}  // namespace firstcard
