#pragma once
// Series, documents and vintages: append-only. Writing needs the store thread's Database and an open
// Transaction; reading works on any Database of the same file.
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "indicators/observation.h"
#include "indicators/series.h"
#include "storage/database.h"

namespace firstcard {

using DocumentId = std::int64_t;

// The bytes of one fetch, as the ledger remembers them.
struct Document {
  FeedId feed;
  std::string source;        // the URL without secrets, or the file's path
  std::string hash;          // of the bytes, lower-case hex
  std::int64_t bytes = 0;
  std::int64_t lines = 0;    // physical lines, to go on counting when only the end of a document is new
  std::string mapping;       // digest of the feed's mapping: a document is only "the same" under the same one
  Instant fetched_at;
  std::string etag, last_modified;  // as sent by the server, or empty
  std::string headers;       // all of the answer's, a line each; no cookie
  std::int64_t rows = 0;     // that it offered
  std::optional<Date> newest_period;
  bool operator==(const Document&) const = default;
};

struct LoadCounts {
  std::int64_t rows = 0;       // offered
  std::int64_t added = 0;      // new periods
  std::int64_t revised = 0;    // a changed value of a known period
  std::int64_t unchanged = 0;
  std::int64_t withdrawn = 0;
  bool operator==(const LoadCounts&) const = default;
};

// One stored vintage, for people.
struct Vintage {
  Date period;
  std::optional<double> value;  // nullopt: withdrawn
  Instant known_at, recorded_at;
  Basis basis = Basis::fetched;
  DocumentId document = 0;
  std::uint32_t line = 0;
  std::int64_t id = 0;
  bool operator==(const Vintage&) const = default;
};

class Ledger {
 public:
  explicit Ledger(Database& db);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // Inserts or updates the series' description; vintages are not touched.
  void declare(Transaction& tx, const Catalogue& catalogue);

  // The newest accepted document of a feed's source, if any.
  std::optional<Document> last_document(const FeedId& feed, const std::string& source);
  DocumentId add_document(Transaction& tx, const Document& document);
  // What is known only when the document has been read to its end.
  struct Contents {
    std::int64_t lines = 0, rows = 0;
    std::optional<Date> newest_period;
  };
  void set_contents(Transaction& tx, DocumentId document, const Contents& contents);
  // The same bytes are to be read once more: some rows were not yet to be believed.
  void read_again(Transaction& tx, DocumentId document);

  // Stores rows of one document; may be called many times for one document, a batch at a time. `series`
  // are the names that Row::series points into; a series not yet declared is added as it is named. A row
  // whose value equals the value of the newest vintage of its period as of the row's known_at is no row.
  // Two rows of one (series, period, known_at) in a document: the later line stands. A row with nullopt
  // withdraws the period. `recorded_at` is this daemon's present time.
  LoadCounts store(Transaction& tx, DocumentId document, std::span<const SeriesId> series,
                   std::vector<Row> rows, Instant recorded_at);

  // For a document known to be complete: every period of these series that is now known and that was
  // not offered in it becomes a withdrawn row (basis fetched, known at `at`). `offered` are the rows' keys.
  std::int64_t withdraw_missing(Transaction& tx, DocumentId document, std::span<const SeriesId> series,
                                std::span<const Row> offered, Instant at);

  // What a document changed of what was known before it, for the guards: at most `most` revisions (0:
  // none is looked for, which is quicker where the document is known to have none), and
  // of each series that was there before the step to the first period behind its newest one.
  std::vector<ValueStep> steps(DocumentId document, std::size_t most);

  // Of each series the newest period behind this day for which the document wrote a value: one that
  // was known before is not written.
  std::vector<WrittenPeriod> written_behind(DocumentId document, Date day);

  // Many periods of one series that moved together (as indicators/cause reckons it) are one event:
  // recorded, and returned. `factor`: all by the same one, a rebase.
  struct Restatement {
    SeriesId series;
    std::int64_t periods = 0;
    std::optional<double> factor;
    bool operator==(const Restatement&) const = default;
  };
  std::vector<Restatement> record_restatements(Transaction& tx, DocumentId document);

  // After a rebase that a document brought: the series' periods before this day, which it does not
  // have, move by the same factor. They are vintages of that document without a line, known when
  // the newest of those that it moved is. Returns how many.
  std::int64_t rescale_before(Transaction& tx, DocumentId document, const SeriesId& series,
                              Date before, double factor);

  // Hashes of documents that must stay readable: fetched since, or the newest of their source.
  std::vector<std::string> hashes_since(Instant since);

  // The only way to data for an evaluation: for each period the newest row with known_at <= as_of,
  // withdrawn ones left out, read from the newest period backwards only as far as `needs` asks.
  Window window(const std::map<SeriesId, Need>& needs, Instant as_of);

  // Distinct known_at in (after, upto] among rows recorded with a document id above `document`, ascending.
  std::vector<Instant> known_between(std::span<const SeriesId> series, Instant after, Instant upto,
                                     DocumentId document);
  DocumentId newest_document();
  std::optional<Document> document(DocumentId id);

  // Where a vintage (Point::vintage) came from; nullopt if it is not there.
  struct Origin {
    FeedId feed;
    std::string source;
    std::uint32_t line = 0;
    std::string hash;  // of the document
    Instant fetched_at;
  };
  std::optional<Origin> origin(std::int64_t vintage);

  // Every vintage of a series, by period, then known_at; with as_of only the one row per period that
  // stood then (withdrawn ones left out).
  std::vector<Vintage> vintages(const SeriesId& series, std::optional<Instant> as_of = std::nullopt);
  std::vector<SeriesId> series_names();
  // Those with a row of any document of this source.
  std::vector<SeriesId> series_from(const FeedId& feed, const std::string& source);
  bool has_series(const SeriesId& series);

  // Gives back the memory that a large load needed (buffers, SQLite's pages); to be called after its commit.
  void release_memory();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace firstcard
