#pragma once
// What was decided: rules as they stood, assessments, verdicts, incidents. Keyed by name, never by a
// hash of a text.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "indicators/cause.h"
#include "indicators/decide.h"
#include "storage/database.h"

namespace firstcard {

// One recorded assessment: the indicator's status and what people see of it.
struct AssessmentRecord {
  IndicatorId indicator;
  Instant at;                 // what it was known as of
  Instant recorded_at;
  bool late = false;          // evaluated after the fact (catch-up)
  Status status = Status::unknown;
  Status before = Status::unknown;
  std::optional<double> reading;
  std::optional<Date> period;
  std::optional<Instant> known_at;
  std::optional<double> line, distance;
  int have = 0, of = 0;       // coverage
  Cause cause = Cause::none;
  std::string detail;         // of the cause
  std::string reason;         // why this status: "-1.9 pp < -1.0 pp for 2 prints"
  bool operator==(const AssessmentRecord&) const = default;
};

struct VerdictRecord {
  Verdict verdict;
  Instant recorded_at;
  bool late = false;
  std::string reason;
  bool operator==(const VerdictRecord&) const = default;
};

struct Incident {
  ThesisId thesis;
  std::int64_t number = 0;    // from 1, per thesis
  Instant opened_at;
  std::optional<Instant> closed_at;
  std::string members;        // of the last edge: "cloud, backlog"
  bool operator==(const Incident&) const = default;
};

// How far evaluation has come.
struct EvaluationMark {
  Instant at;
  std::int64_t document = 0;  // newest document evaluated
  // The latest instant as of which anything was ever evaluated: later than `at` if the clock was
  // set back since. What was known then stays known.
  Instant horizon{};
  bool operator==(const EvaluationMark&) const = default;
};

class State {
 public:
  explicit State(Database& db) : db_(db) {}

  // The rule texts as last evaluated; put_rule returns the one before, if that was another.
  std::optional<std::string> put_rule(Transaction& tx, const std::string& kind,
                                      const std::string& name, const std::string& text, Instant at);

  std::optional<EvaluationMark> mark();
  void put_mark(Transaction& tx, const EvaluationMark& mark);

  std::optional<AssessmentRecord> last_assessment(const IndicatorId& id);
  // The newest record with which the status changed; nullopt: it is as it was at the first one.
  std::optional<AssessmentRecord> last_change(const IndicatorId& id);
  void add(Transaction& tx, const AssessmentRecord& record);

  std::optional<VerdictRecord> last_verdict(const ThesisId& id);
  // Records the verdict and opens, updates or closes its incident as the edges say.
  void add(Transaction& tx, const VerdictRecord& record, const std::vector<Edge>& edges);
  std::int64_t edge_count(const ThesisId& id);  // so far
  // The number of the newest verdict, 0: none; and the verdicts from that number on, oldest first.
  std::int64_t newest_verdict(const ThesisId& id);
  std::vector<VerdictRecord> verdicts_from(const ThesisId& id, std::int64_t number);
  std::int64_t edge_count(const ThesisId& id, std::int64_t upto);  // up to that verdict
  struct LastEdge {
    Instant at;
    std::int64_t count = 0;  // of the thesis' edges, this one included
    bool operator==(const LastEdge&) const = default;
  };
  std::optional<LastEdge> last_edge(const ThesisId& id);
  // When the thesis' incidents opened and closed, ascending, those before `from` left out.
  std::vector<Instant> crossings(const ThesisId& id, Instant from);
  std::vector<Incident> incidents(const ThesisId& id);

  std::int64_t status_changes(const IndicatorId& id);  // so far
  // The indicator's status as recorded for `at` or before; nullopt: there was none yet.
  std::optional<Status> status_at(const IndicatorId& id, Instant at);

  // Newest first.
  std::vector<AssessmentRecord> assessments(const IndicatorId& id, int limit);

 private:
  Database& db_;
};

}  // namespace firstcard
