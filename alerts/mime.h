#pragma once
// The encodings of RFC 2045 and 2047 that a mail needs. libcurl's MIME API could do them, but only
// inside a transfer: it yields no message as a string, so neither the outbox nor a test could see
// what is sent, and alerts/ knows no libcurl. What is left is small.
#include <string>
#include <string_view>

namespace firstcard {

// Quoted-printable: lines of at most 76 signs ended by CRLF; a line end in `text` is LF or CRLF. A
// space or tab at a line's end is encoded, because servers cut it off.
std::string quoted_printable(std::string_view text);

// Base64 in lines of at most 76 signs, each ended by CRLF.
std::string base64_lines(std::string_view bytes);

// A header's text: plain where it is printable ASCII without "=?", else encoded words (UTF-8,
// base64) of at most 75 signs that never part a character, on lines of their own. Control
// characters become spaces.
std::string header_text(std::string_view text);

// "Name: value", folded at spaces to lines of at most 78 signs where that is possible, with CRLF.
// `value` holds no CR or LF but for folds that are there already; any other is taken out.
std::string header_line(std::string_view name, std::string_view value);

}  // namespace firstcard
