#include "track.h"

namespace firstcard::measures {

void use(Print& result, const Print& input) {
  result.known_at = std::max(result.known_at, input.known_at);
  if (input.of == 0) return;
  const bool smaller = std::int64_t{input.have} * result.of < std::int64_t{result.have} * input.of;
  if (result.of == 0 || smaller) {
    result.have = input.have;
    result.of = input.of;
  }
}

Index later(Index from, Index n) {
  return from == Track::kAlways || from == Track::kNever ? from : from + n;
}

Index later(Index from, Duration d) {
  if (from == Track::kAlways || from == Track::kNever) return from;
  const Date target{days{from}};
  // Forward and back differ by the clamping of month ends, three days at most.
  Date day = back(target, Duration{-d.count, d.unit});
  while (back(day, d) < target) ++day;
  while (back(day - days{1}, d) >= target) --day;
  return static_cast<Index>(day.time_since_epoch().count());
}

Track track_of(Frequency f, const WindowSeries& series) {
  Track t;
  t.frequency = f;
  t.samples.reserve(series.points.size());
  for (const Point& p : series.points) {
    if (!std::isfinite(p.value)) continue;
    const Index index = index_of(f, p.period);
    if (!t.samples.empty() && t.samples.back().index == index) {
      if (p.known_at < t.samples.back().known_at) continue;  // points come by date
      t.samples.pop_back();
    }
    Sample& s = t.samples.emplace_back();
    s.index = index;
    s.period = p.period;
    s.value = p.value;
    s.known_at = p.known_at;
  }
  if (series.complete) return t;
  if (series.points.empty()) {
    t.from = Track::kNever;
  } else if (t.from = index_of(f, series.points.front().period); has_calendar(f)) {
    // An older point of the same calendar period may have been cut off.
    ++t.from;
    std::erase_if(t.samples, [&](const Sample& s) { return s.index < t.from; });
  }
  return t;
}

}  // namespace firstcard::measures
