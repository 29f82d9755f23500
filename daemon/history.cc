#include "daemon/history.h"

#include <algorithm>
#include <set>

namespace firstcard {

History::History(Ledger& ledger, const std::vector<SeriesId>& series, bool final_vintage) {
  std::set<Instant> instants;
  for (const SeriesId& id : series) {
    std::vector<Period>& periods = series_[id];
    for (const Vintage& v : ledger.vintages(id)) {
      if (periods.empty() || periods.back().last_day != v.period)
        periods.push_back({.last_day = v.period, .known = {}});
      periods.back().known.push_back({.at = v.known_at, .value = v.value, .vintage = v.id});
    }
    for (Period& period : periods) {
      if (final_vintage) {
        period.known.front().value = period.known.back().value;
        period.known.front().vintage = period.known.back().vintage;
        period.known.resize(1);
      }
      for (const Known& k : period.known) instants.insert(k.at);
    }
  }
  known_.assign(instants.begin(), instants.end());
}

Window History::window(const std::map<SeriesId, Need>& needs, Instant as_of) {
  Window window{.as_of = as_of, .series = {}};
  for (const auto& [id, need] : needs) {
    WindowSeries& out = window.series[id];
    const auto found = series_.find(id);
    if (found == series_.end()) continue;
    std::optional<Date> oldest;  // read back to here, and one point beyond
    for (auto period = found->second.rbegin(); period != found->second.rend(); ++period) {
      const auto after = std::ranges::upper_bound(period->known, as_of, {}, &Known::at);
      if (after == period->known.begin() || !(after - 1)->value) continue;
      const Known& k = *(after - 1);
      out.points.push_back(
          {.period = period->last_day, .value = *k.value, .known_at = k.at, .vintage = k.vintage});
      if (oldest && period->last_day < *oldest) {
        out.complete = period + 1 == found->second.rend();
        break;
      }
      if (!oldest && static_cast<int>(out.points.size()) >= need.prints)
        oldest = period->last_day - need.reach;
    }
    std::ranges::reverse(out.points);
  }
  return window;
}

}  // namespace firstcard
