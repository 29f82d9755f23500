#pragma once
// A small template language over a notification's JSON (docs/alerts.md has it for people):
//
//   template = { text | "{{" value "}}" | "{#" comment "#}" | if | for }
//   if       = "{% if" cond "%}" template { "{% elif" cond "%}" template }
//              [ "{% else %}" template ] "{% endif %}"
//   for      = "{% for" name "in" value "%}" template [ "{% else %}" template ] "{% endfor %}"
//   cond     = all { "or" all }   all = one { "and" one }   one = [ "not" ] value [ op value ]
//   op       = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in"
//   value    = atom { "|" filter }   filter = name [ "(" value { "," value } ")" ]
//   atom     = path | "(" cond ")" | string | number | "true" | "false" | "null"
//   path     = name { "." ( name | digits ) }
//
// "{{-", "-}}", "{%-" and "-%}" take away the white space before or behind them; the line end right
// behind a "%}" goes anyhow. A name that the data do not have is an error, a name of null is null,
// and null is written as nothing. In a loop there are loop.index (from 1), loop.first, loop.last.
//
// Mustache (libkainjow-mustache-dev) neither compares, nor says where an error is, nor takes an
// unknown name for one.
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace firstcard {

struct TemplateError {
  std::size_t offset = 0;              // in bytes
  std::uint32_t line = 0, column = 0;  // 1-based; columns count characters
  std::string message;                 // what is wrong, and what to do
  bool operator==(const TemplateError&) const = default;
};
std::string to_text(const TemplateError& e);  // "line 3, column 5: message"

// How a value is escaped where it is written, unless a filter did so or says `raw`.
enum class Target : std::uint8_t {
  text,
  html,    // & < > " '
  json,    // inside a JSON string; the filter `json` makes a whole value, quotes included
  form,    // application/x-www-form-urlencoded
  line     // one line: control characters become spaces
};

// Immutable; copies share what was parsed. Any thread.
class Template {
 public:
  static std::expected<Template, TemplateError> parse(std::string_view text);

  // At most 1 MiB, and at most a million steps. For Target::json the whole must be JSON.
  std::expected<std::string, TemplateError> render(const boost::json::value& data,
                                                   Target target) const;

  struct Parsed;

 private:
  explicit Template(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace firstcard
