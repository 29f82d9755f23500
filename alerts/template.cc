#include "template.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "template_tree.h"
#include "utf8.h"

namespace firstcard {

namespace templates {

namespace {

constexpr int kDepth = 32;  // of blocks and of parentheses

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<Node> whole() {
    std::vector<Node> out = nodes();
    if (!closing_.empty())
      throw Fault{closing_at_, fmt::format("{{% {} %}} has nothing before it that it could belong to",
                                           closing_)};
    return out;
  }

 private:
  // Up to the end, or behind the name of a tag that closes or divides a block: it is in closing_.
  std::vector<Node> nodes() {
    std::vector<Node> out;
    closing_.clear();
    for (;;) {
      plain(out);
      if (at_ >= text_.size()) return out;
      open_ = at_;
      const char kind = text_[at_ + 1];
      at_ += 2;
      if (kind == '#') {
        comment();
        continue;
      }
      if (peek() == '-') {
        ++at_;
        trim_end(out);
      }
      if (kind == '{') {
        Node node;
        node.kind = Node::Kind::write;
        node.value = value();
        end("}}");
        out.push_back(std::move(node));
        continue;
      }
      const std::size_t at = skip();
      const std::string word = name("if, elif, else, endif, for or endfor");
      if (word == "if")
        out.push_back(branch());
      else if (word == "for")
        out.push_back(loop());
      else if (word == "elif" || word == "else" || word == "endif" || word == "endfor") {
        closing_ = word;
        closing_at_ = at;
        return out;
      } else {
        throw Fault{at, fmt::format("unknown tag \"{}\"; known: if, elif, else, endif, for, endfor",
                                    word)};
      }
    }
  }

  void plain(std::vector<Node>& out) {
    std::size_t end = at_;
    while (end < text_.size() &&
           !(text_[end] == '{' && end + 1 < text_.size() &&
             (text_[end + 1] == '{' || text_[end + 1] == '%' || text_[end + 1] == '#')))
      ++end;
    if (end > at_) {
      Node node;
      node.text = text_.substr(at_, end - at_);
      out.push_back(std::move(node));
    }
    at_ = end;
  }

  static void trim_end(std::vector<Node>& out) {
    if (out.empty() || out.back().kind != Node::Kind::text) return;
    std::string& text = out.back().text;
    while (!text.empty() && is_blank(text.back())) text.pop_back();
  }

  void comment() {
    const std::size_t end = text_.find("#}", at_);
    if (end == std::string_view::npos) throw Fault{open_, "the comment has no end; write #}"};
    at_ = end + 2;
    line_end();
  }

  // The line end behind a block's tag is layout, not text.
  void line_end() {
    if (text_.substr(at_).starts_with("\r\n"))
      at_ += 2;
    else if (peek() == '\n')
      ++at_;
  }

  void end(std::string_view mark) {
    skip();
    const bool trims = peek() == '-';
    if (trims) ++at_;
    if (!text_.substr(at_).starts_with(mark)) {
      if (at_ >= text_.size()) throw Fault{open_, fmt::format("the tag has no end; write {}", mark)};
      throw Fault{at_, fmt::format("here {} is expected, or an operator or a filter", mark)};
    }
    at_ += 2;
    if (trims)
      skip();
    else if (mark == "%}")
      line_end();
  }

  struct Deeper {
    explicit Deeper(Parser& parser) : p(parser) {
      if (++p.depth_ > kDepth)
        throw Fault{p.at_, fmt::format("more than {} levels inside each other", kDepth)};
    }
    ~Deeper() { --p.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Parser& p;
  };

  void close(std::string_view wanted, std::size_t opened, std::string_view what) {
    if (closing_ == wanted) {
      end("%}");
      closing_.clear();
      return;
    }
    if (closing_.empty())
      throw Fault{opened, fmt::format("this {} has no end; write {{% {} %}}", what, wanted)};
    throw Fault{closing_at_, fmt::format("here {{% {} %}} is expected, for the {} before it, not {}",
                                         wanted, what, closing_)};
  }

