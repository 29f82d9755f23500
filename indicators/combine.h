#pragma once
// The one join of the measure language.
#include <algorithm>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "track.h"

namespace firstcard::measures {

// What an expression comes to: a number, or a track.
using Value = std::variant<double, Track>;

// Where a walk over one operand's samples stands.
struct Cursor {
  const Track* track;
  std::size_t operand;
  std::size_t next = 0;

  bool done() const { return next == track->samples.size(); }
  const Sample& ahead() const { return track->samples[next]; }
  const Sample& standing() const { return track->samples[next - 1]; }
};

template <class F>
void combine_equal(std::vector<Cursor>& cursors, std::vector<double>& values, Track& out, F& f) {
  Cursor& lead = cursors.front();
  for (; !lead.done(); ++lead.next) {
    const Sample& at = lead.ahead();
    if (at.index < out.from) continue;
    values[lead.operand] = at.value;
    Sample& s = out.open(at);
    bool all = true;
    for (std::size_t i = 1; i < cursors.size() && all; ++i) {
      Cursor& c = cursors[i];
      while (!c.done() && c.ahead().index < at.index) ++c.next;
      all = !c.done() && c.ahead().index == at.index;
      if (!all) break;
      values[c.operand] = c.ahead().value;
      s.period = std::max(s.period, c.ahead().period);
      use(s, c.ahead());
    }
    out.close(all ? f(std::span<const double>(values)) : kMissing);
  }
}

template <class F>
void combine_standing(std::vector<Cursor>& cursors, std::vector<double>& values, Track& out, F& f) {
  for (;;) {
    std::optional<Index> at;
    for (const Cursor& c : cursors)
      if (!c.done() && (!at || c.ahead().index < *at)) at = c.ahead().index;
    if (!at) return;
    bool begun = true, gap = false;
    std::optional<Sample> s;
    for (Cursor& c : cursors) {
      if (!c.done() && c.ahead().index == *at) ++c.next;
      if (c.next == 0) {
        begun = false;
        continue;
      }
      gap = gap || c.standing().gap;
      values[c.operand] = c.standing().value;
      if (s)
        use(*s, c.standing());
      else
        s = c.standing();
    }
    if (!begun || *at < out.from) continue;
    s->index = *at;
    s->period = Date{days{*at}};
    out.open(*s);
    out.close(gap ? kMissing : f(std::span<const double>(values)));
  }
}

// `f` of several operands, of which one at least is a track: by equal index, or on event tracks at
// every event of any of them, with the values that stand then, from the day on which all have
// begun. `f` takes the operands' values in order, as a span; what it yields that is not finite is
// missing.
template <class F>
Track combine(const std::vector<Value>& operands, F f) {
  std::vector<Cursor> cursors;
  std::vector<double> values(operands.size());
  Track out;
  std::size_t most = 0;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    if (const double* number = std::get_if<double>(&operands[i])) {
      values[i] = *number;
      continue;
    }
    const Track& t = std::get<Track>(operands[i]);
    cursors.push_back({&t, i});
    out.frequency = t.frequency;
    out.from = std::max(out.from, t.from);
    most = std::max(most, t.samples.size());
  }
  out.samples.reserve(most);
  if (out.frequency == Frequency::event) {
    combine_standing(cursors, values, out, f);
  } else {
    combine_equal(cursors, values, out, f);
  }
  return out;
}

}  // namespace firstcard::measures
