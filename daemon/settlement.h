#pragma once
// A person's word on what a guard holds: `firstcard feeds accept` and `reject`.
#include <expected>
#include <string>
#include <vector>

#include "daemon/pipeline.h"

namespace firstcard {

struct Settlement {
  bool accept = false;
  std::string author, reason;
};

// Uses what is held of each of the feed's sources, from the archive, or says no to it; else why
// that cannot be, and nothing is changed. `with_run` is called in the commit of the last one.
std::expected<std::vector<Commit>, std::string> settle(DocumentSink& sink, const Config& config,
                                                       const Feed& feed,
                                                       const Settlement& settlement,
                                                       const WithRun& with_run, Instant now);

}  // namespace firstcard
