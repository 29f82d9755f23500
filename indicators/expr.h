#pragma once
// The parsed tree of a measure. Known only to the files of the measure language; everybody else
// holds a Measure.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "measure.h"

namespace firstcard {
namespace measures {

enum class Function : std::uint8_t {
  lag,
  change,
  growth,
  yoy,
  qoq,
  sum,
  mean,
  min,
  max,
  median,
  total,
  matched,
  avg,
  peak,
  trough,
  drawdown,
  stdev,
  zscore,
  slope,
  percentile,
  pace,
  quarterly,
  monthly,
  weekly,
  daily
};

// How a function is called.
enum class Form : std::uint8_t {
  plain,       // yoy(x)
  shifting,    // lag(x, duration): reaches back to one earlier value
  trailing,    // avg(x, duration): over a trailing time
  several,     // sum(a, b, ...)
  resampling,  // quarterly(x, word)
  matching     // matched(f, a, b, ...)
};

struct FunctionInfo {
  Function id;
  std::string_view name;
  Form form;
  std::string_view signature;
};
std::span<const FunctionInfo> functions();
const FunctionInfo& info(Function f);
const FunctionInfo* find_function(std::string_view name);

// The word of a resampling function.
enum class Pick : std::uint8_t { last, mean, median, min, max };
std::string_view to_text(Pick p);
std::optional<Pick> parse_pick(std::string_view text);

// What a resampling function makes: quarterly -> quarter.
Frequency target_of(Function resampling);
// The duration that the function reaches back: that of its second argument, 1y for yoy, 1q for qoq.
Duration duration_of(const Expr& call);

}  // namespace measures

struct Expr {
  enum class Kind : std::uint8_t {
    number,
    series,
    basket,
    negate,
    add,
    subtract,
    multiply,
    divide,
    call,
    duration,
    word  // only as arguments of a call
  };
  Kind kind = Kind::number;
  std::size_t column = 1;  // of the first byte; of the operator in a binary operation
  int height = 1;          // levels of the tree: recursion over it goes no deeper
  double number = 0;
  SeriesId series;
  measures::Function function = measures::Function::lag;
  Duration duration;
  measures::Pick pick = measures::Pick::last;
  std::vector<Expr> args;  // operands or arguments, in order

  bool is_binary() const { return kind >= Kind::add && kind <= Kind::divide; }
};

// The expression written out, with no more parentheses than it needs. Parsing that gives the same
// tree (but for columns).
std::string to_text(const Expr& e);

// Where the expression's text begins.
std::size_t start_of(const Expr& e);

}  // namespace firstcard
