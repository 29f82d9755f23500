#include <algorithm>
#include <numeric>

#include "combine.h"
#include "expr.h"
#include "matched.h"
#include "resample.h"
#include "shift.h"
#include "trailing.h"

namespace firstcard {
namespace measures {
namespace {

using Operands = std::span<const double>;

class Evaluator {
 public:
  Evaluator(const Catalogue& catalogue, const Window& window, int min_coverage)
      : catalogue_(catalogue), window_(window), min_coverage_(min_coverage) {}

  Value value_of(const Expr& e) const {
    switch (e.kind) {
      case Expr::Kind::number:
        return e.number;
      case Expr::Kind::series:
        return series(e.series);
      case Expr::Kind::basket:
        return *basket_;
      case Expr::Kind::negate:
        return combined(e, [](Operands x) { return -x[0]; });
      case Expr::Kind::add:
        return combined(e, [](Operands x) { return x[0] + x[1]; });
      case Expr::Kind::subtract:
        return combined(e, [](Operands x) { return x[0] - x[1]; });
      case Expr::Kind::multiply:
        return combined(e, [](Operands x) { return x[0] * x[1]; });
      case Expr::Kind::divide:
        return combined(e, [](Operands x) { return x[0] / x[1]; });
      case Expr::Kind::call:
        return call(e);
      case Expr::Kind::duration:
      case Expr::Kind::word:
        break;  // read by the call that they are arguments of
    }
    return kMissing;
  }

  Track track_of(const Expr& e) const { return std::get<Track>(value_of(e)); }

 private:
  Track series(const SeriesId& id) const {
    const Frequency f = catalogue_.at(id).frequency;
    const auto it = window_.series.find(id);
    if (it == window_.series.end()) return {.frequency = f, .samples = {}};
    return measures::track_of(f, it->second);
  }

  template <class F>
  Value combined(const Expr& e, F f) const {
    std::vector<Value> operands;
    operands.reserve(e.args.size());
    for (const Expr& a : e.args) operands.push_back(value_of(a));
    const auto is_track = [](const Value& v) { return std::holds_alternative<Track>(v); };
    if (std::ranges::any_of(operands, is_track)) return combine(operands, f);
    std::vector<double> numbers;
    for (const Value& v : operands) numbers.push_back(std::get<double>(v));
    return f(Operands(numbers));
  }

  Value call(const Expr& e) const {
    switch (info(e.function).form) {
      case Form::plain:
      case Form::shifting:
        return shifted(e);
      case Form::trailing:
        return trailing(e.function, track_of(e.args[0]), duration_of(e));
      case Form::several:
        return several(e);
      case Form::resampling:
        return resample(track_of(e.args[0]), target_of(e.function), e.args[1].pick, window_.as_of);
      case Form::matching:
        return matching(e);
    }
    return kMissing;
  }

  Track shifted(const Expr& e) const {
    const Track x = track_of(e.args[0]);
    switch (e.function) {
      case Function::lag:
        return lag(x, duration_of(e), newest(x.frequency));
      case Function::change:
        return change(x, duration_of(e));
      case Function::pace:
        return pace(x, duration_of(e));
      default:
        return growth(x, duration_of(e));
    }
  }

  Value several(const Expr& e) const {
    const auto sum = [](Operands x) { return std::accumulate(x.begin(), x.end(), 0.0); };
    switch (e.function) {
      case Function::mean:
        return combined(e, [&](Operands x) { return sum(x) / static_cast<double>(x.size()); });
      case Function::min:
        return combined(e, [](Operands x) { return std::ranges::min(x); });
      case Function::max:
        return combined(e, [](Operands x) { return std::ranges::max(x); });
      case Function::median:
        return combined(e, [sorted = std::vector<double>()](Operands x) mutable {
          sorted.assign(x.begin(), x.end());
          return median_of(sorted);
        });
      default:
        return combined(e, sum);  // sum, and total, which is a sum of standing values
    }
  }

  Track matching(const Expr& e) const {
    std::vector<Track> members;
    members.reserve(e.args.size() - 1);
    for (std::size_t i = 1; i < e.args.size(); ++i) members.push_back(track_of(e.args[i]));
    const Frequency f = members.front().frequency;
    return matched(members, offsets_of(e.args[0], f), min_coverage_, newest(f),
                   [&](const Track& basket, Index last) {
                     Evaluator inner(catalogue_, window_, min_coverage_);
                     inner.basket_ = &basket;
                     inner.newest_ = last;
                     return inner.track_of(e.args[0]);
                   });
  }

  // The last period that lag() may make a print for where its own argument has none.
  Index newest(Frequency f) const { return newest_ ? *newest_ : newest_over(f, window_.as_of); }

  const Catalogue& catalogue_;
  const Window& window_;
  int min_coverage_;
  const Track* basket_ = nullptr;  // inside matched
  std::optional<Index> newest_;    // inside matched
};

}  // namespace
}  // namespace measures

std::vector<Print> evaluate(const Measure& m, const Catalogue& catalogue, const Window& window,
                            int min_coverage) {
  const measures::Track track =
      measures::Evaluator(catalogue, window, min_coverage).track_of(m.root());
  std::vector<Print> prints;
  prints.reserve(track.samples.size());
  for (const measures::Sample& s : track.samples)
    if (!s.gap) prints.push_back(s);
  return prints;
}

}  // namespace firstcard
