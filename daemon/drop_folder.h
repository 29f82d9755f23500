#pragma once
// A folder into which people and programs put documents: each file is ingested once and moved to
// done/ or failed/ in it. A crash between the two ingests the same bytes again, which changes
// nothing.
#include <chrono>
#include <expected>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "daemon/pipeline.h"

namespace firstcard {

// Of the files in one folder, between two looks; lost at a restart without harm.
struct DropMemory {
  struct Stamp {
    std::int64_t size = 0, mtime_ns = 0;
    std::uint64_t inode = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct Seen {
    Stamp stamp;
    std::chrono::steady_clock::time_point at;  // of the first look at it as it is
    std::string stuck_for;  // ingested, but not moved to this folder: not to be ingested again
    std::string reason;     // why it is bound for failed/
  };
  std::map<std::string, Seen> files;  // by name
};

struct DropLook {
  std::set<std::string> moved_in;  // names of files that came into place whole
  bool by_schedule = true;         // leaves a trace though there is nothing new
  Instant now;
  std::chrono::steady_clock::time_point at;
};

struct DropPass {
  std::vector<Commit> commits;
  bool failed = false;
  bool incomplete = false;  // a file may still be being written: look again after a second
};

// The files that wait there, in order of name; of them all that empty_drop_folder() would take.
std::expected<std::vector<std::filesystem::path>, std::string> waiting_files(
    const std::filesystem::path& folder);

// Ingests, in order of name, each regular file that is complete: it was moved into place, or it is
// as it was at a look a second ago. Names that begin with a dot or end in .tmp or .part are passed
// over. A refused document goes to failed/ with NAME.reason.txt beside it; one that cannot be
// opened stays. On any thread.
DropPass empty_drop_folder(DocumentSink& sink, const Config& config, const Feed& feed,
                           DropMemory& memory, const DropLook& look);

}  // namespace firstcard
