#include "daemon/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <memory>

namespace firstcard {

namespace {

// "<6>" and the like, which the journal takes off and files as the line's priority.
class Priority final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    char digit = '6';
    if (message.level <= spdlog::level::debug)
      digit = '7';
    else if (message.level == spdlog::level::warn)
      digit = '4';
    else if (message.level >= spdlog::level::err)
      digit = '3';
    const char prefix[] = {'<', digit, '>'};
    out.append(prefix, prefix + sizeof prefix);
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Priority>();
  }
};

}  // namespace

Log::Log(std::string_view level) {
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  logger_ = std::make_shared<spdlog::logger>("firstcard", std::move(sink));
  if (std::getenv("JOURNAL_STREAM") != nullptr) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<Priority>('*').set_pattern("%*%v");
    logger_->set_formatter(std::move(formatter));
  } else {
    logger_->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  }
  logger_->flush_on(spdlog::level::trace);
  set_level(level);
}

Log::~Log() = default;
void Log::set_level(std::string_view level) {
  logger_->set_level(spdlog::level::from_str(std::string(level)));
}
void Log::debug(std::string_view text) {
  logger_->debug(text);
}
void Log::info(std::string_view text) {
  logger_->info(text);
}
void Log::warn(std::string_view text) {
  logger_->warn(text);
}
void Log::error(std::string_view text) {
  logger_->error(text);
}

}  // namespace firstcard
