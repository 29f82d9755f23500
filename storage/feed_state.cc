#include "storage/feed_state.h"

#include "query.h"
#include "stored.h"
#include "vintage_key.h"

// A document that a person imports says nothing of how the feed's source is reached.
#define NO_IMPORT(source) "substr(" source ", 1, 7) <> 'import:'"

namespace firstcard {

namespace {

Basis basis_of(const std::string& text) {
  for (const Basis b : {Basis::source, Basis::fetched, Basis::declared})
    if (to_text(b) == text) return b;
  throw DatabaseError(DatabaseError::Kind::corrupt,
                      "a load has an unknown basis: \"" + text + "\"");
}

Health health_of_text(const std::string& text) {
  if (const auto h = parse_health(text)) return *h;
  throw DatabaseError(DatabaseError::Kind::corrupt, "a feed's state is unknown: \"" + text + "\"");
}

}  // namespace

std::optional<FeedState> FeedStates::find(const FeedId& feed) {
  Statement& s = db_.cached(
      "SELECT health, since, edges, series, expected, newest_period, due_at, changes_at"
      " FROM _feed_state WHERE feed = ?1");
  return first_row(s.bind(feed.text), [&](Statement& row) {
    return FeedState{.feed = feed,
                     .health = health_of_text(row.text(0)),
                     .since = instant_of(row.optional_integer(1)),
                     .edges = row.integer(2),
                     .series = {row.text(3)},
                     .expected = row.text(4),
                     .newest_period = date_of(row.optional_integer(5)),
                     .due_at = instant_of(row.optional_integer(6)),
                     .changes_at = instant_of(row.optional_integer(7))};
  });
}

void FeedStates::put(Transaction&, const FeedState& state) {
  db_.cached(
         "INSERT INTO _feed_state(feed, health, since, edges, series, expected, newest_period,"
         " due_at, changes_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
         " ON CONFLICT (feed) DO UPDATE SET health = ?2, since = ?3, edges = ?4, series = ?5,"
         " expected = ?6, newest_period = ?7, due_at = ?8, changes_at = ?9")
      .bind(state.feed.text, to_text(state.health), stored(state.since), state.edges,
            state.series.text, state.expected, stored(state.newest_period), stored(state.due_at),
            stored(state.changes_at))
      .run();
}

void FeedStates::put_next_poll(Transaction&, const FeedId& feed, std::optional<Instant> at) {
  db_.cached(
         "INSERT INTO _feed_state(feed, next_poll_at) VALUES (?1, ?2)"
         " ON CONFLICT (feed) DO UPDATE SET next_poll_at = ?2")
      .bind(feed.text, stored(at))
      .run();
}

void FeedStates::put_not_before(Transaction&, const FeedId& feed, std::optional<Instant> at) {
  db_.cached(
         "INSERT INTO _feed_state(feed, not_before) VALUES (?1, ?2)"
         " ON CONFLICT (feed) DO UPDATE SET not_before = ?2")
      .bind(feed.text, stored(at))
      .run();
}

std::optional<Instant> FeedStates::not_before(const FeedId& feed) {
  Statement& s = db_.cached("SELECT not_before FROM _feed_state WHERE feed = ?1");
  return first_row(s.bind(feed.text),
                   [](Statement& row) { return instant_of(row.optional_integer(0)); })
      .value_or(std::nullopt);
}

void FeedStates::forget_others(Transaction&, std::span<const FeedId> configured) {
  Statement& all = db_.cached(
      "SELECT feed FROM _feed_state WHERE health <> 'none' OR changes_at IS NOT NULL"
      " OR next_poll_at IS NOT NULL OR not_before IS NOT NULL");
  for (const std::string& feed : all_rows(all.bind(), [](Statement& row) { return row.text(0); })) {
    bool there = false;
    for (const FeedId& id : configured) there = there || id.text == feed;
    if (!there)
      db_.cached(
             "UPDATE _feed_state SET health = 'none', since = NULL, series = '', expected = '',"
             " due_at = NULL, changes_at = NULL, next_poll_at = NULL, not_before = NULL WHERE feed = ?1")
          .bind(feed)
          .run();
  }
}

std::optional<Instant> FeedStates::next_change(Instant t) {
  Statement& s = db_.cached("SELECT min(changes_at) FROM _feed_state WHERE changes_at > ?1");
  return first_row(s.bind(stored(t)),
                   [](Statement& row) { return instant_of(row.optional_integer(0)); })
      .value();
}

FeedPolls FeedStates::polls(const FeedId& feed) {
  const Snapshot snapshot(db_);
  FeedPolls polls{.last_success = {},
                  .last_print = last_print(feed),
                  .last_error_at = {},
                  .next_poll = {},
                  .last_error = {}};
  std::int64_t succeeded = 0;
  Statement& success = db_.cached(
      "SELECT id, at FROM _feed_run WHERE feed = ?1 AND outcome IN ('stored', 'unchanged')"
      " AND " NO_IMPORT("source") " ORDER BY id DESC LIMIT 1");
  first_row(success.bind(feed.text), [&](Statement& row) {
    succeeded = row.integer(0);
    polls.last_success = instant_of(row.integer(1));
    return true;
  });
  Statement& error = db_.cached(
      "SELECT at, message FROM _feed_run WHERE feed = ?1 AND outcome IN ('rejected', 'failed')"
      " AND " NO_IMPORT("source") " ORDER BY id DESC LIMIT 1");
  first_row(error.bind(feed.text), [&](Statement& row) {
    polls.last_error_at = instant_of(row.integer(0));
    polls.last_error = row.text(1);
    return true;
  });
  Statement& failures = db_.cached(
      "SELECT count(*) FROM _feed_run WHERE feed = ?1 AND id > ?2 AND outcome <> 'held'"
      " AND " NO_IMPORT("source"));
  polls.failures_in_a_row = first_row(failures.bind(feed.text, succeeded), [](Statement& row) {
                              return row.integer(0);
                            }).value();
  Statement& next = db_.cached("SELECT next_poll_at FROM _feed_state WHERE feed = ?1");
  if (const auto at = first_row(next.bind(feed.text),
                                [](Statement& row) { return instant_of(row.optional_integer(0)); }))
    polls.next_poll = *at;
  return polls;
}

std::optional<Instant> FeedStates::last_print(const FeedId& feed) {
  Statement& s =
      db_.cached("SELECT at FROM _feed_run WHERE feed = ?1 AND added > 0 ORDER BY id DESC LIMIT 1");
  return first_row(s.bind(feed.text), [](Statement& row) { return instant_of(row.integer(0)); });
}

void FeedStates::add_series(Transaction&, const FeedId& feed, std::span<const SeriesId> series) {
  Statement& s = db_.cached(
      "INSERT OR IGNORE INTO _feed_series(feed, series) SELECT ?1, id FROM _series WHERE name = "
      "?2");
  for (const SeriesId& id : series) s.bind(feed.text, id.text).run();
}

std::vector<SeriesId> FeedStates::series_of(const FeedId& feed) {
  Statement& s = db_.cached(
      "SELECT s.name FROM _feed_series AS f JOIN _series AS s ON s.id = f.series"
      " WHERE f.feed = ?1 ORDER BY s.name");
  return all_rows(s.bind(feed.text), [](Statement& row) { return SeriesId{row.text(0)}; });
}

std::vector<Publication> FeedStates::publications(const SeriesId& series, Instant as_of,
                                                  int periods) {
  Statement& number = db_.cached("SELECT id FROM _series WHERE name = ?1");
  const auto id =
      first_row(number.bind(series.text), [](Statement& row) { return row.integer(0); });
  std::vector<Publication> out;
  if (!id) return out;

  // The vintages of one period, from the last stored to the first.
  struct Period {
    std::int64_t key = 0;
    Instant newest_known;
    bool standing = false;  // the newest known is a value
    std::optional<Publication> first;
  } period;
  const auto finish = [&] {
    if (period.key != 0 && period.standing && period.first) out.push_back(*period.first);
  };
  Statement& s = db_.cached(
      "SELECT v.id, v.known_at, v.value IS NULL, l.basis FROM _vintage AS v"
      " CROSS JOIN _load AS l ON l.id = v.load"
      " WHERE v.id BETWEEN ?1 AND ?2 AND v.known_at <= ?3 ORDER BY v.id DESC");
  s.bind(first_key(*id), last_key(*id), stored(as_of));
  const ResetAtEnd guard(s);
  while (s.step()) {
    const std::int64_t key = period_key(s.integer(0));
    const Instant known = instant_of(s.integer(1));
    const bool withdrawn = s.integer(2) != 0;
    if (key != period.key) {
      finish();
      if (out.size() >= static_cast<std::size_t>(periods)) return out;
      period = {.key = key, .newest_known = known, .standing = !withdrawn, .first = {}};
    } else if (known > period.newest_known) {
      period.newest_known = known;
      period.standing = !withdrawn;
    }
    if (!withdrawn && (!period.first || known <= period.first->known_at))
      period.first = {.period = period_of(key), .known_at = known, .basis = basis_of(s.text(3))};
  }
  finish();
  return out;
}

// The view keeps its columns and gets more at the end.
#define INSTANT(x) "strftime('%Y-%m-%dT%H:%M:%SZ', " x ", 'unixepoch')"
const char* const kFeedState =
    "CREATE TABLE _feed_state("
    " feed TEXT PRIMARY KEY,"
    " health TEXT NOT NULL DEFAULT 'none'"
    "  CHECK (health IN ('none', 'not_due', 'due', 'late', 'dead')),"
    " since INTEGER,"
    " edges INTEGER NOT NULL DEFAULT 0,"
    " series TEXT NOT NULL DEFAULT '',"
    " expected TEXT NOT NULL DEFAULT '',"
    " newest_period INTEGER,"
    " due_at INTEGER,"
    " changes_at INTEGER,"
    " next_poll_at INTEGER"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE _feed_series(feed TEXT NOT NULL, series INTEGER NOT NULL,"
    " PRIMARY KEY (feed, series)) STRICT, WITHOUT ROWID;"
    "INSERT INTO _feed_series SELECT DISTINCT d.feed, c.series"
    " FROM _change AS c JOIN _document AS d ON d.id = c.document;"
    "CREATE INDEX _feed_run_error ON _feed_run(feed) WHERE outcome IN ('rejected', 'failed');"
    "CREATE INDEX _feed_run_print ON _feed_run(feed) WHERE added > 0;"
    "DROP VIEW feeds;"
    "CREATE VIEW feeds AS SELECT r.feed, r.source, " INSTANT("r.at") " AS last_run_at,"
    " r.outcome AS last_outcome, r.message AS last_message, r.faults AS last_faults, "
    INSTANT("s.at") " AS last_success_at,"
    " (SELECT count(*) FROM _feed_run AS f WHERE f.feed = r.feed AND f.id > coalesce(s.id, 0)"
    " AND f.outcome <> 'held') AS failures_in_a_row, "
    INSTANT("(SELECT p.at FROM _feed_run AS p WHERE p.feed = r.feed AND p.added > 0"
            " ORDER BY p.id DESC LIMIT 1)") " AS last_new_print_at,"
    " date(h.newest_period * 86400, 'unixepoch') AS newest_period, "
    INSTANT("h.due_at") " AS next_due_at, nullif(h.health, 'none') AS health, "
    INSTANT("h.next_poll_at") " AS next_poll_at, e.message AS last_error, "
    INSTANT("e.at") " AS last_error_at, " INSTANT("iif(h.health = 'none', NULL, h.since)") " AS health_since,"
    " nullif(h.series, '') AS health_series, nullif(h.expected, '') AS expected_period"
    " FROM (SELECT max(id) AS id FROM _feed_run GROUP BY feed) AS newest"
    " JOIN _feed_run AS r ON r.id = newest.id"
    " LEFT JOIN _feed_run AS s ON s.id = (SELECT max(t.id) FROM _feed_run AS t"
    " WHERE t.feed = r.feed AND t.outcome IN ('stored', 'unchanged'))"
    " LEFT JOIN _feed_run AS e ON e.id = (SELECT max(t.id) FROM _feed_run AS t"
    " WHERE t.feed = r.feed AND t.outcome IN ('rejected', 'failed'))"
    " LEFT JOIN _feed_state AS h ON h.feed = r.feed;";

// `feeds` without what was imported; the server's Retry-After; the time of a held file.
const char* const kFetches =
    "ALTER TABLE _feed_state ADD COLUMN not_before INTEGER;"
    "ALTER TABLE _held ADD COLUMN mtime_ns INTEGER;"
    "DROP VIEW feeds;"
    "CREATE VIEW feeds AS SELECT r.feed, r.source, " INSTANT("r.at") " AS last_run_at,"
    " r.outcome AS last_outcome, r.message AS last_message, r.faults AS last_faults, "
    INSTANT("s.at") " AS last_success_at,"
    " (SELECT count(*) FROM _feed_run AS f WHERE f.feed = r.feed AND f.id > coalesce(s.id, 0)"
    " AND f.outcome <> 'held' AND " NO_IMPORT("f.source") ") AS failures_in_a_row, "
    INSTANT("(SELECT p.at FROM _feed_run AS p WHERE p.feed = r.feed AND p.added > 0"
            " ORDER BY p.id DESC LIMIT 1)") " AS last_new_print_at,"
    " date(h.newest_period * 86400, 'unixepoch') AS newest_period, "
    INSTANT("h.due_at") " AS next_due_at, nullif(h.health, 'none') AS health, "
    INSTANT("h.next_poll_at") " AS next_poll_at, e.message AS last_error, "
    INSTANT("e.at") " AS last_error_at, " INSTANT("iif(h.health = 'none', NULL, h.since)") " AS health_since,"
    " nullif(h.series, '') AS health_series, nullif(h.expected, '') AS expected_period"
    " FROM (SELECT max(id) AS id FROM _feed_run GROUP BY feed) AS newest"
    " JOIN _feed_run AS r ON r.id = newest.id"
    " LEFT JOIN _feed_run AS s ON s.id = (SELECT max(t.id) FROM _feed_run AS t"
    " WHERE t.feed = r.feed AND t.outcome IN ('stored', 'unchanged')"
    " AND " NO_IMPORT("t.source") ")"
    " LEFT JOIN _feed_run AS e ON e.id = (SELECT max(t.id) FROM _feed_run AS t"
    " WHERE t.feed = r.feed AND t.outcome IN ('rejected', 'failed')"
    " AND " NO_IMPORT("t.source") ")"
    " LEFT JOIN _feed_state AS h ON h.feed = r.feed;";

}  // namespace firstcard
