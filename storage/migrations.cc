#include "migrations.h"

#include <algorithm>
#include <array>
#include <string>

#include "checkpoints.h"
#include "clock_schema.h"
#include "duties.h"
#include "feed_state.h"
#include "holdbacks.h"
#include "hooks/crash_point.h"
#include "outbox_schema.h"
#include "query.h"
#include "request_schema.h"
#include "views.h"

namespace firstcard {

namespace {

// _vintage.id is vintage_key.h. A vintage's document, basis and time of recording are those of its
// load: a first load of a million rows writes a quarter less. _change says which periods and times
// a document touched, so that what is new since an evaluation is found without an index over all
// vintages. _series.lead is the most days by which a period ended after it was known: a forecast's;
// negative where nothing was ever known before its period ended. A window as of the past starts to
// read there.
constexpr const char* kLedger = R"(
CREATE TABLE _series(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL DEFAULT '',
  unit TEXT NOT NULL DEFAULT '',
  frequency TEXT NOT NULL DEFAULT 'event',
  due INTEGER,
  grace INTEGER,
  declared INTEGER NOT NULL DEFAULT 0,
  lead INTEGER
) STRICT;
CREATE TABLE _document(
  id INTEGER PRIMARY KEY,
  feed TEXT NOT NULL,
  source TEXT NOT NULL,
  hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  mapping TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  etag TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  headers TEXT NOT NULL DEFAULT '',
  rows INTEGER NOT NULL DEFAULT 0,
  newest_period INTEGER
) STRICT;
CREATE INDEX _document_of_source ON _document(feed, source);
CREATE TABLE _load(
  id INTEGER PRIMARY KEY,
  document INTEGER NOT NULL REFERENCES _document(id),
  recorded_at INTEGER NOT NULL,
  basis TEXT NOT NULL CHECK (basis IN ('source', 'fetched', 'declared')),
  UNIQUE (document, recorded_at, basis)
) STRICT;
CREATE TABLE _vintage(
  id INTEGER PRIMARY KEY,
  known_at INTEGER NOT NULL,
  value REAL,
  load INTEGER NOT NULL,
  line INTEGER NOT NULL
) STRICT;
CREATE TABLE _change(
  series INTEGER NOT NULL,
  document INTEGER NOT NULL,
  first_id INTEGER NOT NULL,
  last_id INTEGER NOT NULL,
  first_known INTEGER NOT NULL,
  last_known INTEGER NOT NULL,
  PRIMARY KEY (series, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE _restatement(
  document INTEGER NOT NULL REFERENCES _document(id),
  series INTEGER NOT NULL,
  periods INTEGER NOT NULL,
  first_period INTEGER NOT NULL,
  last_period INTEGER NOT NULL,
  factor REAL,
  PRIMARY KEY (document, series)
) STRICT, WITHOUT ROWID;
)";

constexpr const char* kDecisions = R"(
CREATE TABLE _rule(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;
CREATE INDEX _rule_of_name ON _rule(kind, name);
CREATE TABLE _mark(
  one INTEGER PRIMARY KEY CHECK (one = 1),
  at INTEGER NOT NULL,
  document INTEGER NOT NULL
) STRICT;
CREATE TABLE _assessment(
  id INTEGER PRIMARY KEY,
  indicator TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  late INTEGER NOT NULL,
  status TEXT NOT NULL,
  status_before TEXT NOT NULL,
  reading REAL,
  period INTEGER,
  known_at INTEGER,
  line REAL,
  distance REAL,
  coverage_have INTEGER NOT NULL,
  coverage_of INTEGER NOT NULL,
  cause TEXT NOT NULL,
  detail TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX _assessment_of_indicator ON _assessment(indicator);
CREATE INDEX _assessment_change ON _assessment(indicator) WHERE status <> status_before;
CREATE TABLE _verdict(
  id INTEGER PRIMARY KEY,
  thesis TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  late INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  weakening INTEGER NOT NULL,
  unknown INTEGER NOT NULL,
  k INTEGER NOT NULL,
  n INTEGER NOT NULL,
  members TEXT NOT NULL,
  unknowns TEXT NOT NULL,
  incident INTEGER,
  incidents INTEGER NOT NULL,
  since INTEGER NOT NULL,
  score REAL,
  edges TEXT NOT NULL,
  edge_count INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX _verdict_of_thesis ON _verdict(thesis);
CREATE TABLE _incident(
  thesis TEXT NOT NULL,
  number INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,
  members TEXT NOT NULL,
  PRIMARY KEY (thesis, number)
) STRICT, WITHOUT ROWID;
)";

// The partial index holds only what still waits: leasing does not slow down with the years.
constexpr const char* kOutbox = R"(
CREATE TABLE _notification(
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  receiver TEXT NOT NULL,
  kind TEXT NOT NULL,
  thesis TEXT NOT NULL,
  incident INTEGER NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'delivered', 'given_up')),
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,
  leased_until INTEGER,
  finished_at INTEGER,
  last_error TEXT NOT NULL,
  UNIQUE (key, receiver),
  CHECK ((state = 'queued') = (finished_at IS NULL))
) STRICT;
CREATE INDEX _notification_queued ON _notification(receiver, id) WHERE state = 'queued';
)";

// _held is the newest document of a source that a guard stopped; refused_at: a person said no to it.
constexpr const char* kFeedLog = R"(
CREATE TABLE _feed_run(
  id INTEGER PRIMARY KEY,
  feed TEXT NOT NULL,
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('stored', 'unchanged', 'held', 'rejected', 'failed')),
  rows INTEGER NOT NULL,
  added INTEGER NOT NULL,
  revised INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  faults INTEGER NOT NULL,
  message TEXT NOT NULL,
  milliseconds INTEGER NOT NULL,
  document INTEGER REFERENCES _document(id)
) STRICT;
CREATE INDEX _feed_run_of_feed ON _feed_run(feed);
CREATE INDEX _feed_run_success ON _feed_run(feed) WHERE outcome IN ('stored', 'unchanged');
CREATE TABLE _fault(
  run INTEGER NOT NULL REFERENCES _feed_run(id),
  number INTEGER NOT NULL,
  feed TEXT NOT NULL,
  source TEXT NOT NULL,
  line INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  text TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (feed, source, run, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE _held(
  feed TEXT NOT NULL,
  source TEXT NOT NULL,
  hash TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  fetched_at INTEGER NOT NULL,
  etag TEXT NOT NULL,
  last_modified TEXT NOT NULL,
  headers TEXT NOT NULL,
  guard TEXT NOT NULL,
  reason TEXT NOT NULL,
  finding TEXT NOT NULL,
  since INTEGER NOT NULL,
  refused_at INTEGER,
  author TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (feed, source)
) STRICT, WITHOUT ROWID;
)";

}  // namespace

std::span<const Migration> migrations() {
  static const std::array<Migration, 16> steps{{{"ledger", kLedger},
                                               {"decisions", kDecisions},
                                               {"outbox", kOutbox},
                                               {"feed log", kFeedLog},
                                               {"public views, version 1", kViews},
                                               {"requests", kRequestSchema},
                                               {"feed health", kFeedState},
                                               {"holding back", kHoldbacks},
                                               {"horizon", kHorizon},
                                               {"checkpoints", kCheckpoints},
                                               {"fallbacks and rates", kOutboxRoutes},
                                               {"duties", kDuties},
                                               {"checkpoints held back", kHeldCheckpoints},
                                               {"waits of the outbox", kOutboxWaits},
                                               {"observations by the horizon", kObservations},
                                               {"fetches", kFetches}}};
  return steps;
}

namespace {

std::size_t version_of(Database& db) {
  Statement version = db.prepare("PRAGMA user_version");
  const auto read = [](Statement& s) { return s.integer(0); };
  return static_cast<std::size_t>(first_row(version, read).value_or(0));
}

}  // namespace

void migrate(Database& db, std::size_t upto) {
  if (version_of(db) >= upto) return;
  Transaction tx(db);
  // Once more under the write lock: the version that counts is the one at that moment.
  const std::size_t done = version_of(db);
  for (std::size_t step = done; step < upto && step < migrations().size(); ++step) {
    db.exec(migrations()[step].sql);
    crash_point("migrating");
  }
  if (done < upto)
    db.exec("PRAGMA user_version = " + std::to_string(std::min(upto, migrations().size())) +
            "; PRAGMA application_id = " + std::to_string(kApplicationId));
  tx.commit();
}

}  // namespace firstcard
