#include "scenario.h"

#include <algorithm>

#include "daemon/asking.h"
#include "storage/lock_file.h"

namespace firstcard::test {

namespace {

Instant instant_of(std::string text) {  // "2026-08-11 20:05"
  text[10] = 'T';
  return parse_instant(text + ":00Z").value();
}

}  // namespace

Scenario::Scenario() {
  settings_.more = webhook("desk", server_.url("/desk"));
  Answer("desk", Reply::code(204));
  At("2026-01-05 08:00");
}

void Scenario::Answer(const std::string& receiver, Reply reply) {
  if (reply.silent)
    hanging_.insert(receiver);
  else
    hanging_.erase(receiver);
  server_.on("/" + receiver, std::move(reply));
}

void Scenario::Receiver(const std::string& id) {
  receivers_.push_back(id);
  settings_.more += webhook(id, server_.url("/" + id));
  Answer(id, Reply::code(204));
}

void Scenario::At(const std::string& when) {
  before_ = world_.now();
  world_.set_clock(instant_of(when));
  if (world_.runs()) world_.poke();
}

void Scenario::Later(seconds by) {
  before_ = world_.now();
  world_.set_clock(world_.now() + by);
  if (world_.runs()) world_.poke();
}

void Scenario::Prints(const std::vector<std::pair<std::string, double>>& values) {
  for (const auto& [series, value] : values)
    prints_.push_back({series, day_of(world_.now()), value, world_.now()});
  world_.values(prints_);
}

void Scenario::Start() {
  Configure();
  world_.start();
  ASSERT_TRUE(world_.wait([&] { return world_.daemon().seen().find(" weakening, ") !=
                                       std::string::npos; }))
      << world_.daemon().seen();
}

void Scenario::Stop() {
  EXPECT_EQ(world_.stop(), 0);
}

void Scenario::Configure() {
  world_.configure(settings_);
}

void Scenario::Reload() {
  Configure();
  const auto lines = [&] {
    const std::string& seen = world_.daemon().seen();
    std::size_t count = 0;
    for (std::size_t at = 0; (at = seen.find("was reloaded", at)) != std::string::npos; ++at)
      ++count;
    return count;
  };
  const std::size_t before = lines();
  world_.reload();
  ASSERT_TRUE(world_.wait([&] { return lines() > before; })) << world_.daemon().seen();
}

void Scenario::Settle() {
  const auto config = load_config(world_.folder() / "firstcard.toml");
  ASSERT_TRUE(config);
  const auto daemon = writer_of(config->database);
  ASSERT_TRUE(daemon);
  const auto asked = ask_daemon(
      *config, *daemon,
      {.requests = {{.at = world_.now(), .kind = "poll", .feed = {"values"}}}, .wait = seconds{20}});
  ASSERT_TRUE(asked) << asked.error();
  EXPECT_EQ(asked->front().state, RequestState::done) << asked->front().answer;
  std::string others = "''";
  for (const std::string& id : hanging_) others += ", '" + id + "'";
  const std::string due =
      "SELECT count(*) FROM _notification WHERE id IN (SELECT min(id) FROM _notification WHERE"
      " state = 'queued' AND receiver NOT IN (" +
      others + ") GROUP BY receiver) AND (leased_until IS NOT NULL OR next_attempt_at <= " +
      std::to_string(world_.now().time_since_epoch().count()) + ")";
  ASSERT_TRUE(world_.wait([&] { return world_.value(due) == "0"; })) << world_.daemon().seen();
}

std::vector<Scenario::Row> Scenario::rows_of(const std::string& receiver) {
  std::vector<Row> out;
  for (auto& row : world_.rows("SELECT receiver, key, kind, payload, state FROM notifications"
                               " WHERE receiver = '" +
                               receiver + "' ORDER BY notification"))
    out.push_back({row[0], row[1], row[2], row[3], row[4]});
  return out;
}

void Scenario::Expect(const std::string& kind, const Wanted& wanted) {
  ASSERT_NO_FATAL_FAILURE(Settle());
  const std::vector<Row> rows = rows_of(wanted.receiver);
  const std::size_t next = expected_[wanted.receiver]++;
  ASSERT_GT(rows.size(), next) << wanted.receiver << " was told nothing, not " << kind << "\n"
                               << world_.daemon().seen();
  const Row& row = rows[next];
  const Notification n = notification_from_json(row.payload);
  EXPECT_EQ(row.kind, kind) << row.payload;
  const Instant from = wanted.from.empty() ? std::min(before_, world_.now()) : instant_of(wanted.from);
  const Instant until =
      wanted.until.empty() ? std::max(before_, world_.now()) : instant_of(wanted.until);
  EXPECT_GE(n.at, from) << to_text(n.at);
  EXPECT_LE(n.at, until) << to_text(n.at);
  EXPECT_EQ(n.key, wanted.key.empty() ? n.key : wanted.key);
  EXPECT_EQ(n.late, wanted.late.value_or(n.late));
  EXPECT_EQ(n.open, wanted.open.value_or(n.open));
  if (!wanted.members.empty()) {
    std::string members;
    for (const IndicatorId& id : n.members) members += (members.empty() ? "" : ", ") + id.text;
    EXPECT_EQ(members, wanted.members);
  }
  EXPECT_TRUE(wanted.cause.empty() || std::ranges::any_of(n.indicators, [&](const auto& line) {
                return to_text(line.cause) == wanted.cause;
              })) << row.payload;
  const auto requests = server_.requests("/" + wanted.receiver);
  const auto arrivals =
      std::ranges::count(requests, row.key, [](const Request& r) { return r.header("idempotency-key"); });
  if (wanted.arrives) {
    EXPECT_EQ(row.state, "delivered") << row.key;
    EXPECT_GE(arrivals, 1) << row.key;
  } else {
    EXPECT_EQ(row.state, "queued") << row.key;
  }
}

std::string Scenario::unexpected() {
  std::string all;
  for (const std::string& receiver : receivers_) {
    const std::vector<Row> rows = rows_of(receiver);
    for (std::size_t i = expected_[receiver]; i < rows.size(); ++i)
      all += receiver + ": " + rows[i].key + "\n" + rows[i].payload + "\n";
  }
  return all;
}

void Scenario::ExpectNothing() {
  ASSERT_NO_FATAL_FAILURE(Settle());
  EXPECT_EQ(unexpected(), "") << world_.daemon().seen();
}

void Scenario::TearDown() {
  if (HasFatalFailure()) return;
  EXPECT_EQ(unexpected(), "") << "unexpected notifications";
  for (const std::string& receiver : receivers_) {
    const std::vector<Row> rows = rows_of(receiver);
    for (const Request& request : server_.requests("/" + receiver)) {
      const auto row =
          std::ranges::find(rows, request.header("idempotency-key"), &Row::key);
      if (row == rows.end())
        ADD_FAILURE() << receiver << " was sent what is in no row: " << request.body;
      else
        EXPECT_EQ(request.body, row->payload);
    }
  }
  EXPECT_EQ(world_.value("PRAGMA integrity_check"), "ok");
}

}  // namespace firstcard::test
