#include "storage/state.h"

#include <stdexcept>

#include "query.h"
#include "stored.h"

namespace firstcard {

namespace {

[[noreturn]] void unknown_word(const std::string& text) {
  throw DatabaseError(DatabaseError::Kind::corrupt,
                      "the history holds a word that this version does not know: \"" + text + "\"");
}

Status status_of(const std::string& text) {
  if (const auto s = parse_status(text)) return *s;
  unknown_word(text);
}
Cause cause_word(const std::string& text) {
  if (const auto c = parse_cause(text)) return *c;
  unknown_word(text);
}
VerdictKind verdict_of(const std::string& text) {
  if (const auto v = parse_verdict(text)) return *v;
  unknown_word(text);
}

// Ids hold letters, digits, _ - and dots: a comma parts them without quoting.
std::string joined(const std::vector<IndicatorId>& ids) {
  std::string text;
  for (const IndicatorId& id : ids) {
    if (id.text.empty() || id.text.find(',') != std::string::npos)
      throw std::invalid_argument("\"" + id.text + "\" is no indicator's id");
    text += (text.empty() ? "" : ", ") + id.text;
  }
  return text;
}

std::vector<IndicatorId> parted(const std::string& text) {
  std::vector<IndicatorId> ids;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(", ", at), text.size());
    ids.push_back({text.substr(at, end - at)});
    at = end + 2;
  }
  return ids;
}

// "fired" or "updated +price -arr": for people who read the verdicts.
std::string described(const std::vector<Edge>& edges) {
  std::string text;
  for (const Edge& edge : edges) {
    text += (text.empty() ? "" : ", ") + std::string(to_text(edge.kind));
    for (const IndicatorId& id : edge.joined) text += " +" + id.text;
    for (const IndicatorId& id : edge.left) text += " -" + id.text;
  }
  return text;
}

#define ASSESSMENTS_OF_ONE                                                                         \
  "SELECT indicator, at, recorded_at, late, status, status_before, reading, period, known_at, "    \
  "line,"                                                                                          \
  " distance, coverage_have, coverage_of, cause, detail, reason FROM _assessment WHERE indicator " \
  "= ?1"
constexpr std::string_view kNewestAssessments = ASSESSMENTS_OF_ONE " ORDER BY id DESC LIMIT ?2";
constexpr std::string_view kNewestChange =
    ASSESSMENTS_OF_ONE " AND status <> status_before ORDER BY id DESC LIMIT 1";
#undef ASSESSMENTS_OF_ONE

AssessmentRecord assessment_of(Statement& s) {
  return {.indicator = {s.text(0)},
          .at = instant_of(s.integer(1)),
          .recorded_at = instant_of(s.integer(2)),
          .late = s.integer(3) != 0,
          .status = status_of(s.text(4)),
          .before = status_of(s.text(5)),
          .reading = s.optional_real(6),
          .period = date_of(s.optional_integer(7)),
          .known_at = instant_of(s.optional_integer(8)),
          .line = s.optional_real(9),
          .distance = s.optional_real(10),
          .have = static_cast<int>(s.integer(11)),
          .of = static_cast<int>(s.integer(12)),
          .cause = cause_word(s.text(13)),
          .detail = s.text(14),
          .reason = s.text(15)};
}

#define VERDICTS                                                                              \
  "SELECT thesis, at, verdict, weakening, unknown, k, n, members, unknowns, incident, incidents," \
  " since, score, recorded_at, late, reason FROM _verdict "

VerdictRecord verdict_record_of(Statement& row) {
  return VerdictRecord{.verdict = {.thesis = {row.text(0)},
                                   .at = instant_of(row.integer(1)),
                                   .kind = verdict_of(row.text(2)),
                                   .weakening = static_cast<int>(row.integer(3)),
                                   .unknown = static_cast<int>(row.integer(4)),
                                   .k = static_cast<int>(row.integer(5)),
                                   .n = static_cast<int>(row.integer(6)),
                                   .members = parted(row.text(7)),
                                   .unknowns = parted(row.text(8)),
                                   .incident = row.optional_integer(9),
                                   .incidents = row.integer(10),
                                   .since = instant_of(row.integer(11)),
                                   .score = row.optional_real(12)},
                       .recorded_at = instant_of(row.integer(13)),
                       .late = row.integer(14) != 0,
                       .reason = row.text(15)};
}

}  // namespace

