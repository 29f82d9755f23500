#pragma once
// What a run of a feed came to, for somebody who asked for it.
#include <span>
#include <string>

#include "storage/feed_log.h"

namespace firstcard {

// The document was taken, or was known already.
bool went_well(const FeedRun& run);

// "SOURCE: 6 rows, 2 new, ..." and a line for each of the faults, which are the first few; no line
// break at the end.
std::string run_text(const FeedRun& run, std::span<const Fault> faults);

}  // namespace firstcard
