#include "daemon/comparison.h"

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "storage/excerpt.h"

namespace firstcard {

namespace {

// A folder that goes away with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "firstcard-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), "cannot create " + name);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Comparison try_on_copy(const Config& config, const Feed& feed, Arrived document,
                       std::span<const SeriesId> series) {
  const TemporaryFolder folder;
  Database copy(folder.path() / "copy.db", Database::Mode::write);
  copy.exec("PRAGMA synchronous = OFF");
  // What a document takes away, it need not name.
  const bool all = feed.complete || (feed.csv.withdrawn && feed.csv.withdrawn->wildcards);
  copy_excerpt(copy, config.database, {.feed = feed.id, .series = series, .all_series = all});
  Config here = config;
  here.database = copy.path();
  here.documents.clear();  // nothing is kept
  Pipeline pipeline(copy);
  pipeline.declare(here);
  pipeline.hold(here);  // nothing is evaluated
  Commit commit = pipeline.ingest(here, feed, document, document.fetched_at);
  Comparison out{.problem = {},
                 .outcome = commit.run->outcome,
                 .guard = {},
                 .reason = {},
                 .note = commit.run->message,
                 .counts = commit.run->counts};
  if (out.outcome != RunOutcome::held) return out;
  for (const HeldDocument& held : pipeline.held(feed.id))
    if (held.source == document.source) {
      out.guard = held.guard;
      out.reason = held.reason;
    }
  out.note.clear();
  document.trusted = true;
  out.counts = pipeline.ingest(here, feed, document, document.fetched_at).run->counts;
  return out;
}

}  // namespace

Comparison compare_with_database(const Config& config, const Feed& feed, const Arrived& document,
                                 std::span<const SeriesId> series) {
  Comparison out;
  try {
    return try_on_copy(config, feed, document, series);
  } catch (const std::exception& error) {
    out.problem = error.what();
  }
  return out;
}

}  // namespace firstcard
