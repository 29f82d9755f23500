#pragma once
// The real daemon in a scratch folder under a clock that the test sets, with a thesis of three
// indicators a, b and c over the series s.a, s.b and s.c of one CSV file: each weakens below 10,
// and two of three are the alert.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "indicators/time.h"
#include "storage/database.h"
#include "support/child_process.h"
#include "support/scratch.h"

namespace firstcard::test {

struct Print {
  std::string series;  // "a"
  Date period;
  double value = 0;
  Instant known_at;
};

struct Settings {
  std::string source = "values.csv", every = "1d";
  std::string feed;         // further keys of it
  std::string title = "X";  // of each indicator, with its id behind
  std::string line = "10";  // below which each weakens
  std::string stale_after;  // "40d"; empty: never
  std::string thesis;       // further keys of it
  std::string more;         // added to the file
};

class World {
 public:
  World();

  void configure(const Settings& settings);
  std::string config() const { return scratch_.read("firstcard.toml"); }
  void write_config(const std::string& text) { scratch_.write("firstcard.toml", text); }

  void set_clock(Instant at);
  Instant now() const { return now_; }

  void values(const std::vector<Print>& prints);

  // `crash` is NAME:COUNT of a crash point, or empty.
  void start(const std::string& crash = {});
  bool runs() const { return daemon_ && !daemon_->ended(); }
  ChildProcess& daemon() { return *daemon_; }
  void poke();  // it looks at its clock
  void reload();
  void kill();
  int stop();  // SIGTERM; its exit code
  // Reads what the daemon says until `done` holds; false: it ended, or 20 s.
  bool wait(const std::function<bool()>& done);

  // The whole output of a command, standard errors too.
  std::string run(std::vector<std::string> words) const;

  bool has_database() const;
  std::vector<std::vector<std::string>> rows(const std::string& query);
  std::string value(const std::string& query);  // of one row and column; "" if there is none
  std::filesystem::path folder() const { return scratch_.path(); }
  const std::string& said() const { return said_; }  // by daemons before this one

 private:
  std::vector<std::string> command(std::vector<std::string> words,
                                   const std::string& crash = {}) const;
  void await_signals();

  Scratch scratch_;
  Instant now_;
  std::unique_ptr<ChildProcess> daemon_;
  std::unique_ptr<Database> db_;
  std::string said_;
};

std::string webhook(const std::string& id, const std::string& url, const std::string& more = {});

// How many rounds of a long test: `rounds`, fewer under a sanitizer, or what the environment says.
int rounds_of(const char* variable, int rounds);

}  // namespace firstcard::test
