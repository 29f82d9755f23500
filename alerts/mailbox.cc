#include "mailbox.h"

#include <fmt/format.h>

#include <algorithm>

#include "utf8.h"

namespace firstcard {

namespace {

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// What is wrong with an address, or empty.
std::string_view fault_of(std::string_view address) {
  if (address.empty()) return "there is no address";
  for (const char c : address) {
    if (static_cast<unsigned char>(c) >= 0x80) return "the address must be ASCII";
    if (c == ' ' || std::string_view("<>()[]\\,;:\"").find(c) != std::string_view::npos)
      return "the address holds a space or one of <>()[]\\,;:\"";
  }
  if (std::ranges::count(address, '@') != 1 || address.starts_with('@') || address.ends_with('@'))
    return "the address needs one @ with a name and a host around it";
  return {};
}

}  // namespace

std::expected<Mailbox, std::string> parse_mailbox(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return std::unexpected(fmt::format("\"{}\" is no mail address: {}", one_line(text), why));
  };
  if (std::ranges::any_of(text, is_control)) return refuse("it holds a control character");
  std::string_view rest = trim(text);
  Mailbox box;
  if (const std::size_t open = rest.find('<'); open != std::string_view::npos) {
    if (!rest.ends_with('>')) return refuse("the closing > is missing");
    std::string_view name = trim(rest.substr(0, open));
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"'))
      name = name.substr(1, name.size() - 2);
    if (name.find_first_of("\"\\") != std::string_view::npos)
      return refuse("the name holds a quote or a backslash");
    box.name = valid_utf8(name);
    rest = rest.substr(open + 1, rest.size() - open - 2);
  }
  if (const std::string_view fault = fault_of(rest); !fault.empty()) return refuse(fault);
  box.address = rest;
  return box;
}

}  // namespace firstcard
