#include "storage/holdbacks.h"

#include <array>

#include "indicators/words.h"
#include "query.h"
#include "stored.h"

#define INSTANT(x) "strftime('%Y-%m-%dT%H:%M:%SZ', " x ", 'unixepoch')"

namespace firstcard {

const char* const kHoldbacks =
    "CREATE TABLE _silence("
    " id INTEGER PRIMARY KEY,"
    " created_at INTEGER NOT NULL,"
    " scope TEXT NOT NULL CHECK (scope IN ('thesis', 'indicator', 'receiver', 'feed')),"
    " name TEXT NOT NULL,"
    " ends_at INTEGER,"
    " changes INTEGER,"
    " author TEXT NOT NULL,"
    " reason TEXT NOT NULL,"
    " ended_at INTEGER,"
    " ended_by TEXT NOT NULL DEFAULT ''"
    ") STRICT;"
    "CREATE INDEX _silence_open ON _silence(id) WHERE ended_at IS NULL;"
    "CREATE TABLE _ack("
    " id INTEGER PRIMARY KEY,"
    " thesis TEXT NOT NULL,"
    " incident INTEGER NOT NULL,"
    " edge INTEGER NOT NULL,"
    " at INTEGER NOT NULL,"
    " author TEXT NOT NULL,"
    " reason TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX _ack_of_incident ON _ack(thesis, incident);"
    "CREATE TABLE _untold("
    " receiver TEXT NOT NULL,"
    " scope TEXT NOT NULL CHECK (scope IN ('thesis', 'indicator', 'feed')),"
    " name TEXT NOT NULL,"
    " told INTEGER NOT NULL,"
    " since INTEGER NOT NULL,"
    " reason TEXT NOT NULL,"
    " reminder INTEGER NOT NULL,"
    " PRIMARY KEY (receiver, scope, name)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE VIEW silences AS SELECT id AS silence, " INSTANT("created_at") " AS created_at, scope,"
    " name, " INSTANT("ends_at") " AS ends_at, changes IS NOT NULL AS until_change, author, reason, "
    INSTANT("ended_at") " AS ended_at, ended_by FROM _silence;"
    "CREATE VIEW acknowledgements AS SELECT id AS acknowledgement, thesis, incident, "
    INSTANT("at") " AS at, author, reason,"
    " edge = (SELECT coalesce(sum(v.edge_count), 0) FROM _verdict AS v"
    " WHERE v.thesis = a.thesis) AS in_force FROM _ack AS a;"
    "CREATE VIEW held_back AS SELECT receiver, scope, name, " INSTANT("since") " AS since, reason,"
    " reminder FROM _untold;";

// SQLite cannot change a constraint in place; the view is made anew because it names the table.
const char* const kHeldCheckpoints =
    "DROP VIEW held_back;"
    "ALTER TABLE _untold RENAME TO _untold_before;"
    "CREATE TABLE _untold("
    " receiver TEXT NOT NULL,"
    " scope TEXT NOT NULL CHECK (scope IN ('thesis', 'indicator', 'feed', 'checkpoint')),"
    " name TEXT NOT NULL,"
    " told INTEGER NOT NULL,"
    " since INTEGER NOT NULL,"
    " reason TEXT NOT NULL,"
    " reminder INTEGER NOT NULL,"
    " PRIMARY KEY (receiver, scope, name)"
    ") STRICT, WITHOUT ROWID;"
    "INSERT INTO _untold SELECT * FROM _untold_before;"
    "DROP TABLE _untold_before;"
    "CREATE VIEW held_back AS SELECT receiver, scope, name, " INSTANT("since") " AS since, reason,"
    " reminder FROM _untold;";

namespace {

constexpr std::array<std::string_view, 5> kScopes = {"thesis", "indicator", "receiver", "feed",
                                                     "checkpoint"};

Scope scope_of(const std::string& text) {
  if (const auto s = value_of<Scope>(kScopes, text)) return *s;
  throw DatabaseError(DatabaseError::Kind::corrupt, "an unknown scope is stored: \"" + text + "\"");
}

#define SILENCES                                                                            \
  "SELECT id, created_at, scope, name, ends_at, changes, author, reason, ended_at, ended_by " \
  "FROM _silence "

Silence silence_of(Statement& s) {
  return {.id = s.integer(0),
          .created_at = instant_of(s.integer(1)),
          .scope = scope_of(s.text(2)),
          .name = s.text(3),
          .ends_at = instant_of(s.optional_integer(4)),
          .changes = s.optional_integer(5),
          .author = s.text(6),
          .reason = s.text(7),
          .ended_at = instant_of(s.optional_integer(8)),
          .ended_by = s.text(9)};
}

#define UNTOLD "SELECT receiver, scope, name, told, since, reason, reminder FROM _untold "

Untold untold_of(Statement& s) {
  return {.receiver = {s.text(0)},
          .scope = scope_of(s.text(1)),
          .name = s.text(2),
          .told = s.integer(3),
          .since = instant_of(s.integer(4)),
          .reason = s.text(5),
          .reminder = s.integer(6) != 0};
}

std::int64_t id_of(Statement& s) {
  return first_row(s, [](Statement& row) { return row.integer(0); }).value();
}

}  // namespace

std::string_view to_text(Scope s) {
  return word_of(kScopes, s);
}

std::int64_t Holdbacks::add(Transaction&, const Silence& x) {
  return id_of(
      db_.cached("INSERT INTO _silence(created_at, scope, name, ends_at, changes, author, reason)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id")
          .bind(stored(x.created_at), to_text(x.scope), x.name, stored(x.ends_at), x.changes,
                x.author, x.reason));
}

bool Holdbacks::end(Transaction&, std::int64_t id, Instant now, const std::string& by) {
  Statement& s = db_.cached(
      "UPDATE _silence SET ended_at = ?2, ended_by = ?3 WHERE id = ?1 AND ended_at IS NULL"
      " RETURNING id");
  return first_row(s.bind(id, stored(now), by), [](Statement&) { return true; }).has_value();
}

std::vector<Silence> Holdbacks::open_silences() {
  return all_rows(db_.cached(SILENCES "WHERE ended_at IS NULL ORDER BY id").bind(), silence_of);
}

std::vector<Silence> Holdbacks::silences(int limit) {
  return all_rows(db_.cached(SILENCES "ORDER BY id DESC LIMIT ?1").bind(limit), silence_of);
}

std::int64_t Holdbacks::add(Transaction&, const Ack& x) {
  return id_of(db_.cached("INSERT INTO _ack(thesis, incident, edge, at, author, reason)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id")
                   .bind(x.thesis.text, x.incident, x.edge, stored(x.at), x.author, x.reason));
}

std::vector<Ack> Holdbacks::acks(const ThesisId& thesis, std::int64_t incident) {
  Statement& s = db_.cached(
      "SELECT id, edge, at, author, reason FROM _ack WHERE thesis = ?1 AND incident = ?2 ORDER BY id");
  return all_rows(s.bind(thesis.text, incident), [&](Statement& row) {
    return Ack{.id = row.integer(0),
               .thesis = thesis,
               .incident = incident,
               .edge = row.integer(1),
               .at = instant_of(row.integer(2)),
               .author = row.text(3),
               .reason = row.text(4)};
  });
}

std::optional<Untold> Holdbacks::untold(const ReceiverId& receiver, Scope scope,
                                        const std::string& name) {
  Statement& s = db_.cached(UNTOLD "WHERE receiver = ?1 AND scope = ?2 AND name = ?3");
  return first_row(s.bind(receiver.text, to_text(scope), name), untold_of);
}

std::vector<Untold> Holdbacks::untold(Scope scope) {
  return all_rows(db_.cached(UNTOLD "WHERE scope = ?1 ORDER BY receiver, name").bind(to_text(scope)),
                  untold_of);
}

void Holdbacks::put(Transaction&, const Untold& x) {
  db_.cached("INSERT OR REPLACE INTO _untold VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
      .bind(x.receiver.text, to_text(x.scope), x.name, x.told, stored(x.since), x.reason, x.reminder)
      .run();
}

void Holdbacks::remove(Transaction&, const Untold& x) {
  db_.cached("DELETE FROM _untold WHERE receiver = ?1 AND scope = ?2 AND name = ?3")
      .bind(x.receiver.text, to_text(x.scope), x.name)
      .run();
}

}  // namespace firstcard
