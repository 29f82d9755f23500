#include "storage/outbox.h"

#include <algorithm>
#include <array>

#include "indicators/words.h"
#include "query.h"
#include "stored.h"

namespace firstcard {

namespace {

constexpr std::array<std::string_view, 3> kDeliveries = {"queued", "delivered", "given_up"};

Delivery delivery_of(const std::string& text) {
  if (const auto d = value_of<Delivery>(kDeliveries, text)) return *d;
  throw DatabaseError(DatabaseError::Kind::corrupt,
                      "the outbox holds an unknown state: \"" + text + "\"");
}

#define COLUMNS                                                                             \
  "SELECT id, key, receiver, kind, thesis, incident, subject, payload, created_at, state, " \
  "attempts,"                                                                               \
  " next_attempt_at, leased_until, finished_at, last_error, waited, waits_since FROM _notification "

OutboxRow row_of(Statement& s) {
  return {.id = s.integer(0),
          .key = s.text(1),
          .receiver = {s.text(2)},
          .kind = s.text(3),
          .thesis = {s.text(4)},
          .incident = s.integer(5),
          .subject = s.text(6),
          .payload = s.text(7),
          .created_at = instant_of(s.integer(8)),
          .state = delivery_of(s.text(9)),
          .attempts = static_cast<int>(s.integer(10)),
          .next_attempt_at = instant_of(s.optional_integer(11)),
          .leased_until = instant_of(s.optional_integer(12)),
          .finished_at = instant_of(s.optional_integer(13)),
          .last_error = s.text(14),
          .waited = seconds{s.integer(15)},
          .waits_since = instant_of(s.integer(16))};
}

// The oldest queued row of a receiver: nothing overtakes it.
std::optional<OutboxRow> head(Database& db, const ReceiverId& receiver) {
  Statement& s = db.cached(COLUMNS "WHERE receiver = ?1 AND state = 'queued' ORDER BY id LIMIT 1");
  return first_row(s.bind(receiver.text), row_of);
}

// From when on the row may be sent: a lease that runs out ends there.
Instant due_at(const OutboxRow& row) {
  const Instant due = row.next_attempt_at.value_or(row.created_at);
  return row.leased_until ? std::max(due, *row.leased_until) : due;
}

int changes(Database& db) {
  Statement& s = db.cached("SELECT changes()");
  return static_cast<int>(
      first_row(s.bind(), [](Statement& row) { return row.integer(0); }).value());
}

}  // namespace

std::string_view to_text(Delivery d) {
  return word_of(kDeliveries, d);
}

bool Outbox::add(Transaction&, const OutboxRow& row) {
  db_.cached(
         "INSERT INTO _notification(key, receiver, kind, thesis, incident, subject, payload, "
         "created_at,"
         " state, attempts, next_attempt_at, leased_until, finished_at, last_error, waits_since)"
         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?8)"
         " ON CONFLICT(key, receiver) DO NOTHING")
      .bind(row.key, row.receiver.text, row.kind, row.thesis.text, row.incident, row.subject,
            row.payload, stored(row.created_at), to_text(row.state), row.attempts,
            stored(row.next_attempt_at), stored(row.leased_until), stored(row.finished_at),
            row.last_error)
      .run();
  return changes(db_) == 1;
}

std::vector<OutboxRow> Outbox::lease(Transaction&, const std::vector<ReceiverId>& receivers,
                                     Instant now, seconds lease_for, int limit) {
  std::vector<OutboxRow> due;
  for (const ReceiverId& receiver : receivers) {
    auto row = head(db_, receiver);
    if (row && due_at(*row) <= now) due.push_back(std::move(*row));
  }
  // Whoever has waited longest goes first, where not all can.
  std::ranges::sort(due, {}, [](const OutboxRow& row) { return std::pair(due_at(row), row.id); });
  const auto doubled = std::ranges::unique(due, {}, &OutboxRow::id);  // a receiver named twice
  due.erase(doubled.begin(), doubled.end());
  if (due.size() > static_cast<std::size_t>(std::max(limit, 0)))
    due.resize(static_cast<std::size_t>(std::max(limit, 0)));
  for (OutboxRow& row : due) {
    ++row.attempts;
    row.leased_until = now + lease_for;
    db_.cached("UPDATE _notification SET attempts = ?2, leased_until = ?3 WHERE id = ?1")
        .bind(row.id, row.attempts, stored(row.leased_until))
        .run();
  }
  return due;
}

// A send that succeeded is a fact, also of a row that was given up meanwhile.
void Outbox::delivered(Transaction&, std::int64_t id, Instant now) {
  db_.cached(
         "UPDATE _notification SET state = 'delivered', finished_at = ?2, next_attempt_at = NULL,"
         " leased_until = NULL WHERE id = ?1 AND state <> 'delivered'")
      .bind(id, stored(now))
      .run();
}

