#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "exact_json.h"
#include "format.h"
#include "html_escape.h"
#include "indicators/nearest.h"
#include "template_tree.h"
#include "utf8.h"

namespace firstcard::templates {

namespace {

namespace json = boost::json;

struct Filter {
  std::string_view name;
  Arity arity;
};
constexpr std::array<Filter, 15> kFilters = {{{"cut", {1, 1}},
                                              {"default", {1, 1}},
                                              {"first", {0, 0}},
                                              {"html", {0, 0}},
                                              {"join", {0, 1}},
                                              {"json", {0, 0}},
                                              {"last", {0, 0}},
                                              {"length", {0, 0}},
                                              {"lower", {0, 0}},
                                              {"raw", {0, 0}},
                                              {"round", {0, 1}},
                                              {"shown", {0, 1}},
                                              {"spoken", {0, 0}},
                                              {"upper", {0, 0}},
                                              {"url", {0, 0}}}};

std::string ascii(std::string text, char from, char to, int shift) {
  for (char& c : text)
    if (c >= from && c <= to) c = static_cast<char>(c + shift);
  return text;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string cut(const std::string& text, std::size_t most) {
  std::size_t end = 0;
  for (std::size_t count = 0; count < most && end < text.size(); ++count)
    end = std::min(end + sequence_length(text[end]), text.size());
  return text.substr(0, end);
}

double number_of(const json::value& v, std::string_view what, std::size_t offset) {
  if (!v.is_number()) throw Fault{offset, fmt::format("{} must be a number", what)};
  return v.to_number<double>();
}

int whole(const json::value& v, std::string_view filter, int most, std::size_t offset) {
  const double n = number_of(v, fmt::format("what {} is given", filter), offset);
  if (!(n >= 0 && n <= most) || n != std::floor(n))
    throw Fault{offset, fmt::format("{} takes a whole number from 0 to {}", filter, most)};
  return static_cast<int>(n);
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool literal = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || std::string_view("-._~").contains(c);
    out += literal ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

json::value element(const json::value& v, bool first, std::size_t offset) {
  if (v.is_null()) return nullptr;
  if (!v.is_array()) throw Fault{offset, "first and last are for lists"};
  const json::array& list = v.get_array();
  if (list.empty()) return nullptr;
  return first ? list.front() : list.back();
}

std::string joined(const json::value& v, const std::string& separator, std::size_t offset) {
  if (v.is_null()) return {};
  if (!v.is_array()) throw Fault{offset, "join is for lists"};
  std::string out;
  for (std::size_t i = 0; i < v.get_array().size(); ++i) {
    if (i > 0) out += separator;
    out += plain_text(v.get_array()[i], offset);
  }
  return out;
}

double length_of(const json::value& v, std::size_t offset) {
  if (v.is_null()) return 0;
  if (v.is_array()) return static_cast<double>(v.get_array().size());
  return static_cast<double>(characters(plain_text(v, offset)));
}

}  // namespace

Arity arity_of(std::string_view filter, std::size_t offset) {
  std::vector<std::string_view> names;
  for (const Filter& each : kFilters) {
    if (each.name == filter) return each.arity;
    names.push_back(each.name);
  }
  throw Fault{offset,
              fmt::format("there is no filter \"{}\"{}", filter, did_you_mean(filter, names))};
}

std::string plain_text(const json::value& v, std::size_t offset) {
  if (v.is_null()) return {};
  if (v.is_string()) return std::string(v.get_string());
  if (v.is_array())
    throw Fault{offset, "this is a list; write it with {% for %}, or with the filter join or json"};
  if (v.is_object())
    throw Fault{offset,
                "this is an object; name one of its keys behind a dot, or use the filter json"};
  // A whole number that is a double (a literal, `length`) reads as one.
  if (v.is_double() && std::abs(v.get_double()) < 1e15 &&
      v.get_double() == std::floor(v.get_double()))
    return fmt::format("{:.0f}", v.get_double() + 0.0);
  return exact_serialize(v);
}

std::string escaped(std::string_view text, Target target) {
  switch (target) {
    case Target::text:
      break;
    case Target::html:
      return html_escaped(text);
    case Target::json: {
      const std::string quoted = exact_serialize(json::value(valid_utf8(text)));
      return quoted.substr(1, quoted.size() - 2);
    }
    case Target::form:
      return percent_encoded(text);
    case Target::line:
      return one_line(text);
  }
  return std::string(text);
}

Filtered apply_filter(const Expr& filter, const json::value& v,
                      const std::vector<json::value>& arguments) {
  const std::string& name = filter.name;
  const std::size_t at = filter.offset;
  const auto text = [&] { return plain_text(v, at); };
  const auto plain = [](json::value value) { return Filtered{std::move(value), false}; };
  const auto done = [](std::string value) { return Filtered{json::value(std::move(value)), true}; };
  if (name == "json") return done(exact_serialize(v));
  if (name == "html") return done(html_escaped(text()));
  if (name == "url") return done(percent_encoded(text()));
  if (name == "raw") return done(text());
  if (name == "upper") return plain(json::value(ascii(text(), 'a', 'z', 'A' - 'a')));
  if (name == "lower") return plain(json::value(ascii(text(), 'A', 'Z', 'a' - 'A')));
  if (name == "spoken") return plain(json::value(spoken(text())));
  if (name == "first" || name == "last") return plain(element(v, name == "first", at));
  if (name == "length") return plain(json::value(length_of(v, at)));
  if (name == "default") {
    const bool empty = v.is_null() || (v.is_string() && v.get_string().empty()) ||
                       (v.is_array() && v.get_array().empty());
    return plain(empty ? arguments[0] : v);
  }
  if (name == "join")
    return plain(
        json::value(joined(v, arguments.empty() ? ", " : plain_text(arguments[0], at), at)));
  if (name == "cut")
    return plain(json::value(
        cut(text(), static_cast<std::size_t>(whole(arguments[0], "cut", 1'000'000, at)))));
  // The two for numbers let a null through: a reading may be missing.
  if (v.is_null()) return plain(nullptr);
  const double number = number_of(v, "what stands before " + name, at);
  if (name == "round")
    return plain(json::value(fmt::format(
        "{:.{}f}", number, arguments.empty() ? 0 : whole(arguments[0], "round", 12, at))));
  return plain(
      json::value(format_value(number, arguments.empty() ? "" : plain_text(arguments[0], at))));
}

}  // namespace firstcard::templates
