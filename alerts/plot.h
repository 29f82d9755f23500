#pragma once
// An indicator's recent readings as a picture, for mail.
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "alerts/notification.h"

namespace firstcard {

struct Picture {
  IndicatorId indicator;
  std::string png;
  bool operator==(const Picture&) const = default;
};

struct Pictures {
  std::vector<Picture> all;
  std::string fault;  // why there are none, or not all; empty: nothing went wrong
  bool operator==(const Pictures&) const = default;
};

// The size at which a picture is shown; it has twice as many pixels each way.
constexpr int kPlotWidth = 640, kPlotHeight = 260;

// The indicators that a message shows as weakening and that have a reading, in order.
std::vector<IndicatorLine> plotted(const Notification& n);

// Holds cairo, which is loaded here and not linked: it brings fontconfig, X11 and others with it,
// which a daemon that draws once a quarter shall not carry. For one thread.
class Plotter {
 public:
  // Throws std::runtime_error if the library is not there.
  Plotter();
  ~Plotter();
  Plotter(const Plotter&) = delete;
  Plotter& operator=(const Plotter&) = delete;

  // PNG: the same reading yields the same bytes (with the same cairo and fonts). Text is in DejaVu
  // Sans or what fontconfig takes for it; with no font at all, in cairo's own strokes, ASCII only.
  // The error says why there is no picture.
  std::expected<std::string, std::string> png(const IndicatorLine& i) const;

 private:
  struct Cairo;
  std::unique_ptr<Cairo> cairo_;
};

}  // namespace firstcard
