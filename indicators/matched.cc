#include "matched.h"

#include <algorithm>
#include <cstdint>

namespace firstcard::measures {
namespace {

// One flag for each offset; offset i is flags[i].
using Flags = std::vector<std::uint8_t>;

void include(Flags& into, const Flags& other, std::size_t shift = 0) {
  if (into.size() < other.size() + shift) into.resize(other.size() + shift);
  for (std::size_t i = 0; i < other.size(); ++i)
    into[i + shift] = static_cast<std::uint8_t>(into[i + shift] | other[i]);
}

// Everything up to n - 1 further back.
Flags spread(const Flags& x, std::size_t n) {
  Flags out(x.empty() ? 0 : x.size() + n - 1);
  std::size_t left = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i < x.size() && x[i] != 0) left = n;
    if (left > 0) {
      out[i] = 1;
      --left;
    }
  }
  return out;
}

Flags flags_of(const Expr& f, Frequency frequency) {
  if (f.kind == Expr::Kind::basket) return {1};
  Flags out;
  if (f.kind != Expr::Kind::call) {
    for (const Expr& a : f.args) include(out, flags_of(a, frequency));
    return out;
  }
  const Flags x = flags_of(f.args[0], frequency);
  const auto n = static_cast<std::size_t>(whole_periods(duration_of(f), frequency).value_or(1));
  if (info(f.function).form == Form::trailing) return spread(x, n);
  if (x.empty()) return out;
  include(out, x, n);
  if (f.function != Function::lag) include(out, x);
  return out;
}

// Which members have a value where, over the indices [begin, end): one row of flags a member.
class Presence {
 public:
  Presence(const std::vector<Track>& members, const std::vector<Index>& offsets, Index begin,
           Index end)
      : begin_(begin), length_(static_cast<std::size_t>(end - begin)), rows_(members.size()) {
    Flags present;
    for (std::size_t m = 0; m < members.size(); ++m) {
      present.assign(length_, 0);
      for (const Sample& s : members[m].samples)
        if (s.index >= begin && s.index < end)
          present[static_cast<std::size_t>(s.index - begin)] = 1;
      rows_[m] = everywhere(present, offsets);
    }
  }

  bool at(std::size_t member, Index index) const {
    return rows_[member][static_cast<std::size_t>(index - begin_)] != 0;
  }

  // One past the last index of the run of equal sets that begins at `index`.
  Index run_end(Index index) const {
    auto i = static_cast<std::size_t>(index - begin_) + 1;
    const auto same = [&](const Flags& row) { return row[i] == row[i - 1]; };
    while (i < length_ && std::ranges::all_of(rows_, same)) ++i;
    return begin_ + static_cast<Index>(i);
  }

 private:
  // Whether there is a value at every offset.
  Flags everywhere(const Flags& present, const std::vector<Index>& offsets) const {
    Flags all(length_, 1);
    for (Index o : offsets) {
      const std::size_t back = std::min(static_cast<std::size_t>(o), length_);
      std::fill_n(all.begin(), back, std::uint8_t{0});
      for (std::size_t i = back; i < length_; ++i)
        all[i] = static_cast<std::uint8_t>(all[i] & present[i - back]);
    }
    return all;
  }

  Index begin_;
  std::size_t length_;
  std::vector<Flags> rows_;
};

// The sum of these members over the indices [begin, end), where all have a value.
Track basket_of(const std::vector<const Track*>& members, int of, Index begin, Index end) {
  Track basket;
  basket.frequency = members.front()->frequency;
  basket.samples.resize(static_cast<std::size_t>(end - begin));
  for (const Track* m : members) {
    auto s = std::ranges::lower_bound(m->samples, begin, {}, &Sample::index);
    for (; s != m->samples.end() && s->index < end; ++s) {
      Sample& sum = basket.samples[static_cast<std::size_t>(s->index - begin)];
      if (sum.have == 0) {
        sum.index = s->index;
        sum.period = s->period;
        sum.value = s->value;
        sum.known_at = s->known_at;
        sum.of = of;
      } else {
        sum.period = std::max(sum.period, s->period);
        sum.known_at = std::max(sum.known_at, s->known_at);
        sum.value += s->value;
      }
      ++sum.have;
    }
  }
  std::erase_if(basket.samples, [&](const Sample& s) {
    return s.have != static_cast<int>(members.size()) || !std::isfinite(s.value);
  });
  return basket;
}

}  // namespace

std::vector<Index> offsets_of(const Expr& f, Frequency frequency) {
  const Flags flags = flags_of(f, frequency);
  std::vector<Index> out;
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (flags[i] != 0) out.push_back(static_cast<Index>(i));
  return out;
}

Track matched(const std::vector<Track>& members, const std::vector<Index>& offsets,
              int min_coverage, Index newest, const OfBasket& f) {
  Track out;
  out.frequency = members.front().frequency;
  Index first = Track::kNever, last = Track::kAlways;  // of any member
  for (const Track& m : members) {
    out.from = std::max(out.from, later(m.from, offsets.back()));
    if (m.samples.empty()) continue;
    first = std::min(first, m.samples.front().index);
    last = std::max(last, m.samples.back().index);
  }
  if (first > last) return out;
  // A print that reaches only to earlier periods may be later than every member's newest value.
  const Index end = std::max(last, std::min(newest, last + offsets.front())) + 1;
  const Presence presence(members, offsets, first, end);

  std::vector<const Track*> in;
  for (Index begin = first, next = begin; begin < end; begin = next) {
    next = presence.run_end(begin);
    in.clear();
    for (std::size_t m = 0; m < members.size(); ++m)
      if (presence.at(m, begin)) in.push_back(&members[m]);
    if (in.empty() || static_cast<int>(in.size()) < min_coverage || next <= out.from) continue;
    const Track basket =
        basket_of(in, static_cast<int>(members.size()), begin - offsets.back(), next);
    for (const Sample& s : f(basket, next - 1).samples)
      if (s.index >= std::max(begin, out.from) && s.index < next) out.samples.push_back(s);
  }
  return out;
}

}  // namespace firstcard::measures