std::optional<std::string> State::put_rule(Transaction&, const std::string& kind,
                                           const std::string& name, const std::string& text,
                                           Instant at) {
  Statement& s =
      db_.cached("SELECT text FROM _rule WHERE kind = ?1 AND name = ?2 ORDER BY id DESC LIMIT 1");
  auto last = first_row(s.bind(kind, name), [](Statement& row) { return row.text(0); });
  if (last == text) return std::nullopt;
  db_.cached("INSERT INTO _rule(kind, name, text, since) VALUES (?1, ?2, ?3, ?4)")
      .bind(kind, name, text, stored(at))
      .run();
  return last;
}

std::optional<EvaluationMark> State::mark() {
  Statement& s = db_.cached("SELECT at, document, max(at, horizon) FROM _mark");
  return first_row(s.bind(), [](Statement& row) {
    return EvaluationMark{instant_of(row.integer(0)), row.integer(1), instant_of(row.integer(2))};
  });
}

void State::put_mark(Transaction&, const EvaluationMark& mark) {
  db_.cached(
         "INSERT INTO _mark(one, at, document, horizon) VALUES (1, ?1, ?2, ?3) ON CONFLICT DO UPDATE"
         " SET at = excluded.at, document = excluded.document, horizon = excluded.horizon")
      .bind(stored(mark.at), mark.document, stored(mark.horizon))
      .run();
}

std::optional<AssessmentRecord> State::last_assessment(const IndicatorId& id) {
  return first_row(db_.cached(kNewestAssessments).bind(id.text, 1), assessment_of);
}

std::vector<AssessmentRecord> State::assessments(const IndicatorId& id, int limit) {
  return all_rows(db_.cached(kNewestAssessments).bind(id.text, limit), assessment_of);
}

std::optional<AssessmentRecord> State::last_change(const IndicatorId& id) {
  return first_row(db_.cached(kNewestChange).bind(id.text), assessment_of);
}

