#include "policy.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "format.h"

namespace firstcard {

namespace {

std::string names(const std::vector<IndicatorId>& ids) {
  std::vector<std::string_view> texts;
  for (const IndicatorId& id : ids) texts.emplace_back(id.text);
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<IndicatorId> without(const std::vector<IndicatorId>& all,
                                 const std::vector<IndicatorId>& these) {
  std::vector<IndicatorId> rest;
  for (const IndicatorId& id : all)
    if (std::ranges::find(these, id) == these.end()) rest.push_back(id);
  return rest;
}

// A change to or from `undecided` is a kind of its own, unless an edge beside it tells more.
std::string kind_of(const Edge& edge, bool alone) {
  if (edge.kind == EdgeKind::verdict && alone) {
    if (edge.to == VerdictKind::undecided) return "undecided";
    if (edge.from == VerdictKind::undecided) return "decided";
  }
  return std::string(to_text(edge.kind));
}

std::string key_of(const Thesis& thesis, const Edge& edge, const std::string& kind,
                   std::int64_t number) {
  switch (edge.kind) {
    case EdgeKind::fired:
    case EdgeKind::resolved:
      return fmt::format("{}/incident-{}/{}", thesis.id.text, edge.incident, kind);
    case EdgeKind::updated:
      return fmt::format("{}/incident-{}/{}-{}", thesis.id.text, edge.incident, kind, number);
    case EdgeKind::verdict:
      break;
  }
  return fmt::format("{}/{}-{}", thesis.id.text, kind, number);
}

std::string describe(const Thesis& thesis, const Edge& edge) {
  std::string text(to_text(edge.kind));
  if (edge.incident != 0) text = fmt::format("incident {} {}", edge.incident, text);
  if (edge.kind == EdgeKind::verdict) text += " changed";
  if (edge.from != edge.to)
    text += fmt::format(", {} -> {}", spoken(verdict_name(thesis, edge.from)),
                        spoken(verdict_name(thesis, edge.to)));
  if (!edge.joined.empty()) text += fmt::format("; new: {}", names(edge.joined));
  if (!edge.left.empty()) text += fmt::format("; no longer counted: {}", names(edge.left));
  return text;
}

std::string reason_of(const Edge& edge) {
  switch (edge.kind) {
    case EdgeKind::fired:
      return fmt::format("incident {} opened", edge.incident);
    case EdgeKind::resolved:
      return fmt::format("incident {} closed", edge.incident);
    case EdgeKind::updated:
      return fmt::format("the members of incident {} changed", edge.incident);
    case EdgeKind::verdict:
      break;
  }
  if (edge.to == VerdictKind::undecided) return "what is unknown could now decide the verdict";
  if (edge.from == VerdictKind::undecided) return "what is unknown decides the verdict no more";
  return "the verdict changed without an incident opening or closing";
}

bool is_told(const Telling& telling, EdgeKind edge, const Verdict& before, const Verdict& after) {
  return is_told(telling, edge, before.members.size(), after.members.size());
}

std::vector<Planned> one_each(const Thesis& thesis, const Telling& telling, const Turn& turn,
                              std::int64_t sequence) {
  std::vector<Planned> all;
  for (const Edge& edge : turn.edges) {
    ++sequence;
    if (!is_told(telling, edge.kind, turn.before, turn.after)) continue;
    const std::string kind = kind_of(edge, turn.edges.size() == 1);
    all.push_back({.key = key_of(thesis, edge, kind, sequence),
                   .kind = kind,
                   .edge = edge,
                   .at = turn.at,
                   .late = turn.late,
                   .before = turn.before.kind,
                   .after = turn.after.kind,
                   .history = {},
                   .reason = reason_of(edge)});
  }
  return all;
}

// What all turns together come to; nullopt: the state is what it was.
std::optional<EdgeKind> net_change(const Verdict& before, const Verdict& after) {
  if (before.incident && !after.incident) return EdgeKind::resolved;
  if (!before.incident && after.incident) return EdgeKind::fired;
  if (after.incident && before.members != after.members) return EdgeKind::updated;
  if (before.kind != after.kind) return EdgeKind::verdict;
  return std::nullopt;
}

bool opens_or_closes(const Edge& edge) {
  return edge.kind == EdgeKind::fired || edge.kind == EdgeKind::resolved;
}

std::vector<Planned> merged(const Thesis& thesis, const Telling& telling,
                            const std::vector<Turn>& turns, std::int64_t sequence,
                            Crossings wanted) {
  const Verdict &before = turns.front().before, &after = turns.back().after;
  std::vector<std::string> history;
  std::int64_t crossings = 0, last_incident = 0, edges = 0;
  for (const Turn& turn : turns)
    for (const Edge& edge : turn.edges) {
      ++edges;
      history.push_back(fmt::format("{}: {}", format_instant(turn.at), describe(thesis, edge)));
      if (!opens_or_closes(edge)) continue;
      ++crossings;
      last_incident = edge.incident;
    }
  // Crossed and came back: fired before and after, or neither, with crossings in between.
  const bool digest = crossings > 0 && before.incident.has_value() == after.incident.has_value() &&
                      (wanted == Crossings::told || before.incident != after.incident);
  auto net = net_change(before, after);
  if (net && !is_told(telling, *net, before, after))
    net = before.kind != after.kind ? std::optional(EdgeKind::verdict) : std::nullopt;
  if (!net && !digest) return {};

  Planned p;
  p.edge = {.kind = net.value_or(EdgeKind::verdict),
            .incident = after.incident.value_or(before.incident.value_or(0)),
            .from = before.kind,
            .to = after.kind,
            .joined = without(after.members, before.members),
            .left = without(before.members, after.members)};
  p.at = turns.back().at;
  p.before = before.kind;
  p.after = after.kind;
  p.history = std::move(history);
  if (digest) {
    if (p.edge.incident == 0) p.edge.incident = last_incident;
    if (before.incident && before.incident != after.incident) p.closed = *before.incident;
    p.key = fmt::format("{}/digest-{}", thesis.id.text, sequence + edges);
    p.kind = "digest";
    p.late = std::ranges::any_of(turns, &Turn::late);
    p.reason =
        fmt::format("incidents opened or closed {} times and the state came back; {} edges in one",
                    crossings, edges);
    return {p};
  }
  p.kind = kind_of(p.edge, true);
  p.key = key_of(thesis, p.edge, p.kind, sequence + edges);
  for (const Turn& turn : turns)
    for (const Edge& edge : turn.edges)
      if (edge.kind == p.edge.kind) p.late = turn.late;
  const auto give_reason = [&](Planned& planned) {
    planned.reason = fmt::format("{}, on balance of {} edges at {} instants",
                                 reason_of(planned.edge), edges, turns.size());
  };
  give_reason(p);
  if (p.edge.kind != EdgeKind::updated || before.kind == after.kind) return {p};
  Planned verdict = p;
  verdict.edge.kind = EdgeKind::verdict;
  verdict.kind = kind_of(verdict.edge, false);
  verdict.key = key_of(thesis, verdict.edge, verdict.kind, sequence + edges);
  give_reason(verdict);
  return {p, verdict};
}

}  // namespace

std::string fired_key(const ThesisId& thesis, std::int64_t incident) {
  return fmt::format("{}/incident-{}/fired", thesis.text, incident);
}

std::string resolved_key(const ThesisId& thesis, std::int64_t incident) {
  return fmt::format("{}/incident-{}/resolved", thesis.text, incident);
}

std::string reminder_key(const ThesisId& thesis, std::int64_t incident, std::int64_t edge,
                         std::int64_t number) {
  return fmt::format("{}/incident-{}/reminder-{}-{}", thesis.text, incident, edge, number);
}

std::string indicator_key(const ThesisId& thesis, const IndicatorId& indicator,
                          std::int64_t changes) {
  return fmt::format("{}/indicator/{}/change-{}", thesis.text, indicator.text, changes);
}

std::vector<Planned> plan(const Thesis& thesis, const Telling& telling,
                          const std::vector<Turn>& turns, std::int64_t sequence,
                          Crossings crossings) {
  std::vector<Turn> with_edges;
  std::ranges::copy_if(turns, std::back_inserter(with_edges),
                       [](const Turn& turn) { return !turn.edges.empty(); });
  if (with_edges.empty()) return {};
  if (with_edges.size() == 1) return one_each(thesis, telling, with_edges.front(), sequence);
  return merged(thesis, telling, with_edges, sequence, crossings);
}

}  // namespace firstcard
