#include "translate_child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <exception>

#include "edgar.h"
#include "json_rows.h"
#include "text.h"
#include "text_sink.h"
#include "unpack.h"

namespace firstcard {

namespace {

enum Descriptor : int { kDocument, kText, kNothing, kJob, kUnpacked, kSpool, kAnswer };

constexpr std::size_t kMessage = 2000;

std::string read_all(int fd, std::int64_t size = INT64_MAX) {
  std::string out;
  std::string block(64 << 10, '\0');
  for (;;) {
    const auto at = static_cast<std::int64_t>(out.size());
    const auto want = static_cast<std::size_t>(
        std::min<std::int64_t>(size - at, static_cast<std::int64_t>(block.size())));
    const ssize_t n = ::pread(fd, block.data(), want, at);
    if (n <= 0) return out;
    out.append(block, 0, static_cast<std::size_t>(n));
  }
}

boost::json::value to_json(const EdgarMapping& m) {
  return {{"concepts", boost::json::value_from(m.concepts)},
          {"unit", m.unit},
          {"duration", static_cast<int>(m.duration)},
          {"forms", boost::json::value_from(m.forms)},
          {"derive", m.derive},
          {"rounding", m.rounding}};
}
EdgarMapping parse_edgar(const boost::json::value& v) {
  return {.concepts = boost::json::value_to<std::vector<std::string>>(v.at("concepts")),
          .unit = boost::json::value_to<std::string>(v.at("unit")),
          .duration = static_cast<EdgarDuration>(v.at("duration").as_int64()),
          .forms = boost::json::value_to<std::vector<std::string>>(v.at("forms")),
          .derive = v.at("derive").as_bool(),
          .rounding = v.at("rounding").to_number<double>()};
}

std::expected<std::int64_t, Rejection> edgar_text(int fd, std::int64_t size,
                                                  const TranslateJob& job) {
  const auto table = edgar_rows(read_all(fd, size), job.feed.edgar);
  if (!table) return std::unexpected(table.error());
  if (!write_all(kText, *table))
    return std::unexpected(Rejection{0, "", "a temporary file cannot be written"});
  return static_cast<std::int64_t>(table->size());
}

TranslateJob parse_job(std::string_view text) {
  const boost::json::value job = boost::json::parse(text);
  TranslateJob out;
  const auto number = [&](const char* key) { return job.at(key).as_int64(); };
  const auto words = [](const boost::json::value& from) {
    return boost::json::value_to<std::vector<std::string>>(from);
  };
  out.programs = words(job.at("programs"));
  out.feed.format = static_cast<Format>(number("format"));
  if (const std::int64_t encoding = number("encoding"); encoding >= 0) {
    out.feed.encoding = static_cast<Encoding>(encoding);
  }
  out.feed.member = boost::json::value_to<std::string>(job.at("member"));
  out.feed.json.program = boost::json::value_to<std::string>(job.at("program"));
  out.feed.edgar = parse_edgar(job.at("edgar"));
  out.size = number("size");
  out.max_bytes = number("max_bytes");
  out.fetched_at = Instant{seconds{number("fetched_at")}};
  out.empty_header = words(job.at("empty_header"));
  return out;
}

std::string to_json(const TranslateAnswer& answer) {
  boost::json::object out;
  if (answer.size) {
    out["size"] = *answer.size;
  } else {
    const Rejection& why = answer.size.error();
    out["line"] = why.line;
    out["column"] = shown(why.column);
    out["reason"] = shown(why.reason, kMessage);
  }
  boost::json::array messages;
  for (const std::string& message : answer.messages)
    messages.emplace_back(shown(message, kMessage));
  out["messages"] = std::move(messages);
  return boost::json::serialize(out);
}

std::expected<std::int64_t, Rejection> text_of(const TranslateJob& job) {
  const Feed& feed = job.feed;
  const UnpackOptions unpacking{
      .encoding = feed.encoding, .member = feed.member, .max_bytes = job.max_bytes};
  if (feed.format == Format::csv) return unpack(kDocument, job.size, unpacking, kText);
  int document = kDocument;
  std::int64_t size = job.size;
  if (const auto head = head_of(kDocument, size);
      head && (feed.encoding || !feed.member.empty() || packing_of(*head) != Packing::none ||
               begins_as_utf16(*head))) {
    const auto unpacked = unpack(kDocument, size, unpacking, kUnpacked);
    if (!unpacked) return unpacked;
    document = kUnpacked;
    size = *unpacked;
  }
  switch (feed.format) {
    case Format::json:
      return json_rows(document, size, feed.json.program,
                       {.fetched_at = job.fetched_at,
                        .max_bytes = job.max_bytes,
                        .empty_header = job.empty_header},
                       kSpool, kText);
    case Format::edgar:
      return edgar_text(document, size, job);
    case Format::csv:
      break;
  }
  return std::unexpected(Rejection{0, "", "this format cannot be translated"});
}

TranslateAnswer answer_to(const TranslateJob& job) {
  TranslateAnswer out{.size = 0, .messages = {}};
  for (const std::string& program : job.programs) {
    out.messages.push_back(program_error(program).value_or(""));
  }
  if (job.programs.empty()) out.size = text_of(job);
  return out;
}

}  // namespace

std::string to_json(const TranslateJob& job) {
  const boost::json::object out{
      {"programs", boost::json::value_from(job.programs)},
      {"format", static_cast<int>(job.feed.format)},
      {"encoding", job.feed.encoding ? static_cast<int>(*job.feed.encoding) : -1},
      {"member", job.feed.member},
      {"program", job.feed.json.program},
      {"edgar", to_json(job.feed.edgar)},
      {"size", job.size},
      {"max_bytes", job.max_bytes},
      {"fetched_at", job.fetched_at.time_since_epoch().count()},
      {"empty_header", boost::json::value_from(job.empty_header)}};
  return boost::json::serialize(out);
}

std::expected<TranslateAnswer, std::string> parse_translate_answer(std::string_view text) {
  boost::system::error_code error;
  const boost::json::value read = boost::json::parse({text.data(), text.size()}, error);
  if (error || !read.is_object()) return std::unexpected("it gave no answer");
  const boost::json::object& answer = read.get_object();
  try {
    TranslateAnswer out{.size = 0, .messages = {}};
    for (const auto& message : answer.at("messages").as_array()) {
      out.messages.emplace_back(message.as_string());
    }
    if (const auto* size = answer.if_contains("size")) {
      out.size = size->as_int64();
    } else {
      out.size = std::unexpected(Rejection{static_cast<std::uint32_t>(answer.at("line").as_int64()),
                                           std::string(answer.at("column").as_string()),
                                           std::string(answer.at("reason").as_string())});
    }
    return out;
  } catch (const std::exception& e) {
    return std::unexpected(fmt::format("its answer is broken: {}", e.what()));
  }
}

int run_translate_child() {
  if (::fcntl(kAnswer, F_GETFD) < 0) {
    fmt::print(stderr, "firstcard: translate is for firstcard itself to start; see --help\n");
    return 2;
  }
  // It ends with the thread that waits for it, and not before: a service manager's SIGTERM is for
  // that process, which decides.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A program may look at it; run_child() gives no other, but people may start this, too.
  ::clearenv();
  ::setenv("TZ", "UTC0", 1);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) ::signal(number, SIG_IGN);
  TranslateAnswer answer{.size = 0, .messages = {}};
  try {
    answer = answer_to(parse_job(read_all(kJob)));
  } catch (const std::exception& error) {
    answer.size = std::unexpected(Rejection{0, "", error.what()});
  }
  return write_all(kAnswer, to_json(answer)) ? 0 : 1;
}

}  // namespace firstcard
