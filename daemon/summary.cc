#include "daemon/summary.h"

#include <fmt/format.h>

#include "daemon/feed_watch.h"
#include "daemon/notice.h"
#include "daemon/queued_row.h"
#include "daemon/quiet.h"
#include "daemon/recorder.h"

namespace firstcard {

namespace {

constexpr int kUndelivered = 10;  // as many are named

std::optional<Instant> next_of(const Config& config, Instant after) {
  std::optional<Instant> next;
  for (const CalendarRule& rule : config.summary_at)
    if (const auto at = next_time(rule, after); at && (!next || *at < *next)) next = at;
  return next;
}

// The newest of its times that is over, after `after`.
std::optional<Instant> newest_due(const Config& config, Instant after, Instant now) {
  // Back step by step, so that a calendar of minutes is not walked through a year.
  for (const seconds back : {seconds{3600}, seconds{days{2}}, seconds{days{40}}, seconds{days{7300}}}) {
    const Instant from = std::max(after, now - back);
    auto due = next_of(config, from);
    if (!due || *due > now) {
      if (from == after) return std::nullopt;
      continue;
    }
    while (const auto later = next_of(config, *due)) {
      if (*later > now) break;
      due = later;
    }
    return due;
  }
  return std::nullopt;
}

Notification summary_of(const Config& config, const Thesis& thesis, const Verdict& v,
                        const SeenAll& seen, Instant due, Instant now) {
  Notification n;
  n.key = thesis.id.text + "/summary/" + to_text(due);
  n.kind = "summary";
  n.thesis = thesis.id;
  n.thesis_title = thesis.title;
  n.incident = v.incident.value_or(0);
  n.open = v.incident.has_value();
  n.at = now;
  n.before = n.after = v.kind;
  n.before_name = n.after_name = verdict_name(thesis, v.kind);
  n.weakening = v.weakening;
  n.unknown = v.unknown;
  n.k = v.k;
  n.n = v.n;
  n.members = v.members;
  n.score = v.score;
  const auto add = [&](const IndicatorId& id, bool secondary) {
    const auto found = seen.find(id);
    if (found == seen.end()) return;
    n.indicators.push_back(line_of(config, config.indicators.at(id), found->second,
                                   [](const SeriesId&, const Point&) { return std::string(); }));
    n.indicators.back().secondary = secondary;
  };
  for (const IndicatorId& id : thesis.indicators) add(id, false);
  for (const Secondary& s : thesis.secondary) add(s.indicator, true);
  return n;
}

}  // namespace

std::vector<std::string> Summary::troubles(const Config& config, Instant now) {
  std::vector<std::string> all;
  for (const Feed& feed : config.feeds) {
    const FeedOutlook outlook = outlook_of(feeds_, config, feed, now);
    if (!in_time(outlook.health))
      all.push_back(fmt::format("feed {} is {}: {} {}", feed.id.text, to_text(outlook.health),
                                outlook.series.front().series.text,
                                outlook.series.front().expected));
    else if (const FeedPolls polls = feeds_.polls(feed.id); polls.failures_in_a_row > 0)
      all.push_back(fmt::format("feed {} cannot be read, {} times in a row: {}", feed.id.text,
                                polls.failures_in_a_row, polls.last_error));
  }
  Statement& held = db_.cached(
      "SELECT feed, reason FROM _held WHERE refused_at IS NULL ORDER BY feed, source");
  held.bind();
  while (held.step())
    all.push_back(fmt::format("a document of feed {} is held: {}; firstcard feeds accept {}, or "
                              "reject",
                              held.text(0), held.text(1), held.text(0)));
  Statement& s = db_.cached(
      "SELECT receiver, key, state, last_error, count(*) OVER () FROM _notification"
      " WHERE state <> 'delivered' AND NOT (attempts = 0 AND created_at >= ?2)"
      " ORDER BY id DESC LIMIT ?1");
  s.bind(kUndelivered, std::int64_t{now.time_since_epoch().count()});  // what was queued just now has had no chance yet
  std::int64_t waiting = 0;
  int named = 0;
  while (s.step()) {
    waiting = s.integer(4);
    ++named;
    all.push_back(fmt::format("{} for {} is {}{}", s.text(1), s.text(0),
                              s.text(2) == "queued" ? "not delivered yet" : "given up",
                              s.text(3).empty() ? "" : ": " + s.text(3)));
  }
  if (waiting > named) all.push_back(fmt::format("{} more are not delivered", waiting - named));
  return all;
}

int Summary::tell(Transaction& tx, const Config& config, Instant now) {
  if (config.summary_at.empty()) return 0;
  const auto last = duties_.last(Duty::summary);
  // The first time there is nothing to have missed; nor after a clock was set back.
  if (!last || *last > now) {
    duties_.put(tx, Duty::summary, now);
    return 0;
  }
  // Its key is the time that was due: one that comes again, by a clock that was set back, is known.
  const auto due = newest_due(config, *last, now);
  if (!due) return 0;
  duties_.put(tx, Duty::summary, now);

  const auto mark = state_.mark();
  LedgerSource source(ledger_, mark ? mark->horizon : Instant{});
  const Quiet quiet = quiet_at(tx, db_, config, now);
  const SeenAll seen = assess_all(config, source, now);
  const std::vector<std::string> more = troubles(config, now);
  int rows = 0;
  for (const Thesis& thesis : config.theses) {
    const auto verdict = state_.last_verdict(thesis.id);
    if (!verdict) continue;
    Notification n = summary_of(config, thesis, verdict->verdict, seen, *due, now);
    n.history = more;
    OutboxRow row = queued_row(n, {}, now);
    for (const Receiver& receiver : config.receivers) {
      // By the next one it is old: so it is left out, and not held back.
      if (!takes(receiver, n) || quiet.of_thesis(receiver.id, n.thesis)) continue;
      row.receiver = receiver.id;
      if (outbox_.add(tx, row)) ++rows;
    }
  }
  return rows;
}

std::optional<Instant> Summary::next(const Config& config, Instant now) {
  if (config.summary_at.empty()) return std::nullopt;
  const auto last = duties_.last(Duty::summary);
  return next_of(config, last ? std::min(*last, now) : now);
}

}  // namespace firstcard
