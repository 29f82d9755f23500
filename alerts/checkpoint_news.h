#pragma once
// What a notification of the kind "checkpoint" tells: a dated expectation was met or missed.
#include <string>

#include "indicators/series.h"
#include "indicators/time.h"

namespace firstcard {

struct CheckpointNews {
  std::string id;
  std::string title;
  Date by;
  IndicatorId indicator;
  std::string expected;  // "strengthening", "holding or strengthening"
  bool met = false;
  std::string reason;  // "roi is holding: 3.1% ..."
  bool operator==(const CheckpointNews&) const = default;
};

}  // namespace firstcard
