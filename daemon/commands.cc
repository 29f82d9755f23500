// What the commands share, and the two that run the program itself.
#include "daemon/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <random>

#include "daemon/app.h"
#include "daemon/log.h"
#include "daemon/present.h"
#include "indicators/nearest.h"

namespace firstcard {

int failed(const std::string& text) {
  std::fflush(stdout);
  fmt::print(stderr, "firstcard: {}\n", text);
  return 1;
}

std::optional<Config> load_or_explain(const std::filesystem::path& file, Secrets secrets) {
  auto config = load_config(file, secrets);
  if (config) return std::move(*config);
  for (const ConfigError& error : config.error()) fmt::print(stderr, "{}\n", to_text(error));
  return std::nullopt;
}

std::unique_ptr<Database> open_or_explain(const Config& config) {
  std::error_code ignored;
  if (!std::filesystem::exists(config.database, ignored)) {
    failed(fmt::format("there is no database at {} yet: start the daemon or run `firstcard once`",
                       config.database.string()));
    return nullptr;
  }
  try {
    return std::make_unique<Database>(config.database, Database::Mode::read);
  } catch (const DatabaseError& error) {
    failed(error.what());
    return nullptr;
  }
}

const Feed* feed_or_explain(const Config& config, const std::string& name) {
  const auto feed = std::ranges::find(config.feeds, FeedId{name}, &Feed::id);
  if (feed != config.feeds.end()) return &*feed;
  std::vector<std::string_view> known;
  for (const Feed& each : config.feeds) known.emplace_back(each.id.text);
  failed(fmt::format("there is no feed {}{}", name, did_you_mean(name, known)));
  return nullptr;
}

namespace {

Random01 random_source() {
  return [engine = std::mt19937_64(std::random_device{}())]() mutable {
    return std::uniform_real_distribution<>(0.0, 1.0)(engine);
  };
}

template <class Run>
int run_app(const Common& common, Run run) {
  auto config = load_or_explain(common.config, Secrets::read);
  if (!config) return 2;
  Log log(config->log_level);
  for (const ConfigError& warning : config->warnings) log.warn(to_text(warning));
  try {
    App app(std::move(*config), log, present, random_source());
    return run(app);
  } catch (const DatabaseError& error) {
    return failed(error.what());
  }
}

}  // namespace

int run_daemon(const Common& common) {
  return run_app(common, [](App& app) { return app.run(); });
}

int run_once(const Common& common) {
  return run_app(common, [](App& app) { return app.run_once(); });
}

}  // namespace firstcard
