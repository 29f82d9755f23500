#pragma once
// The configuration as one immutable value, and every error in it at once.
#include <chrono>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alerts/receiver.h"
#include "alerts/telling.h"
#include "daemon/mute.h"
#include "feeds/feed.h"
#include "indicators/checkpoint.h"
#include "indicators/rule.h"
#include "net/host_limits.h"
#include "net/secret.h"

namespace firstcard {

struct ConfigError {
  std::string file;
  std::uint32_t line = 0, column = 0;  // 1-based; 0: the file as a whole
  std::string message;                 // what is wrong, and what to do
  bool operator==(const ConfigError&) const = default;
};
// "FILE:LINE:COLUMN: message"
std::string to_text(const ConfigError& e);

// Where to say that all is well, so that silence is news.
struct HeartbeatConfig {
  Secret url;  // /start and /fail go behind its path
  std::chrono::seconds every{300};
  std::chrono::seconds timeout{10};  // of one ping
  bool operator==(const HeartbeatConfig&) const = default;
};

struct Config {
  std::filesystem::path file;
  std::filesystem::path database;  // absolute
  std::filesystem::path documents;  // where their bytes are kept; empty: nowhere
  days keep_documents{400};
  std::string contact;             // for the User-Agent: "firstcard/0.1 (contact)"
  std::string user_agent;
  HostRules hosts;  // how hard each host is asked
  Catalogue catalogue;
  std::vector<Feed> feeds;
  std::map<IndicatorId, Indicator> indicators;
  std::map<IndicatorId, std::string>
      indicator_texts;  // canonical text of each rule: to see an edit
  std::vector<Thesis> theses;
  std::map<ThesisId, std::string> thesis_texts;
  std::map<ThesisId, Telling> telling;  // one for each thesis
  std::vector<Checkpoint> checkpoints;
  std::vector<Receiver> receivers;
  std::optional<HeartbeatConfig> heartbeat;
  std::vector<CalendarRule> summary_at;  // empty: never
  std::vector<MuteWindow> mutes;
  std::string log_level = "info";
  std::vector<ConfigError> warnings;  // worth saying, not wrong: a feed that nothing uses
};

// Whether secrets are read. Commands that send nothing leave them out: who may read the database
// need not be able to read the credentials, which systemd gives to the service alone. Their form is
// checked all the same; each is empty then.
enum class Secrets : std::uint8_t { read, leave_out };

// All errors of the file and what it includes, in order of file, line and column; or a
// configuration without one.
std::expected<Config, std::vector<ConfigError>> load_config(const std::filesystem::path& file,
                                                            Secrets secrets = Secrets::read);

}  // namespace firstcard
