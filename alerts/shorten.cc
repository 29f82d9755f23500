#include "shorten.h"

#include "utf8.h"

namespace firstcard {

namespace {

constexpr std::string_view kMore = "...";

std::string start_of(std::string_view line, std::size_t room, Escape escape) {
  std::string out;
  while (!line.empty()) {
    const std::size_t length = sequence_length(line.front());
    const std::string next = escape(line.substr(0, length));
    if (out.size() + next.size() > room) break;
    out += next;
    line.remove_prefix(length);
  }
  return out;
}

}  // namespace

std::string shorten(std::string_view text, std::size_t limit, Escape escape) {
  const std::string safe = valid_utf8(text);
  if (std::string whole = escape(safe); whole.size() <= limit) return whole;
  const std::size_t room = limit - kMore.size();
  std::string out;
  for (std::string_view rest = safe; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    const std::string next = escape(line) + "\n";
    if (out.size() + next.size() > room) {
      if (out.empty()) out = start_of(line, room, escape);
      break;
    }
    out += next;
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return out.append(kMore);
}

std::string unescaped(std::string_view text) {
  return std::string(text);
}

std::string slack_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

std::string markdown_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]()<>#+-!|~@:").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace firstcard
