#include "clock_step.h"

#include "query.h"
#include "stored.h"

namespace firstcard {

namespace {

// Longer than any wait between two attempts, and as long as a server may ask for.
constexpr seconds kLongestWait = std::chrono::days{1};

int changed(Database& db, Statement& update) {
  update.run();
  return static_cast<int>(
      first_row(db.cached("SELECT changes()").bind(), [](Statement& s) { return s.integer(0); })
          .value_or(0));
}

bool any_ahead(Database& db, Instant now) {
  Statement& s = db.cached(
      "SELECT EXISTS (SELECT 1 FROM _notification WHERE state = 'queued' AND next_attempt_at > ?1)"
      " OR EXISTS (SELECT 1 FROM _notification WHERE state = 'queued' AND waits_since > ?2)"
      " OR EXISTS (SELECT 1 FROM _silence WHERE ended_at IS NULL AND created_at > ?2)"
      " OR EXISTS (SELECT 1 FROM _feed_state WHERE not_before > ?1)"
      " OR EXISTS (SELECT 1 FROM _held WHERE since > ?2)");
  return first_row(s.bind(stored(now + kLongestWait), stored(now)),
                   [](Statement& row) { return row.integer(0) != 0; })
      .value_or(false);
}

}  // namespace

int bring_back(Database& db, seconds by, Instant now) {
  if (by <= seconds{0} && !any_ahead(db, now)) return 0;
  Transaction tx(db);
  int rows = 0;
  if (by > seconds{0}) {
    rows += changed(db, db.cached("UPDATE _feed_state SET not_before = not_before - ?1"
                                  " WHERE not_before IS NOT NULL")
                            .bind(by.count()));
    rows += changed(db, db.cached("UPDATE _notification SET next_attempt_at = next_attempt_at - ?1,"
                                  " leased_until = leased_until - ?1, waits_since = waits_since - ?1"
                                  " WHERE state = 'queued'")
                            .bind(by.count()));
  }
  rows += changed(db, db.cached("UPDATE _feed_state SET not_before = NULL WHERE not_before > ?1")
                          .bind(stored(now + kLongestWait)));
  rows += changed(db, db.cached("UPDATE _notification SET next_attempt_at = ?1"
                                " WHERE state = 'queued' AND next_attempt_at > ?2")
                          .bind(stored(now), stored(now + kLongestWait)));
  rows += changed(db, db.cached("UPDATE _notification SET waits_since = ?1"
                                " WHERE state = 'queued' AND waits_since > ?1")
                          .bind(stored(now)));
  rows += changed(db, db.cached("UPDATE _silence SET ends_at = ends_at - created_at + ?1,"
                                " created_at = ?1 WHERE ended_at IS NULL AND created_at > ?1")
                          .bind(stored(now)));
  rows += changed(db, db.cached("UPDATE _held SET since = ?1 WHERE since > ?1").bind(stored(now)));
  tx.commit();
  return rows;
}

}  // namespace firstcard
