#pragma once
#include <string_view>

#include "alerts/receiver.h"

namespace firstcard {

// As the configuration calls it: "webhook", "pagerduty".
std::string_view type_of(const Receiver& receiver);

}  // namespace firstcard
