#include "template.h"

#include <fmt/format.h>

#include <algorithm>

#include "template_expr.h"

namespace firstcard {

namespace templates {

namespace {

class Parser : ExprParser {
 public:
  using ExprParser::ExprParser;

  std::vector<Node> whole() {
    std::vector<Node> out = nodes();
    if (!closing_.empty())
      throw Fault{
          closing_at_,
          fmt::format("{{% {} %}} has nothing before it that it could belong to", closing_)};
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
        throw Fault{
            at, fmt::format("unknown tag \"{}\"; known: if, elif, else, endif, for, endfor", word)};
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
      if (at_ >= text_.size())
        throw Fault{open_, fmt::format("the tag has no end; write {}", mark)};
      throw Fault{at_, fmt::format("here {} is expected, or an operator or a filter", mark)};
    }
    at_ += 2;
    if (trims)
      skip();
    else if (mark == "%}")
      line_end();
  }

  void close(std::string_view wanted, std::size_t opened, std::string_view what) {
    if (closing_ == wanted) {
      end("%}");
      closing_.clear();
      return;
    }
    if (closing_.empty())
      throw Fault{opened, fmt::format("this {} has no end; write {{% {} %}}", what, wanted)};
    throw Fault{closing_at_,
                fmt::format("here {{% {} %}} is expected, for the {} before it, not {}", wanted,
                            what, closing_)};
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

  std::size_t open_ = 0;  // of the tag
  std::string closing_;
  std::size_t closing_at_ = 0;
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
