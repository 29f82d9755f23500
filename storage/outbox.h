#pragma once
// The outbox: one row per notification and receiver, written in the same transaction as the edge.
// Sending is a separate act: lease, send, mark. An expired lease is sent again under the same key.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "indicators/series.h"
#include "storage/database.h"

namespace firstcard {

enum class Delivery : std::uint8_t { queued, delivered, given_up };
std::string_view to_text(Delivery d);

struct OutboxRow {
  std::int64_t id = 0;
  std::string key;            // the idempotency key; unique together with the receiver
  ReceiverId receiver;
  std::string kind;           // "fired", "updated", "resolved", "verdict", "digest", "test"
  ThesisId thesis;
  std::int64_t incident = 0;
  std::string subject;        // one line, for people who list notifications
  std::string payload;        // the notification as JSON (alerts/notification.h)
  Instant created_at;
  Delivery state = Delivery::queued;
  int attempts = 0;
  std::optional<Instant> next_attempt_at;   // when queued
  std::optional<Instant> leased_until;
  std::optional<Instant> finished_at;       // delivered or given up
  std::string last_error;
  // All its waits between attempts, as they were planned: what a clock that was set, or a daemon
  // that did not run, adds to the time is not in it.
  seconds waited{0};
  // When it was queued: created_at, moved along where the clock was set back since. Not to be given.
  Instant waits_since{};
  bool operator==(const OutboxRow&) const = default;
};

class Outbox {
 public:
  explicit Outbox(Database& db) : db_(db) {}

  // Does nothing and returns false if (key, receiver) is there already.
  bool add(Transaction& tx, const OutboxRow& row);

  // Leases up to `limit` rows that are queued, due at `now` and not under a lease that still runs; one per
  // receiver at a time and per receiver in order of id, so that an incident's notifications keep their
  // order. Counts the attempt. The receiver list is who can be sent to now.
  std::vector<OutboxRow> lease(Transaction& tx, const std::vector<ReceiverId>& receivers, Instant now,
                               seconds lease_for, int limit);
  void delivered(Transaction& tx, std::int64_t id, Instant now);
  // Tried again after `wait`.
  void failed(Transaction& tx, std::int64_t id, Instant now, seconds wait, const std::string& error);
  void given_up(Transaction& tx, std::int64_t id, Instant now, const std::string& error);
  // Queues a given-up (or waiting) row again, due now and as if it had not waited yet; false if there is no such row or it is delivered.
  bool retry(Transaction& tx, std::int64_t id, Instant now);
  // A copy of the row for another receiver, under the same key and due now; false: that receiver has
  // this key already.
  bool pass_on(Transaction& tx, std::int64_t id, const ReceiverId& to, Instant now);
  // `to` has stood in for the row's receiver earlier in the same incident, or in the one that the row
  // says has closed: who was told of its beginning is to be told of its end.
  bool stood_in(std::int64_t id, const ReceiverId& to);
  // The oldest queued row of `of` whose key `fallback` does not have.
  std::optional<OutboxRow> oldest_not_passed_on(const ReceiverId& of, const ReceiverId& fallback);
  // From when on one more delivery makes at most `count` within any span of `per`; nullopt: at once.
  // Deliveries that a clock has since put into the future do not count.
  std::optional<Instant> free_at(const ReceiverId& receiver, int count, seconds per, Instant now);
  // Ends every lease (at start: this process holds none yet).
  int end_leases(Transaction& tx);

  // When the next queued row of these receivers becomes due or its lease expires; nullopt: nothing waits.
  std::optional<Instant> next_due(const std::vector<ReceiverId>& receivers);
  std::vector<OutboxRow> list(int limit);  // newest first
  std::optional<OutboxRow> find(std::int64_t id);
  std::vector<OutboxRow> of_key(const std::string& key);  // one a receiver, in order of id

 private:
  Database& db_;
};

}  // namespace firstcard
