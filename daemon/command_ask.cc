// Commands that ask the running daemon for something: poll, import, feeds accept and reject.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <functional>

#include "alerts/exact_json.h"
#include "daemon/asking.h"
#include "daemon/commands.h"
#include "daemon/import.h"
#include "daemon/run_text.h"
#include "daemon/settlement.h"
#include "daemon/spool.h"
#include "net/temporary_file.h"
#include "storage/lock_file.h"

namespace firstcard {

namespace {

boost::json::object as_json(const Request& r) {
  return {{"request", r.id},
          {"kind", r.kind},
          {"feed", r.feed.text},
          {"state", to_text(r.state)},
          {"answer", r.state == RequestState::queued ? boost::json::value(nullptr)
                                                     : boost::json::value(r.answer)}};
}

std::string indented(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\n  " : std::string(1, c);
  return out;
}

void print_text(const Request& r, bool daemon_runs) {
  if (r.state == RequestState::done)
    fmt::print("feed {}: {}\n", r.feed.text, indented(r.answer));
  else if (r.state == RequestState::failed)
    failed(fmt::format("feed {}: {}", r.feed.text, indented(r.answer)));
  else
    failed(fmt::format(
        "feed {}: {}; request {} stays, and its answer will be in the view `requests`", r.feed.text,
        daemon_runs ? "no answer yet" : "the daemon ended before it answered", r.id));
}

// Asks, prints the answers, returns the exit code.
int ask_and_print(const Common& common, const Config& config, int daemon, const Asking& asking) {
  const auto answers = ask_daemon(config, daemon, asking);
  if (!answers) return failed(answers.error());
  const bool waited = asking.wait > seconds{0};
  const bool well = std::ranges::all_of(*answers, [&](const Request& r) {
    return r.state == RequestState::done || (!waited && r.state == RequestState::queued);
  });
  if (common.json) {
    boost::json::array all;
    for (const Request& r : *answers) all.push_back(as_json(r));
    fmt::print("{}\n", exact_serialize(boost::json::object{{"requests", std::move(all)}}));
  } else {
    const bool runs = writer_of(config.database).has_value();
    for (const Request& r : *answers)
      if (waited || r.state != RequestState::queued)
        print_text(r, runs);
      else
        fmt::print("feed {}: request {} is queued\n", r.feed.text, r.id);
  }
  return well ? 0 : 1;
}

// Where no daemon runs the command does its part itself. Sending is left to the daemon.
int act_directly(
    const Config& config, const Feed& feed, bool rejecting,
    const std::function<std::expected<std::vector<Commit>, std::string>(Pipeline&)>& act) {
  Database db(config.database, Database::Mode::write);
  Pipeline pipeline(db);
  pipeline.declare(config);
  const auto done = act(pipeline);
  if (!done) return failed(fmt::format("feed {}: {}", feed.id.text, done.error()));
  int queued = 0;
  for (const Commit& commit : *done) {
    if (commit.run) {
      const std::string text =
          fmt::format("feed {}: {}", feed.id.text, run_text(*commit.run, commit.faults));
      if (!rejecting && !went_well(*commit.run)) return failed(text);
      fmt::print("{}\n", text);
    }
    for (const std::string& line : commit.recorded.decisions) fmt::print("{}\n", line);
    queued += commit.recorded.notifications;
  }
  if (queued > 0)
    fmt::print(
        "{} notifications are queued; they are sent when the daemon or `firstcard once` runs\n",
        queued);
  return 0;
}

// Standard input as a file that can be read twice.
std::expected<OpenDocument, std::string> standard_input() {
  OpenDocument document{.file = temporary_file()};
  std::string block(65536, '\0');
  for (;;) {
    const ssize_t n = ::read(STDIN_FILENO, block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      return std::unexpected(
          fmt::format("standard input cannot be read: {}", std::strerror(errno)));
    if (n == 0) return document;
    if (::write(document.file.fd(), block.data(), static_cast<std::size_t>(n)) != n)
      return std::unexpected(fmt::format("standard input cannot be kept in a temporary file: {}",
                                         std::strerror(errno)));
    document.size += n;
  }
}

}  // namespace

int run_poll(const Common& common, const PollOptions& options) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  if (options.feeds.empty() != options.all) {
    failed("name the feeds to poll, or write --all");
    return 2;
  }
  Asking asking{.requests = {}, .wait = options.wait};
  const auto add = [&](const std::string& feed) {
    asking.requests.push_back({.at = common.now,
                               .kind = "poll",
                               .feed = {feed},
                               .argument = {},
                               .author = author_of_this(),
                               .reason = {},
                               .answer = {}});
  };
  for (const std::string& name : options.feeds) {
    if (feed_or_explain(*config, name) == nullptr) return 2;
    add(name);
  }
  if (options.all)
    for (const Feed& feed : config->feeds) add(feed.id.text);
  if (asking.requests.empty()) return failed("the configuration has no feed");
  if (!open_or_explain(*config)) return 1;
  const auto daemon = writer_of(config->database);
  if (!daemon)
    return failed(
        fmt::format("no daemon runs on {}: start it, or run `firstcard once`, which "
                    "polls all feeds",
                    config->database.string()));
  return ask_and_print(common, *config, *daemon, asking);
}

int run_import(const Common& common, const ImportOptions& options) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const Feed* found = feed_or_explain(*config, options.feed);
  if (found == nullptr) return 2;
  const Feed& feed = *found;
  const bool from_input = options.file == "-";
  const std::string origin =
      from_input ? "standard input"
                 : std::filesystem::absolute(options.file).lexically_normal().string();
  const auto document = from_input ? standard_input() : open_document(options.file);
  if (!document) return failed(document.error());

  const auto daemon = writer_of(config->database);
  if (!daemon)
    return act_directly(*config, feed, false, [&](Pipeline& pipeline) {
      return std::vector{
          import_document(pipeline, *config, feed, origin, *document, {}, common.now)};
    });
  if (const auto problem = cannot_signal(*daemon)) return failed(*problem);
  ::lseek(document->file.fd(), 0, SEEK_SET);
  auto spooled = SpooledDocument::copy(config->database, document->file.fd(), origin);
  if (!spooled) return failed(spooled.error());
  return ask_and_print(common, *config, *daemon,
                       {.requests = {{.at = common.now,
                                      .kind = "import",
                                      .feed = feed.id,
                                      .argument = origin,
                                      .author = author_of_this(),
                                      .reason = options.reason,
                                      .answer = {}}},
                        .wait = options.wait,
                        .prepare = [&](std::int64_t id) { return spooled->hand_over(id); }});
}

int run_settle(const Common& common, const SettleOptions& options) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const Feed* feed = feed_or_explain(*config, options.feed);
  if (feed == nullptr) return 2;
  if (!open_or_explain(*config)) return 1;
  const std::string author = author_of_this();
  const auto daemon = writer_of(config->database);
  if (!daemon)
    return act_directly(*config, *feed, !options.accept, [&](Pipeline& pipeline) {
      return settle(pipeline, *config, *feed,
                    {.accept = options.accept, .author = author, .reason = options.reason}, {},
                    common.now);
    });
  return ask_and_print(common, *config, *daemon,
                       {.requests = {{.at = common.now,
                                      .kind = options.accept ? "accept" : "reject",
                                      .feed = feed->id,
                                      .argument = {},
                                      .author = author,
                                      .reason = options.reason,
                                      .answer = {}}},
                        .wait = options.wait});
}

}  // namespace firstcard
