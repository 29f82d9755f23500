#include "sniff.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "text.h"

namespace firstcard {

namespace {

struct Magic {
  std::string_view bytes, what;
};
constexpr std::array<Magic, 6> kBinary = {{
    {"\x1F\x8B", "gzip data; name the unpacked file"},
    {"PK\x03\x04", "a ZIP archive (.xlsx is one); save the sheet as CSV"},
    {"\xFF\xFE", "UTF-16; save it as UTF-8"},
    {"\xFE\xFF", "UTF-16; save it as UTF-8"},
    {"%PDF-", "a PDF"},
    {"SQLite format 3", "an SQLite database"},
}};

std::string start_of(std::string_view text) {
  return fmt::format("it begins with \"{}\"", shown(text.substr(0, text.find('\n')), 120));
}

}  // namespace

std::optional<Rejection> refuse_by_first_bytes(std::string_view head, Expected expected) {
  const std::string_view wanted = expected == Expected::json ? "JSON" : "CSV";
  const auto refuse = [](std::string reason) { return Rejection{1, "", std::move(reason)}; };
  for (const Magic& magic : kBinary) {
    if (head.starts_with(magic.bytes)) {
      return refuse(fmt::format("the document is not {} text but {}", wanted, magic.what));
    }
  }
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  std::string_view text = head;
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) {
    if (head.size() >= kSniffed) return std::nullopt;  // blank so far; reading will tell
    return Rejection{0, "", "the document is empty"};
  }
  const auto line = static_cast<std::uint32_t>(std::count(
                        text.begin(), text.begin() + static_cast<std::ptrdiff_t>(first), '\n')) +
                    1;
  text.remove_prefix(first);
  std::string lower(text.substr(0, 14));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  std::string reason;
  if (lower.starts_with("<!doctype html") || lower.starts_with("<html")) {
    reason = fmt::format(
        "the document is HTML, not {}: a login page, an error page or a wrong address?", wanted);
  } else if (text.front() == '<' &&
             (expected != Expected::csv_in_brackets || lower.starts_with("<?xml"))) {
    reason = fmt::format(
        "the document is HTML or XML, not {}: a page or a message in place of the data?", wanted);
  } else if (expected != Expected::json && (text.front() == '{' || text.front() == '[')) {
    reason = "the document is JSON, not CSV: a message in place of the data?";
  } else if (text.starts_with("version https://git-lfs.github.com/spec/")) {
    return Rejection{line, "",
                     "the document is a Git LFS pointer, not the data: fetch the file itself "
                     "(git lfs pull, or the media address)"};
  } else {
    return std::nullopt;
  }
  return Rejection{line, "", fmt::format("{} {}", reason, start_of(text))};
}

}  // namespace firstcard
