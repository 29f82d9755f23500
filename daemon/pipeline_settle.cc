#include <fmt/format.h>

#include "daemon/pipeline.h"

namespace firstcard {

std::expected<Commit, std::string> Pipeline::settle(const Config&, const Feed& feed,
                                                    const Settlement&, const WithRun&, Instant) {
  return std::unexpected(fmt::format("no document of feed {} is held", feed.id.text));
}

}  // namespace firstcard
