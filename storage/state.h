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
  bool operator==(const EvaluationMark&) const = default;
};

class State {
 public:
  explicit State(Database& db) : db_(db) {}

  // The rule texts as last evaluated; put_rule returns true if it was there with another text.
  bool put_rule(Transaction& tx, const std::string& kind, const std::string& name, const std::string& text,
                Instant at);

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
  std::vector<Incident> incidents(const ThesisId& id);

  // Newest first.
  std::vector<AssessmentRecord> assessments(const IndicatorId& id, int limit);

 private:
  Database& db_;
};

}  // namespace firstcard
