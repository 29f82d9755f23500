#pragma once
// The checkpoints as `status` shows them.
#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/evaluation.h"
#include "storage/checkpoints.h"

namespace firstcard {

struct CheckpointLine {
  CheckpointId id;
  std::string title;
  IndicatorId indicator;
  std::string expected;  // in the indicator's unit
  Date by;
  CheckpointState state = CheckpointState::open;
  std::int64_t days_left = 0;  // of an open one: whole days after today; negative: not judged yet
  bool holds = false;          // of an open one: it would be met as things stand
  std::string found;           // how things stand, or stood on the day
};
// Those of the configuration, by day.
std::vector<CheckpointLine> checkpoint_lines(Database& db, const Config& config,
                                             const SeenAll& seen, Instant now);

std::string checkpoints_text(const std::vector<CheckpointLine>& lines, bool colour);
boost::json::array checkpoints_json(const std::vector<CheckpointLine>& lines);

}  // namespace firstcard
