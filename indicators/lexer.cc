#include "lexer.h"

#include <charconv>
#include <optional>
#include <string>

namespace firstcard::measures {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}
bool continues_name(char c) {
  return starts_name(c) || is_digit(c);
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::expected<std::vector<Token>, MeasureError> run() {
    while (!error_) {
      while (is_space(peek())) ++at_;
      if (at_ == text_.size()) break;
      next();
    }
    if (error_) return std::unexpected(*error_);
    tokens_.push_back({Token::Kind::end, at_ + 1, {}, 0, {}});
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void next() {
    if (is_digit(peek()) || (peek() == '.' && is_digit(peek(1)))) return number();
    if (starts_name(peek()) || is_upper(peek())) return name();
    switch (peek()) {
      case '+':
        return sign(Token::Kind::plus);
      case '-':
        return sign(Token::Kind::minus);
      case '*':
        return sign(Token::Kind::star);
      case '/':
        return sign(Token::Kind::slash);
      case '(':
        return sign(Token::Kind::open);
      case ')':
        return sign(Token::Kind::close);
      case ',':
        return sign(Token::Kind::comma);
      default:
        return strange();
    }
  }

  void sign(Token::Kind kind) {
    tokens_.push_back({kind, at_ + 1, text_.substr(at_, 1), 0, {}});
    ++at_;
  }

  // The run of letters, digits, dots and underscores from here: what a person took for one word.
  // In a number the sign of an exponent belongs to it.
  std::string_view word() const {
    const bool numeric = !starts_name(peek()) && !is_upper(peek());
    std::size_t end = at_;
    const auto in_word = [&](std::size_t i) {
      if (i >= text_.size()) return false;
      const char c = text_[i];
      if (continues_name(c) || is_upper(c) || c == '.') return true;
      const char before = text_[i - 1];
      return numeric && i > at_ && (c == '+' || c == '-') && (before == 'e' || before == 'E') &&
             i + 1 < text_.size() && is_digit(text_[i + 1]);
    };
    while (end == at_ || in_word(end)) ++end;
    return text_.substr(at_, end - at_);
  }

  void number() {
    const std::string_view w = word();
    Token t{Token::Kind::number, at_ + 1, w, 0, {}};
    if (const auto d = parse_duration(w)) {
      t.kind = Token::Kind::duration;
      t.duration = *d;
    } else if (w.find_first_not_of("0123456789") == w.size() - 1 &&
               w.find_last_of("dwmqy") == w.size() - 1) {
      return fail("the duration " + quoted(w) + " is too long: write a shorter one");
    } else if (const auto [end, failure] = std::from_chars(w.data(), w.data() + w.size(), t.number);
               failure == std::errc::result_out_of_range) {
      return fail("the number " + quoted(w) +
                  " is too large or too small: write one that a double holds");
    } else if (failure != std::errc{} || end != w.data() + w.size() || w.front() == '.' ||
               w.back() == '.') {
      return fail(
          quoted(w) +
          " is neither a number nor a duration: write a number as 0.5 or 1e9, a duration as "
          "30d, 2w, 6m, 1q or 1y");
    }
    tokens_.push_back(t);
    at_ += w.size();
  }

  void name() {
    const std::string_view w = word();
    bool at_start = true;
    for (std::size_t i = 0; i < w.size(); ++i) {
      const char c = w[i];
      if (is_upper(c))
        return fail("names are lower case, but " + quoted(w) +
                    " is not: write it in small letters");
      const bool good = at_start ? starts_name(c) : continues_name(c) || c == '.';
      if (!good || (c == '.' && i + 1 == w.size()))
        return fail(quoted(w) +
                    " is not a name: its parts, joined by dots, begin with a letter or '_'");
      at_start = c == '.';
    }
    tokens_.push_back({Token::Kind::name, at_ + 1, w, 0, {}});
    at_ += w.size();
  }

  void strange() {
    std::size_t end = at_ + 1;  // the whole of a UTF-8 character
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0U) == 0x80U) ++end;
    const std::string_view c = text_.substr(at_, end - at_);
    std::string shown = quoted(c);
    if (static_cast<unsigned char>(c[0]) < 0x20 || c[0] == 0x7F) shown = "a control character";
    std::string remedy = "a measure consists of series, numbers, + - * / and functions";
    if (c == "%") remedy = "write a fraction, 0.05 for 5 %";
    if (c == "^") remedy = "there are no powers; write a product";
    if (c == "\u2212" || c == "\u2013") remedy = "write the minus sign as '-'";
    if (c == "\u00d7" || c == "\u00b7") remedy = "write the multiplication as '*'";
    if (c == "<" || c == ">" || c == "=")
      remedy = "lines belong in 'weakening', 'recovery' and 'strengthening'";
    if (c == "'" || c == "\"") remedy = "a series is written without quotes";
    fail("unexpected " + shown + ": " + remedy);
  }

  void fail(std::string message) { error_ = MeasureError{at_ + 1, std::move(message)}; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::optional<MeasureError> error_;
};

}  // namespace

std::expected<std::vector<Token>, MeasureError> lex(std::string_view text) {
  return Lexer(text).run();
}

}  // namespace firstcard::measures
