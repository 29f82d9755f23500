#include "mime.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "utf8.h"

namespace firstcard {

namespace {

constexpr std::size_t kEncodedLine = 76;  // RFC 2045, 6.7 (5)
constexpr std::size_t kHeaderLine = 78;   // RFC 5322, 2.1.1
constexpr std::string_view kFold = "\r\n ";

std::string base64(std::string_view text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

// Appends one line without its end.
void encode_line(std::string_view line, std::string& out) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    const bool last = i + 1 == line.size();
    const bool space_at_end = last && (byte == ' ' || byte == '\t');
    const bool literal =
        ((byte >= 0x20 && byte < 0x7F && byte != '=') || byte == '\t') && !space_at_end;
    const std::size_t width = literal ? 1 : 3;
    // A soft break is one "=": it must still fit, unless this is the line's last sign.
    if (column + width + (last ? 0 : 1) > kEncodedLine) {
      out += "=\r\n";
      column = 0;
    }
    out += literal ? std::string(1, line[i]) : fmt::format("={:02X}", byte);
    column += width;
  }
}

}  // namespace

std::string quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    encode_line(line, out);
    if (end == std::string_view::npos) break;
    out += "\r\n";
    text.remove_prefix(end + 1);
  }
  return out;
}

std::string base64_lines(std::string_view bytes) {
  const std::string all = base64(bytes);
  std::string out;
  for (std::size_t at = 0; at < all.size(); at += kEncodedLine) {
    out.append(all, at, kEncodedLine);
    out += "\r\n";
  }
  return out;
}

std::string header_text(std::string_view text) {
  const std::string clean = one_line(text);
  bool ascii = clean.find("=?") == std::string::npos;
  for (const char c : clean) ascii = ascii && static_cast<unsigned char>(c) < 0x7F;
  if (ascii) return clean;
  // 75 signs less "=?UTF-8?B?" and "?=" leave 63 of base64: 45 bytes.
  constexpr std::size_t kBytes = 45;
  std::string out, chunk;
  const auto flush = [&] {
    if (!out.empty()) out += kFold;
    out += "=?UTF-8?B?" + base64(chunk) + "?=";
    chunk.clear();
  };
  for (std::size_t i = 0; i < clean.size();) {
    const std::size_t length = sequence_length(clean[i]);
    if (chunk.size() + length > kBytes) flush();
    chunk += clean.substr(i, length);
    i += length;
  }
  flush();
  return out;
}

std::string header_line(std::string_view name, std::string_view value) {
  std::string safe;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value.substr(i).starts_with(kFold)) {
      safe += kFold;
      i += kFold.size() - 1;
    } else if (value[i] != '\r' && value[i] != '\n') {
      safe += value[i];
    }
  }
  std::string out = fmt::format("{}: ", name);
  std::size_t column = out.size();
  std::string_view rest = safe;
  bool first = true;
  while (!rest.empty()) {
    const bool folded = rest.starts_with(kFold);
    if (folded) rest.remove_prefix(kFold.size());
    const std::size_t from = rest.find_first_not_of(' ');
    const std::size_t end = from == std::string_view::npos
                                ? from
                                : std::min(rest.find(' ', from), rest.find(kFold, from));
    std::string_view word = rest.substr(0, end);  // with the spaces before it
    rest.remove_prefix(word.size());
    if (!first && !folded && column + word.size() > kHeaderLine && word.starts_with(' ')) {
      out += "\r\n";
      column = 0;
    } else if (folded) {
      out += kFold;
      column = 1;
    }
    out += word;
    column += word.size();
    first = false;
  }
  return out + "\r\n";
}

}  // namespace firstcard
