#pragma once
// Where everything of an indicator's plot stands, before anything is drawn. Internal to alerts/.
#include <optional>
#include <string>
#include <vector>

#include "notification.h"

namespace firstcard {

// In pixels of an image of 640 x 260, from its upper left corner.
struct PlotPoint {
  double x = 0, y = 0;
  bool operator==(const PlotPoint&) const = default;
};

struct PlotTick {
  double y = 0;
  std::string label;
  bool operator==(const PlotTick&) const = default;
};

struct PlotLine {
  double y = 0;
  std::string label;        // "weakens below -1.0 pp", "recovers at or above 0.0 pp"
  bool recovery = false;    // else the weakening line
  bool weak_above = false;  // which side is the weakening one
  bool operator==(const PlotLine&) const = default;
};

struct PlotLayout {
  static constexpr double kWidth = 640, kHeight = 260;
  double left = 0, top = 0, right = 0, bottom = 0;  // the frame
  std::string title;
  std::vector<PlotTick> ticks;               // from the lowest
  std::vector<std::vector<PlotPoint>> runs;  // readings in order; a gap begins a new run
  std::optional<PlotLine> line;
  std::optional<PlotPoint> newest;
  std::string newest_label;
  std::string first_label, last_label;  // below the frame
};

// Nothing if no reading is finite.
std::optional<PlotLayout> plot_layout(const IndicatorLine& i);

}  // namespace firstcard
