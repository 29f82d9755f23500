#include "recode.h"

#include <fmt/format.h>
#include <iconv.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace firstcard {

namespace {

const char* iconv_name(Encoding encoding, std::string_view head) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::latin1:
      return "ISO-8859-1";
    case Encoding::windows1252:
      return "CP1252";
    case Encoding::utf16:
      break;
  }
  const bool big = head.starts_with("\xFE\xFF") || (!head.empty() && head.front() == '\0');
  return big ? "UTF-16BE" : "UTF-16LE";
}

constexpr std::string_view kMark = "\xEF\xBB\xBF";

}  // namespace

std::string_view to_text(Encoding encoding) {
  static constexpr std::array<std::string_view, 4> kNames = {"utf-8", "utf-16", "latin-1",
                                                             "windows-1252"};
  return kNames[static_cast<std::size_t>(encoding)];
}

struct Recoder::Converter {
  iconv_t handle;
};

Recoder::Recoder(Encoding encoding, std::string_view head) : encoding_(encoding) {
  const char* from = iconv_name(encoding, head);
  const iconv_t handle = ::iconv_open("UTF-8", from);
  if (handle == reinterpret_cast<iconv_t>(-1)) {
    throw std::system_error(errno, std::generic_category(),
                            fmt::format("cannot convert {} to UTF-8", from));
  }
  converter_ = std::make_unique<Converter>(Converter{handle});
}

Recoder::~Recoder() {
  ::iconv_close(converter_->handle);
}

std::optional<Rejection> Recoder::add(std::string_view bytes, std::string* out) {
  const bool at_start = offset_ == 0 && rest_.empty();
  const std::size_t before = out->size();
  std::string joined;
  if (!rest_.empty()) bytes = joined = std::move(rest_) + std::string(bytes);
  rest_.clear();
  std::array<char, 16384> piece{};
  char* in = const_cast<char*>(bytes.data());  // iconv's interface; it does not write there
  std::size_t left = bytes.size();
  while (left > 0) {
    char* to = piece.data();
    std::size_t room = piece.size();
    const std::size_t got = ::iconv(converter_->handle, &in, &left, &to, &room);
    const int why = errno;
    out->append(piece.data(), piece.size() - room);
    if (got != static_cast<std::size_t>(-1) || why == E2BIG) continue;
    offset_ += static_cast<std::int64_t>(bytes.size() - left);
    const std::string_view rest = bytes.substr(bytes.size() - left);
    if (why != EINVAL) return not_in_encoding(rest);
    rest_ = rest;
    break;
  }
  if (left == 0) offset_ += static_cast<std::int64_t>(bytes.size());
  // The byte order mark says nothing more.
  if (at_start && std::string_view(*out).substr(before).starts_with(kMark)) {
    out->erase(before, kMark.size());
  }
  return std::nullopt;
}

std::optional<Rejection> Recoder::finish() const {
  if (rest_.empty()) return std::nullopt;
  return Rejection{
      0, "",
      fmt::format("the text ends within a character of {}: is it cut short?", to_text(encoding_))};
}

Rejection Recoder::not_in_encoding(std::string_view rest) const {
  return {0, "",
          fmt::format("the text is not {} as `encoding` says: the byte 0x{:02X} at offset {} does "
                      "not fit",
                      to_text(encoding_), static_cast<unsigned char>(rest.front()), offset_)};
}

}  // namespace firstcard
