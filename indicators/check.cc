// What a measure must satisfy before it may be evaluated.
#include <cmath>
#include <optional>

#include "check_text.h"
#include "expr.h"
#include "nearest.h"

namespace firstcard {
namespace measures {
namespace {

using Kind = Expr::Kind;

// What an expression yields: values of a frequency, or a number.
struct Type {
  std::optional<Frequency> frequency;  // nullopt: a number
  double number = 0;
};

// Of one duration. As deep as a measure may be nested, its dates stay within those that a calendar
// type can hold (32767 years).
constexpr days kLongest{100 * 365};

class Checker {
 public:
  explicit Checker(const Catalogue& catalogue) : catalogue_(catalogue) {}

  std::expected<Frequency, MeasureError> run(const Expr& root) {
    const Type t = type_of(root);
    if (!error_ && !t.frequency)
      fail(start_of(root), "the measure names no series: it would never change");
    if (error_) return std::unexpected(*error_);
    return *t.frequency;
  }

 private:
  // After a failure `error_` is set and the type means nothing.
  Type type_of(const Expr& e) {
    switch (e.kind) {
      case Kind::number:
        return {std::nullopt, e.number};
      case Kind::series:
        return series(e);
      case Kind::basket:
        return basket(e);
      case Kind::negate: {
        Type t = type_of(e.args[0]);
        t.number = -t.number;
        return t;
      }
      case Kind::call:
        return call(e);
      case Kind::duration:
        return fail(e.column, "a duration where an expression belongs: " + shown(e));
      case Kind::word:
        return fail(e.column, "a word where an expression belongs: " + shown(e));
      default:
        return binary(e);
    }
  }

  Type series(const Expr& e) {
    if (matched_ != nullptr && basket_)
      return fail(e.column,
                  "the first argument of matched is about the basket alone and names no "
                  "series: write 'basket' in the place of " +
                      shown(e));
    const auto it = catalogue_.find(e.series);
    if (it != catalogue_.end()) return {it->second.frequency};
    if (const FunctionInfo* f = find_function(e.series.text))
      return fail(e.column, quoted(f->name) + " is a function: write " + std::string(f->signature));
    std::vector<std::string_view> names;
    for (const auto& [id, known] : catalogue_) names.push_back(id.text);
    const std::string hint = did_you_mean(e.series.text, names);
    return fail(e.column, "unknown series " + quoted(e.series.text) +
                              (hint.empty() ? ": declare it as a [[series]]" : hint));
  }

  Type basket(const Expr& e) {
    if (basket_) return {*basket_};
    return fail(e.column,
                "'basket' has a meaning only in the first argument of matched(f, a, b, ...)");
  }

  Type binary(const Expr& e) {
    const Type a = type_of(e.args[0]);
    if (error_) return {};
    const Type b = type_of(e.args[1]);
    if (error_) return {};
    if (e.kind == Kind::divide && !b.frequency && b.number == 0)
      return fail(e.column, "division by zero: " + shown(e) + " never has a value");
    if (a.frequency && b.frequency) {
      if (*a.frequency != *b.frequency)
        return mixed(e.column, e.args[0], *a.frequency, e.args[1], *b.frequency);
      return a;
    }
    if (a.frequency) return a;
    if (b.frequency) return b;
    double number = 0;
    switch (e.kind) {
      case Kind::add:
        number = a.number + b.number;
        break;
      case Kind::subtract:
        number = a.number - b.number;
        break;
      case Kind::multiply:
        number = a.number * b.number;
        break;
      default:
        number = a.number / b.number;
    }
    if (!std::isfinite(number)) return fail(e.column, shown(e) + " is too large for a number");
    return {std::nullopt, number};
  }

  Type call(const Expr& e) {
    const FunctionInfo& f = info(e.function);
    if (basket_ && !allowed_in_matched(f))
      return fail(e.column,
                  quoted(f.name) +
                      " cannot stand in the first argument of matched: use basket, "
                      "arithmetic, lag, change, growth, yoy, qoq and the trailing functions there");
    switch (f.form) {
      case Form::plain:
        if (!count(e, 1)) return {};
        return shifting(e, of_series(e, 0));
      case Form::shifting:
        if (!count(e, 2)) return {};
        if (!duration(e)) return {};
        return shifting(e, of_series(e, 0));
      case Form::trailing:
        if (!count(e, 2) || !duration(e)) return {};
        return trailing(e, of_series(e, 0));
      case Form::several:
        return several(e);
      case Form::resampling:
        return resampling(e);
      case Form::matching:
        return matching(e);
    }
    return {};
  }

