#include "daemon/checkpoints.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/format.h"
#include "alerts/render.h"
#include "daemon/provenance.h"
#include "daemon/queued_row.h"
#include "daemon/quiet.h"
#include "daemon/recorder.h"
#include "daemon/wording.h"

namespace firstcard {

namespace {

// The daemon wakes at the end of the day; later than this, it was not there.
constexpr seconds kLate{60};

std::string name_of(const CheckpointId& id, Date by) {
  return id.text + "/" + to_text(by);
}

bool uses(const Thesis& thesis, const IndicatorId& id) {
  return std::ranges::find(thesis.indicators, id) != thesis.indicators.end() ||
         std::ranges::find(thesis.secondary, id, &Secondary::indicator) != thesis.secondary.end();
}

CheckpointRecord open_record(const Config& config, const Checkpoint& c) {
  return {.id = c.id,
          .by = c.by,
          .title = c.title,
          .indicator = c.indicator,
          .expectation = expected_text(c.expect, config.indicators.at(c.indicator).unit),
          .state = CheckpointState::open,
          .status = {},
          .reading = {},
          .period = {},
          .reason = {},
          .recorded_at = {}};
}

CheckpointRecord judged_record(const Config& config, const JudgedCheckpoint& j, bool late,
                               Instant now) {
  CheckpointRecord r = open_record(config, *j.checkpoint);
  const Assessment& a = j.seen.assessment;
  const TestResult* test = judged_test(j.checkpoint->expect, a);
  r.state = j.met ? CheckpointState::met : CheckpointState::missed;
  r.status = a.status;
  if (test && test->reading) {
    r.reading = test->reading->value;
    r.period = test->reading->period;
  }
  r.reason = j.found;
  r.recorded_at = now;
  r.late = late;
  return r;
}

}  // namespace

std::string expected_text(const Expectation& e, const std::string& unit) {
  if (e.kind != Expectation::Kind::line) return to_text(e);
  return (e.test.empty() ? "" : e.test + " ") + format_line(e.line, unit);
}

std::string found_text(const Expectation& e, const Indicator& rule, const Assessment& a) {
  const TestResult* test = judged_test(e, a);
  const bool read = test && test->reading && test->status != Status::unknown;
  if (e.kind == Expectation::Kind::line && read)
    return fmt::format("{} in {}", format_value(test->reading->value, rule.unit),
                       period_name(test->frequency, test->reading->index));
  return fmt::format("{}: {}",
                     to_text(e.kind == Expectation::Kind::line ? Status::unknown : a.status),
                     reason_of(rule, a));
}

JudgedCheckpoint judge(const Config& config, WindowSource& source, const Checkpoint& checkpoint) {
  const Indicator& rule = config.indicators.at(checkpoint.indicator);
  const Instant at = judged_at(checkpoint);
  JudgedCheckpoint j{.checkpoint = &checkpoint, .seen = {}};
  j.seen.window = window_for(rule, config.catalogue, source, at);
  j.seen.assessment = assess(rule, config.catalogue, j.seen.window, at);
  j.met = holds(checkpoint.expect, j.seen.assessment);
  j.found = found_text(checkpoint.expect, rule, j.seen.assessment);
  return j;
}

Notification notification_of(const Config& config, const JudgedCheckpoint& j, bool late,
                             const Provenance& provenance) {
  const Checkpoint& c = *j.checkpoint;
  const Indicator& rule = config.indicators.at(c.indicator);
  Notification n;
  n.key = "checkpoint/" + name_of(c.id, c.by);
  n.kind = "checkpoint";
  n.at = judged_at(c);
  n.late = late;
  n.indicators.push_back(line_of(config, rule, j.seen, provenance));
  n.checkpoint = CheckpointNews{.id = c.id,
                                .title = c.title,
                                .by = c.by,
                                .indicator = c.indicator,
                                .expected = expected_text(c.expect, rule.unit),
                                .met = j.met,
                                .found = j.found};
  return n;
}

std::vector<ThesisId> told_as_part_of(const Config& config, const Receiver& receiver,
                                      const IndicatorId& indicator) {
  std::vector<ThesisId> theses;
  for (const Thesis& thesis : config.theses)
    if (uses(thesis, indicator) &&
        (receiver.theses.empty() || receiver.theses.contains(thesis.id)))
      theses.push_back(thesis.id);
  return theses;
}

bool takes_checkpoint(const Config& config, const Receiver& receiver, const Notification& n) {
  if (!takes(receiver, n)) return false;
  if (!told_as_part_of(config, receiver, n.checkpoint->indicator).empty()) return true;
  return std::ranges::none_of(config.theses, [&](const Thesis& thesis) {
    return uses(thesis, n.checkpoint->indicator);
  });
}

struct CheckpointWatch::Looking {
  Transaction& tx;
  const Config& config;
  const Quiet& quiet;
  LedgerSource& source;
  const Provenance& provenance;
  Instant now;
  Recorded& recorded;

