// How far back each series must be read.
#include <algorithm>
#include <cstdint>
#include <optional>

#include "expr.h"

namespace firstcard {
namespace measures {
namespace {

// The newest `prints` samples of an expression and from the oldest of these everything `reach` days
// further back.
struct Demand {
  std::int64_t prints = 0;
  std::int64_t reach = 0;
};

// No period of the frequency is longer, in days.
std::int64_t longest(Frequency f) {
  switch (f) {
    case Frequency::week:
      return 7;
    case Frequency::month:
      return 31;
    case Frequency::quarter:
      return 92;
    case Frequency::year:
      return 366;
    default:
      return 1;
  }
}

std::int64_t longest(Duration d) {
  constexpr std::int64_t lengths[] = {1, 7, 31, 92, 366};
  return d.count * lengths[static_cast<std::size_t>(d.unit)];
}

// How many samples of `source` a period of `to` holds at most. An event series has one a day at
// most.
std::int64_t in_period(Frequency source, Frequency to) {
  switch (source) {
    case Frequency::week:
      return to == Frequency::month ? 5 : 14;
    case Frequency::month:
      return 3;
    default:
      return longest(to);
  }
}

// A reporting season or a hole: members and operands do not all have the same newest periods.
constexpr std::int64_t kSeason = 2;
// How long an event series may be silent before a lag cannot be read in the first go.
constexpr std::int64_t kSilence = 200;

class Needs {
 public:
  explicit Needs(const Catalogue& catalogue) : catalogue_(catalogue) {}

  void visit(const Expr& e, Demand d) {
    switch (e.kind) {
      case Expr::Kind::series:
        return series(e.series, d);
      case Expr::Kind::basket:
        return basket(d);
      case Expr::Kind::call:
        return call(e, d);
      default:
        return operands(e, d);
    }
  }

  std::map<SeriesId, Need> take() { return std::move(needs_); }

 private:
  void series(const SeriesId& id, Demand d) {
    if (const Frequency f = frequency_of(id); has_calendar(f)) {
      // The oldest period read is not used, since an earlier point may belong to it as well; and
      // the dates of fiscal periods are not equally far apart.
      d.prints += 1;
      if (d.reach > 0) d.reach += 2 * longest(f);
    }
    constexpr std::int64_t kMost = 1'000'000'000;
    Need& need = needs_[id];
    need.prints = std::max(need.prints, static_cast<int>(std::min(d.prints, kMost)));
    need.reach = std::max(need.reach, days{std::min(d.reach, kMost)});
  }

  void basket(Demand d) {
    if (matched_ == nullptr) return;
    const Expr& call = *matched_;
    d.prints += kSeason;
    for (std::size_t i = 1; i < call.args.size(); ++i) visit(call.args[i], d);
  }

  void operands(const Expr& e, Demand d) {
    int tracks = 0;
    for (const Expr& a : e.args) tracks += frequency_of(a) ? 1 : 0;
    if (const auto f = frequency_of(e); f && tracks > 1) {
      if (has_calendar(*f)) d.prints += kSeason;
      if (*f == Frequency::day)
        d.prints += d.prints / 8 + 10;  // days that one of them does not have
    }
    for (const Expr& a : e.args) visit(a, d);
  }

  void call(const Expr& e, Demand d) {
    switch (info(e.function).form) {
      case Form::plain:
      case Form::shifting:
        return shifting(e, d);
      case Form::trailing:
        d.reach += longest(duration_of(e));
        return visit(e.args[0], d);
      case Form::several:
        return operands(e, d);
      case Form::resampling:
        return resampling(e, d);
      case Form::matching:
        matched_ = &e;
        visit(e.args[0], d);
        matched_ = nullptr;
    }
  }

  void shifting(const Expr& e, Demand d) {
    const Frequency f = frequency_of(e.args[0]).value_or(Frequency::event);
    if (e.function == Function::pace) {
      d.prints += 1;
      return visit(e.args[0], d);
    }
    d.reach += longest(duration_of(e));
    if (f == Frequency::day) d.reach += 7;  // shift.h: kOldest
    if (f == Frequency::event) {
      d.prints += 1;
      d.reach += kSilence;
    }
    visit(e.args[0], d);
  }

  void resampling(const Expr& e, Demand d) {
    const Frequency to = target_of(e.function);
    const Frequency source = frequency_of(e.args[0]).value_or(Frequency::event);
    // One period is not over yet, and of the oldest read perhaps not everything was.
    d.prints = (d.prints + 2) * in_period(source, to);
    if (d.reach > 0) d.reach += longest(to);
    visit(e.args[0], d);
  }

  Frequency frequency_of(const SeriesId& id) const {
    const auto it = catalogue_.find(id);
    return it == catalogue_.end() ? Frequency::event : it->second.frequency;
  }

  // nullopt: a number.
  std::optional<Frequency> frequency_of(const Expr& e) const {
    if (e.kind == Expr::Kind::series) return frequency_of(e.series);
    if (e.kind == Expr::Kind::basket && matched_ != nullptr) return frequency_of(matched_->args[1]);
    if (e.kind == Expr::Kind::call && info(e.function).form == Form::resampling)
      return target_of(e.function);
    if (e.kind == Expr::Kind::call && info(e.function).form == Form::matching)
      return frequency_of(e.args[1]);
    for (const Expr& a : e.args)
      if (const auto f = frequency_of(a)) return f;
    return std::nullopt;
  }

  const Catalogue& catalogue_;
  const Expr* matched_ = nullptr;  // whose first argument is being visited
  std::map<SeriesId, Need> needs_;
};

}  // namespace
}  // namespace measures

std::map<SeriesId, Need> needs_of(const Measure& m, const Catalogue& catalogue, int prints) {
  measures::Needs needs(catalogue);
  needs.visit(m.root(), {std::max(prints, 0), 0});
  return needs.take();
}

}  // namespace firstcard
