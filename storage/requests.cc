#include "storage/requests.h"

#include <array>

#include "indicators/words.h"
#include "query.h"
#include "request_schema.h"
#include "stored.h"

namespace firstcard {

// No row is ever deleted, so no number is used twice: it names a file of daemon/spool.h.
const char* const kRequestSchema =
    "CREATE TABLE _request("
    " id INTEGER PRIMARY KEY,"
    " at INTEGER NOT NULL,"
    " kind TEXT NOT NULL,"
    " feed TEXT NOT NULL,"
    " argument TEXT NOT NULL,"
    " author TEXT NOT NULL,"
    " reason TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('queued', 'done', 'failed')),"
    " answer TEXT NOT NULL,"
    " finished_at INTEGER,"
    " CHECK ((state = 'queued') = (finished_at IS NULL))"
    ") STRICT;"
    "CREATE INDEX _request_queued ON _request(id) WHERE state = 'queued';"
    "CREATE VIEW requests AS SELECT id AS request,"
    " strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS at, kind, feed, argument, author, reason,"
    " state, answer, strftime('%Y-%m-%dT%H:%M:%SZ', finished_at, 'unixepoch') AS finished_at"
    " FROM _request;";

namespace {

constexpr std::array<std::string_view, 3> kStates = {"queued", "done", "failed"};

RequestState state_of(const std::string& text) {
  if (const auto s = value_of<RequestState>(kStates, text)) return *s;
  throw DatabaseError(DatabaseError::Kind::corrupt,
                      "the requests hold an unknown state: \"" + text + "\"");
}

#define COLUMNS \
  "SELECT id, at, kind, feed, argument, author, reason, state, answer, finished_at FROM _request "

Request row_of(Statement& s) {
  return {.id = s.integer(0),
          .at = instant_of(s.integer(1)),
          .kind = s.text(2),
          .feed = {s.text(3)},
          .argument = s.text(4),
          .author = s.text(5),
          .reason = s.text(6),
          .state = state_of(s.text(7)),
          .answer = s.text(8),
          .finished_at = instant_of(s.optional_integer(9))};
}

}  // namespace

std::string_view to_text(RequestState s) {
  return word_of(kStates, s);
}

std::int64_t Requests::add(Transaction&, const Request& r) {
  Statement& s = db_.cached(
      "INSERT INTO _request(at, kind, feed, argument, author, reason, state, answer)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'queued', '') RETURNING id");
  s.bind(stored(r.at), r.kind, r.feed.text, r.argument, r.author, r.reason);
  return first_row(s, [](Statement& row) { return row.integer(0); }).value();
}

void Requests::finish(Transaction&, std::int64_t id, RequestState state, const std::string& answer,
                      Instant now) {
  db_.cached(
         "UPDATE _request SET state = ?2, answer = ?3, finished_at = ?4"
         " WHERE id = ?1 AND state = 'queued'")
      .bind(id, to_text(state), answer, stored(now))
      .run();
}

std::vector<Request> Requests::queued() {
  return all_rows(db_.cached(COLUMNS "WHERE state = 'queued' ORDER BY id").bind(), row_of);
}

std::optional<Request> Requests::find(std::int64_t id) {
  return first_row(db_.cached(COLUMNS "WHERE id = ?1").bind(id), row_of);
}

}  // namespace firstcard
