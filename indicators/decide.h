#pragma once
// decide: the thesis' verdict, and the edges from the one before. Pure.
#include <cstdint>
#include <optional>
#include <vector>

#include "assess.h"

namespace firstcard {

struct Verdict {
  ThesisId thesis;
  Instant at;
  VerdictKind kind = VerdictKind::undecided;
  int weakening = 0, unknown = 0, k = 0, n = 0;
  std::vector<IndicatorId> members;  // that count as weakening, in the thesis' order
  std::vector<IndicatorId> unknowns;
  std::optional<std::int64_t> incident;  // the number of the open one, from 1
  std::int64_t incidents = 0;            // how many have been opened so far
  Instant since;                         // when `kind` began
  std::optional<double> score;           // secondary signals, -1 ... 1; nullopt: none known
  bool operator==(const Verdict&) const = default;
};

enum class EdgeKind : std::uint8_t {
  fired,     // an incident opened
  updated,   // its members changed
  resolved,  // it closed
  verdict    // the kind changed and no incident opened or closed
};
std::string_view to_text(EdgeKind e);
std::optional<EdgeKind> parse_edge(std::string_view text);

struct Edge {
  EdgeKind kind = EdgeKind::verdict;
  std::int64_t incident = 0;  // 0: none
  VerdictKind from = VerdictKind::undecided, to = VerdictKind::undecided;
  std::vector<IndicatorId> joined, left;  // members
  bool operator==(const Edge&) const = default;
};

struct Decision {
  Verdict verdict;
  std::vector<Edge> edges;
};

// What changed between two verdicts of one thesis, `prior` being nullptr at the very first
// evaluation: then only a fired thesis makes an edge.
std::vector<Edge> edges_between(const Verdict* prior, const Verdict& now);

// `assessments` holds one for each indicator of the thesis (others are passed over). `prior` is the
// last verdict, or nullptr at the very first evaluation.
Decision decide(const Thesis& thesis, const std::vector<Assessment>& assessments,
                const Verdict* prior, Instant as_of);

}  // namespace firstcard
