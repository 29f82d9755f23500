#include "shift.h"

#include <algorithm>

namespace firstcard::measures {
namespace {

Index index_before(const Sample& s, Duration d) {
  return static_cast<Index>(back(s.period, d).time_since_epoch().count());
}

// The first index whose earlier value is known for sure, or known to be absent.
Index known_from(const Track& x, Duration d) {
  switch (x.frequency) {
    case Frequency::event:
      return later(x.from, d);
    case Frequency::day:
      return later(later(x.from, static_cast<Index>(kOldest.count())), d);
    default:
      return later(x.from, whole_periods(d, x.frequency).value_or(0));
  }
}

// Calls f(sample, earlier) for every sample of `x`; `earlier` is nullptr where there is none.
template <class F>
void with_earlier(const Track& x, Duration d, F f) {
  const Index from = known_from(x, d);
  const Index periods = whole_periods(d, x.frequency).value_or(0);
  const auto& all = x.samples;
  std::size_t after = 0;  // the samples before this one are at or before the earlier time
  for (const Sample& s : all) {
    const Index target = has_calendar(x.frequency) ? s.index - periods : index_before(s, d);
    while (after < all.size() && all[after].index <= target) ++after;
    if (s.index < from) continue;
    const Sample* earlier = after > 0 ? &all[after - 1] : nullptr;
    if (earlier != nullptr) {
      const Index age = target - earlier->index;
      if (has_calendar(x.frequency) && age != 0) earlier = nullptr;
      if (x.frequency == Frequency::day && age > kOldest.count()) earlier = nullptr;
    }
    f(s, earlier);
  }
}

// f(value, earlier value) at every sample of `x`.
template <class F>
Track against_earlier(const Track& x, Duration d, F f) {
  Track out;
  out.frequency = x.frequency;
  out.from = known_from(x, d);
  out.samples.reserve(x.samples.size());
  with_earlier(x, d, [&](const Sample& s, const Sample* earlier) {
    const bool known = !s.gap && earlier != nullptr && !earlier->gap;
    Sample& made = out.open(s);
    if (earlier != nullptr) use(made, *earlier);
    out.close(known ? f(s.value, earlier->value) : kMissing);
  });
  return out;
}

Track lag_on_calendar(const Track& x, Index periods, Index newest) {
  Track out;
  out.frequency = x.frequency;
  out.from = later(x.from, periods);
  if (x.samples.empty()) return out;
  newest = std::max(newest, x.samples.back().index);
  out.samples.reserve(x.samples.size());
  auto own = x.samples.begin();  // the sample of the period that the lagged value moves to
  for (const Sample& earlier : x.samples) {
    const Index index = earlier.index + periods;
    if (index > newest) break;
    while (own != x.samples.end() && own->index < index) ++own;
    const bool there = own != x.samples.end() && own->index == index;
    Sample& s = out.open(earlier);
    s.index = index;
    s.period = there ? own->period : last_day(x.frequency, index);
  }
  return out;
}

}  // namespace

Track lag(const Track& x, Duration d, Index newest) {
  if (has_calendar(x.frequency))
    return lag_on_calendar(x, whole_periods(d, x.frequency).value_or(0), newest);
  Track out;
  out.frequency = x.frequency;
  out.from = known_from(x, d);
  out.samples.reserve(x.samples.size());
  with_earlier(x, d, [&](const Sample& at, const Sample* earlier) {
    Sample& s = out.open(earlier != nullptr ? *earlier : at);
    s.index = at.index;
    s.period = at.period;
    out.close(earlier != nullptr && !earlier->gap ? earlier->value : kMissing);
  });
  return out;
}

Track change(const Track& x, Duration d) {
  return against_earlier(x, d, [](double now, double then) { return now - then; });
}

Track growth(const Track& x, Duration d) {
  return against_earlier(
      x, d, [](double now, double then) { return then > 0 ? now / then - 1 : kMissing; });
}

Track pace(const Track& x, Duration d) {
  const double span = static_cast<double>(nominal_days(d).count());  // exact for days and weeks
  Track out;
  out.frequency = x.frequency;
  out.from = x.from;
  // The first sample of a track that was cut off has one before it that nobody sees here.
  if (x.from != Track::kAlways && !x.samples.empty()) out.from = x.samples.front().index + 1;
  const Sample* before = nullptr;
  for (const Sample& s : x.samples) {
    const Sample* earlier = before;
    before = &s;
    if (s.index < out.from) continue;
    Sample& next = out.open(s);
    if (earlier == nullptr) {
      out.close(kMissing);
      continue;
    }
    const bool neighbours = !has_calendar(x.frequency) || earlier->index == s.index - 1;
    const double apart = static_cast<double>((s.period - earlier->period).count());
    const bool known =
        neighbours && !s.gap && !earlier->gap && s.value > 0 && earlier->value > 0 && apart > 0;
    use(next, *earlier);
    out.close(known ? std::pow(s.value / earlier->value, span / apart) - 1 : kMissing);
  }
  return out;
}

}  // namespace firstcard::measures
