#pragma once
// What a document would change of what the database knows, tried on a copy of the part that it
// touches: `firstcard check --online`.
#include <span>
#include <string>

#include "daemon/config.h"
#include "daemon/pipeline.h"

namespace firstcard {

struct Comparison {
  std::string problem;  // why nothing can be said; then the rest says nothing
  RunOutcome outcome = RunOutcome::stored;
  std::string guard, reason;  // held: by which guard, and what is odd
  std::string note;           // what the log would say besides
  LoadCounts counts;          // what would be stored; of a held document once it is accepted
};

// `document` as the daemon would get it, `series` as it names them. The database is only read, and
// its writer does not wait. Blocks.
Comparison compare_with_database(const Config& config, const Feed& feed, const Arrived& document,
                                 std::span<const SeriesId> series);

}  // namespace firstcard
