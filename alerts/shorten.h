#pragma once
// Text that fits into another service's message. Internal to alerts/.
#include <cstddef>
#include <string>
#include <string_view>

namespace firstcard {

using Escape = std::string (*)(std::string_view text);

// The text, escaped line by line, in at most `limit` bytes (at least 3). What does not fit is cut at
// a whole line, and "..." stands in its place; a first line that alone is too long is cut between
// two characters, never inside an escape. Bytes are never fewer than the UTF-16 units or characters
// that services count, so that a limit of theirs is kept whichever they mean. `escape` must treat
// each character by itself.
std::string shorten(std::string_view text, std::size_t limit, Escape escape);

std::string unescaped(std::string_view text);
// & < > as entities: Slack takes no others, and "<!channel>" would call everybody.
std::string slack_escaped(std::string_view text);
// A backslash before each sign that Markdown knows (Discord, Teams).
std::string markdown_escaped(std::string_view text);

}  // namespace firstcard
