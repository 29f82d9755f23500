#include "jq_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace firstcard {

namespace {

// What jq reports while it compiles, a message for each finding.
void collect(void* to, jv message) {
  const Jv text(::jq_format_error(message));
  static_cast<std::vector<std::string>*>(to)->push_back(text.text());
}

struct Compiled {
  jq_state* state = nullptr;  // null: `findings` say why
  std::vector<std::string> findings;
};

Compiled compile_text(const std::string& text, Instant fetched_at) {
  Compiled out;
  out.state = ::jq_init();
  if (out.state == nullptr) throw std::bad_alloc();
  ::jq_set_error_cb(out.state, collect, &out.findings);
  // Nowhere to look for modules; without these libjq aborts where a program names one.
  ::jq_set_attr(out.state, ::jv_string("JQ_LIBRARY_PATH"), ::jv_array());
  ::jq_set_attr(out.state, ::jv_string("JQ_ORIGIN"), ::jv_string("/nonexistent"));
  ::jq_set_attr(out.state, ::jv_string("PROGRAM_ORIGIN"), ::jv_string("/nonexistent"));
  jv variables =
      ::jv_object_set(::jv_object(), ::jv_string("fetched"), jv_text(to_text(fetched_at)).give());
  if (::jq_compile_args(out.state, text.c_str(), variables) == 0)
    ::jq_teardown(&out.state);
  else
    ::jq_set_error_cb(out.state, nullptr, nullptr);
  return out;
}

// What a program's surroundings would tell it, in place of libjq's own. A line of its own, so that
// an error below it is shown with its own line.
std::string surroundings(Instant fetched_at) {
  return fmt::format(
      "def now: {}; def env: {{}}; def input_filename: null; def get_search_list: []; "
      "def debug: .; def stderr: .; def modulemeta: error(\"modulemeta is not available\");\n",
      fetched_at.time_since_epoch().count());
}

// jq's grammar has module directives only at the very beginning.
bool has_modules(std::string_view text) {
  for (;;) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return false;
    text.remove_prefix(first);
    if (text.front() != '#') break;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
  }
  const std::size_t end = std::min(
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"),
      text.size());
  const std::string_view word = text.substr(0, end);
  return word == "import" || word == "include" || word == "module";
}

// "jq: error: syntax error, unexpected '%' (Unix shell quoting issues?) at <top-level>, line 1:
// { %" and "jq: 1 compile error" -> "syntax error, unexpected '%' at line 1: { %"
std::string message_of(const std::vector<std::string>& findings) {
  std::string out;
  const auto drop = [](std::string& text, std::string_view part, std::string_view instead) {
    if (const auto at = text.find(part); at != text.npos) text.replace(at, part.size(), instead);
  };
  for (std::string text : findings) {
    if (text.ends_with(" compile error") || text.ends_with(" compile errors")) continue;
    drop(text, "jq: error: ", "");
    drop(text, " (Unix shell quoting issues?)", "");
    drop(text, " at <top-level>, line", " at line");
    for (char& c : text) c = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    text.erase(text.find_last_not_of(' ') + 1);
    if (!out.empty()) out += "; ";
    out += text;
  }
  return out.empty() ? "it does not compile" : out;
}

}  // namespace

std::expected<JqProgram, std::string> JqProgram::compile(const std::string& text,
                                                         Instant fetched_at) {
  if (text.find('\0') != text.npos) return std::unexpected("it has a NUL byte");
  if (has_modules(text)) {
    return std::unexpected(
        "module, import and include are not available: write the program in one piece");
  }
  Compiled compiled = compile_text(surroundings(fetched_at) + text, fetched_at);
  if (compiled.state != nullptr) return JqProgram(compiled.state);
  // Once more alone, for lines that are counted as the author counts them.
  Compiled alone = compile_text(text, fetched_at);
  if (alone.state != nullptr) ::jq_teardown(&alone.state);
  return std::unexpected(message_of(alone.findings.empty() ? compiled.findings : alone.findings));
}

JqProgram::JqProgram(JqProgram&& other) noexcept
    : state_(std::exchange(other.state_, nullptr)), halted_(other.halted_) {}

JqProgram::~JqProgram() {
  if (state_ != nullptr) ::jq_teardown(&state_);
}

std::string JqProgram::run(const Jv& value, const NextText& next,
                           const std::function<bool(Jv)>& take) {
  ::jq_set_input_cb(
      state_, [](jq_state*, void* data) { return (*static_cast<const NextText*>(data))().give(); },
      const_cast<NextText*>(&next));
  ::jq_start(state_, value.give(), 0);
  for (;;) {
    Jv result(::jq_next(state_));
    if (result.valid()) {
      if (!take(std::move(result))) return {};
      continue;
    }
    Jv message = result.message();
    if (::jq_halted(state_) != 0) {
      halted_ = true;
      message = Jv(::jq_get_error_message(state_));
    }
    switch (message.kind()) {
      case JV_KIND_INVALID:
        return {};
      case JV_KIND_NULL:
        return halted_ ? "" : "null";
      case JV_KIND_STRING:
        return message.text();
      default:
        return message.dump();
    }
  }
}

}  // namespace firstcard
