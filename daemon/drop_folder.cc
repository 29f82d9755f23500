#include "daemon/drop_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "feeds/document.h"

namespace firstcard {

namespace fs = std::filesystem;

namespace {

// A file that stays as it is for so long is complete. A little under a second, for it is the timer
// of a second that looks.
constexpr std::chrono::milliseconds kRest{900};

std::string why() {
  return std::strerror(errno);
}

bool passed_over(const std::string& name) {
  return name.starts_with('.') || name.ends_with(".tmp") || name.ends_with(".part");
}

DropMemory::Stamp stamp_of(const struct stat& facts) {
  return {.size = facts.st_size,
          .mtime_ns = std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec,
          .inode = facts.st_ino};
}

// The regular files of a folder in order of name; no links, for whoever may put files in need not
// be one who may read what they point to.
std::expected<std::map<std::string, DropMemory::Stamp>, std::string> files_in(
    const fs::path& folder) {
  std::error_code error;
  fs::directory_iterator it(folder, error);
  std::map<std::string, DropMemory::Stamp> files;
  for (const fs::directory_iterator end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    struct stat facts{};
    if (!passed_over(name) && ::lstat(it->path().c_str(), &facts) == 0 && S_ISREG(facts.st_mode))
      files.emplace(name, stamp_of(facts));
  }
  if (error == std::errc::no_such_file_or_directory)
    return std::unexpected(
        std::string("there is no such folder; create it, writable for the daemon"));
  if (error) return std::unexpected("the folder cannot be read: " + error.message());
  return files;
}

// Where a file of this name can go; a name that is taken gets the time in front.
std::expected<void, std::string> move_without_replacing(const fs::path& from,
                                                        const fs::path& folder, Instant now,
                                                        fs::path* to) {
  const std::string name = from.filename().string();
  std::string time = to_text(now);  // 2026-06-30T12:00:00Z
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const std::string front = attempt == 0   ? ""
                              : attempt == 1 ? time + "-"
                                             : fmt::format("{}-{}-", time, attempt);
    *to = folder / (front + name);
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to->c_str(), RENAME_NOREPLACE) == 0)
      return {};
    if (errno != EEXIST) break;
  }
  return std::unexpected(why());
}

// One look at one folder; used once.
class Pass {
 public:
  Pass(DocumentSink& sink, const Config& config, const Feed& feed, DropMemory& memory,
       const DropLook& look)
      : sink_(sink),
        config_(config),
        feed_(feed),
        memory_(memory),
        look_(look),
        folder_(std::get<DropSource>(feed.source).folder) {}

  DropPass run() {
    auto files = files_in(folder_);
    if (!files) {
      fail(folder_, files.error());
      return std::move(pass_);
    }
    std::erase_if(memory_.files, [&](const auto& seen) { return !files->contains(seen.first); });
    for (const auto& [name, stamp] : *files) {
      DropMemory::Seen& seen = memory_.files[name];
      if (seen.stamp != stamp)
        seen = {.stamp = stamp, .at = look_.at, .stuck_for = {}, .reason = {}};
      if (!seen.stuck_for.empty()) {
        if (look_.by_schedule) move(name, seen);
      } else if (look_.moved_in.contains(name) || look_.at - seen.at >= kRest) {
        take(name, seen);
      } else {
        pass_.incomplete = true;
      }
    }
    if (pass_.commits.empty() && !pass_.incomplete && look_.by_schedule)
      pass_.commits.push_back(sink_.note(run_of(folder_, RunOutcome::unchanged, {})));
    return std::move(pass_);
  }

 private:
  FeedRun run_of(const fs::path& source, RunOutcome outcome, std::string message) const {
    return {.feed = feed_.id,
            .source = source.string(),
            .at = look_.now,
            .outcome = outcome,
            .message = std::move(message)};
  }

