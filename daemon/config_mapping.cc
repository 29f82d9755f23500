#include "config_mapping.h"

#include <fmt/format.h>

#include <algorithm>

namespace firstcard::config {

namespace {

// A column's name, or a list of the names it has had. `own`: what a table that the program itself
// makes calls it; "" of others.
Column read_column(Section& s, std::string_view own) {
  if (own.empty()) s.require("column", R"(column = "date", or a list of names it has had)");
  Column out;
  const auto names = s.texts("column");
  if (!names) {
    if (!own.empty()) out.names.emplace_back(own);
    return out;
  }
  if (names->empty())
    s.error(s.place_of("column"), "\"column\" is an empty list; name at least one column");
  for (const auto& name : *names) {
    if (name.value.empty())
      s.error(name.place, "a column's name is empty; write it as the header has it");
    else if (std::ranges::find(out.names, name.value) != out.names.end())
      s.error(name.place, fmt::format("the column \"{}\" stands here twice", name.value));
    else
      out.names.push_back(name.value);
  }
  return out;
}

std::optional<At<std::size_t>> read_style(Section& s) {
  return s.word("style", {"iso", "us", "uk", "compact", "month", "quarter", "year"});
}

PeriodColumn read_period(Section& section, bool made) {
  if (!made) section.require("period", R"(period = { column = "period_end" })");
  PeriodColumn out;
  if (made) out.column.names = {"period"};
  auto s = section.table("period");
  if (!s) return out;
  out.column = read_column(*s, made ? "period" : "");
  if (const auto style = read_style(*s)) out.style = static_cast<DateStyle>(style->value);
  if (const auto means = s->word("means", {"end", "start", "name"}))
    out.means = static_cast<PeriodMeans>(means->value);
  s->finish();
  return out;
}

NumberFormat read_number_format(Section& s) {
  NumberFormat out;
  if (const auto scale = s.number("scale")) {
    if (scale->value == 0) s.error(scale->place, "\"scale\" is 0, so every value would be 0");
    out.scale = scale->value;
  }
  if (const auto decimal = s.sign("decimal")) {
    if (decimal->value != '.' && decimal->value != ',')
      s.error(decimal->place, "\"decimal\" must be \".\" or \",\"");
    out.decimal = decimal->value;
  }
  if (const auto thousands = s.sign("thousands")) {
    if (!std::string_view(",. '").contains(thousands->value))
      s.error(thousands->place, R"("thousands" must be ",", ".", " " or "'")");
    else if (thousands->value == out.decimal)
      s.error(thousands->place,
              "\"thousands\" and \"decimal\" are the same sign, so a number can be read two ways");
    out.thousands = thousands->value;
  }
  if (const auto percent = s.boolean("percent")) out.percent = percent->value;
  if (const auto parentheses = s.boolean("parentheses")) out.parentheses = parentheses->value;
  if (const auto missing = s.texts("missing")) {
    out.missing.clear();
    for (const auto& text : *missing) out.missing.push_back(text.value);
  }
  return out;
}

ValueColumn read_value(Section& section, bool wide, bool made) {
  if (!wide && !made) section.require("value", R"(value = { column = "value" })");
  ValueColumn out;
  if (made && !wide) out.column.names = {"value"};
  auto s = section.table("value");
  if (!s) return out;
  if (wide)
    s->refuse("column",
              "has no place in a wide layout, where every column of \"columns\" is a "
              "series; take it out");
  else
    out.column = read_column(*s, made ? "value" : "");
  out.format = read_number_format(*s);
  s->finish();
  return out;
}

// A table that the program itself makes has the publications in `known`, or none.
std::optional<KnownColumn> read_known(Section& section, bool made) {
  auto s = section.table("known");
  if (!s) {
    return made ? std::optional(KnownColumn{.column = {{"known"}}, .optional = true})
                : std::nullopt;
  }
  KnownColumn out;
  out.optional = made && s->take("column") == nullptr;
  out.column = read_column(*s, made ? "known" : "");
  if (const auto style = read_style(*s)) out.style = static_cast<DateStyle>(style->value);
  s->finish();
  return out;
}

std::vector<Condition> read_where(Section& section) {
  std::vector<Condition> out;
  auto s = section.table("where");
  if (!s) return out;
  for (const Entry& entry : s->entries()) {
    const auto texts = s->texts(entry.key);
    if (!texts) continue;
    if (texts->empty())
      s->error(entry.value.place,
               fmt::format("\"{}\" is an empty list, so no row would count; name the texts that do",
                           entry.key));
    Condition condition{.column = {{entry.key}}, .any_of = {}};
    for (const auto& text : *texts) condition.any_of.push_back(text.value);
    out.push_back(std::move(condition));
  }
  return out;
}

std::vector<std::string> read_columns(Section& section, bool wide) {
  if (!wide) {
    section.refuse("columns", "belongs to layout = \"wide\"; take it out, or set the layout");
    return {};
  }
  std::vector<std::string> out;
  const auto names = section.texts("columns");
  if (!names) return out;
  if (names->empty())
    section.error(section.place_of("columns"),
                  "\"columns\" is an empty list; name the columns, or take it out to use all");
  for (const auto& name : *names) {
    if (std::ranges::find(out, name.value) != out.end())
      section.error(name.place, fmt::format("the column \"{}\" stands here twice", name.value));
    out.push_back(name.value);
  }
  return out;
}

void read_series_template(Section& section, CsvMapping& out, bool made) {
  if (made && !out.wide)
    out.series = "{series}";
  else
    section.require("series", R"(series = "aws.revenue" or series = "{entity}.{metric}")");
  const auto text = section.text("series");
  if (!text) return;
  out.series = text->value;
  const auto parsed = SeriesPattern::parse(text->value);
  if (!parsed) {
    section.error(section.report().inside(text->place, parsed.error().offset),
                  fmt::format("\"series\": {}", parsed.error().message));
    return;
  }
  if (!out.wide) return;
  if (out.columns.size() != 1 &&
      std::ranges::find(parsed->columns(), "column") == parsed->columns().end())
    section.error(text->place,
                  "several columns would write the same series; put {column} into \"series\": "
                  "\"price.{column}\"");
}

}  // namespace

CsvMapping read_mapping(Section& section, Format format) {
  CsvMapping out;
  const bool made = format != Format::csv;
  if (made) {
    for (const auto* key : {"delimiter", "quote"})
      section.refuse(key, R"(belongs to format = "csv"; take it out)");
  }
  const auto delimiter = section.sign("delimiter");
  if (delimiter) out.delimiter = delimiter->value;
  const auto quote = section.sign("quote");
  if (quote) out.quote = quote->value;
  if (out.delimiter == out.quote)
    section.error((quote ? *quote : *delimiter).place,
                  "\"delimiter\" and \"quote\" are the same sign; they must differ");
  if (const auto layout = section.word("layout", {"long", "wide"})) out.wide = layout->value == 1;
  out.columns = read_columns(section, out.wide);
  out.period = read_period(section, made);
  out.value = read_value(section, out.wide, made);
  out.known = read_known(section, made);
  out.where = read_where(section);
  read_series_template(section, out, made);
  return out;
}

}  // namespace firstcard::config
