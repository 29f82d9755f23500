#pragma once
// How each feed stands with its series' calendars, and when it is polled next. One row a feed,
// which outlives the feed's configuration: its number of edges is part of keys that may not come
// again.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "indicators/health.h"
#include "storage/database.h"

namespace firstcard {

struct FeedState {
  FeedId feed;
  Health health = Health::none;
  std::optional<Instant> since;  // of the health; nullopt: never looked at
  std::int64_t edges = 0;        // to late, to dead and back, so far
  SeriesId series;               // the one that decides, or empty
  std::string expected;          // its next period
  std::optional<Date> newest_period;
  std::optional<Instant> due_at, changes_at;  // see FeedOutlook
  bool operator==(const FeedState&) const = default;
};

// What a feed's polls came to, imports apart, and what is planned.
struct FeedPolls {
  std::optional<Instant> last_success, last_print, last_error_at, next_poll;
  std::string last_error;  // of the newest poll that failed or was refused
  std::int64_t failures_in_a_row = 0;
  bool operator==(const FeedPolls&) const = default;
};

class FeedStates {
 public:
  explicit FeedStates(Database& db) : db_(db) {}

  std::optional<FeedState> find(const FeedId& feed);
  void put(Transaction& tx, const FeedState& state);  // the next poll stays
  void put_next_poll(Transaction& tx, const FeedId& feed, std::optional<Instant> at);
  // The server's Retry-After; nullopt: it asked for none.
  void put_not_before(Transaction& tx, const FeedId& feed, std::optional<Instant> at);
  std::optional<Instant> not_before(const FeedId& feed);
  // Feeds that are no longer configured: nothing is due or planned.
  void forget_others(Transaction& tx, std::span<const FeedId> configured);
  // The first instant after `t` at which some feed's health may change.
  std::optional<Instant> next_change(Instant t);
  FeedPolls polls(const FeedId& feed);
  // The newest poll that brought a period which its series did not have.
  std::optional<Instant> last_print(const FeedId& feed);

  // Remembers that the feed writes these series, as far as the ledger has them.
  void add_series(Transaction& tx, const FeedId& feed, std::span<const SeriesId> series);
  std::vector<SeriesId> series_of(const FeedId& feed);
  // The newest periods that have a value as known at `as_of`, newest first.
  std::vector<Publication> publications(const SeriesId& series, Instant as_of, int periods = 30);

 private:
  Database& db_;
};

// The migration's steps: the tables and the columns of the view `feeds`; what came later.
extern const char* const kFeedState;
extern const char* const kFetches;

}  // namespace firstcard
