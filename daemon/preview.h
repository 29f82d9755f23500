#pragma once
// What a feed would store, and what that would change: `firstcard check --online`.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/comparison.h"
#include "daemon/config.h"
#include "feeds/feed.h"
#include "feeds/read.h"

namespace firstcard {

struct SeriesPreview {
  SeriesId series;
  std::string unit;
  std::int64_t rows = 0;
  Row first, last;  // by period; of several rows of one period the oldest, the newest
};

struct DocumentPreview {
  std::string source;
  std::int64_t bytes = 0;
  std::optional<std::string> refused;  // why nothing of it would be stored
  ReadCounts counts;                   // as far as it was read
  std::vector<SeriesPreview> series;   // by name
  std::vector<Fault> faults;           // the first few
  std::optional<Comparison> against;   // with the database, if there is one
};

struct FeedPreview {
  FeedId feed;
  std::string source;
  std::string answer;   // "HTTP 200", "2 files"; why there is nothing
  bool failed = false;  // of it, or of one of its documents
  std::int64_t milliseconds = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // those that matter
  std::vector<DocumentPreview> documents;
};

// Translates and reads a document as the daemon would, and keeps of each series its ends. Blocks.
DocumentPreview preview_document(const Config& config, const Feed& feed,
                                 const std::string& source, int fd, std::int64_t size,
                                 Instant fetched_at);
// Of a feed of local files, or of a drop folder: all that wait there.
FeedPreview preview_files(const Config& config, const Feed& feed, Instant now);

// Of an answer's headers those that say how its server wants to be asked.
std::vector<std::pair<std::string, std::string>> headers_that_matter(
    const std::vector<std::pair<std::string, std::string>>& headers);

}  // namespace firstcard
