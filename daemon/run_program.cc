#include "daemon/run_program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <exception>
#include <limits>

#include "alerts/utf8.h"
#include "feeds/child.h"
#include "feeds/text_sink.h"
#include "net/temporary_file.h"

namespace firstcard {

namespace {

// Of what it writes to standard error: enough for a log line.
constexpr std::size_t kSaid = 300;

std::string without(std::string text, const std::string& secret) {
  if (secret.empty()) return text;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
    text.replace(at, secret.size(), "...");
  return text;
}

std::string said(const ChildResult& child, const ProgramRun& run) {
  std::string text = child.answer;
  for (const auto& [name, value] : run.secret_environment)
    text = without(std::move(text), value.reveal());
  text = one_line(text);
  while (text.ends_with(' ')) text.pop_back();
  if (text.size() <= kSaid) return text;
  std::size_t length = 0;
  while (length + sequence_length(text[length]) <= kSaid) length += sequence_length(text[length]);
  return text.substr(0, length) + "...";
}

ProgramEnd end_of(const ChildResult& child, const ProgramRun& run) {
  switch (child.end) {
    case ChildEnd::done:
      return {.exit_code = child.exit_code, .message = said(child, run)};
    case ChildEnd::failed:
      return {.exit_code = std::nullopt, .message = "the program failed: " + child.reason};
    case ChildEnd::out_of_time:
      return {.exit_code = std::nullopt,
              .message = fmt::format("the program took longer than {} s",
                                     std::chrono::ceil<seconds>(run.limit).count())};
    case ChildEnd::out_of_memory:
    case ChildEnd::stopped:
      break;
  }
  return {.exit_code = std::nullopt, .message = "the program was stopped"};
}

}  // namespace

ProgramEnd run_program(const ProgramRun& run, const std::stop_token& stop) {
  try {
    const File nothing(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    const File input = temporary_file();
    if (!nothing || !write_all(input.fd(), run.input) || ::lseek(input.fd(), 0, SEEK_SET) != 0)
      return {.exit_code = std::nullopt, .message = "a temporary file cannot be written"};
    ChildStart start{.name = run.command.front(), .environment = {}, .own_group = true};
    for (const auto& [name, value] : run.environment)
      start.environment.push_back(name + "=" + value);
    for (const auto& [name, value] : run.secret_environment)
      start.environment.push_back(name + "=" + value.reveal());
    const ChildLimits limits{.time = run.limit,
                             .memory = std::numeric_limits<std::int64_t>::max(),
                             .answer = 16 << 10,
                             .stop = stop};
    return end_of(run_child(run.command.front(), {run.command.begin() + 1, run.command.end()},
                            {input.fd(), nothing.fd()}, limits, start),
                  run);
  } catch (const std::exception& error) {
    return {.exit_code = std::nullopt, .message = error.what()};
  }
}

}  // namespace firstcard
