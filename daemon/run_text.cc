#include "daemon/run_text.h"

#include <fmt/format.h>

#include "feeds/read.h"

namespace firstcard {

bool went_well(const FeedRun& run) {
  return run.outcome == RunOutcome::stored || run.outcome == RunOutcome::unchanged;
}

std::string run_text(const FeedRun& run, std::span<const Fault> faults) {
  switch (run.outcome) {
    case RunOutcome::unchanged:
      return run.source + ": unchanged";
    case RunOutcome::failed:
      return fmt::format("{}: {}", run.source, run.message);
    case RunOutcome::held:
      return fmt::format("{}: document held: {}", run.source, run.message);
    case RunOutcome::rejected:
      return fmt::format("{}: document refused, the last good state stays: {}", run.source,
                         run.message);
    case RunOutcome::stored:
      break;
  }
  std::string text = fmt::format("{}: {} rows, {} new, {} revised, {} withdrawn, {} faults",
                                 run.source, run.counts.rows, run.counts.added, run.counts.revised,
                                 run.counts.withdrawn, run.faults);
  if (!run.message.empty()) text += "\n  " + run.message;
  for (const Fault& fault : faults) text += "\n  " + to_text(fault);
  if (run.faults > static_cast<std::int64_t>(faults.size()))
    text += fmt::format("\n  and {} more faults",
                        run.faults - static_cast<std::int64_t>(faults.size()));
  return text;
}

}  // namespace firstcard
