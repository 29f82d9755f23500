#pragma once
// What people ask of the messages (silences, acknowledgements), and what is held back for whom.
// `firstcard silence` and `ack` write beside the daemon; everything else is written in the commit of
// an evaluation.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "indicators/series.h"
#include "storage/database.h"

namespace firstcard {

// People silence the first four; a checkpoint can only be held back.
enum class Scope : std::uint8_t { thesis, indicator, receiver, feed, checkpoint };
std::string_view to_text(Scope s);

struct Silence {
  std::int64_t id = 0;
  Instant created_at;
  Scope scope = Scope::thesis;
  std::string name;
  std::optional<Instant> ends_at;
  // It ends with the next change as well: the count of changes of the thesis (edges), the indicator
  // (statuses) or the feed (health) when it was made.
  std::optional<std::int64_t> changes;
  std::string author, reason;
  std::optional<Instant> ended_at;
  std::string ended_by;  // "its time is over", "the state changed", or who removed it
  bool operator==(const Silence&) const = default;
};

struct Ack {
  std::int64_t id = 0;
  ThesisId thesis;
  std::int64_t incident = 0;
  std::int64_t edge = 0;  // the thesis' count of edges then: it holds until the next edge
  Instant at;
  std::string author, reason;
  bool operator==(const Ack&) const = default;
};

// A receiver does not know of what came after `told`.
struct Untold {
  ReceiverId receiver;
  Scope scope = Scope::thesis;  // any but receiver
  // The indicator's is THESIS/INDICATOR: its news is told as part of a thesis. A checkpoint's is
  // ID/BY.
  std::string name;
  // The last that it could know of: a thesis' verdict by number, an indicator's status, a feed's
  // health; of a checkpoint 0.
  std::int64_t told = 0;
  Instant since;
  std::string reason;
  bool reminder = false;  // one became due meanwhile
  bool operator==(const Untold&) const = default;
};

class Holdbacks {
 public:
  explicit Holdbacks(Database& db) : db_(db) {}

  std::int64_t add(Transaction& tx, const Silence& silence);
  // False if there is no such silence or it has ended.
  bool end(Transaction& tx, std::int64_t id, Instant now, const std::string& by);
  std::vector<Silence> open_silences();          // in order of id
  std::vector<Silence> silences(int limit);      // newest first

  std::int64_t add(Transaction& tx, const Ack& ack);
  // Of one incident, in order of id.
  std::vector<Ack> acks(const ThesisId& thesis, std::int64_t incident);

  std::optional<Untold> untold(const ReceiverId& receiver, Scope scope, const std::string& name);
  std::vector<Untold> untold(Scope scope);
  void put(Transaction& tx, const Untold& untold);
  void remove(Transaction& tx, const Untold& untold);

 private:
  Database& db_;
};

// The migrations' steps: tables and views; then, that a checkpoint can be held back.
extern const char* const kHoldbacks;
extern const char* const kHeldCheckpoints;

}  // namespace firstcard
