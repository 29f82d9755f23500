#include "storage/ledger.h"

#include <array>
#include <stdexcept>

#include "ledger_impl.h"
#include "query.h"
#include "stored.h"
#include "vintage_key.h"

namespace firstcard {

namespace {

std::optional<std::int64_t> stored_days(const std::optional<days>& d) {
  return d ? std::optional<std::int64_t>(d->count()) : std::nullopt;
}

Basis basis_of(const std::string& text) {
  for (const Basis b : {Basis::source, Basis::fetched, Basis::declared})
    if (to_text(b) == text) return b;
  throw DatabaseError(DatabaseError::Kind::corrupt, "the ledger holds an unknown basis: " + text);
}

Document document_of(Statement& s) {
  return {.feed = {s.text(0)},
          .source = s.text(1),
          .hash = s.text(2),
          .bytes = s.integer(3),
          .lines = s.integer(4),
          .mapping = s.text(5),
          .fetched_at = instant_of(s.integer(6)),
          .etag = s.text(7),
          .last_modified = s.text(8),
          .headers = s.text(9),
          .rows = s.integer(10),
          .newest_period = date_of(s.optional_integer(11))};
}

}  // namespace

Ledger::Ledger(Database& db) : impl_(std::make_unique<Impl>(db)) {}
Ledger::~Ledger() = default;

std::optional<std::int64_t> Ledger::Impl::find(const SeriesId& series) {
  Statement& s = db.cached("SELECT id FROM _series WHERE name = ?1");
  return first_row(s.bind(series.text), [](Statement& row) { return row.integer(0); });
}

void Ledger::declare(Transaction&, const Catalogue& catalogue) {
  Statement& s = impl_->db.cached(
      "INSERT INTO _series(name, title, unit, frequency, due, grace, declared)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1) ON CONFLICT(name) DO UPDATE SET title = excluded.title,"
      " unit = excluded.unit, frequency = excluded.frequency, due = excluded.due, grace = "
      "excluded.grace,"
      " declared = 1"
      " WHERE (title, unit, frequency, due, grace, declared) IS NOT"
      " (excluded.title, excluded.unit, excluded.frequency, excluded.due, excluded.grace, 1)");
  for (const auto& [id, series] : catalogue)
    s.bind(id.text, series.title, series.unit, to_text(series.frequency), stored_days(series.due),
           stored_days(series.grace))
        .run();
}

std::optional<Document> Ledger::last_document(const FeedId& feed, const std::string& source) {
  Statement& s = impl_->db.cached(
      "SELECT feed, source, hash, bytes, lines, mapping, fetched_at, etag, last_modified,"
      " headers, rows, newest_period FROM _document WHERE feed = ?1 AND source = ?2 ORDER BY id "
      "DESC LIMIT 1");
  return first_row(s.bind(feed.text, source), document_of);
}

std::optional<Document> Ledger::document(DocumentId id) {
  Statement& s = impl_->db.cached(
      "SELECT feed, source, hash, bytes, lines, mapping, fetched_at, etag, last_modified,"
      " headers, rows, newest_period FROM _document WHERE id = ?1");
  return first_row(s.bind(id), document_of);
}

DocumentId Ledger::add_document(Transaction&, const Document& d) {
  Statement& s = impl_->db.cached(
      "INSERT INTO _document(feed, source, hash, bytes, lines, mapping, fetched_at, etag,"
      " last_modified, headers, rows, newest_period)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
  s.bind(d.feed.text, d.source, d.hash, d.bytes, d.lines, d.mapping, stored(d.fetched_at), d.etag,
         d.last_modified, d.headers, d.rows, stored(d.newest_period))
      .run();
  return newest_document();
}

void Ledger::set_contents(Transaction&, DocumentId document, const Contents& c) {
  impl_->db.cached("UPDATE _document SET lines = ?2, rows = ?3, newest_period = ?4 WHERE id = ?1")
      .bind(document, c.lines, c.rows, stored(c.newest_period))
      .run();
}

std::vector<std::string> Ledger::hashes_since(Instant since) {
  Statement& s = impl_->db.cached(
      "SELECT hash FROM _document WHERE fetched_at >= ?1 UNION"
      " SELECT d.hash FROM (SELECT max(id) AS id FROM _document GROUP BY feed, source) AS newest"
      " JOIN _document AS d ON d.id = newest.id");
  return all_rows(s.bind(stored(since)), [](Statement& row) { return row.text(0); });
}

void Ledger::read_again(Transaction&, DocumentId document) {
  impl_->db.cached("UPDATE _document SET mapping = '' WHERE id = ?1").bind(document).run();
}

DocumentId Ledger::newest_document() {
  Statement& s = impl_->db.cached("SELECT coalesce(max(id), 0) FROM _document");
  return first_row(s.bind(), [](Statement& row) { return row.integer(0); }).value();
}

std::optional<Ledger::Origin> Ledger::origin(std::int64_t vintage) {
  Statement& s = impl_->db.cached(
      "SELECT d.feed, d.source, v.line, d.hash, d.fetched_at FROM _vintage AS v JOIN _load AS l ON "
      "l.id = v.load"
      " JOIN _document AS d ON d.id = l.document WHERE v.id = ?1");
  return first_row(s.bind(vintage), [](Statement& row) {
    return Origin{{row.text(0)},
                  row.text(1),
                  static_cast<std::uint32_t>(row.integer(2)),
                  row.text(3),
                  instant_of(row.integer(4))};
  });
}

std::vector<Vintage> Ledger::vintages(const SeriesId& series, std::optional<Instant> as_of) {
  const Snapshot snapshot(impl_->db);
  const auto id = impl_->find(series);
  if (!id) return {};
  Statement& s = impl_->db.cached(
      "SELECT v.id, v.value, v.known_at, l.recorded_at, l.basis, l.document, v.line"
      " FROM _vintage AS v CROSS JOIN _load AS l ON l.id = v.load WHERE v.id BETWEEN ?1 AND ?2"
      " AND (?3 IS NULL OR v.known_at <= ?3) ORDER BY v.id >> 20, v.known_at, v.id");
  std::vector<Vintage> all =
      all_rows(s.bind(first_key(*id), last_key(*id), stored(as_of)), [](Statement& row) {
        return Vintage{.period = period_of(row.integer(0)),
                       .value = row.optional_real(1),
                       .known_at = instant_of(row.integer(2)),
                       .recorded_at = instant_of(row.integer(3)),
                       .basis = basis_of(row.text(4)),
                       .document = row.integer(5),
                       .line = static_cast<std::uint32_t>(row.integer(6)),
                       .id = row.integer(0)};
      });
  if (!as_of) return all;
  std::vector<Vintage> standing;
  for (std::size_t i = 0; i < all.size(); ++i)
    if ((i + 1 == all.size() || all[i + 1].period != all[i].period) && all[i].value)
      standing.push_back(std::move(all[i]));
  return standing;
}

std::vector<SeriesId> Ledger::series_from(const FeedId& feed, const std::string& source) {
  Statement& s = impl_->db.cached(
      "SELECT s.name FROM _series AS s WHERE EXISTS (SELECT 1 FROM _vintage AS v"
      " CROSS JOIN _load AS l ON l.id = v.load CROSS JOIN _document AS d ON d.id = l.document"
      " WHERE v.id >= s.id << 42 AND v.id < (s.id + 1) << 42 AND d.feed = ?1 AND d.source = ?2)"
      " ORDER BY s.name");
  s.bind(feed.text, source);
  std::vector<SeriesId> names;
  while (s.step()) names.push_back({s.text(0)});
  return names;
}

std::vector<SeriesId> Ledger::series_names() {
  Statement& s = impl_->db.cached("SELECT name FROM _series ORDER BY name");
  return all_rows(s.bind(), [](Statement& row) { return SeriesId{row.text(0)}; });
}

void Ledger::release_memory() {
  impl_->turn_to(0);
  impl_->batch = {};
  impl_->judged = {};
  impl_->db.release_memory();
}

bool Ledger::has_series(const SeriesId& series) {
  return impl_->find(series).has_value();
}

}  // namespace firstcard