void State::add(Transaction&, const AssessmentRecord& r) {
  db_.cached(
         "INSERT INTO _assessment(indicator, at, recorded_at, late, status, status_before, reading,"
         " period, known_at, line, distance, coverage_have, coverage_of, cause, detail, reason)"
         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")
      .bind(r.indicator.text, stored(r.at), stored(r.recorded_at), r.late, to_text(r.status),
            to_text(r.before), r.reading, stored(r.period), stored(r.known_at), r.line, r.distance,
            r.have, r.of, to_text(r.cause), r.detail, r.reason)
      .run();
}

std::optional<VerdictRecord> State::last_verdict(const ThesisId& id) {
  return first_row(
      db_.cached(VERDICTS "WHERE thesis = ?1 ORDER BY id DESC LIMIT 1").bind(id.text), verdict_record_of);
}

std::int64_t State::newest_verdict(const ThesisId& id) {
  Statement& s = db_.cached("SELECT coalesce(max(id), 0) FROM _verdict WHERE thesis = ?1");
  return first_row(s.bind(id.text), [](Statement& row) { return row.integer(0); }).value();
}

std::vector<VerdictRecord> State::verdicts_from(const ThesisId& id, std::int64_t number) {
  return all_rows(
      db_.cached(VERDICTS "WHERE thesis = ?1 AND id >= ?2 ORDER BY id").bind(id.text, number),
      verdict_record_of);
}

void State::add(Transaction&, const VerdictRecord& record, const std::vector<Edge>& edges) {
  const Verdict& v = record.verdict;
  const std::string members = joined(v.members);
  db_.cached(
         "INSERT INTO _verdict(thesis, at, recorded_at, late, verdict, weakening, unknown, k, n,"
         " members, unknowns, incident, incidents, since, score, edges, edge_count, reason)"
         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
         "?18)")
      .bind(v.thesis.text, stored(v.at), stored(record.recorded_at), record.late, to_text(v.kind),
            v.weakening, v.unknown, v.k, v.n, members, joined(v.unknowns), v.incident, v.incidents,
            stored(v.since), v.score, described(edges), static_cast<std::int64_t>(edges.size()),
            record.reason)
      .run();
  for (const Edge& edge : edges) {
    switch (edge.kind) {
      case EdgeKind::fired:
        db_.cached(
               "INSERT INTO _incident(thesis, number, opened_at, members) VALUES (?1, ?2, ?3, ?4)")
            .bind(v.thesis.text, edge.incident, stored(v.at), members)
            .run();
        break;
      case EdgeKind::updated:
        db_.cached("UPDATE _incident SET members = ?3 WHERE thesis = ?1 AND number = ?2")
            .bind(v.thesis.text, edge.incident, members)
            .run();
        break;
      case EdgeKind::resolved:  // its members stay those of the last edge before
        db_.cached("UPDATE _incident SET closed_at = ?3 WHERE thesis = ?1 AND number = ?2")
            .bind(v.thesis.text, edge.incident, stored(v.at))
            .run();
        break;
      case EdgeKind::verdict:
        break;
    }
  }
}

std::int64_t State::edge_count(const ThesisId& id) {
  Statement& s = db_.cached("SELECT coalesce(sum(edge_count), 0) FROM _verdict WHERE thesis = ?1");
  return first_row(s.bind(id.text), [](Statement& row) { return row.integer(0); }).value();
}

std::int64_t State::edge_count(const ThesisId& id, std::int64_t upto) {
  Statement& s = db_.cached(
      "SELECT coalesce(sum(edge_count), 0) FROM _verdict WHERE thesis = ?1 AND id <= ?2");
  return first_row(s.bind(id.text, upto), [](Statement& row) { return row.integer(0); }).value();
}

std::optional<State::LastEdge> State::last_edge(const ThesisId& id) {
  Statement& s = db_.cached(
      "SELECT at FROM _verdict WHERE thesis = ?1 AND edge_count > 0 ORDER BY id DESC LIMIT 1");
  const auto at = first_row(s.bind(id.text), [](Statement& row) { return row.integer(0); });
  if (!at) return std::nullopt;
  return LastEdge{.at = instant_of(*at), .count = edge_count(id)};
}

std::vector<Instant> State::crossings(const ThesisId& id, Instant from) {
  Statement& s = db_.cached(
      "SELECT opened_at AS at FROM _incident WHERE thesis = ?1 AND opened_at >= ?2 UNION ALL"
      " SELECT closed_at FROM _incident WHERE thesis = ?1 AND closed_at >= ?2 ORDER BY at");
  return all_rows(s.bind(id.text, stored(from)),
                  [](Statement& row) { return instant_of(row.integer(0)); });
}

std::int64_t State::status_changes(const IndicatorId& id) {
  Statement& s = db_.cached(
      "SELECT count(*) FROM _assessment WHERE indicator = ?1 AND status <> status_before");
  return first_row(s.bind(id.text), [](Statement& row) { return row.integer(0); }).value();
}

std::optional<Status> State::status_at(const IndicatorId& id, Instant at) {
  Statement& s = db_.cached(
      "SELECT status FROM _assessment WHERE indicator = ?1 AND at <= ?2 ORDER BY id DESC LIMIT 1");
  return first_row(s.bind(id.text, stored(at)),
                   [](Statement& row) { return status_of(row.text(0)); });
}

std::vector<Incident> State::incidents(const ThesisId& id) {
  Statement& s = db_.cached(
      "SELECT number, opened_at, closed_at, members FROM _incident WHERE thesis = ?1 ORDER BY "
      "number");
  return all_rows(s.bind(id.text), [&](Statement& row) {
    return Incident{.thesis = id,
                    .number = row.integer(0),
                    .opened_at = instant_of(row.integer(1)),
                    .closed_at = instant_of(row.optional_integer(2)),
                    .members = row.text(3)};
  });
}

}  // namespace firstcard