  static bool allowed_in_matched(const FunctionInfo& f) {
    return f.form == Form::plain || f.form == Form::trailing ||
           (f.form == Form::shifting && f.id != Function::pace);
  }

  bool count(const Expr& e, std::size_t n) {
    if (e.args.size() == n) return true;
    const std::string_view signature = info(e.function).signature;
    fail(e.column, std::string(signature) + " takes " + std::to_string(n) +
                       (n == 1 ? " argument" : " arguments") + ", here " +
                       (e.args.size() == 1 ? "is 1" : "are " + std::to_string(e.args.size())));
    return false;
  }

  // An argument that must depend on a series.
  Type of_series(const Expr& e, std::size_t position) {
    const Expr& a = e.args[position];
    if (a.kind == Kind::duration || a.kind == Kind::word)
      return wrong_kind(e, position, "an expression");
    const Type t = type_of(a);
    if (!error_ && !t.frequency) return wrong_kind(e, position, "an expression over a series");
    return t;
  }

  Type wrong_kind(const Expr& e, std::size_t position, std::string_view expected) {
    return fail(start_of(e.args[position]), std::string(info(e.function).signature) +
                                                ": argument " + std::to_string(position + 1) +
                                                " must be " + std::string(expected) + ", not " +
                                                shown(e.args[position]));
  }

  bool duration(const Expr& e) {
    const Expr& a = e.args[1];
    if (a.kind != Kind::duration) {
      wrong_kind(e, 1, "a duration such as 30d, 2w, 6m, 1q or 1y");
    } else if (a.duration.count <= 0) {
      fail(a.column, "the duration " + shown(a) + " is not positive: write one of 1 or more");
    } else if (nominal_days(a.duration) > kLongest) {
      fail(a.column, "the duration " + shown(a) + " is longer than 100 years: write a shorter one");
    }
    return !error_;
  }

  // A duration over calendar periods is a whole number of them.
  bool whole(const Expr& e, Frequency f) {
    if (!has_calendar(f) || whole_periods(duration_of(e), f)) return true;
    const std::string name(info(e.function).name);
    const std::string of = inner_text(e.args[0], "x");
    if (info(e.function).form == Form::plain) {
      const bool year = e.function == Function::yoy;
      const std::string instead = f == Frequency::week ? (year ? "52w" : "13w") : "1y";
      fail(e.column, name + ": a " + (year ? "year" : "quarter") + " is not a whole number of " +
                         std::string(plural(f)) + ", and " + shown(e.args[0]) +
                         " is of frequency " + std::string(to_text(f)) + ": write growth(" + of +
                         ", " + instead + ")");
    } else {
      fail(e.args[1].column, "the duration " + shown(e.args[1]) + " is not a whole number of " +
                                 std::string(plural(f)) + ", and " + shown(e.args[0]) +
                                 " is of frequency " + std::string(to_text(f)) + ": write e.g. " +
                                 std::string(example(f)));
    }
    return false;
  }

  Type shifting(const Expr& e, Type x) {
    if (error_) return {};
    if (e.function == Function::pace) {
      const auto unit = duration_of(e).unit;
      if (unit != Duration::Unit::day && unit != Duration::Unit::week)
        fail(e.args[1].column, "pace takes a duration in days or weeks, not " + shown(e.args[1]) +
                                   ": write e.g. 30d");
      return x;
    }
    whole(e, *x.frequency);
    return x;
  }

  Type trailing(const Expr& e, Type x) {
    if (error_ || !whole(e, *x.frequency)) return {};
    const bool needs_two = e.function == Function::stdev || e.function == Function::zscore ||
                           e.function == Function::slope;
    if (needs_two && whole_periods(duration_of(e), *x.frequency) == 1)
      return fail(e.args[1].column, std::string(info(e.function).name) +
                                        " needs at least two periods, and " + shown(e.args[1]) +
                                        " is one: "
                                        "write a longer duration");
    return x;
  }

