#include "trailing.h"

#include <algorithm>
#include <span>

namespace firstcard::measures {
namespace {

// The samples of the span in order, without gaps; the newest is the last. Every sum runs from the
// oldest to the newest anew, so that a result does not depend on how much history lies before it.
using Span = std::span<const Sample>;

double avg(Span s) {
  double sum = 0;
  for (const Sample& x : s) sum += x.value;
  return sum / static_cast<double>(s.size());
}

double peak(Span s) {
  return std::ranges::max(s, {}, &Sample::value).value;
}
double trough(Span s) {
  return std::ranges::min(s, {}, &Sample::value).value;
}

double drawdown(Span s) {
  const double top = peak(s);
  return top > 0 ? s.back().value / top - 1 : kMissing;
}

// Of the sample: divided by n - 1.
double stdev(Span s) {
  if (s.size() < 2) return kMissing;
  if (peak(s) == trough(s)) return 0;  // exactly, whatever the mean rounds to
  const double mean = avg(s);
  double squares = 0;
  for (const Sample& x : s) squares += (x.value - mean) * (x.value - mean);
  return std::sqrt(squares / static_cast<double>(s.size() - 1));
}

double zscore(Span s) {
  const double width = stdev(s);
  return width > 0 ? (s.back().value - avg(s)) / width : kMissing;
}

// Least squares; the abscissa is the index: periods on a calendar, days on day and event tracks.
double slope(Span s) {
  if (s.size() < 2) return kMissing;      // indices differ, so two samples are two abscissae
  const double origin = s.front().index;  // keeps the abscissae small and the sums exact
  double mean = 0;
  for (const Sample& x : s) mean += x.index - origin;
  mean /= static_cast<double>(s.size());
  const double level = avg(s);
  double products = 0, squares = 0;
  for (const Sample& x : s) {
    const double t = x.index - origin - mean;
    products += t * (x.value - level);
    squares += t * t;
  }
  return products / squares;
}

double percentile(Span s) {
  const auto below =
      std::ranges::count_if(s, [&](const Sample& x) { return x.value <= s.back().value; });
  return static_cast<double>(below) / static_cast<double>(s.size());
}

double (*statistic(Function f))(Span) {
  switch (f) {
    case Function::avg:
      return avg;
    case Function::peak:
      return peak;
    case Function::trough:
      return trough;
    case Function::drawdown:
      return drawdown;
    case Function::stdev:
      return stdev;
    case Function::zscore:
      return zscore;
    case Function::slope:
      return slope;
    default:
      return percentile;
  }
}

void add(Track& out, Span span, double value) {
  Sample& made = out.open(span.back());
  for (const Sample& x : span.first(span.size() - 1)) use(made, x);
  out.close(value);
}

}  // namespace

Track trailing(Function f, const Track& x, Duration d) {
  const auto value_of = statistic(f);
  Track out;
  out.frequency = x.frequency;
  out.samples.reserve(x.samples.size());
  if (has_calendar(x.frequency)) {
    const Index n = whole_periods(d, x.frequency).value_or(1);
    const auto count = static_cast<std::size_t>(n);
    out.from = later(x.from, n - 1);
    for (std::size_t i = count - 1; i < x.samples.size(); ++i) {
      const Sample& s = x.samples[i];
      if (x.samples[i + 1 - count].index != s.index - (n - 1)) continue;
      const Span span(&x.samples[i + 1 - count], count);
      add(out, span, value_of(span));
    }
    return out;
  }
  // Known from the first day whose whole span, (back(day, d), day], is known.
  out.from = later(later(x.from, -1), d);
  std::vector<Sample> values;
  values.reserve(x.samples.size());
  std::size_t first = 0;
  for (const Sample& s : x.samples) {
    if (!s.gap) values.push_back(s);
    const Date before = back(s.period, d);
    while (first < values.size() && Date{days{values[first].index}} <= before) ++first;
    if (s.index < out.from) continue;
    if (s.gap) {
      out.open(s);
      out.close(kMissing);
      continue;
    }
    const Span span(&values[first], values.size() - first);
    add(out, span, value_of(span));
  }
  return out;
}

}  // namespace firstcard::measures
