#include "daemon/provenance.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "feeds/archive.h"
#include "feeds/text.h"
#include "feeds/translate.h"

namespace firstcard {

namespace {

constexpr std::size_t kShown = 400;

// The first kShown bytes of line `number`, 1-based.
std::expected<std::string, std::string> line_at(int fd, std::uint32_t number) {
  std::array<char, 65536> block;
  std::uint32_t line = 1;
  std::string out;
  for (off_t at = 0;;) {
    const ssize_t n = ::pread(fd, block.data(), block.size(), at);
    if (n <= 0) break;
    at += n;
    std::string_view text(block.data(), static_cast<std::size_t>(n));
    while (line < number && !text.empty()) {
      const std::size_t end = text.find('\n');
      if (end == text.npos) break;
      text.remove_prefix(end + 1);
      ++line;
    }
    if (line < number) continue;
    const std::size_t end = text.find('\n');
    out += text.substr(0, end);
    if (end != text.npos || out.size() > kShown) break;
  }
  if (line < number) return std::unexpected(fmt::format("it has no line {} any more", number));
  if (out.ends_with('\r')) out.pop_back();
  return shown(out, kShown);
}

}  // namespace

std::string short_source(const std::string& source) {
  return source.find("://") == std::string::npos ? std::filesystem::path(source).filename().string()
                                                 : source;
}

std::string short_origin(Ledger& ledger, std::int64_t vintage) {
  const auto origin = ledger.origin(vintage);
  if (!origin) return {};
  return fmt::format("{} line {} (feed {})", short_source(origin->source), origin->line,
                     origin->feed.text);
}

std::expected<std::string, std::string> source_line(const Config& config,
                                                    const Ledger::Origin& origin) {
  if (origin.line == 0) return std::unexpected("no line: the source took the period back");
  const auto feed = std::ranges::find(config.feeds, origin.feed, &Feed::id);
  if (feed == config.feeds.end())
    return std::unexpected(
        fmt::format("the configuration has no feed {} any more", origin.feed.text));
  const auto document = Archive(config.documents).open(origin.hash);
  if (!document) return std::unexpected(document.error());
  struct stat facts{};
  ::fstat(document->fd(), &facts);
  if (!needs_translation(*feed, document->fd(), facts.st_size))
    return line_at(document->fd(), origin.line);
  const auto text =
      translate(*feed, document->fd(), facts.st_size, {.fetched_at = origin.fetched_at});
  if (!text) return std::unexpected(to_text(text.error()));
  return line_at(text->identity ? document->fd() : text->text.fd(), origin.line);
}

}  // namespace firstcard
