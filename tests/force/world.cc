#include "world.h"

#include <csignal>
#include <cstdlib>

namespace firstcard::test {

namespace {

constexpr std::chrono::seconds kDeadline{20};
constexpr std::chrono::milliseconds kLook{3};

// On every kind, so that each edge is told.
constexpr const char* kKinds =
    R"(kinds = ["fired", "updated", "resolved", "reminder", "undecided", "decided", "digest", "verdict", "summary"])";

}  // namespace

World::World() {
  set_clock(Instant{days{20'000}});
}

void World::configure(const Settings& settings) {
  std::string text = R"(log_level = "debug"

[storage]
path = "history.db"

[[feed]]
id = "values"
source = ")" + settings.source +
                     R"("
every = ")" + settings.every + R"("
period = { column = "period" }
value = { column = "value" }
known = { column = "known_at" }
series = "s.{name}"
guards = { min_share = 0.0, newest = false, scale = false }
)" + settings.feed;
  for (const std::string id : {"a", "b", "c"}) {
    text += "\n[[series]]\nid = \"s." + id + "\"\nunit = \"USD\"\nfrequency = \"event\"\n";
    text += "\n[[indicator]]\nid = \"" + id + "\"\ntitle = \"" + settings.title + " " + id +
            "\"\nmeasure = \"s." + id + "\"\nunit = \"USD\"\nweakening = { below = " +
            settings.line + " }\n";
    if (!settings.stale_after.empty()) text += "stale_after = \"" + settings.stale_after + "\"\n";
  }
  text += "\n[thesis]\nid = \"t\"\nindicators = [\"a\", \"b\", \"c\"]\nweakening_count = 2\n";
  write_config(text + settings.thesis + settings.more);
}

void World::set_clock(Instant at) {
  now_ = at;
  scratch_.write("clock", std::to_string(at.time_since_epoch().count()) + "\n");
}

void World::values(const std::vector<Print>& prints) {
  std::string text = "name,period,value,known_at\n";
  for (const Print& p : prints)
    text += p.series + "," + to_text(p.period) + "," + std::to_string(p.value) + "," +
            to_text(p.known_at) + "\n";
  scratch_.write("values.csv", text);
}

std::vector<std::string> World::command(std::vector<std::string> words,
                                        const std::string& crash) const {
  std::vector<std::string> all = {"env", "FIRSTCARD_TEST_CLOCK=" + (scratch_ / "clock").string()};
  if (!crash.empty()) all.push_back("FIRSTCARD_CRASH=" + crash);
  all.insert(all.end(), {FIRSTCARD_BINARY, "-c", (scratch_ / "firstcard.toml").string()});
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

void World::start(const std::string& crash) {
  if (daemon_) said_ += daemon_->seen() + "---\n";
  daemon_ = std::make_unique<ChildProcess>(command({"daemon"}, crash));
}

// In its first moments, before it awaits signals, the daemon would die of one.
void World::await_signals() {
  wait([&] { return !daemon_->seen().empty(); });
}
void World::poke() {
  await_signals();
  daemon_->send_signal(SIGUSR1);
}
void World::reload() {
  await_signals();
  daemon_->send_signal(SIGHUP);
}
void World::kill() {
  daemon_->send_signal(SIGKILL);
  daemon_->read_all();
  daemon_->wait();
}
int World::stop() {
  await_signals();
  daemon_->send_signal(SIGTERM);
  daemon_->read_all();
  return daemon_->wait();
}

bool World::wait(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (!done()) {
    if (!runs() || std::chrono::steady_clock::now() > deadline) return false;
    daemon_->read_line(kLook);
  }
  return true;
}

std::string World::run(std::vector<std::string> words) const {
  ChildProcess child(command(std::move(words)));
  std::string output = child.read_all();
  child.wait();
  return output;
}

bool World::has_database() const {
  std::error_code ignored;
  return std::filesystem::exists(scratch_ / "history.db", ignored);
}

std::vector<std::vector<std::string>> World::rows(const std::string& query) {
  std::vector<std::vector<std::string>> all;
  try {
    if (!db_) db_ = std::make_unique<Database>(scratch_ / "history.db", Database::Mode::read);
    Statement statement = db_->prepare(query);
    while (statement.step()) {
      std::vector<std::string> row;
      for (int i = 0; i < statement.columns(); ++i) row.push_back(statement.text(i));
      all.push_back(std::move(row));
    }
  } catch (const DatabaseError&) {
    // Not there yet, or in the hands of one that starts: nothing can be said.
    db_.reset();
    return {};
  }
  return all;
}

std::string World::value(const std::string& query) {
  const auto all = rows(query);
  return all.empty() ? std::string() : all.front().front();
}

std::string webhook(const std::string& id, const std::string& url, const std::string& more) {
  return "\n[[receiver]]\nid = \"" + id + "\"\ntype = \"webhook\"\nurl = \"" + url + "\"\n" +
         kKinds + "\n" + more;
}

int rounds_of(const char* variable, int rounds) {
  if (const char* text = std::getenv(variable)) return std::atoi(text);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return std::max(1, rounds / 10);
#else
  return rounds;
#endif
}

}  // namespace firstcard::test
