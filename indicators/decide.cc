#include "decide.h"

#include <algorithm>

#include "words.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 4> kEdges = {"fired", "updated", "resolved", "verdict"};

const Assessment* find(const std::vector<Assessment>& all, const IndicatorId& id) {
  const auto found = std::ranges::find(all, id, &Assessment::indicator);
  return found == all.end() ? nullptr : &*found;
}

bool counts_as_weakening(const Thesis& thesis, const Assessment& a, Instant as_of) {
  if (a.status == Status::weakening) return true;
  return thesis.within && a.left_weakening_at && as_of - *a.left_weakening_at < *thesis.within;
}

// Strengthening counts 1, holding 0, weakening -1, by weight; unknown ones are left out.
std::optional<double> score_of(const Thesis& thesis, const std::vector<Assessment>& all) {
  double sum = 0, weights = 0;
  for (const Secondary& s : thesis.secondary) {
    const Assessment* a = find(all, s.indicator);
    if (!a || a->status == Status::unknown) continue;
    weights += s.weight;
    if (a->status == Status::strengthening) sum += s.weight;
    if (a->status == Status::weakening) sum -= s.weight;
  }
  if (weights <= 0) return std::nullopt;
  return sum / weights;
}

VerdictKind kind_of(int weakening, int unknown, int k) {
  if (weakening >= k) return VerdictKind::first_card;
  if (weakening + unknown >= k) return VerdictKind::undecided;
  if (weakening == 0 && unknown == 0) return VerdictKind::scarcity;
  return VerdictKind::mixed;
}

std::vector<IndicatorId> without(const std::vector<IndicatorId>& all,
                                 const std::vector<IndicatorId>& these) {
  std::vector<IndicatorId> rest;
  for (const IndicatorId& id : all)
    if (std::ranges::find(these, id) == these.end()) rest.push_back(id);
  return rest;
}

}  // namespace

std::string_view to_text(EdgeKind e) {
  return word_of(kEdges, e);
}
std::optional<EdgeKind> parse_edge(std::string_view text) {
  return value_of<EdgeKind>(kEdges, text);
}

std::vector<Edge> edges_between(const Verdict* prior, const Verdict& now) {
  const std::optional<std::int64_t> open = prior ? prior->incident : std::nullopt;
  const std::vector<IndicatorId> members = prior ? prior->members : std::vector<IndicatorId>{};
  Edge edge{.incident = now.incident.value_or(open.value_or(0)),
            .from = prior ? prior->kind : VerdictKind::undecided,
            .to = now.kind,
            .joined = without(now.members, members),
            .left = without(members, now.members)};
  std::vector<Edge> edges;
  const auto add = [&](EdgeKind kind) {
    edge.kind = kind;
    edges.push_back(edge);
  };
  if (now.incident && open != now.incident) {
    add(EdgeKind::fired);
  } else if (open && !now.incident) {
    add(EdgeKind::resolved);
  } else if (prior) {
    if (open && !(edge.joined.empty() && edge.left.empty())) add(EdgeKind::updated);
    if (edge.from != edge.to) add(EdgeKind::verdict);
  }
  return edges;
}

Decision decide(const Thesis& thesis, const std::vector<Assessment>& assessments,
                const Verdict* prior, Instant as_of) {
  Verdict v;
  v.thesis = thesis.id;
  v.at = as_of;
  v.k = thesis.weakening_count;
  v.n = static_cast<int>(thesis.indicators.size());
  for (const IndicatorId& id : thesis.indicators) {
    const Assessment* a = find(assessments, id);
    if (a && counts_as_weakening(thesis, *a, as_of))
      v.members.push_back(id);
    else if (!a || a->status == Status::unknown)
      v.unknowns.push_back(id);
  }
  v.weakening = static_cast<int>(v.members.size());
  v.unknown = static_cast<int>(v.unknowns.size());
  v.kind = kind_of(v.weakening, v.unknown, v.k);
  v.since = prior && prior->kind == v.kind ? prior->since : as_of;
  v.score = score_of(thesis, assessments);
  if (prior) {
    v.incident = prior->incident;
    v.incidents = prior->incidents;
  }

  if (!v.incident && v.weakening >= v.k)
    v.incident = ++v.incidents;
  else if (v.incident && v.weakening + v.unknown < thesis.clear_below.value_or(v.k))
    v.incident.reset();
  std::vector<Edge> edges = edges_between(prior, v);
  return {.verdict = std::move(v), .edges = std::move(edges)};
}

}  // namespace firstcard
