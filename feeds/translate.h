#pragma once
// Any document -> CSV text in UTF-8, which the mapping reads: unpacked (gzip, zip), recoded, and
// made into a table by the feed's format. What is not used as it is goes through a child process of
// this executable (`firstcard translate`, see translate_child.h), which can be stopped and whose
// memory returns.
#include <cstdint>
#include <expected>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>

#include "feed.h"
#include "net/file.h"
#include "read.h"

namespace firstcard {

struct TranslateOptions {
  Instant fetched_at{};                                 // `now` and $fetched of a jq program
  std::filesystem::path executable = "/proc/self/exe";  // that knows the subcommand
  std::int64_t max_memory = 512 << 20;                  // of the child, bytes
  std::stop_token stop{};                               // ends the child; the document is refused
};

struct Translated {
  File text;              // none if the document is used as it is
  std::int64_t size = 0;  // of the text, or of the document
  bool identity = true;
};

// Whether the document, which begins with `head` (at least four bytes of it, if it has them), must
// go through translate() before read_csv(). False for plain CSV text.
bool needs_translation(const Feed& feed, std::string_view head);
// As above; reads the head from `fd` by pread.
bool needs_translation(const Feed& feed, int fd, std::int64_t size);

// Reads the first `size` bytes of `fd`. Blocks, for at most the feed's translate_timeout; to be
// called on a thread that may wait, by several at once if they like. The same document, feed and
// fetched_at give the same text. What the feed's max_bytes does not allow is refused. Throws
// std::system_error if no temporary file can be made.
std::expected<Translated, Rejection> translate(const Feed& feed, int fd, std::int64_t size,
                                               const TranslateOptions& options);

}  // namespace firstcard
