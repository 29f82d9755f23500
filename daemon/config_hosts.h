#pragma once
#include <vector>

#include "daemon/config_section.h"
#include "net/host_limits.h"

namespace firstcard::config {

// [http] and [[host]], with what is known of some hosts from the start.
HostRules read_hosts(std::vector<Section> http, std::vector<Section> hosts);

}  // namespace firstcard::config
