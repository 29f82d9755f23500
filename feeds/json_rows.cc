#include "json_rows.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "error_message.h"
#include "jq_program.h"
#include "row_spool.h"
#include "sniff.h"
#include "text.h"
#include "text_sink.h"

namespace firstcard {

namespace {

constexpr std::size_t kShown = 300;  // bytes of a message

// The JSON texts of a document, one after the other.
class JsonTexts {
 public:
  JsonTexts(int fd, std::int64_t size)
      : fd_(fd), size_(size), block_(256 << 10, '\0'), parser_(::jv_parser_new(0)) {}
  ~JsonTexts() { ::jv_parser_free(parser_); }
  JsonTexts(const JsonTexts&) = delete;
  JsonTexts& operator=(const JsonTexts&) = delete;

  // Not valid at the end, and with a message if the document is no JSON.
  Jv next() {
    if (!problem_.empty()) return failed();
    for (;;) {
      if (::jv_parser_remaining(parser_) == 0 && !at_end_ && !fill()) return failed();
      Jv value(::jv_parser_next(parser_));
      if (value.valid()) return value;
      if (const Jv message = value.message(); message.kind() == JV_KIND_STRING) {
        problem_ = message.text();
        return failed();
      }
      if (at_end_ && ::jv_parser_remaining(parser_) == 0) return Jv(::jv_invalid());
    }
  }
  const std::string& problem() const { return problem_; }

 private:
  Jv failed() const { return Jv(::jv_invalid_with_msg(jv_text(problem_).give())); }

  bool fill() {
    const auto want = static_cast<std::size_t>(
        std::min<std::int64_t>(size_ - offset_, static_cast<std::int64_t>(block_.size())));
    ssize_t n = 0;
    do {
      n = ::pread(fd_, block_.data(), want, offset_);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
      problem_ = fmt::format("it cannot be read: {}", std::strerror(errno));
      return false;
    }
    offset_ += n;
    at_end_ = n == 0 || offset_ >= size_;
    ::jv_parser_set_buf(parser_, block_.data(), static_cast<int>(n), at_end_ ? 0 : 1);
    return true;
  }

  int fd_;
  std::int64_t size_, offset_ = 0;
  bool at_end_ = false;
  std::string block_;
  std::string problem_;
  jv_parser* parser_;
};

std::string number_text(double value) {
  return std::isnan(value) ? "nan" : fmt::format("{}", value);
}

class Rows {
 public:
  Rows(int spool, std::int64_t max_bytes) : spool_(spool, max_bytes) {}

  // One result of the program.
  std::optional<Rejection> add(const Jv& result) {
    if (result.kind() != JV_KIND_OBJECT) return no_object(result);
    std::optional<Rejection> refused;
    result.each([&](const Jv& key, const Jv& value) {
      auto text = cell(value);
      if (text)
        spool_.set(key.text(), *text);
      else
        refused = no_cell(key.text(), value);
      return !refused;
    });
    return refused ? refused : spool_.end_row();
  }
  RowSpool& spool() { return spool_; }
  std::int64_t next() const { return spool_.rows() + 1; }

 private:
  static std::optional<std::string> cell(const Jv& value) {
    switch (value.kind()) {
      case JV_KIND_STRING:
        return value.text();
      case JV_KIND_NUMBER:
        return number_text(value.number());
      case JV_KIND_NULL:
        return "";
      case JV_KIND_TRUE:
        return "true";
      case JV_KIND_FALSE:
        return "false";
      default:
        return std::nullopt;
    }
  }
  Rejection no_object(const Jv& result) const {
    const bool list = result.kind() == JV_KIND_ARRAY;
    return {
        0, "",
        fmt::format("row {} of the program in `rows` is {} and no object like "
                    "{{period: ..., value: ...}}{}: {}",
                    next(), list ? "a list" : fmt::format("a {}", ::jv_kind_name(result.kind())),
                    list ? "; does `| .[]` lack at its end?" : "", shown(result.dump(), kShown))};
  }
  Rejection no_cell(const std::string& key, const Jv& value) const {
    return {
        0, key,
        fmt::format("row {} of the program in `rows` has {} in \"{}\", where a text or a number "
                    "can be: {}",
                    next(), value.kind() == JV_KIND_ARRAY ? "a list" : "an object", shown(key, 100),
                    shown(value.dump(), kShown))};
  }

  RowSpool spool_;
};

Rejection no_json(const JsonTexts& texts, std::string_view head) {
  return {0, "",
          fmt::format("the document is not JSON: {}; it begins with \"{}\"", texts.problem(),
                      shown(head.substr(0, head.find('\n')), 120))};
}

// What the document says of itself, behind a rejection.
std::string with_message(std::string reason, const std::string& message) {
  if (message.empty()) return reason;
  return fmt::format("{}; the document is an error message: {}", reason, shown(message, kShown));
}

}  // namespace

std::optional<std::string> program_error(const std::string& program) {
  const auto compiled = JqProgram::compile(program, Instant{});
  return compiled ? std::nullopt : std::optional(compiled.error());
}

std::expected<std::int64_t, Rejection> json_rows(int fd, std::int64_t size,
                                                 const std::string& program,
                                                 const JsonOptions& options, int spool, int out) {
  const auto refuse = [](std::string reason) {
    return std::unexpected(Rejection{0, "", std::move(reason)});
  };
  const auto head = head_of(fd, size);
  if (!head) return std::unexpected(head.error());
  if (auto refused = refuse_by_first_bytes(*head, Expected::json)) {
    return std::unexpected(std::move(*refused));
  }
  auto compiled = JqProgram::compile(program, options.fetched_at);
  if (!compiled) return refuse(fmt::format("the program in `rows`: {}", compiled.error()));

  JsonTexts texts(fd, size);
  Rows rows(spool, options.max_bytes);
  std::string message;  // of a document that is an error
  std::optional<Rejection> refused;
  while (!refused && !compiled->halted()) {
    const Jv text = texts.next();
    if (!text.valid()) break;
    if (message.empty()) message = error_message_in(text);
    const std::string failure = compiled->run(
        text, [&] { return texts.next(); },
        [&](const Jv& result) {
          refused = rows.add(result);
          if (refused && rows.spool().rows() == 0) {
            refused->reason = with_message(std::move(refused->reason), message);
          }
          return !refused;
        });
    if (!failure.empty() && texts.problem().empty()) {
      refused = Rejection{0, "",
                          with_message(fmt::format("the program in `rows` fails at row {}: {}",
                                                   rows.next(), shown(failure, kShown)),
                                       message)};
    }
  }
  if (!texts.problem().empty()) return std::unexpected(no_json(texts, *head));
  if (refused) return std::unexpected(std::move(*refused));
  if (rows.spool().rows() == 0) {
    if (!message.empty() || options.empty_header.empty()) {
      return refuse(with_message("the program in `rows` makes no row of the document", message));
    }
    return rows.spool().write_header_to(out, options.empty_header);
  }
  return rows.spool().write_to(out);
}

}  // namespace firstcard
