#include "expr.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace firstcard {
namespace measures {
namespace {

// In the order of the enumeration.
constexpr std::array kFunctions{
    FunctionInfo{Function::lag, "lag", Form::shifting, "lag(x, duration)"},
    FunctionInfo{Function::change, "change", Form::shifting, "change(x, duration)"},
    FunctionInfo{Function::growth, "growth", Form::shifting, "growth(x, duration)"},
    FunctionInfo{Function::yoy, "yoy", Form::plain, "yoy(x)"},
    FunctionInfo{Function::qoq, "qoq", Form::plain, "qoq(x)"},
    FunctionInfo{Function::sum, "sum", Form::several, "sum(a, b, ...)"},
    FunctionInfo{Function::mean, "mean", Form::several, "mean(a, b, ...)"},
    FunctionInfo{Function::min, "min", Form::several, "min(a, b, ...)"},
    FunctionInfo{Function::max, "max", Form::several, "max(a, b, ...)"},
    FunctionInfo{Function::median, "median", Form::several, "median(a, b, ...)"},
    FunctionInfo{Function::total, "total", Form::several, "total(a, b, ...)"},
    FunctionInfo{Function::matched, "matched", Form::matching, "matched(f, a, b, ...)"},
    FunctionInfo{Function::avg, "avg", Form::trailing, "avg(x, duration)"},
    FunctionInfo{Function::peak, "peak", Form::trailing, "peak(x, duration)"},
    FunctionInfo{Function::trough, "trough", Form::trailing, "trough(x, duration)"},
    FunctionInfo{Function::drawdown, "drawdown", Form::trailing, "drawdown(x, duration)"},
    FunctionInfo{Function::stdev, "stdev", Form::trailing, "stdev(x, duration)"},
    FunctionInfo{Function::zscore, "zscore", Form::trailing, "zscore(x, duration)"},
    FunctionInfo{Function::slope, "slope", Form::trailing, "slope(x, duration)"},
    FunctionInfo{Function::percentile, "percentile", Form::trailing, "percentile(x, duration)"},
    FunctionInfo{Function::pace, "pace", Form::shifting, "pace(x, duration)"},
    FunctionInfo{Function::quarterly, "quarterly", Form::resampling, "quarterly(x, word)"},
    FunctionInfo{Function::monthly, "monthly", Form::resampling, "monthly(x, word)"},
    FunctionInfo{Function::weekly, "weekly", Form::resampling, "weekly(x, word)"},
    FunctionInfo{Function::daily, "daily", Form::resampling, "daily(x, word)"},
};

constexpr std::array<std::string_view, 5> kPicks{"last", "mean", "median", "min", "max"};

}  // namespace

std::span<const FunctionInfo> functions() {
  return kFunctions;
}

const FunctionInfo& info(Function f) {
  return kFunctions[static_cast<std::size_t>(f)];
}

const FunctionInfo* find_function(std::string_view name) {
  const auto it = std::ranges::find(kFunctions, name, &FunctionInfo::name);
  return it == kFunctions.end() ? nullptr : &*it;
}

std::string_view to_text(Pick p) {
  return kPicks[static_cast<std::size_t>(p)];
}

std::optional<Pick> parse_pick(std::string_view text) {
  const auto it = std::ranges::find(kPicks, text);
  if (it == kPicks.end()) return std::nullopt;
  return static_cast<Pick>(it - kPicks.begin());
}

Frequency target_of(Function resampling) {
  switch (resampling) {
    case Function::quarterly:
      return Frequency::quarter;
    case Function::monthly:
      return Frequency::month;
    case Function::weekly:
      return Frequency::week;
    default:
      return Frequency::day;
  }
}

Duration duration_of(const Expr& call) {
  switch (call.function) {
    case Function::yoy:
      return {1, Duration::Unit::year};
    case Function::qoq:
      return {1, Duration::Unit::quarter};
    default:
      return call.args[1].duration;
  }
}

}  // namespace measures

namespace {

// How tightly an expression holds together: an operand that holds less tightly needs parentheses.
int binding(const Expr& e) {
  switch (e.kind) {
    case Expr::Kind::add:
    case Expr::Kind::subtract:
      return 1;
    case Expr::Kind::multiply:
    case Expr::Kind::divide:
      return 2;
    case Expr::Kind::negate:
      return 3;
    default:
      return 4;
  }
}

std::string_view sign(Expr::Kind k) {
  switch (k) {
    case Expr::Kind::add:
      return " + ";
    case Expr::Kind::subtract:
      return " - ";
    case Expr::Kind::multiply:
      return " * ";
    default:
      return " / ";
  }
}

void write(std::string& out, const Expr& e);

void write_operand(std::string& out, const Expr& e, int at_least) {
  const bool enclosed = binding(e) < at_least;
  if (enclosed) out += '(';
  write(out, e);
  if (enclosed) out += ')';
}

void write(std::string& out, const Expr& e) {
  switch (e.kind) {
    case Expr::Kind::number: {
      std::array<char, 32> digits;  // the shortest text that reads back as the same number
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), e.number).ptr;
      out.append(digits.data(), end);
      break;
    }
    case Expr::Kind::series:
      out += e.series.text;
      break;
    case Expr::Kind::basket:
      out += "basket";
      break;
    case Expr::Kind::duration:
      out += to_text(e.duration);
      break;
    case Expr::Kind::word:
      out += to_text(e.pick);
      break;
    case Expr::Kind::negate:
      out += '-';
      write_operand(out, e.args[0], binding(e));
      break;
    case Expr::Kind::call:
      out += measures::info(e.function).name;
      out += '(';
      for (std::size_t i = 0; i < e.args.size(); ++i) {
        if (i > 0) out += ", ";
        write(out, e.args[i]);
      }
      out += ')';
      break;
    default:
      write_operand(out, e.args[0], binding(e));
      out += sign(e.kind);
      write_operand(out, e.args[1], binding(e) + 1);  // operators group from the left
  }
}

}  // namespace

std::string to_text(const Expr& e) {
  std::string out;
  write(out, e);
  return out;
}

std::size_t start_of(const Expr& e) {
  return e.is_binary() ? start_of(e.args[0]) : e.column;
}

}  // namespace firstcard
