#pragma once
// The feeds as `status` shows them.
#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/feed_watch.h"
#include "storage/held.h"

namespace firstcard {

struct FeedLine {
  FeedId feed;
  std::string source;
  FeedOutlook outlook;
  std::optional<Instant> since;  // of its health, if that is as recorded
  FeedPolls polls;
  std::vector<HeldDocument> held;
};
std::vector<FeedLine> feed_lines(Database& db, const Config& config, Instant now);

// A table, and below it what is wrong with whom.
std::string feeds_text(const std::vector<FeedLine>& lines, Instant now, bool colour);
boost::json::array feeds_json(const std::vector<FeedLine>& lines);

}  // namespace firstcard
