#pragma once
// All rules at one instant: what the live daemon, status, explain and the backtest share.
#include <map>
#include <optional>
#include <vector>

#include "daemon/config.h"
#include "indicators/assess.h"
#include "indicators/cause.h"
#include "indicators/decide.h"

namespace firstcard {

// Where windows come from: the ledger, or a whole history in memory.
class WindowSource {
 public:
  virtual ~WindowSource() = default;
  virtual Window window(const std::map<SeriesId, Need>& needs, Instant as_of) = 0;
};

// The window that the rule needs at `as_of`; reads further back if what it needs by estimate brings
// fewer prints than the rule looks back on and there is more.
Window window_for(const Indicator& rule, const Catalogue& catalogue, WindowSource& source,
                  Instant as_of);

// One indicator, with what it saw.
struct Seen {
  Assessment assessment;
  Window window;
};
using SeenAll = std::map<IndicatorId, Seen>;

SeenAll assess_all(const Config& config, WindowSource& source, Instant as_of);
std::vector<Assessment> assessments_of(const SeenAll& all);

// The first instant after `t` at which a verdict may change though no new row arrives: a print goes
// stale, a resampled period ends, or a weakening indicator has recovered `within` ago.
std::optional<Instant> next_change(const Config& config, const SeenAll& all, Instant t);

// Every series that a rule reads.
std::vector<SeriesId> series_of(const Config& config);

}  // namespace firstcard
