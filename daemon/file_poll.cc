#include "daemon/file_poll.h"

#include <fnmatch.h>
#include <sys/stat.h>

#include "feeds/document.h"
#include "feeds/glob.h"
#include "feeds/read.h"

namespace firstcard {

bool belongs_to(const std::string& pattern, const std::filesystem::path& file) {
  return pattern == file.native() ||
         fnmatch(pattern.c_str(), file.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
}

Polled read_files(DocumentSink& sink, const Config& config, const Feed& feed, Stamps& stamps,
                  const Clock& clock, bool by_schedule, std::optional<PollPlan> plan) {
  Polled polled;
  const std::string& pattern = std::get<FileSource>(feed.source).pattern;
  const auto planned = [&]() -> const PollPlan* {
    if (!plan) return nullptr;
    plan->failed = polled.failed;
    return &*plan;
  };
  const auto fail = [&](const std::string& source, const std::string& why) {
    polled.failed = true;
    const FeedRun run = run_without_rows(feed, source, clock(), RunOutcome::failed, why);
    polled.add(sink.note(run, planned()), plan.has_value());
  };
  const auto files = files_of(pattern);
  if (!files)
    fail(pattern, files.error());
  else if (files->empty())
    fail(pattern, "no such file; put it there, or correct the feed's source");
  for (const auto& path : files.value_or(std::vector<std::filesystem::path>{})) {
    const auto document = open_document(path);
    if (!document) {
      fail(path.string(), document.error());
      continue;
    }
    // Not before it was opened: what it says was known by then, however long this had to wait.
    const Instant now = clock();
    struct stat facts{};
    fstat(document->file.fd(), &facts);
    const FileStamp stamp{
        .size = document->size,
        .mtime_ns = document->mtime_ns,
        .inode = facts.st_ino,
        .day = depends_on_day(feed) ? std::optional(day_of(now)) : std::nullopt};
    if (const auto seen = stamps.find(path.string()); seen != stamps.end() && seen->second == stamp)
      continue;
    Commit commit = sink.ingest(config, feed,
                                {.source = path.string(),
                                 .fd = document->file.fd(),
                                 .size = document->size,
                                 .fetched_at = now,
                                 .mtime_ns = document->mtime_ns,
                                 .plan = planned()},
                                now);
    polled.failed = polled.failed || bad(commit);
    polled.torn = polled.torn || !unchanged_since_opened(*document);
    if (good(commit) && !polled.torn && !commit.read_again) stamps[path.string()] = stamp;
    polled.add(std::move(commit), plan.has_value());
  }
  if (polled.commits.empty() && by_schedule)
    polled.add(
        sink.note(run_without_rows(feed, pattern, clock(), RunOutcome::unchanged, {}), planned()),
        plan.has_value());
  return polled;
}

}  // namespace firstcard