  Type several(const Expr& e) {
    if (e.args.empty())
      return fail(e.column, std::string(info(e.function).signature) + " takes at least 1 argument");
    const Expr* first = nullptr;
    Type result;
    for (std::size_t i = 0; i < e.args.size(); ++i) {
      const Expr& a = e.args[i];
      if (a.kind == Kind::duration) return wrong_kind(e, i, "an expression");
      const Type t = e.function == Function::total ? of_series(e, i) : type_of(a);
      if (error_) return {};
      if (!t.frequency) continue;
      if (first == nullptr) {
        first = &a;
        result = t;
      } else if (*t.frequency != *result.frequency) {
        return mixed(start_of(a), *first, *result.frequency, a, *t.frequency);
      }
      if (e.function == Function::total && *t.frequency != Frequency::event)
        return fail(start_of(a), "total adds up event series, but " + shown(a) +
                                     " is of frequency " + std::string(to_text(*t.frequency)) +
                                     ": use sum");
    }
    if (first == nullptr)
      return fail(e.column, std::string(info(e.function).signature) +
                                ": at least one argument must be an expression over a series");
    return result;
  }

  Type resampling(const Expr& e) {
    if (!count(e, 2)) return {};
    const Type x = of_series(e, 0);
    if (error_) return {};
    if (e.args[1].kind != Kind::word)
      return wrong_kind(e, 1, "one of last, mean, median, min, max");
    const Frequency to = target_of(e.function);
    if (*x.frequency >= to)
      return fail(e.column,
                  std::string(info(e.function).name) + " makes " + std::string(plural(to)) +
                      " of something finer, but " + shown(e.args[0]) + " is of frequency " +
                      std::string(to_text(*x.frequency)) +
                      (*x.frequency == to ? ": leave it as it is" : ": this cannot be done"));
    return {to};
  }

  Type matching(const Expr& e) {
    if (matched_ != nullptr)
      return fail(e.column, "matched cannot stand inside matched (column " +
                                std::to_string(matched_->column) + "): name the series themselves");
    if (e.args.size() < 2)
      return fail(e.column,
                  "matched(f, a, b, ...) takes an expression in the word 'basket' and at least "
                  "one member");
    matched_ = &e;
    const Type members = matched_members(e);
    if (error_) return {};
    const Expr& f = e.args[0];
    basket_ = members.frequency;
    const Type result = f.kind == Kind::duration
                            ? wrong_kind(e, 0, "an expression in the word 'basket'")
                            : type_of(f);
    basket_.reset();
    matched_ = nullptr;
    if (error_) return {};
    if (!result.frequency)
      return fail(start_of(f),
                  "the first argument of matched says what is computed of the word 'basket', "
                  "as in yoy(basket): " +
                      shown(f) + " does not contain it");
    return result;
  }

  Type matched_members(const Expr& e) {
    Type result;
    std::vector<std::string> seen;
    for (std::size_t i = 1; i < e.args.size(); ++i) {
      const Expr& a = e.args[i];
      const Type t = of_series(e, i);
      if (error_) return {};
      if (!has_calendar(*t.frequency))
        return fail(start_of(a), "matched compares calendar periods, but " + shown(a) +
                                     " is of frequency " + std::string(to_text(*t.frequency)) +
                                     ": write quarterly(" + inner_text(a, "x") +
                                     ", last), or monthly or weekly");
      if (i > 1 && *t.frequency != *result.frequency)
        return mixed(start_of(a), e.args[1], *result.frequency, a, *t.frequency);
      result = t;
      std::string text = to_text(a);
      for (const std::string& s : seen)
        if (s == text)
          return fail(start_of(a), shown(a) + " is a member of this basket already: remove it");
      seen.push_back(std::move(text));
    }
    return result;
  }

  Type mixed(std::size_t column, const Expr& a, Frequency fa, const Expr& b, Frequency fb) {
    return fail(column, mixed_text(a, fa, b, fb));
  }

  Type fail(std::size_t column, std::string message) {
    if (!error_) error_ = MeasureError{column, std::move(message)};
    return {};
  }

  const Catalogue& catalogue_;
  const Expr* matched_ = nullptr;    // the call that is being checked
  std::optional<Frequency> basket_;  // set while its first argument is
  std::optional<MeasureError> error_;
};

}  // namespace
}  // namespace measures

std::expected<Frequency, MeasureError> check_measure(const Measure& m, const Catalogue& catalogue) {
  return measures::Checker(catalogue).run(m.root());
}

}  // namespace firstcard
