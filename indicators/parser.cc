// Recursive descent over the grammar in measure.h.
#include <algorithm>
#include <optional>

#include "expr.h"
#include "lexer.h"
#include "nearest.h"

namespace firstcard {
namespace measures {
namespace {

using Kind = Expr::Kind;

// Longer than anything a person writes; it bounds the memory of the tree.
constexpr std::size_t kLongestText = 64 * 1024;
// Parentheses, calls and signs within each other: bounds the recursion of the parser.
constexpr int kDeepest = 100;
// Levels of the tree, chains of operators included: bounds every recursion over the tree.
constexpr int kTallest = 1000;

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string shown(const Token& t) {
  return t.kind == Token::Kind::end ? "the end of the measure" : quoted(t.text);
}

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::expected<Expr, MeasureError> run() {
    if (now().kind == Token::Kind::end)
      return std::unexpected(MeasureError{
          1, "the measure is empty: write a series' name or an expression over series"});
    auto e = expression();
    if (e && now().kind != Token::Kind::end) unexpected_after_operand();
    if (error_) return std::unexpected(*error_);
    return std::move(*e);
  }

 private:
  // Each rule leaves `error_` set where it returns nothing.
  std::optional<Expr> expression() {
    auto left = term();
    while (left && (at(Token::Kind::plus) || at(Token::Kind::minus))) {
      const Token op = take();
      left = join(op.kind == Token::Kind::plus ? Kind::add : Kind::subtract, op, std::move(*left),
                  term());
    }
    return left;
  }

  std::optional<Expr> term() {
    auto left = unary();
    while (left && (at(Token::Kind::star) || at(Token::Kind::slash))) {
      const Token op = take();
      left = join(op.kind == Token::Kind::star ? Kind::multiply : Kind::divide, op,
                  std::move(*left), unary());
    }
    return left;
  }

  std::optional<Expr> join(Kind kind, const Token& op, Expr left, std::optional<Expr> right) {
    if (!right) return std::nullopt;
    Expr e;
    e.kind = kind;
    e.column = op.column;
    e.height = 1 + std::max(left.height, right->height);
    if (e.height > kTallest)
      return fail(op.column, "more than " + std::to_string(kTallest) +
                                 " operators in a row: use sum(a, b, ...) for long sums");
    e.args.reserve(2);
    e.args.push_back(std::move(left));
    e.args.push_back(std::move(*right));
    return e;
  }

  // Every recursion of the grammar comes through here.
  std::optional<Expr> unary() {
    if (depth_ == kDeepest)
      return fail(now().column, "the measure is nested deeper than " + std::to_string(kDeepest) +
                                    " levels: split it up");
    ++depth_;
    auto e = at(Token::Kind::minus) ? negation() : primary();
    --depth_;
    return e;
  }

  std::optional<Expr> negation() {
    Expr e;
    e.kind = Kind::negate;
    e.column = take().column;
    auto operand = unary();
    if (!operand) return std::nullopt;
    e.height = 1 + operand->height;
    e.args.push_back(std::move(*operand));
    return e;
  }

  std::optional<Expr> primary() {
    const Token t = now();
    Expr e;
    e.column = t.column;
    switch (t.kind) {
      case Token::Kind::number:
        take();
        e.kind = Kind::number;
        e.number = t.number;
        return e;
      case Token::Kind::name:
        take();
        if (at(Token::Kind::open)) return call(t);
        e.kind = t.text == "basket" ? Kind::basket : Kind::series;
        if (e.kind == Kind::series) e.series = SeriesId{std::string(t.text)};
        return e;
      case Token::Kind::open: {
        take();
        auto inner = expression();
        if (!inner) return std::nullopt;
        if (!at(Token::Kind::close))
          return fail(now().column, "expected ')' to close the '(' in column " +
                                        std::to_string(t.column) + ", not " + shown(now()));
        take();
        return inner;
      }
      case Token::Kind::duration:
        return fail(t.column, "the duration " + quoted(t.text) +
                                  " stands only as a function's argument, as in lag(x, " +
                                  std::string(t.text) + ")");
      default:
        return fail(t.column, "expected a number, a series, a function or '(', not " + shown(t));
    }
  }

