#include "views.h"

// Stored seconds and days as ISO 8601 text, UTC.
#define INSTANT(x) "strftime('%Y-%m-%dT%H:%M:%SZ', " x ", 'unixepoch')"
#define DAY(x) "date((" x ") * 86400, 'unixepoch')"
// vintage_key.h in SQL. CROSS JOIN fixes the order: a condition on the series' name leaves one
// range of the vintages to read.
#define PERIOD(id) DAY("((" id " >> 20) & 4194303) - 1000000")
#define VINTAGES_OF_SERIES                      \
  " FROM _series AS s CROSS JOIN _vintage AS v" \
  " CROSS JOIN _load AS l ON l.id = v.load"     \
  " WHERE v.id >= s.id << 42 AND v.id < (s.id + 1) << 42"
#define SAME_PERIOD(a, b) a ".id BETWEEN " b ".id >> 20 << 20 AND (" b ".id >> 20 << 20) + 1048575"
#define KNOWN_UNTIL "max(unixepoch(), coalesce((SELECT max(at, horizon) FROM _mark WHERE one = 1), 0))"

namespace firstcard {

const char* const kViews =
    "CREATE TABLE _meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO _meta VALUES ('program', 'firstcard'), ('views', '1');"
    "CREATE VIEW meta AS SELECT name, value FROM _meta;"

    "CREATE VIEW series AS SELECT name AS series, title, unit, frequency, due AS due_days,"
    " grace AS grace_days, declared FROM _series;"

    // Of each period the newest value that is known by now.
    "CREATE VIEW observations AS SELECT s.name AS series, " PERIOD("v.id") " AS period, v.value, s.unit, "
    INSTANT("v.known_at") " AS known_at, " INSTANT("l.recorded_at") " AS recorded_at,"
    " l.basis, l.document, v.line, v.id AS vintage"
    VINTAGES_OF_SERIES
    " AND v.value IS NOT NULL AND v.known_at <= unixepoch()"
    " AND NOT EXISTS (SELECT 1 FROM _vintage AS n WHERE " SAME_PERIOD("n", "v")
    " AND n.known_at <= unixepoch()"
    " AND (n.known_at > v.known_at OR n.known_at = v.known_at AND n.id > v.id));"

    "CREATE VIEW vintages AS SELECT s.name AS series, " PERIOD("v.id") " AS period, v.value, s.unit, "
    INSTANT("v.known_at") " AS known_at, " INSTANT("l.recorded_at") " AS recorded_at,"
    " v.value IS NULL AS withdrawn, l.basis, l.document, v.line, v.id AS vintage"
    VINTAGES_OF_SERIES ";"

    // A vintage beside the one that stood before it.
    "CREATE VIEW revisions AS SELECT s.name AS series, " PERIOD("v.id") " AS period,"
    " b.value AS value_before, v.value, v.value - b.value AS change,"
    " v.value / nullif(b.value, 0) - 1 AS relative_change, "
    INSTANT("b.known_at") " AS known_before, " INSTANT("v.known_at") " AS known_at, "
    INSTANT("l.recorded_at") " AS recorded_at, l.basis, l.document, v.line, v.id AS vintage"
    " FROM _series AS s CROSS JOIN _vintage AS v CROSS JOIN _load AS l ON l.id = v.load"
    " CROSS JOIN _vintage AS b ON b.id = (SELECT p.id FROM _vintage AS p WHERE " SAME_PERIOD("p", "v")
    " AND (p.known_at < v.known_at OR p.known_at = v.known_at AND p.id < v.id)"
    " ORDER BY p.known_at DESC, p.id DESC LIMIT 1)"
    " WHERE v.id >= s.id << 42 AND v.id < (s.id + 1) << 42;"

    "CREATE VIEW documents AS SELECT id AS document, feed, source, hash, bytes, lines, "
    INSTANT("fetched_at") " AS fetched_at, etag, last_modified, rows, " DAY("newest_period")
    " AS newest_period, headers FROM _document;"

    "CREATE VIEW restatements AS SELECT s.name AS series, r.document, d.feed, d.source, "
    INSTANT("d.fetched_at") " AS fetched_at, r.periods, " DAY("r.first_period") " AS first_period, "
    DAY("r.last_period") " AS last_period, r.factor FROM _restatement AS r"
    " JOIN _series AS s ON s.id = r.series JOIN _document AS d ON d.id = r.document;"

    "CREATE VIEW held AS SELECT feed, source, hash, bytes, " INSTANT("fetched_at") " AS fetched_at,"
    " guard, reason, " INSTANT("since") " AS since, " INSTANT("refused_at") " AS refused_at,"
    " author, note FROM _held;"

