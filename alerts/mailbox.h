#pragma once
// An address as it is written in a configuration.
#include <expected>
#include <string>
#include <string_view>

namespace firstcard {

struct Mailbox {
  std::string name;     // "Firstcard", UTF-8, or empty
  std::string address;  // "alerts@example.org"
  bool operator==(const Mailbox&) const = default;
};

//   mailbox := address | name '<' address '>' | '"' name '"' '<' address '>'
// The address is ASCII without spaces, quotes, or the signs that part a list; one '@' with
// something on both sides. Control characters, CR and LF above all, are refused everywhere. The
// error says what is wrong.
std::expected<Mailbox, std::string> parse_mailbox(std::string_view text);

}  // namespace firstcard
