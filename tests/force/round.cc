#include "round.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

namespace firstcard::test {

namespace {

// Where the code has a crash_point, and how often it may pass there in one life.
struct Point {
  const char* name;
  int most;
};
constexpr Point kPoints[] = {
    {"before-commit", 20}, {"after-commit", 20},  {"rows-stored", 4}, {"edges-recorded", 4},
    {"leased", 4},         {"sent", 4},           {"marked", 4},      {"document-written", 4},
    {"document-kept", 4},  {"reloading", 2},      {"reloaded", 2},    {"migrating", 8}};

std::string stored(Instant at) {
  return std::to_string(at.time_since_epoch().count());
}

}  // namespace

Round::Round(const RoundPlan& plan) : plan_(plan), random_(plan.seed), trouble_(plan.seed) {
  server_.on("/hook", [this](const Request&) { return answer(); });
}

Reply Round::answer() {
  if (!plan_.trouble) return Reply::code(204);
  switch (std::uniform_int_distribution<>(0, 9)(trouble_)) {
    case 0:
      return Reply::code(503);
    case 1:
      return Reply::reset();  // it has read the message, and nobody knows
    default:
      return Reply::code(204);
  }
}

void Round::configure() {
  world_.configure({.title = "Title " + std::to_string(title_),
                    .more = webhook("desk", server_.url("/hook"))});
}

void Round::begin_life() {
  ++lives_;
  std::string crash;
  kill_in_.reset();
  if (lives_ == 1 && !plan_.first_crash.empty()) {
    crash = plan_.first_crash;
  } else if (!plan_.only_first && deaths_ < plan_.deaths && chance(0.8)) {
    const Point& point = kPoints[static_cast<std::size_t>(between(0, std::size(kPoints) - 1))];
    if (chance(0.3))
      kill_in_ = between(1, 60);
    else
      crash = std::string(point.name) + ":" + std::to_string(between(1, point.most));
  }
  world_.start(crash);
}

void Round::print(const std::string& series) {
  const double weak = chance(0.5) ? 0 : 11;
  // No value comes twice, so each is a row of its own.
  const double value = weak + between(1, 9) + static_cast<double>(prints_.size()) / 1000;
  prints_.push_back({series, day_of(world_.now()), value, world_.now()});
}

void Round::edit() {
  world_.set_clock(world_.now() + std::chrono::minutes{between(1, 180)});
  if (chance(plan_.reload_share)) {
    ++title_;
    configure();
    if (world_.runs()) world_.reload();
  }
  const int first = between(0, 2);
  const int series = chance(0.3) ? 2 : 1;
  for (int i = 0; i < series; ++i) print(std::string(1, static_cast<char>('a' + (first + i) % 3)));
  world_.values(prints_);
}

bool Round::death() {
  const int code = world_.daemon().wait();
  if (code != -SIGKILL) {
    ADD_FAILURE() << "the daemon ended by itself, with " << code;
    return false;
  }
  return ++deaths_ <= plan_.deaths;
}

bool Round::live_until(const std::function<bool()>& done) {
  for (;;) {
    if (!world_.runs()) {
      if (!death()) return false;
      begin_life();
    }
    const bool reached = world_.wait([&] {
      if (kill_in_ && --*kill_in_ <= 0) {
        kill_in_.reset();
        world_.kill();
      }
      return world_.runs() && done();
    });
    if (reached) return true;
    if (world_.runs()) return false;  // in time
  }
}

bool Round::taken_up() {
  const Instant newest = prints_.back().known_at;
  const auto rows = std::ranges::count(prints_, newest, &Print::known_at);
  return world_.value("SELECT (SELECT count(*) FROM _vintage WHERE known_at = " + stored(newest) +
                      ") = " + std::to_string(rows) +
                      " AND EXISTS (SELECT 1 FROM _mark WHERE at >= " + stored(newest) +
                      " AND document = (SELECT max(id) FROM _document))") == "1";
}

void Round::deliver_all() {
  // Nothing overtakes the oldest one, so only that can be due.
  const auto nothing_due = [&] {
    return world_.value("SELECT count(*) FROM _notification WHERE id ="
                        " (SELECT min(id) FROM _notification WHERE state = 'queued') AND"
                        " (leased_until IS NOT NULL OR next_attempt_at <= " +
                        stored(world_.now()) + ")") == "0";
  };
  for (int hour = 0; hour < 60; ++hour) {
    ASSERT_TRUE(live_until(nothing_due)) << world_.daemon().seen();
    if (world_.value("SELECT count(*) FROM undelivered") == "0") return;
    world_.set_clock(world_.now() + std::chrono::hours{1});
    world_.poke();
  }
}

void Round::end() {
  for (;;) {
    ASSERT_TRUE(live_until([&] { return taken_up(); })) << world_.said() << world_.daemon().seen();
    ASSERT_NO_FATAL_FAILURE(deliver_all());
    if (world_.stop() == 0) return;
    ASSERT_TRUE(death()) << world_.said() << world_.daemon().seen();
    begin_life();
  }
}

void Round::run() {
  for (const std::string series : {"a", "b", "c"}) print(series);
  world_.values(prints_);
  configure();
  begin_life();
  for (int i = 0; i < plan_.edits; ++i) {
    // Now and then several edits come while nobody looks.
    if (!world_.runs() && chance(0.5)) {
      edit();
      continue;
    }
    ASSERT_TRUE(live_until([&] { return taken_up(); }))
        << world_.said() << world_.daemon().seen();
    edit();
  }
  ASSERT_NO_FATAL_FAILURE(end());
  check();
  if (testing::Test::HasFailure())
    ADD_FAILURE() << "the daemon said:\n" << world_.said() << world_.daemon().seen();
}

}  // namespace firstcard::test
