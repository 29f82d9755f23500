#pragma once
// A local file as a document.
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

#include "net/file.h"

namespace firstcard {

struct OpenDocument {
  File file;
  std::int64_t size = 0;      // when it was opened: what ReadOptions::end and content_hash take
  std::int64_t mtime_ns = 0;  // since 1970
};

// A regular file (through symbolic links) open for reading; else what is wrong, path included. Does
// not block, whatever the path names.
std::expected<OpenDocument, std::string> open_document(const std::filesystem::path& path);

// Whether the open file is as long and as old as it was: if not, what was read between may be half
// of the one and half of the other, and is to be read again. A file that a publisher replaces by
// renaming stays the same.
bool unchanged_since_opened(const OpenDocument& document);

// SHA-256 of the first `length` bytes, lower-case hex; an error if there are fewer.
std::expected<std::string, std::string> content_hash(int fd, std::int64_t length);

// To see in one pass whether a document of old length N was only appended to: `prefix` is then the
// hash of the old one. `prefix_lines` and `prefix_ends_line` are what reading on from there needs
// (ReadOptions::skip_lines; a prefix that does not end a line ends amid a record).
struct PrefixHashes {
  std::string prefix;  // of the first prefix_length bytes; empty if the file is shorter
  std::string whole;
  std::int64_t bytes = 0;  // of the whole
  std::uint32_t prefix_lines = 0;
  bool prefix_ends_line = false;
  bool operator==(const PrefixHashes&) const = default;
};
// Reads to the end, or to byte `end` if that is not negative.
std::expected<PrefixHashes, std::string> hash_with_prefix(int fd, std::int64_t prefix_length,
                                                          std::int64_t end = -1);

}  // namespace firstcard
