#pragma once
// What people ask of the process that writes: `firstcard poll`, `import`, `feeds accept`. A command
// adds a row beside the daemon; the daemon acts and writes its answer into the row. Rows stay, as
// the record of who asked for what.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "indicators/series.h"
#include "storage/database.h"

namespace firstcard {

enum class RequestState : std::uint8_t { queued, done, failed };
std::string_view to_text(RequestState s);

struct Request {
  std::int64_t id = 0;
  Instant at;
  std::string kind;  // a word that the daemon knows, or does not: it may be older than the command
  FeedId feed;
  std::string argument;  // import: where the document came from
  std::string author, reason;
  RequestState state = RequestState::queued;
  std::string answer;  // for people; lines without a break at the end
  std::optional<Instant> finished_at;
  bool operator==(const Request&) const = default;
};

class Requests {
 public:
  explicit Requests(Database& db) : db_(db) {}

  // As queued, whatever `request` says of state and answer. The new id, never used before.
  std::int64_t add(Transaction& tx, const Request& request);
  // Does nothing to a request that is finished.
  void finish(Transaction& tx, std::int64_t id, RequestState state, const std::string& answer,
              Instant now);
  std::vector<Request> queued();  // in order of id
  std::optional<Request> find(std::int64_t id);

 private:
  Database& db_;
};

}  // namespace firstcard
