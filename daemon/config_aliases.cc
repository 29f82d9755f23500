#include "config_aliases.h"

#include <fmt/format.h>

#include <algorithm>

#include "config_template.h"

namespace firstcard::config {

namespace {

// Every column that the mapping names.
std::vector<std::string> named_columns(const CsvMapping& m) {
  std::vector<std::string> out = m.columns;
  const auto add = [&](const Column& column) {
    out.insert(out.end(), column.names.begin(), column.names.end());
  };
  add(m.period.column);
  add(m.value.column);
  if (m.known) add(m.known->column);
  for (const auto* conditions : {&m.where, &m.categories})
    for (const Condition& condition : *conditions) add(condition.column);
  if (m.withdrawn) add(m.withdrawn->row.column);
  if (m.withdrawn && m.withdrawn->known) add(*m.withdrawn->known);
  if (const auto pattern = SeriesPattern::parse(m.series))
    out.insert(out.end(), pattern->columns().begin(), pattern->columns().end());
  return out;
}

}  // namespace

Aliases read_aliases(Section& section, const CsvMapping& mapping) {
  Aliases out;
  auto s = section.table("aliases");
  if (!s) return out;
  const std::vector<std::string> used = named_columns(mapping);
  const auto is_used = [&](const std::string& name) {
    return std::ranges::find(used, name) != used.end();
  };
  // Then every column of the header is one, whether it is named here or not.
  const bool all = mapping.layout == Layout::wide && mapping.columns.empty();
  Aliases::mapped_type taken;
  for (const Entry& entry : s->entries()) {
    const auto names = s->texts(entry.key);
    if (!names) continue;
    if (!all && !is_used(entry.key))
      s->error(entry.value.place, fmt::format("no column \"{}\" is named in this feed{}", entry.key,
                                              suggestion(entry.key, used)));
    if (names->empty())
      s->error(entry.value.place,
               fmt::format("\"{}\" is an empty list; name what else the column is called",
                           entry.key));
    for (const auto& name : *names) {
      if (name.value.empty())
        s->error(name.place, "a column's name is empty; write it as the header has it");
      else if (name.value == entry.key || is_used(name.value))
        s->error(name.place,
                 fmt::format("\"{}\" is a column of this feed already; take it out", name.value));
      else if (std::ranges::find(taken, name.value) != taken.end())
        s->error(name.place,
                 fmt::format("\"{}\" stands here twice; which column is meant could not be told",
                             name.value));
      taken.push_back(name.value);
      out[entry.key].push_back(name.value);
    }
  }
  return out;
}

}  // namespace firstcard::config
