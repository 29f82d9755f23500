#pragma once
// Text that came from somebody else's file, made safe for JSON, mail and one line of a log.
#include <cstddef>
#include <string>
#include <string_view>

namespace firstcard {

// Every byte that belongs to no valid UTF-8 sequence (overlong forms and surrogates included)
// becomes U+FFFD. Valid text is unchanged. A cell of a Latin-1 file must not make a JSON that
// cannot be read back.
std::string valid_utf8(std::string_view text);

// valid_utf8, and each run of control characters (line ends included) becomes one space.
std::string one_line(std::string_view text);

// The length in bytes of the sequence that starts here in valid text.
std::size_t sequence_length(char first);

}  // namespace firstcard