  void fail(const fs::path& source, const std::string& message) {
    pass_.failed = true;
    pass_.commits.push_back(sink_.note(run_of(source, RunOutcome::failed, message)));
  }

  void take(const std::string& name, DropMemory::Seen& seen) {
    const fs::path path = folder_ / name;
    // What could not be moved would be ingested again after each restart.
    if (::access(folder_.c_str(), W_OK | X_OK) != 0)
      return fail(path, fmt::format("not ingested, because it could not be moved to done/ then: "
                                    "the folder is not writable: {}",
                                    why()));
    const auto document = open_document(path);
    if (!document) return fail(path, document.error());
    Commit commit = sink_.ingest(config_, feed_,
                                 {.source = path.string(),
                                  .fd = document->file.fd(),
                                  .size = document->size,
                                  .fetched_at = look_.now,
                                  .etag = {},
                                  .last_modified = {},
                                  .with_run = {}},
                                 look_.now);
    const RunOutcome outcome = commit.run ? commit.run->outcome : RunOutcome::failed;
    const std::string message = commit.run ? commit.run->message : "";
    pass_.commits.push_back(std::move(commit));
    if (!unchanged_since_opened(*document)) {
      seen.at = look_.at;
      pass_.incomplete = true;
      return;
    }
    if (outcome == RunOutcome::failed) {  // it could not be read: perhaps another time
      pass_.failed = true;
      return;
    }
    // A held one is in the archive and waits there for a person's word.
    const bool refused = outcome == RunOutcome::rejected || outcome == RunOutcome::held;
    pass_.failed = pass_.failed || refused;
    seen.stuck_for = refused ? "failed" : "done";
    seen.reason = message;
    move(name, seen);
  }

  void move(const std::string& name, const DropMemory::Seen& seen) {
    const fs::path from = folder_ / name, target = folder_ / seen.stuck_for;
    const auto stays = [&](const std::string& reason) {
      fail(from, fmt::format("it was read, but stays: it cannot be moved to {}/: {}; move it away, "
                             "or let the daemon's user do so",
                             seen.stuck_for, reason));
    };
    if (::mkdir(target.c_str(), 0750) != 0 && errno != EEXIST) return stays(why());
    fs::path to;
    if (const auto moved = move_without_replacing(from, target, look_.now, &to); !moved)
      return stays(moved.error());
    // Between the last look and the move a publisher may have put another file in its place.
    struct stat facts{};
    if (::lstat(to.c_str(), &facts) == 0 && stamp_of(facts) != seen.stamp &&
        ::renameat2(AT_FDCWD, to.c_str(), AT_FDCWD, from.c_str(), RENAME_NOREPLACE) == 0) {
      pass_.incomplete = true;
      memory_.files.erase(name);
      return;
    }
    if (seen.stuck_for == "failed") explain(to, seen.reason);
    memory_.files.erase(name);
  }

  // A reason that cannot be written is still in the log and in the feed's runs.
  static void explain(const fs::path& file, const std::string& reason) {
    const std::string path = file.string() + ".reason.txt", text = reason + "\n";
    const File out(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640));
    [[maybe_unused]] const ssize_t written = out ? ::write(out.fd(), text.data(), text.size()) : 0;
  }

  DocumentSink& sink_;
  const Config& config_;
  const Feed& feed_;
  DropMemory& memory_;
  const DropLook& look_;
  const fs::path folder_;
  DropPass pass_;
};

}  // namespace

std::expected<std::vector<fs::path>, std::string> waiting_files(const fs::path& folder) {
  const auto files = files_in(folder);
  if (!files) return std::unexpected(files.error());
  std::vector<fs::path> out;
  for (const auto& [name, stamp] : *files) out.push_back(folder / name);
  return out;
}

DropPass empty_drop_folder(DocumentSink& sink, const Config& config, const Feed& feed,
                           DropMemory& memory, const DropLook& look) {
  return Pass(sink, config, feed, memory, look).run();
}

}  // namespace firstcard
