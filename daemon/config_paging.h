#pragma once
#include <optional>

#include "daemon/config_section.h"
#include "feeds/paging.h"

namespace firstcard::config {

// A feed's `paging`; nullopt if there is none, and after an error.
std::optional<Paging> read_paging(Section& feed);

}  // namespace firstcard::config
