#include "template_expr.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace firstcard::templates {

namespace {

constexpr int kDepth = 32;  // of blocks and of parentheses

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string takes(Arity arity) {
  if (arity.most == 0) return "no argument";
  return arity.most == 1 && arity.least == 1 ? "one argument" : "at most one argument";
}

}  // namespace

ExprParser::Deeper::Deeper(ExprParser& parser) : p(parser) {
  if (++p.depth_ > kDepth)
    throw Fault{p.at_, fmt::format("more than {} levels inside each other", kDepth)};
}

// Several parts of one kind, or the only one.
template <class Part>
Expr ExprParser::chain(std::string_view word, Expr::Kind kind, Part part) {
  Expr first = part();
  if (!is_word(word)) return first;
  Expr out;
  out.kind = kind;
  out.offset = first.offset;
  out.parts.push_back(std::move(first));
  while (take_word(word)) out.parts.push_back(part());
  return out;
}

Expr ExprParser::condition() {
  const Deeper deeper(*this);
  return chain("or", Expr::Kind::any,
               [&] { return chain("and", Expr::Kind::all, [&] { return one(); }); });
}

Expr ExprParser::one() {
  const std::size_t at = skip();
  if (take_word("not")) {
    const Deeper deeper(*this);
    Expr out;
    out.kind = Expr::Kind::negation;
    out.offset = at;
    out.parts.push_back(one());
    return out;
  }
  Expr left = value();
  const std::size_t where = skip();
  static constexpr std::array<std::string_view, 6> kOperators = {"==", "!=", "<=", ">=", "<", ">"};
  std::string found;
  for (const std::string_view op : kOperators)
    if (found.empty() && text_.substr(at_).starts_with(op)) found = op;
  if (!found.empty())
    at_ += found.size();
  else if (take_word("in"))
    found = "in";
  else if (peek() == '=')
    throw Fault{at_, "two values are compared by =="};
  if (found.empty()) return left;
  Expr out;
  out.kind = Expr::Kind::compare;
  out.offset = where;
  out.name = found;
  out.parts.push_back(std::move(left));
  out.parts.push_back(value());
  return out;
}

Expr ExprParser::value() {
  const Deeper deeper(*this);
  Expr out = atom();
  for (int count = 0; skip(), peek() == '|'; ++count) {
    if (count >= kDepth) throw Fault{at_, fmt::format("more than {} filters", kDepth)};
    ++at_;
    Expr filter;
    filter.kind = Expr::Kind::filter;
    filter.offset = skip();
    filter.name = name("a filter's name");
    const Arity arity = arity_of(filter.name, filter.offset);
    filter.parts.push_back(std::move(out));
    if (peek() == '(') arguments(filter);
    const std::size_t given = filter.parts.size() - 1;
    if (given < arity.least || given > arity.most)
      throw Fault{filter.offset,
                  fmt::format("the filter {} takes {}, not {}", filter.name, takes(arity), given)};
    out = std::move(filter);
  }
  return out;
}

void ExprParser::arguments(Expr& filter) {
  ++at_;
  for (;;) {
    filter.parts.push_back(value());
    skip();
    if (peek() == ')') break;
    if (peek() != ',') throw Fault{at_, "here , or ) is expected"};
    ++at_;
  }
  ++at_;
}

Expr ExprParser::atom() {
  Expr out;
  out.offset = skip();
  const char c = peek();
  if (c == '(') {
    ++at_;
    out = condition();
    skip();
    if (peek() != ')') throw Fault{at_, "here ) is expected"};
    ++at_;
  } else if (c == '"' || c == '\'') {
    out.literal = string(c);
  } else if (is_digit(c) || c == '-') {
    out.literal = number();
  } else {
    path(out);
  }
  return out;
}

void ExprParser::path(Expr& out) {
  const std::string first = name("a value: a name, a text in quotes or a number");
  if (first == "true" || first == "false") {
    out.literal = first == "true";
    return;
  }
  if (first == "null") return;
  out.kind = Expr::Kind::path;
  out.path.push_back(first);
  while (peek() == '.') {
    ++at_;
    if (is_digit(peek())) {
      const std::size_t from = at_;
      while (is_digit(peek())) ++at_;
      out.path.emplace_back(text_.substr(from, at_ - from));
    } else {
      out.path.push_back(name_here("a name behind the dot"));
    }
  }
}

std::string ExprParser::string(char quote) {
  const std::size_t from = at_++;
  std::string out;
  for (;;) {
    if (at_ >= text_.size()) throw Fault{from, "the text has no closing quote"};
    const char c = text_[at_++];
    if (c == quote) return out;
    if (c != '\\') {
      out += c;
      continue;
    }
    const char escape = peek();
    ++at_;
    if (escape == 'n')
      out += '\n';
    else if (escape == 't')
      out += '\t';
    else if (escape == '\\' || escape == '"' || escape == '\'')
      out += escape;
    else
      throw Fault{at_ - 2, R"(unknown escape; known: \n \t \\ \" \')"};
  }
}

double ExprParser::number() {
  double out = 0;
  const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), out);
  if (error != std::errc() || !std::isfinite(out)) throw Fault{at_, "this is not a number"};
  at_ = static_cast<std::size_t>(end - text_.data());
  return out;
}

std::size_t ExprParser::skip() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  return at_;
}

std::string ExprParser::name(std::string_view wanted) {
  skip();
  return name_here(wanted);
}

std::string ExprParser::name_here(std::string_view wanted) {
  const std::size_t from = at_;
  if (!is_name_start(peek())) throw Fault{at_, fmt::format("here {} is expected", wanted)};
  while (is_name_start(peek()) || is_digit(peek())) ++at_;
  return std::string(text_.substr(from, at_ - from));
}

bool ExprParser::is_word(std::string_view word) {
  skip();
  if (!text_.substr(at_).starts_with(word)) return false;
  const char next = at_ + word.size() < text_.size() ? text_[at_ + word.size()] : '\0';
  return !is_name_start(next) && !is_digit(next);
}

bool ExprParser::take_word(std::string_view word) {
  if (!is_word(word)) return false;
  at_ += word.size();
  return true;
}

}  // namespace firstcard::templates
