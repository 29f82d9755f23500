#pragma once
// What a template is once it has been parsed. Internal to alerts/.
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "template.h"

namespace firstcard::templates {

struct Expr {
  enum class Kind : std::uint8_t { path, literal, negation, all, any, compare, filter };
  Kind kind = Kind::literal;
  std::size_t offset = 0;         // of its first byte; of a comparison its operator's
  std::string name;               // of a filter; a comparison's operator
  std::vector<std::string> path;  // names, and numbers of list elements
  boost::json::value literal;
  std::vector<Expr> parts;  // of a filter: the value, then the arguments
};

struct Node;
struct Arm {
  Expr condition;
  std::vector<Node> body;
};

struct Node {
  enum class Kind : std::uint8_t { text, write, branch, loop };
  Kind kind = Kind::text;
  std::string text;         // of a loop: its variable
  Expr value;               // what is written or looped over
  std::vector<Arm> arms;    // of a branch; a loop has one, without a condition
  std::vector<Node> other;  // {% else %}
};

// How errors leave the recursion; parse() and render() turn it into a TemplateError.
struct Fault {
  std::size_t offset = 0;
  std::string message;
};

TemplateError located(std::string_view text, Fault fault);

// What a filter makes of a value.
struct Filtered {
  boost::json::value value;
  bool escaped = false;  // write it as it is
};
// `arguments` as many as arity_of() allows. Throws Fault.
Filtered apply_filter(const Expr& filter, const boost::json::value& value,
                      const std::vector<boost::json::value>& arguments);
struct Arity {
  std::size_t least = 0, most = 0;
};
// Throws Fault if there is no such filter.
Arity arity_of(std::string_view filter, std::size_t offset);

// A value as it stands in plain text; null is nothing. Throws Fault for lists and objects.
std::string plain_text(const boost::json::value& v, std::size_t offset);
std::string escaped(std::string_view text, Target target);

}  // namespace firstcard::templates

namespace firstcard {

struct Template::Parsed {
  std::string source;  // for lines and columns
  std::vector<templates::Node> nodes;
};

}  // namespace firstcard
