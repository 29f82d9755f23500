#include "text_sink.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sniff.h"

namespace firstcard {

namespace {

constexpr std::size_t kJudged = 4;  // bytes that tell packing and byte order mark

std::string_view name_of(Packing packing) {
  return packing == Packing::zip ? "a ZIP archive" : "gzip data";
}

}  // namespace

Packing packing_of(std::string_view head) {
  if (head.starts_with("\x1F\x8B")) return Packing::gzip;
  // The second is an archive without a file.
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return Packing::zip;
  return Packing::none;
}

bool begins_as_utf16(std::string_view head) {
  return head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
}

TextSink::TextSink(Packing packing, const UnpackOptions& options, int out)
    : packing_(packing), options_(options), out_(out) {}

Refused TextSink::add(std::string_view bytes) {
  if (begun_) return take(bytes);
  head_.append(bytes);
  if (head_.size() < kJudged) return Refused{};
  return begin();
}

Refused TextSink::begin() {
  begun_ = true;
  const std::string head = std::move(head_);
  if (const Packing inner = packing_of(head); inner != Packing::none && packing_ != Packing::none) {
    return Rejection{0, "",
                     fmt::format("the document is {} that holds {}: what is packed twice is not "
                                 "unpacked; publish it packed once",
                                 name_of(packing_), name_of(inner))};
  }
  std::optional<Encoding> encoding = options_.encoding;
  const bool utf16 = begins_as_utf16(head);
  const bool utf8 = head.starts_with("\xEF\xBB\xBF");
  if (encoding &&
      ((utf16 && *encoding != Encoding::utf16) || (utf8 && *encoding != Encoding::utf8))) {
    return Rejection{0, "",
                     fmt::format("the text is not {} as `encoding` says: it begins with the byte "
                                 "order mark of UTF-{}; take `encoding` out",
                                 to_text(*encoding), utf16 ? 16 : 8)};
  }
  if (!encoding && utf16) encoding = Encoding::utf16;
  if (encoding) recoder_ = std::make_unique<Recoder>(*encoding, head);
  return take(head);
}

Refused TextSink::take(std::string_view bytes) {
  if (!recoder_) return write(bytes);
  recoded_.clear();
  if (auto refused = recoder_->add(bytes, &recoded_)) return refused;
  return write(recoded_);
}

Refused TextSink::write(std::string_view text) {
  if (static_cast<std::int64_t>(text.size()) > options_.max_bytes - size_) {
    return Rejection{0, "",
                     fmt::format("the document is longer than max_bytes = {} once it is unpacked; "
                                 "if it should be, raise max_bytes",
                                 options_.max_bytes)};
  }
  size_ += static_cast<std::int64_t>(text.size());
  if (write_all(out_, text)) return Refused{};
  return Rejection{
      0, "",
      fmt::format("the text cannot be written to a temporary file: {}", std::strerror(errno))};
}

Refused TextSink::finish() {
  if (!begun_) {
    if (auto refused = begin()) return refused;
  }
  return recoder_ ? recoder_->finish() : Refused{};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

std::expected<std::string, Rejection> head_of(int fd, std::int64_t size) {
  std::string head(static_cast<std::size_t>(
                       std::clamp<std::int64_t>(size, 0, static_cast<std::int64_t>(kSniffed))),
                   '\0');
  ssize_t n = 0;
  do {
    n = ::pread(fd, head.data(), head.size(), 0);
  } while (n < 0 && errno == EINTR);
  if (n < 0) {
    return std::unexpected(
        Rejection{0, "", fmt::format("the document cannot be read: {}", std::strerror(errno))});
  }
  head.resize(static_cast<std::size_t>(n));
  return head;
}

}  // namespace firstcard
