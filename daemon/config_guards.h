#pragma once
// [feed.guards]
#include "daemon/config_section.h"
#include "feeds/guards.h"

namespace firstcard::config {

Guards read_guards(Section& feed);

}  // namespace firstcard::config
