#pragma once
// Which edges become notifications. Pure; every decision carries its reason.
#include <string>
#include <vector>

#include "alerts/notification.h"
#include "alerts/telling.h"

namespace firstcard {

// One evaluated instant whose decision had edges.
struct Turn {
  Instant at;
  Verdict before, after;
  std::vector<Edge> edges;
  bool late = false;
};

struct Planned {
  std::string key;  // see Notification::key
  std::string kind;
  Edge edge;          // for a digest: from the first to the last state
  Instant at;         // of the newest turn it tells of
  std::int64_t closed = 0;  // see Notification::closed
  bool late = false;  // the edge that it reports (of a digest: any) was found late
  VerdictKind before = VerdictKind::undecided, after = VerdictKind::undecided;
  std::vector<std::string> history;
  std::string reason;  // why this is sent, or merged
  bool operator==(const Planned&) const = default;
};

// `turns` are what one commit found, in order. One turn: one notification per edge (an incident
// that opens, changes or closes; or a mere change of verdict). A change to or from `undecided` that
// is the only edge of its turn has a kind of its own, "undecided" or "decided". Several turns (catch-up): one
// notification about the net change, with all edges as its history; nothing, if nothing changed on
// balance and no incident opened or closed. Where incidents opened or closed and the thesis is
// fired after as it was fired before (now under another number), or is as little fired as before,
// the one notification is a digest; with Crossings::cancel_out that is only so if it is another
// incident that is open, and what opened and closed in between is told of as if it had not been. An
// open incident whose members changed while the verdict did is told of in two. `sequence` is the thesis' count of edges before these turns: it
// makes keys of repeated updates differ.
//
// Keys: THESIS/incident-N/fired, THESIS/incident-N/resolved, THESIS/incident-N/updated-E,
// THESIS/verdict-E, THESIS/undecided-E, THESIS/decided-E, THESIS/digest-E, where E is the number of the newest edge told of, counting
// from 1.
enum class Crossings : std::uint8_t { told, cancel_out };
std::vector<Planned> plan(const Thesis& thesis, const Telling& telling,
                          const std::vector<Turn>& turns, std::int64_t sequence,
                          Crossings crossings = Crossings::told);

// THESIS/incident-N/fired, THESIS/incident-N/resolved.
std::string fired_key(const ThesisId& thesis, std::int64_t incident);
std::string resolved_key(const ThesisId& thesis, std::int64_t incident);
// THESIS/incident-N/reminder-E-M: the M-th after the edge that made the thesis' count of edges E.
std::string reminder_key(const ThesisId& thesis, std::int64_t incident, std::int64_t edge,
                         std::int64_t number);
// THESIS/indicator/ID/change-C: the change of status that made the indicator's count of them C.
std::string indicator_key(const ThesisId& thesis, const IndicatorId& indicator,
                          std::int64_t changes);

}  // namespace firstcard
