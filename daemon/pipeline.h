#pragma once
// From a document's bytes to one commit: rows, assessments, verdict, edges, outbox. Lives on the
// store thread and owns what writes.
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/recorder.h"
#include "feeds/feed.h"
#include "feeds/http_feed.h"
#include "feeds/read.h"
#include "storage/feed_log.h"
#include "storage/held.h"

namespace firstcard {

// Writes more into the commit of a run: the answer to somebody who asked for it.
using WithRun = std::function<void(Transaction&, const FeedRun&, std::span<const Fault>)>;

// One document, open for reading.
struct Arrived {
  std::string source;  // the file's path, or the URL without secrets
  int fd = -1;
  std::int64_t size = 0;
  Instant fetched_at;
  std::string etag, last_modified, headers;
  // The CSV text that it was translated into; -1: it is that text itself.
  int text_fd = -1;
  std::int64_t text_size = 0;
  std::optional<Rejection> refused;  // it cannot be translated
  // The guards are not asked: a person has accepted it.
  bool trusted = false;
  WithRun with_run{};
};

// A person's word on a document that is held.
struct Settlement {
  bool accept = false;
  std::string author, reason;
};

// What one commit did, for the log and for the loop.
struct Commit {
  std::optional<FeedRun> run;  // absent for a mere evaluation
  std::vector<Fault> faults;   // the first few
  Recorded recorded;
  bool read_again = false;  // some rows were dated ahead: the same document is to be read once more
};

class Pipeline {
 public:
  explicit Pipeline(Database& db)
      : db_(db), ledger_(db), feed_log_(db), held_documents_(db), recorder_(db, ledger_) {}

  // Describes the series of a configuration in the ledger.
  void declare(const Config& config);

  // Stores the document's rows and evaluates, in one transaction. A document that is refused leaves
  // the last good state and is recorded with its reason; so does one that a guard holds, until the
  // feed brings it once more, after confirm_after() at least. Throws DatabaseError; then nothing is
  // changed.
  Commit ingest(const Config& config, const Feed& feed, const Arrived& document, Instant now);
  // Accepts or rejects what is held of a feed; else why that cannot be, and nothing is changed.
  // `with_run` is called once, in the commit of what was done.
  std::expected<Commit, std::string> settle(const Config& config, const Feed& feed,
                                            const Settlement& settlement, const WithRun& with_run,
                                            Instant now);
  // Records that nothing came: a failed fetch, or "not modified".
  Commit note(const FeedRun& run);
  // Evaluates at the present time: time has passed, or the rules were edited. Describes the series as
  // declare() does, in the same transaction: a reload that fails leaves nothing behind.
  Commit evaluate(const Config& config, Instant now);

  // Until the next evaluate(), rows are stored without being evaluated: at a start nothing can be
  // said before every feed has been tried. What was seen before is kept for that evaluation.
  void hold(const Config& config);
  // Whether these bytes are the source's last accepted document, and would be read the same way now.
  bool is_last(const Config& config, const Feed& feed, const std::string& source,
               const std::string& hash);
  // What a guard holds of this feed; a person's no to it is recorded, and returned as text.
  std::vector<HeldDocument> held(const FeedId& feed) { return held_documents_.of(feed); }
  void refuse(HeldDocument document, const std::string& author, const std::string& note,
              Instant now);
  // Removes documents that are kept no longer, and returns how many.
  int prune_documents(const Config& config, Instant now);

  // Of the last accepted document, if it would be read the same way now.
  Validators validators(const Config& config, const Feed& feed);

 private:
  class Ingestion;

  Database& db_;
  Ledger ledger_;
  FeedLog feed_log_;
  Held held_documents_;
  Recorder recorder_;
  bool holding_ = false;
  std::optional<LastLook> held_;
};

}  // namespace firstcard
