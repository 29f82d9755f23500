#include "daemon/settlement.h"

#include <fmt/format.h>

#include <algorithm>

#include "feeds/archive.h"

namespace firstcard {

std::expected<std::vector<Commit>, std::string> settle(DocumentSink& sink, const Config& config,
                                                       const Feed& feed,
                                                       const Settlement& settlement,
                                                       const WithRun& with_run, Instant now) {
  std::vector<HeldDocument> held = sink.held(feed.id);
  std::erase_if(held, [](const HeldDocument& d) { return d.refused_at.has_value(); });
  if (held.empty())
    return std::unexpected(fmt::format("no document of feed {} is held", feed.id.text));
  const Archive archive(config.documents);
  std::vector<File> files;
  if (settlement.accept) {
    for (const HeldDocument& d : held) {
      auto file = archive.open(d.hash);
      if (!file)
        return std::unexpected(
            fmt::format("{}: {}; it is accepted by itself when the feed brings it again", d.source,
                        file.error()));
      files.push_back(std::move(*file));
    }
  }
  std::vector<Commit> commits;
  for (std::size_t i = 0; i < held.size(); ++i) {
    HeldDocument& d = held[i];
    const WithRun with = i + 1 == held.size() ? with_run : WithRun{};
    if (settlement.accept) {
      commits.push_back(sink.ingest(
          config, feed,
          {.source = d.source,
           .fd = files[i].fd(),
           .size = d.bytes,
           .fetched_at = d.fetched_at,
           .etag = d.etag,
           .last_modified = d.last_modified,
           .headers = d.headers,
           .trusted = true,
           .accepted_by = fmt::format("{}{}{}", settlement.author,
                                      settlement.reason.empty() ? "" : ": ", settlement.reason),
           .with_run = with},
          now));
    } else {
      d.refused_at = now;
      d.author = settlement.author;
      d.note = settlement.reason;
      commits.push_back(sink.refuse(d, with, now));
    }
  }
  return commits;
}

}  // namespace firstcard
