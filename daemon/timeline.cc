#include "daemon/timeline.h"

#include <algorithm>

namespace firstcard {

namespace {

// What makes an assessment worth a record: its status, or what people see of its reading.
bool differs(const Assessment& a, const Assessment& b) {
  return a.status != b.status || a.leading().reading != b.leading().reading;
}

}  // namespace

Step Timeline::step(Instant at) {
  Step step{.at = at, .seen = assess_all(config_, source_, at), .prior = past_.verdicts};
  for (const auto& [id, now] : step.seen) {
    const auto recorded = past_.statuses.find(id);
    if (recorded == past_.statuses.end()) {
      step.causes[id] = past_.status_causes[id] = {Cause::first_look, "first evaluation"};
      continue;
    }
    step.before[id] = recorded->second;
    const Seen& then = past_.seen.at(id);
    const bool other_status = recorded->second != now.assessment.status;
    const bool edited = past_.edited.contains(id);
    if (!other_status && !edited && !differs(then.assessment, now.assessment)) continue;
    step.causes[id] = cause_of(then.assessment, then.window, now.assessment, now.window,
                               config_.catalogue, edited);
    if (other_status) past_.status_causes[id] = step.causes[id];
  }
  const std::vector<Assessment> assessments = assessments_of(step.seen);
  for (const Thesis& thesis : config_.theses) {
    const auto prior = past_.verdicts.find(thesis.id);
    Decision d =
        decide(thesis, assessments, prior == past_.verdicts.end() ? nullptr : &prior->second, at);
    past_.verdicts[thesis.id] = d.verdict;
    step.decisions.emplace(thesis.id, std::move(d));
  }
  for (const auto& [id, now] : step.seen) past_.statuses[id] = now.assessment.status;
  step.status_causes = past_.status_causes;
  past_.seen = step.seen;
  past_.edited.clear();
  last_ = at;
  return step;
}

std::optional<Instant> Timeline::next_change() const {
  return firstcard::next_change(config_, past_.seen, last_);
}

void Timeline::walk(Instant from, Instant to, const std::vector<Instant>& known,
                    const std::function<void(Step)>& visit) {
  if (to <= from) {  // the same second again, or the clock was set back
    visit(step(to));
    return;
  }
  auto row = std::ranges::upper_bound(known, from);
  auto by_time =
      past_.seen.empty() ? std::nullopt : firstcard::next_change(config_, past_.seen, from);
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
