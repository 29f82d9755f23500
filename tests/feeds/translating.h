#pragma once
// Translates a document under a feed and shows the text that comes of it.
#include <fmt/format.h>
#include <sys/stat.h>
#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "feeds/translate.h"
#include "reading.h"
#include "text_file.h"

namespace firstcard::test {

inline std::string read_file(int fd) {
  std::string out;
  std::string block(1 << 20, '\0');
  for (;;) {
    const ssize_t n = ::pread(fd, block.data(), block.size(), static_cast<off_t>(out.size()));
    if (n < 0) throw std::runtime_error("cannot read a test's file");
    if (n == 0) return out;
    out.append(block, 0, static_cast<std::size_t>(n));
  }
}

inline std::int64_t size_of(int fd) {
  struct stat facts{};
  ::fstat(fd, &facts);
  return facts.st_size;
}

// The text, or "REFUSED: reason"; of a document that is used as it is "AS IT IS".
inline std::string translated(const Feed& feed, std::string_view document,
                              TranslateOptions options = {}) {
  if (options.fetched_at == Instant{}) options.fetched_at = kFetched;
  const File file = file_of(document);
  const auto got = translate(feed, file.fd(), static_cast<std::int64_t>(document.size()), options);
  if (!got) return "REFUSED: " + to_text(got.error());
  if (got->identity) return "AS IT IS";
  const std::string text = read_file(got->text.fd());
  if (static_cast<std::int64_t>(text.size()) != got->size) return "another size than it says";
  return text;
}

// One gzip member.
inline std::string gzipped(std::string_view text) {
  z_stream z{};
  if (::deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib");
  std::string out(::deflateBound(&z, text.size()) + 32, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  ::deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  ::deflateEnd(&z);
  return out;
}

inline Feed json_feed(std::string program) {
  Feed feed = long_feed();
  feed.format = Format::json;
  feed.json.program = std::move(program);
  return feed;
}

}  // namespace firstcard::test
