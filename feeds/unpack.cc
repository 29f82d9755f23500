#include "unpack.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "recode.h"
#include "text_sink.h"
#include "zip_member.h"

namespace firstcard {

namespace {

constexpr std::size_t kBlock = 128 << 10;

// The bytes [0, size) of a file, block by block.
class Source {
 public:
  Source(int fd, std::int64_t size) : fd_(fd), size_(size), block_(kBlock) {}

  // The next block; empty at the end.
  std::expected<std::string_view, Rejection> next() {
    const auto want = static_cast<std::size_t>(
        std::min<std::int64_t>(size_ - offset_, static_cast<std::int64_t>(block_.size())));
    if (want == 0) return std::string_view{};
    ssize_t n = 0;
    do {
      n = ::pread(fd_, block_.data(), want, offset_);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
      return std::unexpected(
          Rejection{0, "", fmt::format("the document cannot be read: {}", std::strerror(errno))});
    }
    if (n == 0) {
      return std::unexpected(
          Rejection{0, "", "the document became shorter while it was read; it is tried again"});
    }
    offset_ += n;
    return std::string_view(block_.data(), static_cast<std::size_t>(n));
  }

 private:
  int fd_;
  std::int64_t size_;
  std::int64_t offset_ = 0;
  std::vector<char> block_;
};

Rejection damaged(std::string_view how) {
  return {0, "", fmt::format("the document is gzip data {}", how)};
}

// gzip := member+ zero*      (RFC 1952; some tools pad with zeros)
class Gunzip {
 public:
  explicit Gunzip(TextSink& to) : to_(to), out_(kBlock) {
    if (::inflateInit2(&z_, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  ~Gunzip() { ::inflateEnd(&z_); }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  Refused add(std::string_view bytes) {
    // zlib's interface; it does not write there.
    z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    z_.avail_in = static_cast<uInt>(bytes.size());
    for (;;) {
      if (ended_ && !next_member()) return Refused{};
      if (ended_) return damaged("with other bytes after its end: is it damaged?");
      z_.next_out = out_.data();
      z_.avail_out = static_cast<uInt>(out_.size());
      const int got = ::inflate(&z_, Z_NO_FLUSH);
      if (got != Z_OK && got != Z_STREAM_END && got != Z_BUF_ERROR) {
        return damaged(fmt::format("that is damaged: {}", z_.msg ? z_.msg : ::zError(got)));
      }
      const std::size_t made = out_.size() - z_.avail_out;
      const auto* text = reinterpret_cast<const char*>(out_.data());
      if (auto refused = to_.add({text, made})) return refused;
      ended_ = got == Z_STREAM_END;
      if (!ended_ && z_.avail_out > 0) return Refused{};  // all of `bytes` is used up
    }
  }
  Refused finish() const {
    if (ended_) return Refused{};
    return damaged("that is cut short: its end is missing");
  }

 private:
  // After a member's end. False: nothing more for now. True and still `ended_`: what follows is no
  // member.
  bool next_member() {
    while (z_.avail_in > 0 && *z_.next_in == 0) --z_.avail_in, ++z_.next_in, padded_ = true;
    if (z_.avail_in == 0) return false;
    if (padded_ || *z_.next_in != 0x1F) return true;
    ended_ = ::inflateReset(&z_) != Z_OK;
    return true;
  }

  TextSink& to_;
  std::vector<Bytef> out_;
  z_stream z_{};
  bool ended_ = false;  // the last member is complete
  bool padded_ = false;
};

Refused gunzip(Source& from, TextSink& to) {
  Gunzip gzip(to);
  for (;;) {
    const auto block = from.next();
    if (!block) return block.error();
    if (block->empty()) return gzip.finish();
    if (auto refused = gzip.add(*block)) return refused;
  }
}

Refused copy(Source& from, TextSink& to) {
  for (;;) {
    const auto block = from.next();
    if (!block) return block.error();
    if (block->empty()) return Refused{};
    if (auto refused = to.add(*block)) return refused;
  }
}

}  // namespace

std::expected<std::int64_t, Rejection> unpack(int fd, std::int64_t size,
                                              const UnpackOptions& options, int out) {
  Source from(fd, size);
  const auto head = head_of(fd, size);
  if (!head) return std::unexpected(head.error());
  const Packing packing = packing_of(*head);
  TextSink to(packing, options, out);
  Refused refused;
  switch (packing) {
    case Packing::none:
      refused = copy(from, to);
      break;
    case Packing::gzip:
      refused = gunzip(from, to);
      break;
    case Packing::zip:
      refused = unzip(fd, options.member, [&](std::string_view bytes) { return to.add(bytes); });
      break;
  }
  if (!refused) refused = to.finish();
  if (refused) return std::unexpected(std::move(*refused));
  return to.size();
}

}  // namespace firstcard
