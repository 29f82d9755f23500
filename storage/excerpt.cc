#include "storage/excerpt.h"

#include <string>

#include "query.h"
#include "vintage_key.h"

namespace firstcard {

namespace {

// As SQLite reads it in a file: URI, where three signs are not their own.
std::string read_only_uri(const std::filesystem::path& path) {
  std::string out = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '%')
      out += "%25";
    else if (c == '?')
      out += "%3f";
    else if (c == '#')
      out += "%23";
    else
      out += c;
  }
  return out + "?mode=ro";
}

}  // namespace

void copy_excerpt(Database& to, const std::filesystem::path& ledger, const ExcerptOf& what) {
  // Says what is wrong with the file, and that it is of this version: the columns are copied by
  // place.
  { const Database checked(ledger, Database::Mode::read); }
  to.prepare("ATTACH ?1 AS source").bind(read_only_uri(ledger)).run();
  {
    Transaction tx(to);  // also one snapshot of the source
    to.exec("CREATE TEMP TABLE wanted(id INTEGER PRIMARY KEY)");
    Statement want = to.prepare(
        "INSERT OR IGNORE INTO temp.wanted SELECT id FROM source._series WHERE name = ?1");
    for (const SeriesId& series : what.series) want.bind(series.text).run();
    if (what.all_series)
      to.prepare(
            "INSERT OR IGNORE INTO temp.wanted SELECT c.series FROM source._change AS c"
            " JOIN source._document AS d ON d.id = c.document WHERE d.feed = ?1")
          .bind(what.feed.text)
          .run();
    to.exec(
        "INSERT INTO main._series SELECT * FROM source._series WHERE id IN (SELECT id FROM "
        "temp.wanted);"
        "INSERT INTO main._change SELECT * FROM source._change WHERE series IN (SELECT id FROM "
        "temp.wanted)");
    to.prepare(
          "INSERT INTO main._document SELECT * FROM source._document"
          " WHERE feed = ?1 OR id IN (SELECT document FROM main._change)")
        .bind(what.feed.text)
        .run();
    to.exec(
        "INSERT INTO main._load SELECT * FROM source._load WHERE document IN (SELECT id FROM "
        "main._document)");
    Statement vintages = to.prepare(
        "INSERT INTO main._vintage SELECT * FROM source._vintage WHERE id BETWEEN ?1 AND ?2");
    Statement ids = to.prepare("SELECT id FROM temp.wanted ORDER BY id");
    for (const std::int64_t id : all_rows(ids, [](Statement& s) { return s.integer(0); }))
      vintages.bind(first_key(id), last_key(id)).run();
    to.prepare("INSERT INTO main._held(feed, source, hash, bytes, fetched_at, etag, last_modified, headers,"
        " guard, reason, finding, since, refused_at, author, note) SELECT feed, source, hash, bytes,"
        " fetched_at, etag, last_modified, headers, guard, reason, finding, since, refused_at,"
        " author, note FROM source._held WHERE feed = ?1")
        .bind(what.feed.text)
        .run();
    to.exec("DROP TABLE temp.wanted");
    tx.commit();
  }
  to.exec("DETACH source");
}

}  // namespace firstcard
