#pragma once
// One poll of a file feed: each file that it names is read if it is another than at the last poll.
// On a worker's thread.
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "daemon/intake.h"
#include "daemon/polled.h"
#include "daemon/surroundings.h"

namespace firstcard {

struct FileStamp {
  std::int64_t size = 0, mtime_ns = 0;
  std::uint64_t inode = 0;
  std::optional<Date> day;  // on which it was read, if it makes other rows on another
  bool operator==(const FileStamp&) const = default;
};
using Stamps = std::map<std::string, FileStamp>;  // of files as last ingested, by path

// Whether a feed whose source is this path or pattern reads this file.
bool belongs_to(const std::string& pattern, const std::filesystem::path& file);

// `by_schedule`: that nothing changed is recorded as well.
Polled read_files(DocumentSink& sink, const Config& config, const Feed& feed, Stamps& stamps,
                  const Clock& clock, bool by_schedule, std::optional<PollPlan> plan);

}  // namespace firstcard
