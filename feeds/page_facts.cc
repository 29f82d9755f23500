// What a page of a document says of itself, and its way into the document.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>

#include "document.h"
#include "paging.h"

namespace firstcard {

namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::size_t kHead = 65536;

std::unexpected<std::string> failed(std::string_view act) {
  return std::unexpected(fmt::format("cannot be {}: {}", act, std::strerror(errno)));
}

// The bytes from `at` on, fewer only at the end.
std::expected<std::string_view, std::string> read_at(int fd, std::int64_t at, std::int64_t end,
                                                     std::span<char> buffer) {
  std::size_t have = 0;
  while (have < buffer.size() && at + static_cast<std::int64_t>(have) < end) {
    const auto left = end - at - static_cast<std::int64_t>(have);
    const auto want =
        static_cast<std::size_t>(std::min(left, static_cast<std::int64_t>(buffer.size() - have)));
    const ssize_t got =
        ::pread(fd, buffer.data() + have, want, at + static_cast<std::int64_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read");
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  return std::string_view(buffer.data(), have);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::expected<void, std::string> look_into_json(int fd, std::int64_t size, const Paging& paging,
                                                PageFacts& facts) {
  const std::vector<JsonPointer> pointers = {paging.pointer, paging.items.value_or(JsonPointer{}),
                                             paging.total.value_or(JsonPointer{})};
  auto found = find_in_json(fd, size, pointers);
  if (!found) return std::unexpected(std::move(found.error()));
  facts.pointer = std::move((*found)[0]);
  facts.items = std::move((*found)[1]);
  facts.total = std::move((*found)[2]);
  return {};
}

}  // namespace

std::expected<PageFacts, std::string> page_facts(int fd, std::int64_t size, const Paging& paging) {
  PageFacts facts;
  auto hash = content_hash(fd, size);
  if (!hash) return std::unexpected(std::move(hash.error()));
  facts.hash = std::move(*hash);

  std::array<char, kHead> buffer;
  const auto head = read_at(fd, 0, size, buffer);
  if (!head) return std::unexpected(head.error());
  const std::size_t bom = head->starts_with("\xef\xbb\xbf") ? 3 : 0;
  const std::size_t first = head->find_first_not_of(kBlank, bom);
  facts.json = first != std::string_view::npos && ((*head)[first] == '{' || (*head)[first] == '[');
  if (facts.json) {
    facts.skip = static_cast<std::int64_t>(bom);
    if (const auto looked = look_into_json(fd, size, paging, facts); !looked)
      return std::unexpected(looked.error());
    return facts;
  }
  std::size_t end = 0;
  for (int i = 0; i < paging.header_lines && end != std::string_view::npos; ++i) {
    end = head->find('\n', end);
    if (end != std::string_view::npos) ++end;
  }
  const bool all_seen = static_cast<std::int64_t>(head->size()) == size;
  if (end == std::string_view::npos) {
    if (!all_seen)
      return std::unexpected(
          fmt::format("its header lines are longer than {} bytes; is header_lines right?", kHead));
    end = head->size();
  }
  facts.head = head->substr(0, end);
  while (facts.head.ends_with('\n') || facts.head.ends_with('\r')) facts.head.pop_back();
  facts.skip = static_cast<std::int64_t>(end);
  facts.no_lines = all_seen && head->find_first_not_of(kBlank, end) == std::string_view::npos;
  return facts;
}

std::expected<std::int64_t, std::string> append_page(int document, int page, std::int64_t skip,
                                                     std::int64_t size) {
  std::int64_t written = 0;
  const off_t length = ::lseek(document, 0, SEEK_END);
  char last = '\n';
  if (length > 0 && ::pread(document, &last, 1, length - 1) != 1) return failed("read");
  if (last != '\n') {
    if (!write_all(document, "\n")) return failed("written");
    ++written;
  }
  std::array<char, kHead> buffer;
  for (std::int64_t at = skip; at < size;) {
    const auto bytes = read_at(page, at, size, buffer);
    if (!bytes) return std::unexpected(bytes.error());
    if (bytes->empty()) return std::unexpected("is shorter than it was");
    if (!write_all(document, *bytes)) return failed("written");
    at += static_cast<std::int64_t>(bytes->size());
  }
  return written + std::max<std::int64_t>(size - skip, 0);
}

}  // namespace firstcard
