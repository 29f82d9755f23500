#include "config_tree.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace firstcard::config {

namespace {

Place place_of(const toml::source_region& region, std::uint32_t file) {
  return {.file = file, .line = region.begin.line, .column = region.begin.column};
}

Table table_from(const toml::table& table, std::uint32_t file);

Value value_from(const toml::node& node, std::uint32_t file) {
  Value v{.what = DateOrTime{}, .place = place_of(node.source(), file)};
  if (const auto* text = node.as_string()) {
    v.what = text->get();
  } else if (const auto* integer = node.as_integer()) {
    v.what = integer->get();
  } else if (const auto* number = node.as_floating_point()) {
    v.what = number->get();
  } else if (const auto* boolean = node.as_boolean()) {
    v.what = boolean->get();
  } else if (const auto* date = node.as_date()) {
    char day[32];
    const toml::date& d = date->get();
    std::snprintf(day, sizeof day, "%04d-%02d-%02d", int{d.year}, int{d.month}, int{d.day});
    v.what = DateOrTime{day};
  } else if (const auto* array = node.as_array()) {
    List list;
    list.reserve(array->size());
    for (const toml::node& item : *array) list.push_back(value_from(item, file));
    v.what = std::move(list);
  } else if (const auto* table = node.as_table()) {
    v.what = table_from(*table, file);
  }
  return v;
}

// toml++ sorts a table by key; people read errors in the order of the file.
Table table_from(const toml::table& table, std::uint32_t file) {
  Table out;
  out.reserve(table.size());
  for (const auto& [key, node] : table)
    out.push_back({.key = std::string(key.str()),
                   .place = place_of(key.source(), file),
                   .value = value_from(node, file)});
  std::ranges::sort(out, {}, &Entry::place);
  return out;
}

}  // namespace

std::string_view kind_of(const Value& v) {
  static constexpr std::array<std::string_view, 7> kinds = {
      "a text", "an integer", "a number", "true or false", "a date or time", "a list", "a table"};
  return kinds[v.what.index()];
}

std::expected<Table, SyntaxError> parse_toml(std::string_view text, std::uint32_t file) {
  try {
    return table_from(toml::parse(text), file);
  } catch (const toml::parse_error& e) {
    return std::unexpected(
        SyntaxError{.place = place_of(e.source(), file), .message = std::string(e.description())});
  }
}

}  // namespace firstcard::config
