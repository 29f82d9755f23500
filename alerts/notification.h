#pragma once
// One message about one edge, as a value, and its JSON form (the webhook's body; docs/alerts.md).
// What is in the outbox is this JSON, so that every repeat says the same.
#include <optional>
#include <string>
#include <vector>

#include "alerts/checkpoint_news.h"
#include "alerts/feed_news.h"
#include "indicators/cause.h"
#include "indicators/decide.h"

namespace firstcard {

// An indicator as it stood at the edge. Readings are in the measure's own terms; `unit` says how to
// show them.
struct IndicatorLine {
  IndicatorId id;
  std::string title;
  Status status = Status::unknown, before = Status::unknown;
  bool secondary = false;
  std::optional<double> reading, previous;
  std::string unit;
  std::optional<Line> line;
  std::optional<double> distance;
  std::string period;  // "2026-Q2"
  std::optional<Date> period_end;
  std::optional<Instant> known_at;
  int have = 0, of = 0;  // coverage
  Cause cause = Cause::none;
  std::string detail;                // of the cause: what changed
  std::string reason;                // why this status
  std::string flip;                  // "below 812 USD next quarter turns it weakening", or empty
  std::vector<std::string> sources;  // of the newest inputs: "aws.revenue: aws.csv line 31"
  std::vector<double> recent;        // oldest first
  std::string recent_from;           // the period of the first: "2024-Q1"
  std::optional<Instant> counted_until;  // it recovered, and `within` counts it as weakening till then
  std::vector<std::string> repair;   // of an unknown one: the feeds whose next document would settle it
  bool operator==(const IndicatorLine&) const = default;
};

struct Notification {
  std::string key;   // idempotency key (policy.h): the same for every repeat
  std::string kind;  // see kind.h
  ThesisId thesis;
  std::string thesis_title;
  std::int64_t incident = 0;  // the number of the one this is about, 0: none
  bool open = false;          // an incident is open after this
  // Of a digest: the incident that was open before and has closed meanwhile, another than the one
  // that is open now. 0: none
  std::int64_t closed = 0;
  Instant at;                 // as of
  bool late = false;          // the edge happened while the daemon was not looking
  VerdictKind before = VerdictKind::undecided, after = VerdictKind::undecided;
  std::string before_name, after_name;  // as the thesis calls them
  int weakening = 0, unknown = 0, k = 0, n = 0;
  std::vector<IndicatorId> members;  // count as weakening; with `within` also some that recovered
  std::vector<IndicatorId> joined, left;
  std::vector<IndicatorLine> indicators;  // the thesis' own, in order, then secondary ones
  std::optional<double> score;
  std::optional<FeedNews> feed;      // of the kind "feed"; what concerns a thesis is empty then
  std::optional<CheckpointNews> checkpoint;  // of the kind "checkpoint"; likewise
  std::vector<std::string> history;  // a digest: the edges in between, one line each
  // What people and settings did to the messages about this: who acknowledged the incident, what is
  // silenced, what was held back until now.
  std::vector<std::string> footnotes;
  bool operator==(const Notification&) const = default;
};

constexpr int kNotificationVersion = 1;

// Keys in a fixed order; numbers in the shortest form that reads back the same; times ISO 8601.
// `subject` and `text` (render.h) are in it for receivers that only pass a text on; they are not
// read back. Bytes that are not UTF-8 become U+FFFD, numbers that are not finite null; otherwise
// notification_from_json(to_json(n)) == n.
std::string to_json(const Notification& n);
// Throws std::invalid_argument, with the key, on what to_json did not write.
Notification notification_from_json(const std::string& text);

}  // namespace firstcard
