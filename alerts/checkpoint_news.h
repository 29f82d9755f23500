#pragma once
// What a notification of the kind "checkpoint" tells: a dated expectation was met or missed.
#include <string>

#include "indicators/checkpoint.h"

namespace firstcard {

struct CheckpointNews {
  CheckpointId id;
  std::string title;  // or empty
  Date by;
  IndicatorId indicator;
  std::string expected;  // "strengthening", "above 2.0%"
  bool met = false;
  std::string found;  // what the indicator was at the end of that day, and why
  bool operator==(const CheckpointNews&) const = default;
};

}  // namespace firstcard
