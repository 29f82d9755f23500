#include "daemon/preview.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <tuple>

#include "daemon/drop_folder.h"
#include "feeds/document.h"
#include "feeds/glob.h"
#include "feeds/translate.h"

namespace firstcard {

namespace {

constexpr std::size_t kFaultsShown = 5;

void take(SeriesPreview& series, const Row& row) {
  const auto before = [](const Row& a, const Row& b) {
    return std::tie(a.period, a.known_at) < std::tie(b.period, b.known_at);
  };
  if (series.rows++ == 0) {
    series.first = series.last = row;
    return;
  }
  if (before(row, series.first)) series.first = row;
  if (!before(row, series.last)) series.last = row;
}

}  // namespace

DocumentPreview preview_document(const Config& config, const Feed& feed,
                                 const std::string& source, int fd, std::int64_t size,
                                 Instant fetched_at) {
  const Catalogue& catalogue = config.catalogue;
  DocumentPreview out{.source = source,
                      .bytes = size,
                      .refused = {},
                      .counts = {},
                      .series = {},
                      .faults = {},
                      .against = {}};
  const auto text = translate(feed, fd, size, {.fetched_at = fetched_at});
  if (!text) {
    out.refused = to_text(text.error());
    return out;
  }
  const ReadOptions options{.fetched_at = fetched_at,
                            .keep_faults = kFaultsShown,
                            .end = text->identity ? size : text->size};
  auto read =
      read_csv(feed, catalogue, text->identity ? fd : text->text.fd(), options,
               [&](std::span<const SeriesId> series, std::vector<Row> rows) {
                 for (std::size_t i = out.series.size(); i < series.size(); ++i)
                   out.series.push_back({.series = series[i], .unit = {}, .first = {}, .last = {}});
                 for (const Row& row : rows) take(out.series[row.series], row);
               });
  if (!read) {
    out.refused = to_text(read.error());
    out.series.clear();
    return out;
  }
  out.counts = read->counts;
  out.faults = std::move(read->faults);
  std::error_code none;
  if (std::filesystem::exists(config.database, none))
    out.against = compare_with_database(config, feed,
                                        {.source = source,
                                         .fd = fd,
                                         .size = size,
                                         .fetched_at = fetched_at,
                                         .translated = true,
                                         .text_fd = text->identity ? -1 : text->text.fd(),
                                         .text_size = text->size,
                                         .refused = {},
                                         .accepted_by = {}},
                                        read->series);
  for (SeriesPreview& series : out.series) {
    const auto declared = catalogue.find(series.series);
    series.unit = declared == catalogue.end() ? feed.default_unit : declared->second.unit;
  }
  std::ranges::sort(out.series, {}, &SeriesPreview::series);
  return out;
}

FeedPreview preview_files(const Config& config, const Feed& feed, Instant now) {
  FeedPreview out{
      .feed = feed.id, .source = feed.shown_source, .answer = {}, .headers = {}, .documents = {}};
  const auto* drop = std::get_if<DropSource>(&feed.source);
  const auto files =
      drop ? waiting_files(drop->folder) : files_of(std::get<FileSource>(feed.source).pattern);
  if (!files || (files->empty() && !drop)) {
    out.failed = true;
    out.answer = files ? "no such file; put it there, or correct the feed's source" : files.error();
    return out;
  }
  out.answer = fmt::format("{} file{}", files->size(), files->size() == 1 ? "" : "s");
  for (const auto& path : *files) {
    const auto document = open_document(path);
    if (document)
      out.documents.push_back(preview_document(config, feed, path.string(), document->file.fd(),
                                               document->size, now));
    else
      out.documents.push_back({.source = path.string(),
                               .refused = document.error(),
                               .counts = {},
                               .series = {},
                               .faults = {},
                               .against = {}});
    out.failed = out.failed || out.documents.back().refused;
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> headers_that_matter(
    const std::vector<std::pair<std::string, std::string>>& headers) {
  static constexpr std::array<std::string_view, 8> kShown = {
      "content-type",  "content-encoding", "etag", "last-modified",
      "cache-control", "expires",          "age",  "retry-after"};
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& header : headers)
    if (std::ranges::find(kShown, header.first) != kShown.end()) out.push_back(header);
  return out;
}

}  // namespace firstcard
