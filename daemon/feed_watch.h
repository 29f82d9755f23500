#pragma once
// Whether feeds bring what their series' calendars promise: looks, records, and tells of edges. On
// the store thread inside the caller's transaction.
#include <string>
#include <vector>

#include "alerts/notification.h"
#include "daemon/quiet.h"
#include "storage/feed_state.h"
#include "storage/outbox.h"

namespace firstcard {

// The feed as it stands at `now`. Of its series those count that [[series]] declares; of a feed
// that writes none such, all.
FeedOutlook outlook_of(FeedStates& states, const Config& config, const Feed& feed, Instant now);

// What is told of an edge; the key and `late` are the caller's.
FeedNews news_of(const Feed& feed, const FeedOutlook& outlook, Health before,
                 const FeedPolls& polls);

class FeedWatch {
 public:
  explicit FeedWatch(Database& db) : db_(db), states_(db), holdbacks_(db), outbox_(db) {}

  struct Looked {
    std::vector<std::string> lines;  // one per edge, for the log
    int notifications = 0;           // outbox rows written
    std::optional<Instant> next;     // when the first of what is held back may be told
  };
  // One feed after a poll; or all, because time has passed or the configuration is another.
  Looked look(Transaction& tx, const Config& config, const Feed& feed, Instant now);
  Looked look_at_all(Transaction& tx, const Config& config, Instant now);
  // The first instant after `now` at which time may change the health of a feed.
  std::optional<Instant> next_change(Instant now) { return states_.next_change(now); }

  // Remembers which series the feed writes: those that are declared or whose values are ever due.
  void wrote(Transaction& tx, const Config& config, const Feed& feed,
             std::span<const SeriesId> series);
  FeedStates& states() { return states_; }

 private:
  // Judges the feed and records how it stands.
  struct Judged {
    FeedOutlook outlook;
    Health was = Health::none;
    std::int64_t edges = 0;
    bool edge = false;
  };
  Judged judge(Transaction& tx, const Config& config, const Feed& feed, Instant now);
  Looked look(Transaction& tx, const Config& config, const Feed& feed, const Quiet& quiet,
              Instant now);
  Notification notification_of(const Feed& feed, const Judged& judged, Health was, Instant now);
  void tell(Transaction& tx, const Receiver& receiver, const Feed& feed, const Judged& judged,
            const Quiet& quiet, Instant now, Looked& looked);

  Database& db_;
  FeedStates states_;
  Holdbacks holdbacks_;
  Outbox outbox_;
};

}  // namespace firstcard
