#pragma once
// Which edges become notifications. Pure; every decision carries its reason.
#include <string>
#include <vector>

#include "alerts/notification.h"

namespace firstcard {

// One evaluated instant whose decision had edges.
struct Turn {
  Instant at;
  Verdict before, after;
  std::vector<Edge> edges;
  bool late = false;
};

struct Planned {
  std::string key;             // see Notification::key
  std::string kind;
  Edge edge;                   // for a digest: from the first to the last state
  Instant at;                  // of the newest turn it tells of
  bool late = false;
  VerdictKind before = VerdictKind::undecided, after = VerdictKind::undecided;
  std::vector<std::string> history;
  std::string reason;          // why this is sent, or merged
};

// `turns` are what one commit found, in order. One turn: one notification per edge (an incident that
// opens, changes or closes; or a mere change of verdict). Several turns (catch-up): one notification about
// the net change, and if the incident state crossed and came back, a digest. `sequence` is the thesis'
// count of edges before these turns: it makes keys of repeated updates differ.
std::vector<Planned> plan(const Thesis& thesis, const std::vector<Turn>& turns, std::int64_t sequence);

}  // namespace firstcard
