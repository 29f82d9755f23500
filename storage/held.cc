#include "storage/held.h"

#include "query.h"
#include "stored.h"

namespace firstcard {

namespace {

HeldDocument held_of(Statement& s) {
  return {.feed = {s.text(0)},
          .source = s.text(1),
          .hash = s.text(2),
          .bytes = s.integer(3),
          .fetched_at = instant_of(s.integer(4)),
          .etag = s.text(5),
          .last_modified = s.text(6),
          .headers = s.text(7),
          .guard = s.text(8),
          .reason = s.text(9),
          .finding = s.text(10),
          .since = instant_of(s.integer(11)),
          .refused_at = instant_of(s.optional_integer(12)),
          .author = s.text(13),
          .note = s.text(14),
          .mtime_ns = s.optional_integer(15)};
}

}  // namespace

std::optional<HeldDocument> Held::of(const FeedId& feed, const std::string& source) {
  Statement& s = db_.cached("SELECT * FROM _held WHERE feed = ?1 AND source = ?2");
  return first_row(s.bind(feed.text, source), held_of);
}

std::vector<HeldDocument> Held::of(const FeedId& feed) {
  Statement& s = db_.cached("SELECT * FROM _held WHERE feed = ?1 ORDER BY source");
  return all_rows(s.bind(feed.text), held_of);
}

void Held::put(Transaction&, const HeldDocument& d) {
  db_.cached(
         "INSERT OR REPLACE INTO _held VALUES"
         " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)")
      .bind(d.feed.text, d.source, d.hash, d.bytes, stored(d.fetched_at), d.etag, d.last_modified,
            d.headers, d.guard, d.reason, d.finding, stored(d.since), stored(d.refused_at),
            d.author, d.note, d.mtime_ns)
      .run();
}

void Held::remove(Transaction&, const FeedId& feed, const std::string& source) {
  db_.cached("DELETE FROM _held WHERE feed = ?1 AND source = ?2").bind(feed.text, source).run();
}

std::vector<std::string> Held::hashes() {
  Statement& s = db_.cached("SELECT hash FROM _held");
  return all_rows(s.bind(), [](Statement& row) { return row.text(0); });
}

}  // namespace firstcard
