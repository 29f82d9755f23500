#include "resample.h"

#include <algorithm>
#include <numeric>

namespace firstcard::measures {
namespace {

double pick_from(std::vector<double>& values, Pick pick) {
  switch (pick) {
    case Pick::last:
      return values.back();
    case Pick::mean:
      return std::accumulate(values.begin(), values.end(), 0.0) /
             static_cast<double>(values.size());
    case Pick::median:
      return median_of(values);
    case Pick::min:
      return *std::ranges::min_element(values);
    case Pick::max:
      return *std::ranges::max_element(values);
  }
  return kMissing;
}

// The day by which a sample belongs to a longer period.
Date day_in(const Track& x, Index index) {
  return last_day(x.frequency, index);
}

// The first index of `x` whose day is not before `day`, which begins a longer period.
Index first_in(const Track& x, Date day) {
  return index_at(x.frequency, day);
}

// How many samples a period has to have: on calendars one for each of the shorter periods.
Index needed(const Track& x, Frequency to, Index period) {
  if (!has_calendar(x.frequency)) return 1;
  return first_in(x, first_day(to, period + 1)) - first_in(x, first_day(to, period));
}

Index known_from(const Track& x, Frequency to) {
  if (x.from == Track::kAlways || x.from == Track::kNever) return x.from;
  Index period = index_at(to, day_in(x, x.from));
  while (first_in(x, first_day(to, period)) < x.from) ++period;
  return period;
}

}  // namespace

Index newest_over(Frequency f, Instant as_of) {
  const Index now = index_at(f, day_of(as_of));
  return as_of >= end_of_day(last_day(f, now)) ? now : now - 1;
}

double median_of(std::vector<double>& values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : std::midpoint(values[half - 1], values[half]);
}

Track resample(const Track& x, Frequency to, Pick pick, Instant as_of) {
  Track out;
  out.frequency = to;
  out.from = known_from(x, to);
  const Index newest = newest_over(to, as_of);
  std::vector<double> values;
  auto s = x.samples.begin();
  while (s != x.samples.end()) {
    const Index period = index_at(to, day_in(x, s->index));
    if (period > newest) break;
    const Date end = last_day(to, period);
    values.clear();
    Sample made;
    Index count = 0;
    for (; s != x.samples.end() && day_in(x, s->index) <= end; ++s, ++count) {
      if (s->gap) continue;
      if (values.empty() || pick == Pick::last)
        made = *s;
      else
        use(made, *s);
      values.push_back(s->value);
    }
    if (values.empty() || period < out.from || count < needed(x, to, period)) continue;
    made.index = period;
    made.period = end;
    out.open(made);
    out.close(pick_from(values, pick));
  }
  return out;
}

}  // namespace firstcard::measures
