#pragma once
// The commands of the command line. Each returns the exit code: 0 done, 1 the operation failed, 2
// wrong usage or configuration. Output for people or programs goes to standard output, errors to
// standard error.
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "storage/database.h"

namespace firstcard {

struct Common {
  std::filesystem::path config;
  bool json = false;
  bool colour = false;  // standard output is a terminal and NO_COLOR is not set
  Instant now;
};

int run_daemon(const Common& common);
int run_once(const Common& common);
int run_check(const Common& common);
// Fetches each of these feeds (all, if none is named) and stores nothing.
int run_check_online(const Common& common, const std::vector<std::string>& feeds);
int run_presets(const std::string& name);  // "": all of them
int run_status(const Common& common);
int run_history(const Common& common, const std::string& series,
                const std::optional<Instant>& as_of);
int run_explain(const Common& common, const std::string& indicator,
                const std::optional<Instant>& at);

// What was sent, and the same derived anew. By its key, or the number of one of its rows.
int run_explain_notification(const Common& common, const std::string& key);

struct BacktestOptions {
  std::optional<Instant> from, to;
  bool final_vintage = false;  // every period's newest value, known when its first one was
};
int run_backtest(const Common& common, const BacktestOptions& options);

struct PollOptions {
  std::vector<std::string> feeds;
  bool all = false;
  std::chrono::seconds wait{60};  // for the daemon's answer; 0: not at all
};
int run_poll(const Common& common, const PollOptions& options);

struct ImportOptions {
  std::string feed;
  std::filesystem::path file;  // "-": standard input
  std::string reason;
  std::chrono::seconds wait{60};
};
int run_import(const Common& common, const ImportOptions& options);

int run_feeds_list(const Common& common);
struct SettleOptions {
  std::string feed;
  bool accept = false;
  std::string reason;
  std::chrono::seconds wait{60};
};
int run_settle(const Common& common, const SettleOptions& options);

int run_notifications_list(const Common& common, int limit);
int run_notifications_retry(const Common& common, std::int64_t id);
int run_notifications_test(const Common& common, const std::string& receiver);

struct SilenceOptions {
  std::string thesis, indicator, receiver, feed;  // one of them
  std::optional<std::chrono::seconds> lasts;
  bool until_change = false;
  std::string reason;
};
int run_silence_add(const Common& common, const SilenceOptions& options);
int run_silence_list(const Common& common, bool all);
int run_silence_remove(const Common& common, std::int64_t id);
struct AckOptions {
  std::string thesis;  // "": every one with an open incident
  std::string reason;
};
int run_ack(const Common& common, const AckOptions& options);

// Shared by the commands. The configuration, or every error printed (exit code 2).
std::optional<Config> load_or_explain(const std::filesystem::path& file,
                                      Secrets secrets = Secrets::leave_out);
// The database for reading, or nullptr and what to do printed (exit code 1).
std::unique_ptr<Database> open_or_explain(const Config& config);
// The feed of this name, or nullptr and the nearest name printed (exit code 2).
const Feed* feed_or_explain(const Config& config, const std::string& name);
// Prints "firstcard: TEXT" to standard error and returns 1.
int failed(const std::string& text);

}  // namespace firstcard
