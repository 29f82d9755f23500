#pragma once
// Packed or recoded bytes -> UTF-8 text. Streaming: memory does not grow with the document.
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "feed.h"
#include "read.h"

namespace firstcard {

enum class Packing : std::uint8_t { none, gzip, zip };
// By the first four bytes.
Packing packing_of(std::string_view head);
// Whether the text begins with a byte order mark of UTF-16.
bool begins_as_utf16(std::string_view head);

struct UnpackOptions {
  std::optional<Encoding> encoding;
  std::string member;  // as in Feed
  std::int64_t max_bytes = 1 << 30;
};

// Writes the text of the document's first `size` bytes to `out`, from its offset on, and returns
// how many bytes it has; a document that is neither packed nor in another encoding is copied. `fd`
// is read by pread, but of a zip archive the offset moves. Refuses what is cut short or damaged,
// what is packed twice, an archive in which no single file is meant, bytes that the encoding does
// not have, and a text of more than max_bytes: `out` then holds a part that is of no use.
std::expected<std::int64_t, Rejection> unpack(int fd, std::int64_t size,
                                              const UnpackOptions& options, int out);

}  // namespace firstcard
