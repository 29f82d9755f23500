#include "exact_json.h"

#include <fmt/format.h>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace firstcard {

namespace json = boost::json;

namespace {

void write(const json::value& v, std::string& out) {
  if (const json::object* object = v.if_object()) {
    char separator = '{';
    for (const auto& [key, member] : *object) {
      out += separator;
      out += json::serialize(key);
      out += ':';
      write(member, out);
      separator = ',';
    }
    out += object->empty() ? "{}" : "}";
  } else if (const json::array* array = v.if_array()) {
    char separator = '[';
    for (const json::value& element : *array) {
      out += separator;
      write(element, out);
      separator = ',';
    }
    out += array->empty() ? "[]" : "]";
  } else if (const double* number = v.if_double()) {
    // Minus zero would be read back as the integer 0; it says nothing more.
    out += std::isfinite(*number) ? fmt::format("{}", *number == 0 ? 0.0 : *number) : "null";
  } else {
    out += json::serialize(v);
  }
}

// As Boost's own handler, but for on_double, which reads the number's text again. (Names and
// signatures are those that basic_parser asks for.)
struct Handler {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  using Error = json::error_code;
  json::value_stack stack;
  std::string number;

  bool on_document_begin(Error&) {
    stack.reset();
    return true;
  }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return true; }
  bool on_object_end(std::size_t n, Error&) {
    stack.push_object(n);
    return true;
  }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t n, Error&) {
    stack.push_array(n);
    return true;
  }
  bool on_key_part(json::string_view s, std::size_t, Error&) {
    stack.push_chars(s);
    return true;
  }
  bool on_key(json::string_view s, std::size_t, Error&) {
    stack.push_key(s);
    return true;
  }
  bool on_string_part(json::string_view s, std::size_t, Error&) {
    stack.push_chars(s);
    return true;
  }
  bool on_string(json::string_view s, std::size_t, Error&) {
    stack.push_string(s);
    return true;
  }
  bool on_number_part(json::string_view s, Error&) {
    number.append(s.data(), s.size());
    return true;
  }
  bool on_int64(std::int64_t i, json::string_view, Error&) {
    number.clear();
    stack.push_int64(i);
    return true;
  }
  bool on_uint64(std::uint64_t u, json::string_view, Error&) {
    number.clear();
    stack.push_uint64(u);
    return true;
  }
  bool on_double(double d, json::string_view s, Error&) {
    number.append(s.data(), s.size());
    double exact = d;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), exact);
    stack.push_double(read.ec == std::errc{} ? exact : d);
    number.clear();
    return true;
  }
  bool on_bool(bool b, Error&) {
    stack.push_bool(b);
    return true;
  }
  bool on_null(Error&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }
};

}  // namespace

std::string exact_serialize(const json::value& v) {
  std::string out;
  write(v, out);
  return out;
}

json::value exact_parse(std::string_view text) {
  json::basic_parser<Handler> parser{json::parse_options{}};
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (error)
    throw std::invalid_argument(fmt::format("not JSON at byte {}: {}", read + 1, error.message()));
  return parser.handler().stack.release();
}

}  // namespace firstcard
