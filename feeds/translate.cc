#include "translate.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <variant>

#include "child.h"
#include "net/temporary_file.h"
#include "programs.h"
#include "text_sink.h"
#include "translate_child.h"
#include "unpack.h"

namespace firstcard {

namespace {

std::int64_t max_bytes_of(const Feed& feed) {
  if (const auto* http = std::get_if<HttpSource>(&feed.source))
    return http->request.limits.max_bytes;
  if (const auto* drop = std::get_if<DropSource>(&feed.source)) return drop->max_bytes;
  return std::get<FileSource>(feed.source).max_bytes;
}

// With min_rows = 0 a document without a row is in order: then the reader wants to see the columns.
std::vector<std::string> empty_header(const Feed& feed) {
  std::vector<std::string> out;
  const auto add = [&](const Column& column) {
    if (column.names.empty()) return;
    if (std::ranges::find(out, column.names.front()) == out.end()) out.push_back(column.names[0]);
  };
  if (feed.min_rows > 0) return out;
  add(feed.csv.period.column);
  if (!feed.csv.wide) add(feed.csv.value.column);
  if (feed.csv.known && !feed.csv.known->optional) add(feed.csv.known->column);
  for (const Condition& condition : feed.csv.where) add(condition.column);
  const std::string& series = feed.csv.series;
  for (auto open = series.find('{'); open != std::string::npos; open = series.find('{', open + 1)) {
    const auto close = series.find('}', open);
    if (close == std::string::npos) break;
    const std::string name = series.substr(open + 1, close - open - 1);
    if (!(feed.csv.wide && name == "column")) add({{name}});
  }
  return out;
}

Rejection refuse(std::string reason) {
  return {0, "", std::move(reason)};
}

// The answer of a child that was to do `job`.
std::expected<TranslateAnswer, Rejection> ask_child(const TranslateJob& job, int document, int text,
                                                    const TranslateOptions& options) {
  const File nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!nothing) return std::unexpected(refuse("/dev/null cannot be opened"));
  const File order = temporary_file();
  const File unpacked = temporary_file();
  const File spool = temporary_file();
  if (!write_all(order.fd(), to_json(job))) {
    return std::unexpected(refuse("a temporary file cannot be written"));
  }
  const auto limit = job.feed.translate_timeout;
  const ChildResult child =
      run_child(options.executable, {"translate"},
                {document < 0 ? nothing.fd() : document, text < 0 ? nothing.fd() : text,
                 nothing.fd(), order.fd(), unpacked.fd(), spool.fd()},
                {.time = limit, .memory = options.max_memory, .stop = options.stop});
  switch (child.end) {
    case ChildEnd::done:
      break;
    case ChildEnd::failed:
      return std::unexpected(
          refuse(fmt::format("translating the document failed: {}", child.reason)));
    case ChildEnd::stopped:
      return std::unexpected(refuse("the program ends, so the document was not translated"));
    case ChildEnd::out_of_time:
      return std::unexpected(refuse(
          fmt::format("translating the document took longer than translate_timeout = \"{}s\" and "
                      "was stopped; does the program in `rows` never end? Else raise it",
                      limit.count())));
    case ChildEnd::out_of_memory:
      return std::unexpected(refuse(fmt::format(
          "translating the document took more than {} MiB of memory and was stopped; let the "
          "program in `rows` make less at once, or ask the source for less",
          options.max_memory >> 20)));
  }
  auto answer = parse_translate_answer(child.answer);
  if (!answer) {
    return std::unexpected(refuse(fmt::format("translating the document failed (exit code {}): {}",
                                              child.exit_code, answer.error())));
  }
  return std::move(*answer);
}

}  // namespace

bool needs_translation(const Feed& feed, std::string_view head) {
  return feed.format != Format::csv || feed.encoding || !feed.member.empty() ||
         packing_of(head) != Packing::none || begins_as_utf16(head);
}

bool needs_translation(const Feed& feed, int fd, std::int64_t size) {
  const auto head = head_of(fd, size);
  return needs_translation(feed, head ? std::string_view(*head) : std::string_view());
}

std::expected<Translated, Rejection> translate(const Feed& feed, int fd, std::int64_t size,
                                               const TranslateOptions& options) {
  const auto head = head_of(fd, size);
  if (!head) return std::unexpected(head.error());
  if (!needs_translation(feed, *head)) return Translated{.text = {}, .size = size};
  File text = temporary_file();
  const TranslateJob job{.feed = feed,
                         .size = size,
                         .max_bytes = max_bytes_of(feed),
                         .fetched_at = options.fetched_at,
                         .empty_header = empty_header(feed),
                         .programs = {}};
  auto answer = ask_child(job, fd, text.fd(), options);
  if (!answer) return std::unexpected(std::move(answer.error()));
  if (!answer->size) return std::unexpected(std::move(answer->size.error()));
  return Translated{.text = std::move(text), .size = *answer->size, .identity = false};
}

std::vector<std::optional<std::string>> check_programs(const std::vector<std::string>& programs,
                                                       const TranslateOptions& options) {
  std::vector<std::optional<std::string>> out(programs.size());
  if (programs.empty()) return out;
  TranslateJob job;
  job.programs = programs;
  job.feed.translate_timeout =
      std::chrono::seconds{10} + std::chrono::seconds{programs.size() / 10};
  const auto answer = ask_child(job, -1, -1, options);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!answer) {
      out[i] = "cannot be checked: " + answer.error().reason;
    } else if (i < answer->messages.size() && !answer->messages[i].empty()) {
      out[i] = answer->messages[i];
    }
  }
  return out;
}

}  // namespace firstcard
