#pragma once
// One log line per decision. To standard error; under systemd that is the journal, and the lines
// carry its priority prefixes instead of times.
#include <memory>
#include <string_view>

namespace spdlog {
class logger;
}

namespace firstcard {

class Log {
 public:
  explicit Log(std::string_view level);  // "trace" ... "error"
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  void set_level(std::string_view level);
  void debug(std::string_view text);
  void info(std::string_view text);
  void warn(std::string_view text);
  void error(std::string_view text);

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace firstcard
