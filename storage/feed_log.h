#pragma once
// What happened to each feed: runs and faults.
#include <optional>
#include <string>
#include <vector>

#include "indicators/observation.h"
#include "storage/ledger.h"

namespace firstcard {

enum class RunOutcome : std::uint8_t {
  stored,
  unchanged,
  held,      // a guard stopped the document: not used until it is confirmed
  rejected,  // it was not what the feed says
  failed     // it could not be had
};
std::string_view to_text(RunOutcome o);

struct FeedRun {
  FeedId feed;
  std::string source;
  Instant at;
  RunOutcome outcome = RunOutcome::failed;
  LoadCounts counts;
  std::int64_t faults = 0;       // bad rows, all of them, also those not kept
  std::string message;           // why held, rejected or failed; of a stored one what was odd
  std::int64_t milliseconds = 0; // from request to commit
  DocumentId document = 0;       // 0: none
  bool operator==(const FeedRun&) const = default;
};

class FeedLog {
 public:
  explicit FeedLog(Database& db) : db_(db) {}
  std::int64_t add(Transaction& tx, const FeedRun& run);
  // Keeps at most `keep` faults of a run; older runs of the same feed and source lose theirs, unless the
  // run only went on from what they had read: those rows are still in the document.
  void add_faults(Transaction& tx, std::int64_t run, const FeedRun& of, const std::vector<Fault>& faults,
                  int keep = 1000, bool goes_on = false);
  std::optional<FeedRun> last(const FeedId& feed);
  std::vector<Fault> faults(const FeedId& feed, int limit);

 private:
  Database& db_;
};

}  // namespace firstcard
