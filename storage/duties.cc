#include "duties.h"

#include <array>

#include "indicators/words.h"
#include "query.h"
#include "stored.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 3> kNames = {"heartbeat", "summary", "set_back"};

}  // namespace

const char* const kDuties =
    "CREATE TABLE _duty(name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

std::optional<Instant> Duties::last(Duty duty) {
  return first_row(db_.cached("SELECT at FROM _duty WHERE name = ?1").bind(word_of(kNames, duty)),
                   [](Statement& s) { return instant_of(s.integer(0)); });
}

void Duties::put(Transaction&, Duty duty, Instant at) {
  db_.cached("INSERT INTO _duty VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET at = excluded.at")
      .bind(word_of(kNames, duty), stored(at))
      .run();
}

}  // namespace firstcard
