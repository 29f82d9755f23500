#include "document.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "marks.h"
#include "sha256.h"

namespace firstcard {

namespace {

constexpr std::size_t kBlock = 256 << 10;

std::int64_t modified_ns(const struct stat& st) {
  return std::int64_t{st.st_mtim.tv_sec} * 1'000'000'000 + st.st_mtim.tv_nsec;
}

// The blocks of a file, one after the other; each stands until the next call.
class Blocks {
 public:
  Blocks(int fd, std::int64_t end) : fd_(fd), end_(end) {}

  // Up to `most` bytes; empty at the end.
  std::expected<std::string_view, std::string> next(std::int64_t most) {
    if (end_ >= 0) most = std::min(most, end_ - offset_);
    const auto want = static_cast<std::size_t>(std::clamp<std::int64_t>(most, 0, kBlock));
    ssize_t n = 0;
    do {
      n = want == 0 ? 0 : ::pread(fd_, buffer_.get(), want, offset_);
    } while (n < 0 && errno == EINTR);
    if (n < 0) return std::unexpected(fmt::format("cannot be read: {}", std::strerror(errno)));
    offset_ += n;
    return std::string_view{buffer_.get(), static_cast<std::size_t>(n)};
  }
  std::int64_t offset() const { return offset_; }

 private:
  const int fd_;
  const std::int64_t end_;
  std::int64_t offset_ = 0;
  std::unique_ptr<char[]> buffer_ =
      std::make_unique<char[]>(kBlock + kMarkWidth);  // padded for Needles
};

// Line breaks in a text that is padded for Needles.
std::uint32_t count_lines(std::string_view text) {
  static const Needles breaks('\n', '\n', '\n');
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < text.size(); i += kMarkWidth) {
    std::uint64_t marks = breaks.in(text.data() + i);
    if (const std::size_t left = text.size() - i; left < kMarkWidth) {
      marks &= (std::uint64_t{1} << left) - 1;
    }
    n += static_cast<std::uint32_t>(std::popcount(marks));
  }
  return n;
}

}  // namespace

std::expected<OpenDocument, std::string> open_document(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a FIFO would wait for its writer. It means nothing for a regular file.
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) {
    return std::unexpected(
        fmt::format("{} cannot be opened: {}", path.string(), std::strerror(errno)));
  }
  struct stat st{};
  if (::fstat(file.fd(), &st) != 0) {
    return std::unexpected(
        fmt::format("{} cannot be looked at: {}", path.string(), std::strerror(errno)));
  }
  if (S_ISDIR(st.st_mode)) {
    return std::unexpected(fmt::format("{} is a folder; name its files, for example {}",
                                       path.string(), (path / "*.csv").string()));
  }
  if (!S_ISREG(st.st_mode)) {
    return std::unexpected(fmt::format("{} is not a regular file", path.string()));
  }
  return OpenDocument{std::move(file), st.st_size, modified_ns(st)};
}

bool unchanged_since_opened(const OpenDocument& document) {
  struct stat st{};
  return ::fstat(document.file.fd(), &st) == 0 && st.st_size == document.size &&
         modified_ns(st) == document.mtime_ns;
}

std::expected<std::string, std::string> content_hash(int fd, std::int64_t length) {
  auto hashes = hash_with_prefix(fd, 0, std::max<std::int64_t>(length, 0));
  if (!hashes) return std::unexpected(std::move(hashes.error()));
  if (hashes->bytes < length) {
    return std::unexpected(fmt::format("ends after {} of {} bytes: it was cut while it was read",
                                       hashes->bytes, length));
  }
  return std::move(hashes->whole);
}

std::expected<PrefixHashes, std::string> hash_with_prefix(int fd, std::int64_t prefix_length,
                                                          std::int64_t end) {
  PrefixHashes out;
  Sha256 hash;
  Blocks blocks(fd, end);
  for (;;) {
    const bool in_prefix = blocks.offset() < prefix_length;
    const auto block = blocks.next(in_prefix ? prefix_length - blocks.offset()
                                             : static_cast<std::int64_t>(kBlock));
    if (!block) return std::unexpected(block.error());
    hash.add(*block);
    if (in_prefix && !block->empty()) {
      out.prefix_lines += count_lines(*block);
      out.prefix_ends_line = block->back() == '\n';
    }
    if (in_prefix ? blocks.offset() == prefix_length : prefix_length == 0 && out.prefix.empty()) {
      out.prefix = prefix_length == 0 ? sha256_hex("") : hash.hex_so_far();
    }
    if (block->empty()) break;
  }
  if (out.prefix.empty()) out.prefix_lines = 0, out.prefix_ends_line = false;
  out.bytes = blocks.offset();
  out.whole = hash.hex_so_far();
  return out;
}

}  // namespace firstcard
