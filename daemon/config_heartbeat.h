#pragma once
// [heartbeat] and [summary].
#include <optional>
#include <vector>

#include "daemon/config.h"
#include "daemon/config_section.h"

namespace firstcard::config {

std::optional<HeartbeatConfig> read_heartbeat(std::vector<Section> sections, Secrets secrets);
std::vector<CalendarRule> read_summary(std::vector<Section> sections,
                                       const std::vector<Receiver>& receivers);

}  // namespace firstcard::config
