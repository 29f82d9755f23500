#pragma once
// The pictures of a mail, drawn by a child process (`firstcard plot`, hidden): cairo, fontconfig
// and their caches never enter the daemon, and what falls or hangs in them costs a mail its
// pictures and nothing else.
#include <filesystem>
#include <stop_token>

#include "alerts/plot.h"

namespace firstcard {

struct PlotOptions {
  std::filesystem::path executable = "/proc/self/exe";
  std::stop_token stop{};
};

// Waits for the child, so not on the loop's thread. Never throws for what the child does: then
// there are no pictures, and the fault says why.
Pictures draw_plots(const Notification& n, const PlotOptions& options);

// The child's work: reads a notification's JSON from descriptor 0 and writes its answer to
// descriptor 3: a line of JSON, then the pictures in its order. Returns the exit code.
int run_plot_child();

}  // namespace firstcard
