#pragma once
// When a feed is polled.
#include "daemon/config_section.h"
#include "feeds/schedule.h"

namespace firstcard::config {

// Reads `every`, `at`, `zone` and `window`.
Schedule read_schedule(Section& feed);

}  // namespace firstcard::config