    "CREATE VIEW assessments AS SELECT id AS assessment, indicator, " INSTANT("at") " AS at, "
    INSTANT("recorded_at") " AS recorded_at, late, status, status_before, reading, "
    DAY("period") " AS period, " INSTANT("known_at") " AS known_at, line, distance,"
    " coverage_have, coverage_of, cause, detail, reason FROM _assessment;"

    "CREATE VIEW status AS SELECT a.indicator, a.status, a.reading, " DAY("a.period") " AS period, "
    INSTANT("a.known_at") " AS known_at, a.line, a.distance, a.coverage_have, a.coverage_of, "
    INSTANT("coalesce((SELECT c.at FROM _assessment AS c WHERE c.indicator = a.indicator"
            " AND c.status <> c.status_before ORDER BY c.id DESC LIMIT 1),"
            " (SELECT c.at FROM _assessment AS c WHERE c.indicator = a.indicator ORDER BY c.id LIMIT 1))")
    " AS since, a.cause, a.detail, a.reason, " INSTANT("a.at") " AS at"
    " FROM (SELECT max(id) AS id FROM _assessment GROUP BY indicator) AS newest"
    " JOIN _assessment AS a ON a.id = newest.id;"

    "CREATE VIEW verdicts AS SELECT id AS number, thesis, " INSTANT("at") " AS at, "
    INSTANT("recorded_at") " AS recorded_at, late, verdict, weakening, unknown, k, n, members, unknowns,"
    " incident, " INSTANT("since") " AS since, score, edges, reason FROM _verdict;"

    "CREATE VIEW incidents AS SELECT thesis, number, " INSTANT("opened_at") " AS opened_at, "
    INSTANT("closed_at") " AS closed_at, closed_at IS NULL AS open, members FROM _incident;"

    "CREATE VIEW rules AS SELECT kind, name, text, " INSTANT("since") " AS since, "
    INSTANT("(SELECT n.since FROM _rule AS n WHERE n.kind = r.kind AND n.name = r.name AND n.id > r.id"
            " ORDER BY n.id LIMIT 1)") " AS until FROM _rule AS r;"

    "CREATE VIEW notifications AS SELECT id AS notification, key, receiver, kind, thesis,"
    " nullif(incident, 0) AS incident, subject, payload, " INSTANT("created_at") " AS created_at, state,"
    " attempts, " INSTANT("next_attempt_at") " AS next_attempt_at, "
    INSTANT("leased_until") " AS leased_until, " INSTANT("finished_at") " AS finished_at, last_error"
    " FROM _notification;"

    "CREATE VIEW undelivered AS SELECT * FROM notifications WHERE state <> 'delivered';"

    "CREATE VIEW feed_runs AS SELECT id AS run, feed, source, " INSTANT("at") " AS at, outcome, rows, added,"
    " revised, unchanged, withdrawn, faults, message, milliseconds, document FROM _feed_run;"

    "CREATE VIEW feeds AS SELECT r.feed, r.source, " INSTANT("r.at") " AS last_run_at,"
    " r.outcome AS last_outcome, r.message AS last_message, r.faults AS last_faults, "
    INSTANT("s.at") " AS last_success_at,"
    " (SELECT count(*) FROM _feed_run AS f WHERE f.feed = r.feed AND f.id > coalesce(s.id, 0)"
    " AND f.outcome <> 'held') AS failures_in_a_row"
    " FROM (SELECT max(id) AS id FROM _feed_run GROUP BY feed) AS newest"
    " JOIN _feed_run AS r ON r.id = newest.id"
    " LEFT JOIN _feed_run AS s ON s.id = (SELECT max(t.id) FROM _feed_run AS t"
    " WHERE t.feed = r.feed AND t.outcome IN ('stored', 'unchanged'));"

    "CREATE VIEW faults AS SELECT f.feed, f.source, " INSTANT("r.at") " AS at, f.line, f.column_name,"
    " f.text, f.reason, f.run FROM _fault AS f JOIN _feed_run AS r ON r.id = f.run;";

const char* const kObservations =
    "DROP VIEW observations;"
    // Of each period the newest value that is known by now, or was when the clock stood further ahead.
    "CREATE VIEW observations AS SELECT s.name AS series, " PERIOD("v.id") " AS period, v.value, s.unit, "
    INSTANT("v.known_at") " AS known_at, " INSTANT("l.recorded_at") " AS recorded_at,"
    " l.basis, l.document, v.line, v.id AS vintage"
    VINTAGES_OF_SERIES
    " AND v.value IS NOT NULL AND v.known_at <= " KNOWN_UNTIL
    " AND NOT EXISTS (SELECT 1 FROM _vintage AS n WHERE " SAME_PERIOD("n", "v")
    " AND n.known_at <= " KNOWN_UNTIL
    " AND (n.known_at > v.known_at OR n.known_at = v.known_at AND n.id > v.id));";

}  // namespace firstcard
