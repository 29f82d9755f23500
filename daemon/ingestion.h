#pragma once
// One document on its way through the pipeline: from its bytes to one commit. Private to the
// pipeline; an object is used once, on the store thread.
#include <chrono>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "daemon/pipeline.h"
#include "feeds/archive.h"
#include "feeds/document.h"
#include "feeds/translate.h"

namespace firstcard {

// A held document is confirmed if the feed brings it once more after this long: its interval, at
// most an hour.
std::chrono::seconds confirm_after(const Schedule& schedule);

// Whether the bytes of `last`, a document of this feed, would make the same rows now.
bool reads_alike(const Document& last, const Feed& feed, const std::string& mapping, Instant now);

class Pipeline::Ingestion {
 public:
  Ingestion(Pipeline& pipeline, const Config& config, const Feed& feed, const Arrived& arrived,
            Instant now);
  Ingestion(const Ingestion&) = delete;
  Ingestion& operator=(const Ingestion&) = delete;

  Commit run();

 private:
  // How much of the document was read before: all of the last one, if this one only goes on there.
  struct Before {
    std::int64_t bytes = 0, lines = 0;
  };

  Commit unchanged();
  Commit refused_by_person();
  Commit store();
  std::expected<ReadResult, Rejection> read(Transaction& tx);
  void withdraw(Transaction& tx, const ReadResult& read);
  void take_back(Transaction& tx, const Takeback& takeback);
  // What the guard `future` says of a period: the last day on which it may end.
  Date furthest(const SeriesId& series) const;
  void see(std::span<const SeriesId> series, std::span<const Row> rows);
  std::optional<WrittenPeriod> ahead();
  std::optional<Suspicion> suspicion();
  bool confirmed(const Suspicion& s) const;
  Commit hold(Transaction& tx, Suspicion s);
  Commit undo(Transaction& tx, RunOutcome outcome, std::string message);
  void note_restatements(Transaction& tx, std::span<const SeriesId> series);
  Commit finish(Transaction& tx, std::vector<Fault> faults, Recorded recorded);

  Before read_before() const;
  void start_keeping();
  void end_keeping();
  void say(std::string text);

  Pipeline& pipe_;
  const Config& config_;
  const Feed& feed_;
  const Arrived& arrived_;
  const Instant now_;
  const std::chrono::steady_clock::time_point began_;
  const std::string mapping_;
  // What is known from the fetch alone is known from here on: not before what was ever seen, or,
  // after the clock was set back, a new value would stand behind the one that it replaces.
  const Instant known_from_;
  const std::optional<Document> last_;
  const Archive archive_;
  PrefixHashes hashes_;
  std::optional<HeldDocument> held_;
  FeedRun run_;
  Translated text_;  // if it was translated here
  Before before_;
  DocumentShape shape_;
  // By the document's number of the series.
  std::vector<Date> furthest_, oldest_;
  std::vector<Row> offered_;  // only of a complete document
  std::future<std::expected<void, std::string>> keeping_;
};

}  // namespace firstcard
