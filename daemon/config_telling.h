#pragma once
// The keys of [thesis] that say how its news is told.
#include "alerts/telling.h"
#include "daemon/config_section.h"

namespace firstcard::config {

// Reads `updates`, `remind` and `flap`.
Telling read_telling(Section& thesis);

}  // namespace firstcard::config
