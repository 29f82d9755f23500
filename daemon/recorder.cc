#include "daemon/recorder.h"

#include <fmt/format.h>

#include <algorithm>

#include "daemon/wording.h"
#include "hooks/crash_point.h"

namespace firstcard {

namespace {

// What people see of an assessment; a new record only where it differs from the last.
AssessmentRecord record_of(const Indicator& rule, const Step& step, const Assessment& a,
                           Instant now) {
  const TestResult& lead = a.leading();
  AssessmentRecord r;
  r.indicator = rule.id;
  r.at = step.at;
  r.recorded_at = now;
  r.late = step.at < now;
  r.status = a.status;
  const auto before = step.before.find(rule.id);
  r.before = before == step.before.end() ? Status::unknown : before->second;
  if (lead.reading) {
    r.reading = lead.reading->value;
    r.period = lead.reading->period;
    r.known_at = lead.reading->known_at;
    r.have = lead.reading->have;
    r.of = lead.reading->of;
  }
  r.line = lead.line.value;
  r.distance = lead.distance;
  if (const auto cause = step.causes.find(rule.id); cause != step.causes.end()) {
    r.cause = cause->second.cause;
    r.detail = cause->second.detail;
  }
  r.reason = reason_of(rule, a);
  return r;
}

bool same_verdict(const Verdict& a, const Verdict& b) {
  return a.kind == b.kind && a.members == b.members && a.unknowns == b.unknowns &&
         a.incident == b.incident && a.k == b.k && a.n == b.n && a.score == b.score;
}

std::string names(const std::vector<IndicatorId>& ids) {
  std::string all;
  for (const IndicatorId& id : ids) all += (all.empty() ? "" : ", ") + id.text;
  return all;
}

// What was edited of this thesis, and its changed indicators and why each changed.
std::string reason_of_verdict(const Thesis& thesis, const Step& step,
                              const std::map<ThesisId, std::string>& edited) {
  std::string reason;
  if (const auto edit = edited.find(thesis.id); edit != edited.end())
    reason = "config: the thesis was edited: " + edit->second;
  for (const IndicatorId& id : thesis.indicators) {
    const auto cause = step.causes.find(id);
    if (cause == step.causes.end()) continue;
    const Status now = step.seen.at(id).assessment.status;
    const auto before = step.before.find(id);
    if (before != step.before.end() && before->second == now) continue;
    reason += fmt::format("{}{} is {} ({}: {})", reason.empty() ? "" : "; ", id.text, to_text(now),
                          to_text(cause->second.cause), cause->second.detail);
  }
  return reason;
}

std::string decision_line(const Thesis& thesis, const Edge& edge, const Verdict& v,
                          const std::string& reason) {
  return fmt::format("thesis {}: {}{}, {} -> {}, {} of {} weakening{}, {} unknown{}{}",
                     thesis.id.text, to_text(edge.kind),
                     edge.incident == 0 ? "" : fmt::format(" (incident {})", edge.incident),
                     to_text(edge.from), to_text(edge.to), v.weakening, v.n,
                     v.members.empty() ? "" : " (" + names(v.members) + ")", v.unknown,
                     reason.empty() ? "" : "; ", reason);
}

std::string verdict_line(const Thesis& thesis, const Verdict& v) {
  return fmt::format("{}: {}, {} of {} weakening, {} unknown", thesis.id.text,
                     verdict_name(thesis, v.kind), v.weakening, v.n, v.unknown);
}

}  // namespace

LastLook Recorder::look(const Config& config) {
  LastLook look{.mark = state_.mark(), .seen = {}};
  if (!look.mark) return look;
  source_.set_horizon(look.mark->horizon);
  look.seen = assess_all(config, source_, look.mark->at);
  return look;
}

Instant Recorder::horizon() {
  const auto mark = state_.mark();
  return mark ? mark->horizon : Instant{};
}

Recorder::Edited Recorder::store_rules(Transaction& tx, const Config& config, Instant now) {
  Edited edited;
  for (const auto& [id, text] : config.indicator_texts)
    if (state_.put_rule(tx, "indicator", id.text, text, now)) edited.indicators.insert(id);
  for (const auto& [id, text] : config.thesis_texts)
    if (const auto before = state_.put_rule(tx, "thesis", id.text, text, now))
      edited.theses[id] = edit_text(*before, text);
  return edited;
}

Past Recorder::past(const Config& config, LastLook before, std::set<IndicatorId> edited) {
  Past past{.seen = std::move(before.seen), .edited = std::move(edited)};
  for (const auto& [id, rule] : config.indicators) {
    if (const auto last = state_.last_assessment(id)) past.statuses[id] = last->status;
    if (auto change = state_.last_change(id))
      past.status_causes[id] = {change->cause, std::move(change->detail)};
  }
  for (const Thesis& thesis : config.theses)
    if (auto last = state_.last_verdict(thesis.id))
      past.verdicts[thesis.id] = std::move(last->verdict);
  return past;
}

void Recorder::store(Transaction& tx, const Config& config, const Step& step,
                     std::map<ThesisId, std::string>& edited, Instant now) {
  for (const auto& [id, seen] : step.seen)
    if (step.causes.contains(id))
      state_.add(tx, record_of(config.indicators.at(id), step, seen.assessment, now));
  for (const Thesis& thesis : config.theses) {
    const Decision& decision = step.decisions.at(thesis.id);
    const auto prior = step.prior.find(thesis.id);
    if (prior != step.prior.end() && same_verdict(prior->second, decision.verdict)) continue;
    std::string reason = reason_of_verdict(thesis, step, edited);
    edited.erase(thesis.id);
    state_.add(tx,
               VerdictRecord{.verdict = decision.verdict,
                             .recorded_at = now,
                             .late = step.at < now,
                             .reason = std::move(reason)},
               decision.edges);
  }
}

Recorded Recorder::record(Transaction& tx, const Config& config, LastLook before, Instant now) {
  Recorded recorded;
  Edited edited = store_rules(tx, config, now);
  const std::optional<EvaluationMark> mark = before.mark;
  EvaluationMark reached{.at = now, .document = ledger_.newest_document(), .horizon = now};
  if (mark) reached.horizon = std::max(now, mark->horizon);
  source_.set_horizon(mark ? mark->horizon : Instant{});

  Timeline timeline(config, source_);
  std::vector<Instant> known;
  Walked walked;
  walked.edited = edited.theses;
  if (mark) {
    walked.from = mark->at;
    if (now < mark->at) duties_.put(tx, Duty::set_back, now);
    Past past = this->past(config, std::move(before), std::move(edited.indicators));
    walked.before = past.statuses;
    timeline.resume(std::move(past));
    if (reached.document != mark->document)
      known = ledger_.known_between(series_of(config), mark->at, now, mark->document);
  }
  for (const Thesis& thesis : config.theses) {
    walked.notices.emplace_back(config, thesis, state_.edge_count(thesis.id));
    walked.last_verdict[thesis.id] = state_.newest_verdict(thesis.id);
  }
  // The very first evaluation looks only at the present.
  timeline.walk(mark ? mark->at : now, now, known, [&](Step step) {
    std::map<ThesisId, std::string> unexplained = edited.theses;
    store(tx, config, step, edited.theses, now);
    recorded.verdicts.clear();
    for (std::size_t i = 0; i < config.theses.size(); ++i) {
      const Thesis& thesis = config.theses[i];
      walked.notices[i].add(step, step.at < now);
      const Decision& decision = step.decisions.at(thesis.id);
      recorded.verdicts.push_back(verdict_line(thesis, decision.verdict));
      for (const Edge& edge : decision.edges)
        recorded.decisions.push_back(
            decision_line(thesis, edge, decision.verdict,
                          reason_of_verdict(thesis, step, unexplained)));
    }
    walked.last = std::move(step);
  });
  crash_point("edges-recorded");
  Told told = teller_.tell(tx, config, walked, now);
  recorded.notifications = told.notifications;
  std::ranges::move(told.lines, std::back_inserter(recorded.decisions));
  if (!mark || *mark != reached) state_.put_mark(tx, reached);
  recorded.evaluated = true;
  recorded.next_change = timeline.next_change();
  if (told.next && (!recorded.next_change || *told.next < *recorded.next_change))
    recorded.next_change = told.next;
  checkpoints_.look(tx, config, ledger_, mark ? std::optional(mark->at) : std::nullopt, now,
                    recorded);
  return recorded;
}

}  // namespace firstcard