void Outbox::failed(Transaction&, std::int64_t id, Instant now, seconds wait,
                    const std::string& error) {
  db_.cached(
         "UPDATE _notification SET next_attempt_at = ?2, waited = waited + ?3,"
         " leased_until = NULL, last_error = ?4 WHERE id = ?1 AND state = 'queued'")
      .bind(id, stored(now + wait), wait.count(), error)
      .run();
}

void Outbox::given_up(Transaction&, std::int64_t id, Instant now, const std::string& error) {
  db_.cached(
         "UPDATE _notification SET state = 'given_up', finished_at = ?2, next_attempt_at = NULL,"
         " leased_until = NULL, last_error = ?3 WHERE id = ?1 AND state = 'queued'")
      .bind(id, stored(now), error)
      .run();
}

// A lease that runs is left alone: the row is being sent.
bool Outbox::retry(Transaction&, std::int64_t id, Instant now) {
  db_.cached(
         "UPDATE _notification SET state = 'queued', finished_at = NULL, next_attempt_at = ?2,"
         " waited = 0, waits_since = ?2"
         " WHERE id = ?1 AND state <> 'delivered'")
      .bind(id, stored(now))
      .run();
  return changes(db_) == 1;
}

bool Outbox::pass_on(Transaction&, std::int64_t id, const ReceiverId& to, Instant now) {
  db_.cached(
         "INSERT INTO _notification(key, receiver, kind, thesis, incident, subject, payload,"
         " created_at, state, attempts, next_attempt_at, last_error, stands_in_for, waits_since)"
         " SELECT key, ?2, kind, thesis, incident, subject, payload, ?3, 'queued', 0, ?3, '',"
         " receiver, ?3 FROM _notification AS n WHERE id = ?1"
         " ON CONFLICT(key, receiver) DO NOTHING")
      .bind(id, to.text, stored(now))
      .run();
  return changes(db_) == 1;
}

bool Outbox::stood_in(std::int64_t id, const ReceiverId& to) {
  Statement& s = db_.cached(
      "SELECT EXISTS (SELECT 1 FROM _notification AS n JOIN _notification AS f"
      " ON f.receiver = ?2 AND f.thesis = n.thesis AND f.stands_in_for = n.receiver"
      " AND f.incident IN (n.incident,"
      " CASE WHEN json_valid(n.payload) THEN json_extract(n.payload, '$.closed') END)"
      " WHERE n.id = ?1 AND n.incident <> 0)");
  return first_row(s.bind(id, to.text), [](Statement& row) { return row.integer(0) != 0; }).value();
}

std::optional<OutboxRow> Outbox::oldest_not_passed_on(const ReceiverId& of,
                                                      const ReceiverId& fallback) {
  Statement& s = db_.cached(COLUMNS
                            "AS n WHERE receiver = ?1 AND state = 'queued'"
                            " AND NOT EXISTS (SELECT 1 FROM _notification AS f"
                            " WHERE f.key = n.key AND f.receiver = ?2) ORDER BY id LIMIT 1");
  return first_row(s.bind(of.text, fallback.text), row_of);
}

std::optional<Instant> Outbox::free_at(const ReceiverId& receiver, int count, seconds per,
                                       Instant now) {
  // The one that must have left the span before the next may be sent.
  Statement& s = db_.cached(
      "SELECT finished_at FROM _notification WHERE receiver = ?1 AND state = 'delivered'"
      " AND finished_at > ?2 AND finished_at <= ?3 ORDER BY finished_at DESC LIMIT 1 OFFSET ?4");
  const auto oldest = first_row(s.bind(receiver.text, stored(now - per), stored(now), count - 1),
                                [](Statement& row) { return instant_of(row.integer(0)); });
  if (!oldest) return std::nullopt;
  return *oldest + per;
}

int Outbox::end_leases(Transaction&) {
  db_.cached(
         "UPDATE _notification SET leased_until = NULL"
         " WHERE state = 'queued' AND leased_until IS NOT NULL")
      .bind()
      .run();
  return changes(db_);
}

std::optional<Instant> Outbox::next_due(const std::vector<ReceiverId>& receivers) {
  const Snapshot snapshot(db_);
  std::optional<Instant> next;
  for (const ReceiverId& receiver : receivers)
    if (const auto row = head(db_, receiver))
      next = std::min(next.value_or(due_at(*row)), due_at(*row));
  return next;
}

std::vector<OutboxRow> Outbox::list(int limit) {
  return all_rows(db_.cached(COLUMNS "ORDER BY id DESC LIMIT ?1").bind(limit), row_of);
}

std::optional<OutboxRow> Outbox::find(std::int64_t id) {
  return first_row(db_.cached(COLUMNS "WHERE id = ?1").bind(id), row_of);
}

std::vector<OutboxRow> Outbox::of_key(const std::string& key) {
  return all_rows(db_.cached(COLUMNS "WHERE key = ?1 ORDER BY id").bind(key), row_of);
}

}  // namespace firstcard
