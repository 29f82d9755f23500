#pragma once
#include "indicators/time.h"

namespace firstcard {

// The present time, UTC.
Instant present();

}  // namespace firstcard
