#include "daemon/checkpoints.h"

#include <fmt/format.h>

#include <algorithm>

#include "alerts/format.h"
#include "alerts/render.h"
#include "daemon/provenance.h"
#include "daemon/queued_row.h"
#include "daemon/recorder.h"
#include "daemon/wording.h"

namespace firstcard {

namespace {

// The daemon wakes at the end of the day; later than this, it was not there.
constexpr seconds kLate{60};

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
  n.key = fmt::format("checkpoint/{}/{}", c.id.text, to_text(c.by));
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

bool takes_checkpoint(const Config& config, const Receiver& receiver, const Notification& n) {
  if (!takes(receiver, n)) return false;
  bool used = false;
  for (const Thesis& thesis : config.theses) {
    if (!uses(thesis, n.checkpoint->indicator)) continue;
    used = true;
    if (receiver.theses.contains(thesis.id)) return true;
  }
  return receiver.theses.empty() || !used;
}

int CheckpointWatch::tell(Transaction& tx, const Config& config, const Notification& n,
                          Instant now) {
  OutboxRow row = queued_row(n, {}, now);
  int rows = 0;
  for (const Receiver& receiver : config.receivers) {
    if (!takes_checkpoint(config, receiver, n)) continue;
    row.receiver = receiver.id;
    // Days end in the night: a window in which the receiver is told nothing at all delays it.
    row.next_attempt_at = muted_until(config.mutes, receiver.id, {}, now).value_or(now);
    if (outbox_.add(tx, row)) ++rows;
  }
  return rows;
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
  for (const Checkpoint& c : config.checkpoints) {
    const auto row = row_of(c.id, c.by);
    if (row != rows.end() && row->state != CheckpointState::open) continue;
    const Instant due = judged_at(c);
    if (due > now) {
      if (const CheckpointRecord open = open_record(config, c); row == rows.end() || *row != open)
        rows_.put(tx, open);
      recorded.next_change = std::min(recorded.next_change.value_or(due), due);
      continue;
    }
    const JudgedCheckpoint j = judge(config, source, c);
    const bool late = due + kLate < now;
    rows_.put(tx, judged_record(config, j, late, now));
    // Its day was over when the daemon looked before: it is new here, and its outcome no news.
    if (due <= last_evaluation.value_or(now - seconds{1})) continue;
    const Notification n = notification_of(config, j, late, provenance);
    recorded.decisions.push_back(render_log_line(n));
    recorded.notifications += tell(tx, config, n, now);
  }
  for (const CheckpointRecord& r : rows) {
    const auto same = [&](const Checkpoint& c) { return c.id == r.id && c.by == r.by; };
    if (r.state == CheckpointState::open && std::ranges::none_of(config.checkpoints, same))
      rows_.forget_open(tx, r.id, r.by);
  }
}

}  // namespace firstcard
