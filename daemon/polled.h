#pragma once
// What one poll of a feed came to: a value that a worker hands to the poller.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/pipeline.h"

namespace firstcard {

// Nothing good: `failed`.
struct Polled {
  std::vector<Commit> commits;
  bool failed = false;
  bool torn = false;                  // a file changed while it was read: look again soon
  bool incomplete = false;            // a file may be still being written: likewise
  std::optional<Instant> not_before;  // the server's Retry-After
  std::string left_alone;             // why nothing was asked for
  bool planned = false;               // next_poll is as stored
  std::optional<Instant> next_poll;
  void add(Commit commit, bool with_plan) {
    planned = with_plan;
    next_poll = commit.next_poll;
    commits.push_back(std::move(commit));
  }
};

inline FeedRun run_without_rows(const Feed& feed, const std::string& source, Instant at,
                                RunOutcome outcome, std::string message) {
  return {.feed = feed.id,
          .source = source,
          .at = at,
          .outcome = outcome,
          .message = std::move(message)};
}

inline bool good(const Commit& c) {
  return c.run && (c.run->outcome == RunOutcome::stored || c.run->outcome == RunOutcome::unchanged);
}

// A held document is no reason to ask its server more often, or less.
inline bool bad(const Commit& c) {
  return !good(c) && !(c.run && c.run->outcome == RunOutcome::held);
}

}  // namespace firstcard