  Node branch() {
    const Deeper deeper(*this);
    const std::size_t opened = open_;
    Node node;
    node.kind = Node::Kind::branch;
    do {
      Arm arm;
      arm.condition = condition();
      end("%}");
      arm.body = nodes();
      node.arms.push_back(std::move(arm));
    } while (closing_ == "elif");
    if (closing_ == "else") {
      end("%}");
      node.other = nodes();
    }
    close("endif", opened, "if");
    return node;
  }

  Node loop() {
    const Deeper deeper(*this);
    const std::size_t opened = open_;
    Node node;
    node.kind = Node::Kind::loop;
    node.text = name("a name for each element");
    const std::size_t at = skip();
    if (name("in") != "in") throw Fault{at, "here \"in\" is expected: {% for x in list %}"};
    node.value = value();
    end("%}");
    node.arms.emplace_back();
    node.arms[0].body = nodes();
    if (closing_ == "else") {
      end("%}");
      node.other = nodes();
    }
    close("endfor", opened, "for");
    return node;
  }

  // Several parts of one kind, or the only one.
  template <class Part>
  Expr chain(std::string_view word, Expr::Kind kind, Part part) {
    Expr first = part();
    if (!is_word(word)) return first;
    Expr out;
    out.kind = kind;
    out.offset = first.offset;
    out.parts.push_back(std::move(first));
    while (take_word(word)) out.parts.push_back(part());
    return out;
  }

  Expr condition() {
    const Deeper deeper(*this);
    return chain("or", Expr::Kind::any, [&] {
      return chain("and", Expr::Kind::all, [&] { return one(); });
    });
  }

  Expr one() {
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

  Expr value() {
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
        throw Fault{filter.offset, fmt::format("the filter {} takes {}, not {}", filter.name,
                                               takes(arity), given)};
      out = std::move(filter);
    }
    return out;
  }

  static std::string takes(Arity arity) {
    if (arity.most == 0) return "no argument";
    return arity.most == 1 && arity.least == 1 ? "one argument" : "at most one argument";
  }

  void arguments(Expr& filter) {
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

  Expr atom() {
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

  void path(Expr& out) {
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

  std::string string(char quote) {
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

  double number() {
    double out = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), out);
    if (error != std::errc() || !std::isfinite(out)) throw Fault{at_, "this is not a number"};
    at_ = static_cast<std::size_t>(end - text_.data());
    return out;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  std::size_t skip() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_;
  }
  std::string name(std::string_view wanted) {
    skip();
    return name_here(wanted);
  }
  std::string name_here(std::string_view wanted) {
    const std::size_t from = at_;
    if (!is_name_start(peek())) throw Fault{at_, fmt::format("here {} is expected", wanted)};
    while (is_name_start(peek()) || is_digit(peek())) ++at_;
    return std::string(text_.substr(from, at_ - from));
  }
  bool is_word(std::string_view word) {
    skip();
    if (!text_.substr(at_).starts_with(word)) return false;
    const char next = at_ + word.size() < text_.size() ? text_[at_ + word.size()] : '\0';
    return !is_name_start(next) && !is_digit(next);
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    at_ += word.size();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0, open_ = 0;
  std::string closing_;
  std::size_t closing_at_ = 0;
  int depth_ = 0;
};

}  // namespace

TemplateError located(std::string_view text, Fault fault) {
  TemplateError out{.offset = std::min(fault.offset, text.size()),
                    .line = 1,
                    .column = 1,
                    .message = std::move(fault.message)};
  for (const char c : text.substr(0, out.offset)) {
    if (c == '\n')
      ++out.line, out.column = 1;
    else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80)
      ++out.column;
  }
  return out;
}

}  // namespace templates

std::string to_text(const TemplateError& e) {
  return fmt::format("line {}, column {}: {}", e.line, e.column, e.message);
}

std::expected<Template, TemplateError> Template::parse(std::string_view text) {
  try {
    auto parsed = std::make_shared<Parsed>();
    parsed->nodes = templates::Parser(text).whole();
    parsed->source = text;
    return Template(std::move(parsed));
  } catch (templates::Fault& fault) {
    return std::unexpected(templates::located(text, std::move(fault)));
  }
}

}  // namespace firstcard
