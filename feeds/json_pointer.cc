#include "json_pointer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <cerrno>
#include <cstring>

namespace firstcard {

namespace {

using boost::system::error_code;
using Kind = JsonPlace::Kind;

// What the parser tells of a document, in order: a handler of Boost.JSON.
class Finder {
 public:
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  explicit Finder(const std::vector<JsonPointer>& pointers)
      : pointers_(pointers), found_(pointers.size()) {}

  std::vector<JsonPlace> take() { return std::move(found_); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code&) { return open(Kind::object); }
  bool on_object_end(std::size_t n, error_code&) { return close(n); }
  bool on_array_begin(error_code&) { return open(Kind::list); }
  bool on_array_end(std::size_t n, error_code&) { return close(n); }

  bool on_key_part(std::string_view part, std::size_t, error_code&) {
    if (around().pointers != 0) around().name += part;
    return true;
  }
  bool on_key(std::string_view part, std::size_t, error_code&) {
    if (around().pointers != 0) around().name += part;
    return true;
  }
  bool on_string_part(std::string_view part, std::size_t, error_code& error) {
    return add(part, error);
  }
  bool on_string(std::string_view part, std::size_t, error_code& error) {
    if (!add(part, error)) return false;
    return scalar(Kind::text, std::move(text_));
  }
  bool on_number_part(std::string_view part, error_code& error) { return add(part, error); }
  bool on_int64(std::int64_t, std::string_view part, error_code& error) {
    return number(part, error);
  }
  bool on_uint64(std::uint64_t, std::string_view part, error_code& error) {
    return number(part, error);
  }
  bool on_double(double, std::string_view part, error_code& error) { return number(part, error); }
  bool on_bool(bool, error_code&) { return scalar(Kind::boolean, {}); }
  bool on_null(error_code&) { return scalar(Kind::null, {}); }
  bool on_comment_part(std::string_view, error_code&) { return true; }
  bool on_comment(std::string_view, error_code&) { return true; }

 private:
  using Pointers = std::uint32_t;  // a bit for each

  // A list or object that is open: which pointers lead into it, and where in it the parser is.
  struct Frame {
    Pointers pointers = 0;
    bool is_list = false;
    std::uint64_t index = 0;
    std::string name;
  };

  Frame& around() { return frames_.back(); }

  // The pointers that lead to or through the value that begins here.
  Pointers leading_here() const {
    if (frames_.empty()) return static_cast<Pointers>((std::uint64_t{1} << pointers_.size()) - 1);
    const Frame& frame = frames_.back();
    if (frame.pointers == 0) return 0;
    const std::string name = frame.is_list ? std::to_string(frame.index) : frame.name;
    Pointers out = 0;
    for (std::size_t i = 0; i < pointers_.size(); ++i) {
      const auto& parts = pointers_[i].parts;
      if ((frame.pointers >> i & 1) != 0 && parts.size() >= frames_.size() &&
          parts[frames_.size() - 1] == name)
        out |= Pointers{1} << i;
    }
    return out;
  }
  // Those of them that end at the value, whose depth is that of the open frames.
  template <class Each>
  void for_those_that_end(Pointers pointers, const Each& each) {
    for (std::size_t i = 0; i < pointers_.size(); ++i)
      if ((pointers >> i & 1) != 0 && pointers_[i].parts.size() == frames_.size()) each(found_[i]);
  }
  void step() {
    if (frames_.empty()) return;
    ++around().index;
    around().name.clear();
  }
  bool open(Kind kind) {
    const Pointers here = leading_here();
    for_those_that_end(here, [&](JsonPlace& p) { p = {.kind = kind, .text = {}}; });
    frames_.push_back({.pointers = here, .is_list = kind == Kind::list, .name = {}});
    return true;
  }
  bool close(std::size_t n) {
    const Pointers here = around().pointers;
    frames_.pop_back();
    for_those_that_end(here, [&](JsonPlace& p) { p.size = n; });
    step();
    return true;
  }
  bool scalar(Kind kind, std::string text) {
    for_those_that_end(leading_here(), [&](JsonPlace& p) { p = {.kind = kind, .text = text}; });
    text_.clear();
    step();
    return true;
  }
  bool number(std::string_view part, error_code& error) {
    return add(part, error) && scalar(Kind::number, std::move(text_));
  }
  // A text that nobody looks for is not kept.
  bool add(std::string_view part, error_code&) {
    constexpr std::size_t kLongest = 65536;  // no URL and no token is longer
    if (leading_here() != 0 && text_.size() < kLongest) text_ += part;
    return true;
  }

  const std::vector<JsonPointer>& pointers_;
  std::vector<JsonPlace> found_;
  std::vector<Frame> frames_;
  std::string text_;
};

}  // namespace

std::optional<JsonPointer> parse_json_pointer(std::string_view text) {
  JsonPointer out;
  if (text.empty()) return out;
  if (text.front() != '/') return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') {
      out.parts.emplace_back();
    } else if (text[i] == '~') {
      ++i;
      if (i == text.size() || (text[i] != '0' && text[i] != '1')) return std::nullopt;
      out.parts.back() += text[i] == '0' ? '~' : '/';
    } else {
      out.parts.back() += text[i];
    }
  }
  return out;
}

std::expected<std::vector<JsonPlace>, std::string> find_in_json(
    int fd, std::int64_t size, const std::vector<JsonPointer>& pointers) {
  boost::json::parse_options options;
  options.max_depth = 1000;
  boost::json::basic_parser<Finder> parser(options, pointers);
  std::array<char, 65536> buffer;
  error_code error;
  std::int64_t at = 0;
  while (at < size) {
    const auto want = static_cast<std::size_t>(std::min<std::int64_t>(size - at, buffer.size()));
    const ssize_t got = ::pread(fd, buffer.data(), want, at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(fmt::format("cannot be read: {}", std::strerror(errno)));
    if (got == 0) return std::unexpected("is shorter than it was");
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    std::size_t skipped = 0;
    if (at == 0 && bytes.starts_with("\xef\xbb\xbf")) skipped = 3;
    bytes.remove_prefix(skipped);
    const bool more = at + got < size;
    const std::size_t parsed =
        parser.done() ? 0 : parser.write_some(more, bytes.data(), bytes.size(), error);
    const auto here = at + static_cast<std::int64_t>(skipped + parsed);
    at += got;
    if (!error && parsed < bytes.size() &&
        bytes.substr(parsed).find_first_not_of(" \t\r\n") != std::string_view::npos)
      error = boost::json::error::extra_data;
    if (!error && !more && !parser.done()) error = boost::json::error::incomplete;
    if (error)
      return std::unexpected(fmt::format("is no JSON: {} at byte {}", error.message(), here));
  }
  if (size == 0) return std::unexpected("is empty");
  return parser.handler().take();
}

}  // namespace firstcard
