#include "storage/feed_log.h"

#include <array>

#include "indicators/words.h"
#include "query.h"
#include "stored.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 5> kOutcomes = {"stored", "unchanged", "held", "rejected",
                                                       "failed"};

RunOutcome outcome_of(const std::string& text) {
  if (const auto o = value_of<RunOutcome>(kOutcomes, text)) return *o;
  throw DatabaseError(DatabaseError::Kind::corrupt,
                      "the feed log holds an unknown outcome: \"" + text + "\"");
}

FeedRun run_of(Statement& s) {
  return {.feed = {s.text(0)},
          .source = s.text(1),
          .at = instant_of(s.integer(2)),
          .outcome = outcome_of(s.text(3)),
          .counts = {.rows = s.integer(4),
                     .added = s.integer(5),
                     .revised = s.integer(6),
                     .unchanged = s.integer(7),
                     .withdrawn = s.integer(8)},
          .faults = s.integer(9),
          .message = s.text(10),
          .milliseconds = s.integer(11),
          .document = s.integer(12)};
}

}  // namespace

std::string_view to_text(RunOutcome o) {
  return word_of(kOutcomes, o);
}

std::int64_t FeedLog::add(Transaction&, const FeedRun& run) {
  Statement& s = db_.cached(
      "INSERT INTO _feed_run(feed, source, at, outcome, rows, added, revised, unchanged, withdrawn,"
      " faults, message, milliseconds, document)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, nullif(?13, 0)) RETURNING id");
  s.bind(run.feed.text, run.source, stored(run.at), to_text(run.outcome), run.counts.rows,
         run.counts.added, run.counts.revised, run.counts.unchanged, run.counts.withdrawn,
         run.faults, run.message, run.milliseconds, run.document);
  return first_row(s, [](Statement& row) { return row.integer(0); }).value();
}

void FeedLog::add_faults(Transaction&, std::int64_t run, const FeedRun& of,
                         const std::vector<Fault>& faults, int keep, bool goes_on) {
  if (!goes_on)
    db_.cached("DELETE FROM _fault WHERE feed = ?1 AND source = ?2 AND run < ?3")
        .bind(of.feed.text, of.source, run)
        .run();
  Statement& s = db_.cached(
      "INSERT INTO _fault(run, number, feed, source, line, column_name, text, reason)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  int number = 0;
  for (const Fault& fault : faults) {
    if (++number > keep) break;
    s.bind(run, number, of.feed.text, of.source, fault.line, fault.column, fault.text, fault.reason)
        .run();
  }
}

std::optional<FeedRun> FeedLog::last(const FeedId& feed) {
  Statement& s = db_.cached(
      "SELECT feed, source, at, outcome, rows, added, revised, unchanged, withdrawn, faults, "
      "message, milliseconds, coalesce(document, 0) FROM _feed_run WHERE feed = ?1"
      " ORDER BY id DESC LIMIT 1");
  return first_row(s.bind(feed.text), run_of);
}

std::vector<Fault> FeedLog::faults(const FeedId& feed, int limit) {
  Statement& s = db_.cached(
      "SELECT line, column_name, text, reason FROM _fault WHERE feed = ?1"
      " ORDER BY run DESC, number LIMIT ?2");
  return all_rows(s.bind(feed.text, limit), [](Statement& row) {
    return Fault{.line = static_cast<std::uint32_t>(row.integer(0)),
                 .column = row.text(1),
                 .text = row.text(2),
                 .reason = row.text(3)};
  });
}

}  // namespace firstcard