  std::optional<Expr> call(const Token& name) {
    const FunctionInfo* function = find_function(name.text);
    if (function == nullptr) return fail(name.column, unknown_function(name.text));
    Expr e;
    e.kind = Kind::call;
    e.column = name.column;
    e.function = function->id;
    const std::size_t opened = take().column;
    if (at(Token::Kind::close)) {
      take();
      return e;  // the check counts arguments
    }
    for (;;) {
      auto a = argument(*function, e.args.size());
      if (!a) return std::nullopt;
      e.height = std::max(e.height, 1 + a->height);
      e.args.push_back(std::move(*a));
      if (at(Token::Kind::close)) break;
      if (!at(Token::Kind::comma))
        return fail(now().column, "expected ',' or ')' in the arguments of " + quoted(name.text) +
                                      " (its '(' is in column " + std::to_string(opened) +
                                      "), not " + shown(now()));
      take();
    }
    take();
    return e;
  }

  // A duration or a word stands alone; `mean` is a word only where a resampling function asks for
  // one.
  std::optional<Expr> argument(const FunctionInfo& function, std::size_t position) {
    const Token t = now();
    const bool alone =
        tokens_[at_].kind != Token::Kind::end && (tokens_[at_ + 1].kind == Token::Kind::comma ||
                                                  tokens_[at_ + 1].kind == Token::Kind::close);
    if (alone) {
      Expr e;
      e.column = t.column;
      if (t.kind == Token::Kind::duration) {
        take();
        e.kind = Kind::duration;
        e.duration = t.duration;
        return e;
      }
      if (function.form == Form::resampling && position == 1 && t.kind == Token::Kind::name) {
        if (const auto pick = parse_pick(t.text)) {
          take();
          e.kind = Kind::word;
          e.pick = *pick;
          return e;
        }
      }
    }
    return expression();
  }

  static std::string unknown_function(std::string_view name) {
    std::vector<std::string_view> names;
    for (const FunctionInfo& f : functions()) names.push_back(f.name);
    std::string message = "there is no function " + quoted(name);
    const std::string hint = did_you_mean(name, names);
    if (!hint.empty()) return message + hint;
    message += ": the functions are";
    for (std::size_t i = 0; i < names.size(); ++i)
      message.append(i == 0 ? " " : ", ").append(names[i]);
    return message;
  }

  void unexpected_after_operand() {
    const Token& t = now();
    if (t.kind == Token::Kind::close) {
      fail(t.column, "there is no '(' for this ')': remove it, or add the '('");
    } else if (t.kind == Token::Kind::comma) {
      fail(t.column, "unexpected ',': commas separate a function's arguments and nothing else");
    } else if (const Token& before = tokens_[at_ - 1];
               before.kind == Token::Kind::name && find_function(before.text) != nullptr) {
      fail(t.column,
           "unexpected " + shown(t) + ": the arguments of " + quoted(before.text) +
               " stand in parentheses: " + std::string(find_function(before.text)->signature));
    } else {
      fail(t.column, "unexpected " + shown(t) + ": expected + - * / or the end of the measure");
    }
  }

  const Token& now() const { return tokens_[at_]; }
  bool at(Token::Kind kind) const { return now().kind == kind; }
  Token take() { return tokens_[at_++]; }  // never called at the end

  std::nullopt_t fail(std::size_t column, std::string message) {
    if (!error_) error_ = MeasureError{column, std::move(message)};
    return std::nullopt;
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<MeasureError> error_;
};

}  // namespace
}  // namespace measures

std::expected<Measure, MeasureError> parse_measure(std::string_view text) {
  if (text.size() > measures::kLongestText)
    return std::unexpected(MeasureError{1, "the measure is longer than " +
                                               std::to_string(measures::kLongestText / 1024) +
                                               " KiB: split it up"});
  auto tokens = measures::lex(text);
  if (!tokens) return std::unexpected(tokens.error());
  auto root = measures::Parser(std::move(*tokens)).run();
  if (!root) return std::unexpected(root.error());
  Measure m;
  m.text_ = text;
  m.root_ = std::make_shared<const Expr>(std::move(*root));
  return m;
}

}  // namespace firstcard