  std::optional<Hold> hold_of(const Receiver& receiver, const IndicatorId& indicator) {
    auto hold = quiet.of_checkpoint(receiver.id, indicator,
                                    told_as_part_of(config, receiver, indicator));
    if (hold && hold->until) next(*hold->until);
    return hold;
  }
  void next(Instant at) {
    recorded.next_change = std::min(recorded.next_change.value_or(at), at);
  }
};

void CheckpointWatch::tell(Looking& l, const Notification& n) {
  for (const Receiver& receiver : l.config.receivers) {
    if (!takes_checkpoint(l.config, receiver, n)) continue;
    if (const auto hold = l.hold_of(receiver, n.checkpoint->indicator)) {
      holdbacks_.put(l.tx, {.receiver = receiver.id,
                            .scope = Scope::checkpoint,
                            .name = name_of(n.checkpoint->id, n.checkpoint->by),
                            .told = 0,
                            .since = l.now,
                            .reason = hold->reason});
      l.recorded.decisions.push_back(fmt::format("checkpoint {}: held back for receiver {} by {}",
                                                 n.checkpoint->id.text, receiver.id.text,
                                                 hold->reason));
      continue;
    }
    if (outbox_.add(l.tx, queued_row(n, receiver.id, l.now))) ++l.recorded.notifications;
  }
}

// What has left the configuration stays held back, and comes if it returns.
void CheckpointWatch::tell_held_back(Looking& l, const std::vector<CheckpointRecord>& judged) {
  for (const Untold& untold : holdbacks_.untold(Scope::checkpoint)) {
    const auto receiver = std::ranges::find(l.config.receivers, untold.receiver, &Receiver::id);
    const auto is_it = [&](const auto& c) { return name_of(c.id, c.by) == untold.name; };
    const auto checkpoint = std::ranges::find_if(l.config.checkpoints, is_it);
    const auto record = std::ranges::find_if(judged, is_it);
    if (receiver == l.config.receivers.end() || checkpoint == l.config.checkpoints.end() ||
        record == judged.end() || l.hold_of(*receiver, checkpoint->indicator))
      continue;
    holdbacks_.remove(l.tx, untold);
    const JudgedCheckpoint again = judge(l.config, l.source, *checkpoint);
    JudgedCheckpoint j = again;
    j.met = record->state == CheckpointState::met;
    j.found = record->reason;
    Notification n = notification_of(l.config, j, record->late, l.provenance);
    n.footnotes.push_back(held_back_note(untold));
    if (again.met != j.met || again.found != j.found)
      n.footnotes.push_back(fmt::format("With values that were published by then and read later, "
                                        "it would be {}: {}.",
                                        again.met ? "met" : "missed", again.found));
    if (takes_checkpoint(l.config, *receiver, n) &&
        outbox_.add(l.tx, queued_row(n, receiver->id, l.now)))
      ++l.recorded.notifications;
  }
}

void CheckpointWatch::look(Transaction& tx, const Config& config, Ledger& ledger,
                           std::optional<Instant> last_evaluation, Instant now,
                           Recorded& recorded) {
  LedgerSource source(ledger);  // without a horizon: a day long over is judged as of that day
  const std::vector<CheckpointRecord> rows = rows_.all();
  const auto row_of = [&](const CheckpointId& id, Date by) {
    return std::ranges::find_if(
        rows, [&](const CheckpointRecord& r) { return r.id == id && r.by == by; });
  };
  const Provenance provenance = [&](const SeriesId&, const Point& point) {
    return short_origin(ledger, point.vintage);
  };
  const Quiet quiet = quiet_at(tx, db_, config, now);
  Looking looking{.tx = tx,
                  .config = config,
                  .quiet = quiet,
                  .source = source,
                  .provenance = provenance,
                  .now = now,
                  .recorded = recorded};
  tell_held_back(looking, rows);
  for (const Checkpoint& c : config.checkpoints) {
    const auto row = row_of(c.id, c.by);
    if (row != rows.end() && row->state != CheckpointState::open) continue;
    const Instant due = judged_at(c);
    if (due > now) {
      if (const CheckpointRecord open = open_record(config, c); row == rows.end() || *row != open)
        rows_.put(tx, open);
      looking.next(due);
      continue;
    }
    const JudgedCheckpoint j = judge(config, source, c);
    const bool late = due + kLate < now;
    rows_.put(tx, judged_record(config, j, late, now));
    // Its day was over when the daemon looked before: it is new here, and its outcome no news.
    if (due <= last_evaluation.value_or(now - seconds{1})) continue;
    const Notification n = notification_of(config, j, late, provenance);
    recorded.decisions.push_back(render_log_line(n));
    tell(looking, n);
  }
  for (const CheckpointRecord& r : rows) {
    const auto same = [&](const Checkpoint& c) { return c.id == r.id && c.by == r.by; };
    if (r.state == CheckpointState::open && std::ranges::none_of(config.checkpoints, same))
      rows_.forget_open(tx, r.id, r.by);
  }
}

}  // namespace firstcard
