#pragma once
// Which feeds would settle an unknown indicator. On the store thread.
#include <string>
#include <vector>

#include "daemon/config.h"
#include "storage/feed_state.h"

namespace firstcard {

// One line a feed, for people: of the indicator's series those whose next period is due or whose
// feed has never brought a value, with the feed's last error if its newest poll failed:
// "feed aws: aws.revenue 2026-Q3 is late (HTTP 503)". Empty where no feed can help: an input is
// there, but too short a history.
std::vector<std::string> repairs_of(FeedStates& states, const Config& config,
                                    const Indicator& rule, Instant now);

}  // namespace firstcard
