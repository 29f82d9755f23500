#pragma once
// Reads what stands inside a template's tags. Internal to alerts/.
#include <string>
#include <string_view>

#include "template_tree.h"

namespace firstcard::templates {

// A place in a template's text. Everything throws Fault.
class ExprParser {
 public:
  explicit ExprParser(std::string_view text) : text_(text) {}

  Expr condition();
  Expr value();
  // A name behind white space; `wanted` is what the error calls it.
  std::string name(std::string_view wanted);
  // The offset of what comes behind white space.
  std::size_t skip();
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

 protected:
  // Counts what is inside each other, so that no text can exhaust the stack.
  struct Deeper {
    explicit Deeper(ExprParser& parser);
    ~Deeper() { --p.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    ExprParser& p;
  };

  std::string_view text_;
  std::size_t at_ = 0;

 private:
  template <class Part>
  Expr chain(std::string_view word, Expr::Kind kind, Part part);
  Expr one();
  Expr atom();
  void arguments(Expr& filter);
  void path(Expr& out);
  std::string string(char quote);
  double number();
  std::string name_here(std::string_view wanted);
  bool is_word(std::string_view word);
  bool take_word(std::string_view word);

  int depth_ = 0;
};

inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace firstcard::templates
