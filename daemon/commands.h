#pragma once
// The commands of the command line. Each returns the exit code: 0 done, 1 the operation failed, 2
// wrong usage or configuration. Output for people or programs goes to standard output, errors to
// standard error.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

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
int run_presets(const std::string& name);  // "": all of them
int run_status(const Common& common);
int run_history(const Common& common, const std::string& series,
                const std::optional<Instant>& as_of);
int run_explain(const Common& common, const std::string& indicator,
                const std::optional<Instant>& at);

struct BacktestOptions {
  std::optional<Instant> from, to;
  bool final_vintage = false;  // every period's newest value, known when its first one was
};
int run_backtest(const Common& common, const BacktestOptions& options);

int run_notifications_list(const Common& common, int limit);
int run_notifications_retry(const Common& common, std::int64_t id);
int run_notifications_test(const Common& common, const std::string& receiver);

// Shared by the commands. The configuration, or every error printed (exit code 2).
std::optional<Config> load_or_explain(const std::filesystem::path& file,
                                      Secrets secrets = Secrets::leave_out);
// The database for reading, or nullptr and what to do printed (exit code 1).
std::unique_ptr<Database> open_or_explain(const Config& config);
// Prints "firstcard: TEXT" to standard error and returns 1.
int failed(const std::string& text);

}  // namespace firstcard
