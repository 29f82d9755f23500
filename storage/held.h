#pragma once
// Documents that a guard stopped: at most one of each source, its newest. Writing needs the store
// thread's Database and an open Transaction.
#include <optional>
#include <string>
#include <vector>

#include "indicators/time.h"
#include "storage/ledger.h"

namespace firstcard {

struct HeldDocument {
  FeedId feed;
  std::string source;
  std::string hash;
  std::int64_t bytes = 0;
  Instant fetched_at;
  std::string etag, last_modified, headers;
  std::string guard, reason, finding;
  Instant since;                      // when it was first held
  std::optional<Instant> refused_at;  // a person rejected it: these bytes are not asked about again
  std::string author, note;           // of that person
  std::optional<std::int64_t> mtime_ns;  // of a local file, when it was first held
  bool operator==(const HeldDocument&) const = default;
};

class Held {
 public:
  explicit Held(Database& db) : db_(db) {}

  std::optional<HeldDocument> of(const FeedId& feed, const std::string& source);
  std::vector<HeldDocument> of(const FeedId& feed);  // by source
  // In place of what was held of this source.
  void put(Transaction& tx, const HeldDocument& document);
  void remove(Transaction& tx, const FeedId& feed, const std::string& source);
  std::vector<std::string> hashes();

 private:
  Database& db_;
};

}  // namespace firstcard
