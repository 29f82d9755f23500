#include "storage/checkpoints.h"

#include <array>

#include "indicators/words.h"
#include "query.h"
#include "stored.h"

namespace firstcard {

#define DAY(x) "date(" x " * 86400, 'unixepoch')"

const char* const kCheckpoints =
    "CREATE TABLE _checkpoint("
    " id TEXT NOT NULL,"
    " by INTEGER NOT NULL,"
    " title TEXT NOT NULL,"
    " indicator TEXT NOT NULL,"
    " expectation TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('open', 'met', 'missed')),"
    " status TEXT,"
    " reading REAL,"
    " period INTEGER,"
    " reason TEXT NOT NULL,"
    " recorded_at INTEGER,"
    " late INTEGER NOT NULL,"
    " PRIMARY KEY (id, by),"
    " CHECK ((state = 'open') = (recorded_at IS NULL))"
    ") STRICT, WITHOUT ROWID;"
    "CREATE VIEW checkpoints AS SELECT id AS checkpoint, " DAY("by") " AS by, title, indicator,"
    " expectation, state, status, reading, " DAY("period") " AS period, reason,"
    " strftime('%Y-%m-%dT%H:%M:%SZ', recorded_at, 'unixepoch') AS recorded_at, late"
    " FROM _checkpoint;";

namespace {

constexpr std::array<std::string_view, 3> kStates = {"open", "met", "missed"};

CheckpointState state_of(const std::string& text) {
  if (const auto s = value_of<CheckpointState>(kStates, text)) return *s;
  throw DatabaseError(DatabaseError::Kind::corrupt,
                      "the checkpoints hold an unknown state: \"" + text + "\"");
}

CheckpointRecord record_of(Statement& s) {
  CheckpointRecord r{.id = {s.text(0)},
                     .by = date_of(s.integer(1)),
                     .title = s.text(2),
                     .indicator = {s.text(3)},
                     .expectation = s.text(4),
                     .state = state_of(s.text(5)),
                     .status = {},
                     .reading = s.optional_real(7),
                     .period = date_of(s.optional_integer(8)),
                     .reason = s.text(9),
                     .recorded_at = instant_of(s.optional_integer(10)),
                     .late = s.integer(11) != 0};
  if (!s.null(6)) r.status = parse_status(s.text(6));
  return r;
}

}  // namespace

std::string_view to_text(CheckpointState s) {
  return word_of(kStates, s);
}

std::vector<CheckpointRecord> Checkpoints::all() {
  return all_rows(
      db_.cached("SELECT id, by, title, indicator, expectation, state, status, reading, period,"
                 " reason, recorded_at, late FROM _checkpoint ORDER BY by, id")
          .bind(),
      record_of);
}

bool Checkpoints::put(Transaction&, const CheckpointRecord& r) {
  const std::optional<std::string> status =
      r.status ? std::optional(std::string(to_text(*r.status))) : std::nullopt;
  Statement& s = db_.cached(
      "INSERT INTO _checkpoint(id, by, title, indicator, expectation, state, status, reading,"
      " period, reason, recorded_at, late) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
      " ?12) ON CONFLICT(id, by) DO UPDATE SET title = excluded.title,"
      " indicator = excluded.indicator, expectation = excluded.expectation,"
      " state = excluded.state, status = excluded.status, reading = excluded.reading,"
      " period = excluded.period, reason = excluded.reason, recorded_at = excluded.recorded_at,"
      " late = excluded.late WHERE state = 'open' RETURNING 1");
  s.bind(r.id.text, stored(r.by), r.title, r.indicator.text, r.expectation, to_text(r.state),
         status, r.reading, stored(r.period), r.reason, stored(r.recorded_at), r.late);
  return first_row(s, [](Statement& row) { return row.integer(0); }).has_value();
}

void Checkpoints::forget_open(Transaction&, const CheckpointId& id, Date by) {
  db_.cached("DELETE FROM _checkpoint WHERE id = ?1 AND by = ?2 AND state = 'open'")
      .bind(id.text, stored(by))
      .run();
}

}  // namespace firstcard
