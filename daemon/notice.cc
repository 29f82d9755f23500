#include "daemon/notice.h"

#include <algorithm>
#include <set>

#include "daemon/wording.h"

namespace firstcard {

namespace {

constexpr std::size_t kSources = 6;

// The newest value of each input of the leading test, newest known first.
std::vector<std::string> sources_of(const Test& test, const Window& window,
                                    const Provenance& provenance) {
  std::vector<std::pair<SeriesId, Point>> newest;
  for (const SeriesId& id : series_of(test.measure)) {
    const auto found = window.series.find(id);
    if (found != window.series.end() && !found->second.points.empty())
      newest.emplace_back(id, found->second.points.back());
  }
  std::ranges::sort(newest, [](const auto& a, const auto& b) {
    return a.second.known_at != b.second.known_at ? a.second.known_at > b.second.known_at
                                                  : a.first < b.first;
  });
  std::vector<std::string> texts;
  for (const auto& [id, point] : newest) {
    if (texts.size() == kSources) break;
    const std::string from = provenance(id, point);
    if (!from.empty()) texts.push_back(id.text + ": " + from);
  }
  return texts;
}

}  // namespace

std::optional<Instant> counted_until(const Thesis& thesis, const Assessment& a,
                                     const Verdict& verdict) {
  if (a.status == Status::weakening || !thesis.within || !a.left_weakening_at ||
      std::ranges::find(verdict.members, a.indicator) == verdict.members.end())
    return std::nullopt;
  return *a.left_weakening_at + *thesis.within;
}

IndicatorLine line_of(const Config& config, const Indicator& rule, const Seen& seen,
                      const Provenance& provenance) {
  const Assessment& a = seen.assessment;
  const TestResult& lead = a.leading();
  IndicatorLine line;
  line.id = rule.id;
  line.title = rule.title;
  line.status = line.before = a.status;
  line.unit = rule.unit;
  line.line = lead.line;
  line.distance = lead.distance;
  line.previous = lead.previous;
  line.period = period_of(a);
  line.reason = reason_of(rule, a);
  line.recent = lead.recent;
  if (lead.reading) {
    line.recent_from = period_name(lead.frequency, lead.recent_from);
    line.reading = lead.reading->value;
    line.period_end = lead.reading->period;
    line.known_at = lead.reading->known_at;
    line.have = lead.reading->have;
    line.of = lead.reading->of;
    line.flip = flip_text(flip_of(rule, config.catalogue, seen.window, a), lead.frequency);
  }
  line.sources = sources_of(rule.tests[a.lead], seen.window, provenance);
  return line;
}

bool takes(const Receiver& receiver, const ThesisId& thesis, const std::string& kind) {
  const bool of_verdict = kind == "undecided" || kind == "decided";
  return (receiver.kinds.contains(kind) || (of_verdict && receiver.kinds.contains("verdict"))) &&
         (thesis.text.empty() || receiver.theses.empty() || receiver.theses.contains(thesis));
}

bool takes(const Receiver& receiver, const Notification& n) {
  return takes(receiver, n.thesis, n.kind) &&
         (receiver.severities.empty() || receiver.severities.contains(routing_severity(n)));
}

void Notices::add(const Step& step, bool late) {
  const Decision& decision = step.decisions.at(thesis_.id);
  if (decision.edges.empty()) return;
  Turn turn{.at = step.at,
            .before = {},
            .after = decision.verdict,
            .edges = decision.edges,
            .late = late};
  const auto prior = step.prior.find(thesis_.id);
  if (prior != step.prior.end()) turn.before = prior->second;
  if (turns_.empty()) first_before_ = step.before;
  turns_.push_back(std::move(turn));
  steps_.push_back(step);
}

std::vector<Notification> Notices::plan(const Provenance& provenance) const {
  std::vector<Notification> all;
  for (const Planned& planned :
       firstcard::plan(thesis_, config_.telling.at(thesis_.id), turns_, sequence_)) {
    const auto turn = std::ranges::find(turns_, planned.at, &Turn::at);
    const Step& step = steps_[static_cast<std::size_t>(turn - turns_.begin())];
    all.push_back(notification_of(config_, thesis_, planned, turn->after, step, first_before_,
                                  provenance));
  }
  return all;
}

Notification notification_of(const Config& config, const Thesis& thesis, const Planned& planned,
                             const Verdict& verdict, const Step& step,
                             const std::map<IndicatorId, Status>& before_all,
                             const Provenance& provenance) {
  Notification n{.key = planned.key,
                 .kind = planned.kind,
                 .thesis = thesis.id,
                 .thesis_title = thesis.title,
                 .incident = planned.edge.incident,
                 .open = verdict.incident.has_value(),
                 .closed = planned.closed,
                 .at = planned.at,
                 .late = planned.late,
                 .before = planned.before,
                 .after = planned.after,
                 .before_name = verdict_name(thesis, planned.before),
                 .after_name = verdict_name(thesis, planned.after),
                 .weakening = verdict.weakening,
                 .unknown = verdict.unknown,
                 .k = verdict.k,
                 .n = verdict.n,
                 .members = verdict.members,
                 .joined = planned.edge.joined,
                 .left = planned.edge.left,
                 .indicators = {},
                 .score = verdict.score,
                 .history = planned.history};
  const auto add_line = [&](const IndicatorId& id, bool secondary) {
    const auto seen = step.seen.find(id);
    if (seen == step.seen.end()) return;
    IndicatorLine line = line_of(config, config.indicators.at(id), seen->second, provenance);
    line.secondary = secondary;
    if (const auto before = before_all.find(id); before != before_all.end())
      line.before = before->second;
    if (!secondary) line.counted_until = counted_until(thesis, seen->second.assessment, verdict);
    // Why it stands as it does: the change to this status, be it of now or of an earlier day.
    const auto cause = step.status_causes.find(id);
    const bool news = step.causes.contains(id);
    if (cause != step.status_causes.end() && (news || cause->second.cause != Cause::first_look)) {
      line.cause = cause->second.cause;
      line.detail = cause->second.detail;
    }
    n.indicators.push_back(std::move(line));
  };
  for (const IndicatorId& id : thesis.indicators) add_line(id, false);
  for (const Secondary& s : thesis.secondary) add_line(s.indicator, true);
  return n;
}

}  // namespace firstcard
