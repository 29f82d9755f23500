#pragma once
// From a document's bytes to one commit: rows, assessments, verdict, edges, outbox. Lives on the
// store thread and owns what writes.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/feed_watch.h"
#include "daemon/recorder.h"
#include "feeds/feed.h"
#include "feeds/http_feed.h"
#include "feeds/schedule.h"
#include "storage/feed_log.h"

namespace firstcard {

// One fetched document, open for reading.
struct Arrived {
  std::string source;  // the file's path, or the URL without secrets
  int fd = -1;
  std::int64_t size = 0;
  Instant fetched_at;
  std::string etag, last_modified;
};

// What one commit did, for the log and for the loop.
struct Commit {
  std::optional<FeedRun> run;  // absent for a mere evaluation
  std::vector<Fault> faults;   // the first few
  Recorded recorded;
  std::optional<Instant> next_poll;  // as stored, where a PollPlan was given
  bool read_again = false;  // some rows were dated ahead: the same document is to be read once more
};

// What decides the feed's next poll beside the outcome of this one. The next poll is stored in the
// commit of this one.
struct PollPlan {
  Schedule schedule;
  int failures = 0;     // in a row, before this poll
  bool failed = false;  // another document of this poll failed
  std::optional<Instant> not_before;
  double random01 = 0;
};

class Pipeline {
 public:
  explicit Pipeline(Database& db)
      : db_(db), ledger_(db), feed_log_(db), recorder_(db, ledger_), watch_(db) {}

  // Describes the series of a configuration in the ledger.
  void declare(const Config& config);

  // Stores the document's rows and evaluates, in one transaction. A document that is refused leaves
  // the last good state and is recorded with its reason. Throws DatabaseError; then nothing is
  // changed.
  Commit ingest(const Config& config, const Feed& feed, const Arrived& document, Instant now,
                const PollPlan* plan = nullptr);
  // Records that nothing came: a failed fetch, or "not modified".
  Commit note(const FeedRun& run, const PollPlan* plan = nullptr);
  // Evaluates at the present time: time has passed, or the rules were edited. Describes the series
  // as declare() does, in the same transaction: a reload that fails leaves nothing behind.
  Commit evaluate(const Config& config, Instant now);

  // Until the next evaluate(), rows are stored without being evaluated: at a start nothing can be
  // said before every feed has been tried. What was seen before is kept for that evaluation.
  void hold(const Config& config);
  // Of the last accepted document, if it would be read the same way now.
  Validators validators(const Config& config, const Feed& feed);

 private:
  Commit commit_run(Transaction& tx, FeedRun run, std::vector<Fault> faults, bool goes_on,
                    Recorded recorded, const PollPlan* plan);
  void watch(Recorded& recorded, FeedWatch::Looked looked, Instant now);

  Database& db_;
  Ledger ledger_;
  FeedLog feed_log_;
  Recorder recorder_;
  FeedWatch watch_;
  bool holding_ = false;
  std::optional<LastLook> held_;
};

}  // namespace firstcard
