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

#include "daemon/feed_watch.h"
#include "daemon/recorder.h"
#include "daemon/summary.h"
#include "feeds/feed.h"
#include "feeds/http_feed.h"
#include "feeds/read.h"
#include "feeds/schedule.h"
#include "storage/feed_log.h"
#include "storage/held.h"

namespace firstcard {

// Writes more into the commit of a run: the answer to somebody who asked for it.
using WithRun =
    std::function<void(Database&, Transaction&, const FeedRun&, std::span<const Fault>)>;

// What decides the feed's next poll beside the outcome of this one. The next poll is stored in the
// commit of this one.
struct PollPlan {
  Schedule schedule;
  int failures = 0;     // in a row, before this poll
  bool failed = false;  // another document of this poll failed
  std::optional<Instant> not_before;
  double random01 = 0;
  bool once = false;  // nothing is planned, only `not_before` is kept
};

// One document, open for reading.
struct Arrived {
  std::string source;  // the file's path, or the URL without secrets
  int fd = -1;
  std::int64_t size = 0;
  Instant fetched_at;
  std::string etag{}, last_modified{}, headers{};
  std::optional<std::int64_t> mtime_ns{};  // of a local file that stays where it is
  std::string hash{};  // of the bytes, if it is known; only of one that is translated
  // Whether what follows is known; else it is translated on the spot, if it must be.
  bool translated = false;
  // The CSV text that it was translated into; -1: it is that text itself.
  int text_fd = -1;
  std::int64_t text_size = 0;
  std::optional<Rejection> refused;  // it cannot be translated
  // The guards are not asked: a person has accepted it, and said why.
  bool trusted = false;
  std::string accepted_by;
  WithRun with_run{};
  const PollPlan* plan = nullptr;
};

// What one commit did, for the log and for the loop.
struct Commit {
  std::optional<FeedRun> run;  // absent for a mere evaluation
  std::vector<Fault> faults;   // the first few
  std::string warning{};       // a stored document that somebody should look at, and why
  Recorded recorded;
  std::optional<Instant> next_poll;  // as stored, where a PollPlan was given
  bool read_again = false;  // some rows were dated ahead: the same document is to be read once more
};

// Where documents go: the pipeline itself, or the way to it from another thread.
class DocumentSink {
 public:
  // Stores the document's rows and evaluates, in one transaction. A document that is refused leaves
  // the last good state and is recorded with its reason; so does one that a guard holds, until the
  // feed brings it once more, after confirm_after() at least. Throws DatabaseError; then nothing is
  // changed.
  virtual Commit ingest(const Config& config, const Feed& feed, const Arrived& document,
                        Instant now) = 0;
  // Records that nothing came: a failed fetch, or "not modified".
  virtual Commit note(const FeedRun& run, const PollPlan* plan = nullptr) = 0;
  // What a guard holds of a feed, by source.
  virtual std::vector<HeldDocument> held(const FeedId& feed) = 0;
  // A person says no to what is held: the same bytes are not asked about again.
  virtual Commit refuse(const HeldDocument& document, const WithRun& with_run, Instant now) = 0;

 protected:
  ~DocumentSink() = default;
};

class Pipeline final : public DocumentSink {
 public:
  explicit Pipeline(Database& db)
      : db_(db),
        ledger_(db),
        feed_log_(db),
        held_documents_(db),
        recorder_(db, ledger_),
        watch_(db),
        summary_(db, ledger_) {}

  // Describes the series of a configuration in the ledger.
  void declare(const Config& config);

  Commit ingest(const Config& config, const Feed& feed, const Arrived& document,
                Instant now) override;
  Commit note(const FeedRun& run, const PollPlan* plan = nullptr) override;
  std::vector<HeldDocument> held(const FeedId& feed) override { return held_documents_.of(feed); }
  Commit refuse(const HeldDocument& document, const WithRun& with_run, Instant now) override;
  // Evaluates at the present time: time has passed, or the rules were edited. Describes the series
  // as declare() does, in the same transaction: a reload that fails leaves nothing behind.
  Commit evaluate(const Config& config, Instant now);

  // Until the next evaluate(), rows are stored without being evaluated: at a start nothing can be
  // said before every feed has been tried. What was seen before is kept for that evaluation.
  void hold(const Config& config);
  // Whether these bytes are the source's last accepted document, and would be read the same way
  // now.
  bool is_last(const Config& config, const Feed& feed, const std::string& source,
               const std::string& hash, Instant now);
  // Removes documents that are kept no longer, and returns how many.
  int prune_documents(const Config& config, Instant now);

  // The server's Retry-After, if that is still to come.
  std::optional<Instant> not_before(const FeedId& feed, Instant now);
  // Of the last accepted document, if it would be read the same way now.
  Validators validators(const Config& config, const Feed& feed, Instant now);

 private:
  class Ingestion;
  // The feed's next poll, which is stored with this run of it.
  std::optional<Instant> plan_next(Transaction& tx, const FeedRun& run, const PollPlan& plan);
  void watch(Recorded& recorded, const Config& config, FeedWatch::Looked looked, Instant now);

  Database& db_;
  Ledger ledger_;
  FeedLog feed_log_;
  Held held_documents_;
  Recorder recorder_;
  FeedWatch watch_;
  Summary summary_;
  bool holding_ = false;
  std::optional<LastLook> held_;
};

}  // namespace firstcard
