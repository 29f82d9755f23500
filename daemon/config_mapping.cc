#include "config_mapping.h"

#include <fmt/format.h>

#include <algorithm>

#include "config_aliases.h"
#include "config_template.h"

namespace firstcard::config {

namespace {

constexpr std::int64_t kMostLines = 10'000;  // of a preamble, or of junk

// A column's name, or a list of the names it has had. `own`: what a table that the program itself
// makes calls it; "" of others.
Column read_column(Section& s, std::string_view own = {}) {
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

// The style of a column's dates, and what it needs beside it.
struct Style {
  DateStyle style = DateStyle::iso;
  int fiscal_year_end = 0;
  bool fiscal() const {
    return style == DateStyle::fiscal_quarter || style == DateStyle::fiscal_year;
  }
};

Style read_style(Section& s) {
  Style out;
  const auto style = s.word(
      "style", {"iso", "us", "uk", "compact", "month", "quarter", "year", "half", "week",
                "month_name", "fiscal_quarter", "fiscal_year", "epoch", "epoch_ms", "excel"});
  if (style) out.style = static_cast<DateStyle>(style->value);
  if (!out.fiscal()) {
    s.refuse("fiscal_year_end",
             R"(belongs to style = "fiscal_quarter" or "fiscal_year"; take it out)");
    return out;
  }
  s.require("fiscal_year_end", "fiscal_year_end = 6 for a year that ends in June");
  if (const auto month = s.integer("fiscal_year_end", 1, 12))
    out.fiscal_year_end = static_cast<int>(month->value);
  return out;
}

// `made`: of a table that the program itself makes, whose columns have names of its own.
PeriodColumn read_period(Section& section, Layout layout, bool made) {
  const bool periods = layout == Layout::periods;
  if (periods || !made)
    section.require("period", periods ? R"(period = { style = "year" })"
                                      : R"(period = { column = "period_end" })");
  PeriodColumn out;
  if (made && layout != Layout::periods) out.column.names = {"period"};
  auto s = section.table("period");
  if (!s) return out;
  if (const auto fetched = s->boolean("fetched"); fetched && fetched->value) {
    out.fetched = true;
    out.column = {};
    for (const auto* key : {"column", "style", "means", "fiscal_year_end"})
      s->refuse(key, "has no place beside fetched = true, where the day of the fetch is the period; "
                     "take one of them out");
    if (periods)
      s->error(fetched->place,
               "\"fetched\" has no place in a layout of periods, where the columns' names are the "
               "periods; take it out");
    s->finish();
    return out;
  }
  if (periods)
    s->refuse("column",
              "has no place in a layout of periods, where the columns' names are the periods; take "
              "it out");
  else
    out.column = read_column(*s, made ? "period" : "");
  const Style style = read_style(*s);
  out.style = style.style;
  out.fiscal_year_end = style.fiscal_year_end;
  if (const auto means = s->word("means", {"end", "start", "name"})) {
    out.means = static_cast<PeriodMeans>(means->value);
    if (style.fiscal() && out.means != PeriodMeans::end)
      s->error(means->place, "a fiscal period ends where fiscal_year_end says; take \"means\" out");
  }
  s->finish();
  return out;
}

// Texts that stand beside a number. What is part of the number itself is none.
std::vector<std::string> read_signs(Section& s) {
  std::vector<std::string> out;
  const auto texts = s.texts("signs");
  if (!texts) return out;
  for (const auto& text : *texts) {
    const bool digit = std::ranges::any_of(text.value, [](char c) { return c >= '0' && c <= '9'; });
    const bool blank = text.value.find_first_not_of(" \t") == std::string::npos;
    const bool reserved =
        text.value.size() == 1 && std::string_view("+-.,'%()eE").contains(text.value[0]);
    if (blank || digit || reserved)
      s.error(text.place,
              fmt::format("\"{}\" cannot be a sign beside a number: it is {}", text.value,
                          blank   ? "empty"
                          : digit ? "read as a digit"
                                  : "part of numbers"));
    else if (text.value.front() == ' ' || text.value.back() == ' ')
      s.error(text.place,
              fmt::format("\"{}\" has a blank at an end; blanks beside signs are passed "
                          "over anyway, take it out",
                          text.value));
    else if (std::ranges::find(out, text.value) != out.end())
      s.error(text.place, fmt::format("the sign \"{}\" stands here twice", text.value));
    out.push_back(text.value);
  }
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
  out.signs = read_signs(s);
  if (const auto magnitudes = s.boolean("magnitudes")) {
    out.magnitudes = magnitudes->value;
    if (out.magnitudes && out.percent)
      s.error(magnitudes->place,
              "\"magnitudes\" and \"percent\" cannot both be; a number is a share or an amount");
    for (const std::string& sign : out.signs)
      if (out.magnitudes && sign.size() == 1 && std::string_view("kKmMbBtT").contains(sign[0]))
        s.error(magnitudes->place,
                fmt::format("\"{}\" is one of \"signs\" and a magnitude; take it out of \"signs\"",
                            sign));
  }
  if (const auto missing = s.texts("missing")) {
    out.missing.clear();
    for (const auto& text : *missing) out.missing.push_back(text.value);
  }
  return out;
}

ValueColumn read_value(Section& section, Layout layout, bool made) {
  if (layout == Layout::rows && !made) section.require("value", R"(value = { column = "value" })");
  ValueColumn out;
  if (made && layout == Layout::rows) out.column.names = {"value"};
  auto s = section.table("value");
  if (!s) return out;
  if (layout == Layout::periods)
    s->refuse("column",
              "has no place in a layout of periods, where every column that is a period holds "
              "values; take it out");
  else if (layout == Layout::wide)
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
  const Style style = read_style(*s);
  out.style = style.style;
  out.fiscal_year_end = style.fiscal_year_end;
  s->finish();
  return out;
}

// A table of columns, each with the texts that it may have.
std::vector<Condition> read_conditions(Section& section, std::string_view key,
                                       std::string_view if_empty) {
  std::vector<Condition> out;
  auto s = section.table(key);
  if (!s) return out;
  for (const Entry& entry : s->entries()) {
    const auto texts = s->texts(entry.key);
    if (!texts) continue;
    if (texts->empty())
      s->error(entry.value.place,
               fmt::format("\"{}\" is an empty list, so {}", entry.key, if_empty));
    Condition condition{.column = {{entry.key}}, .any_of = {}};
    for (const auto& text : *texts) condition.any_of.push_back(text.value);
    out.push_back(std::move(condition));
  }
  return out;
}

// `where` selects from what `categories` lets in, so it cannot name more.
void check_where(Section& section, const CsvMapping& m) {
  for (const Condition& where : m.where)
    for (const Condition& known : m.categories) {
      if (known.column != where.column) continue;
      for (const std::string& text : where.any_of)
        if (std::ranges::find(known.any_of, text) == known.any_of.end())
          section.error(section.place_of("where"),
                        fmt::format("\"where\" wants \"{}\" in the column \"{}\", and "
                                    "\"categories\" does not know it",
                                    text, where.column.names.front()));
    }
}

// A row that `where` passes over, or that `categories` refuses, can take nothing back.
void check_withdrawn(Section& s, const Condition& row, const CsvMapping& m) {
  const auto check = [&](const std::vector<Condition>& conditions, std::string_view key) {
    for (const Condition& c : conditions) {
      if (std::ranges::find(row.column.names, c.column.names.front()) == row.column.names.end())
        continue;
      for (const std::string& text : row.any_of)
        if (std::ranges::find(c.any_of, text) == c.any_of.end())
          s.error(
              s.place_of("is"),
              fmt::format("no row with \"{}\" is read, for \"{}\" does not name it; add it there",
                          text, key));
    }
  };
  check(m.where, "where");
  check(m.categories, "categories");
}

std::optional<Withdrawal> read_withdrawn(Section& section, const CsvMapping& m) {
  auto s = section.table("withdrawn");
  if (!s) return std::nullopt;
  if (m.layout == Layout::periods)
    section.error(
        section.place_of("withdrawn"),
        "\"withdrawn\" has no place in a layout of periods, where a row is a whole series; "
        "take it out");
  Withdrawal out;
  out.row.column = read_column(*s, "");
  s->require("is", R"(is = "Delete", or a list of the texts that take a period back)");
  if (const auto texts = s->texts("is")) {
    if (texts->empty())
      s->error(s->place_of("is"), "\"is\" is an empty list, so nothing would be withdrawn");
    for (const auto& text : *texts) out.row.any_of.push_back(text.value);
  }
  check_withdrawn(*s, out.row, m);
  if (const auto known = s->text("known")) {
    if (!m.known)
      s->error(known->place,
               "\"known\" takes its style from the feed's `known`, which is not there; add it");
    out.known = Column{{known->value}};
  }
  if (const auto wildcards = s->boolean("wildcards")) out.wildcards = wildcards->value;
  s->finish();
  return out;
}

std::vector<std::string> read_columns(Section& section, Layout layout) {
  if (layout != Layout::wide) {
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
  if (made && out.layout != Layout::wide)
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
  if (out.layout != Layout::wide) return;
  if (out.columns.size() != 1 &&
      std::ranges::find(parsed->columns(), "column") == parsed->columns().end())
    section.error(text->place,
                  "several columns would write the same series; put {column} into \"series\": "
                  "\"price.{column}\"");
}

// The signs and lines that make records of the text.
void read_dialect(Section& section, CsvMapping& out) {
  const auto delimiter = section.sign("delimiter");
  if (delimiter) out.delimiter = delimiter->value;
  const auto quote = section.sign("quote");
  if (quote) out.quote = quote->value;
  if (out.delimiter == out.quote)
    section.error((quote ? *quote : *delimiter).place,
                  "\"delimiter\" and \"quote\" are the same sign; they must differ");
  if (const auto lines = section.integer("preamble", 0, kMostLines))
    out.preamble = static_cast<int>(lines->value);
  const auto header = section.boolean("header");
  if (header) out.header = header->value;
  if (const auto records = section.integer("junk", 0, kMostLines)) {
    out.junk = static_cast<int>(records->value);
    if (!out.header && out.junk > 0)
      section.error(
          records->place,
          "\"junk\" stands under a header, and there is none; count it into \"preamble\"");
  }
  if (const auto comment = section.text("comment")) {
    out.comment = comment->value;
    if (out.comment.empty())
      section.error(comment->place,
                    "\"comment\" is empty, so every line would be one; take it out");
    else if (out.comment.front() == out.delimiter || out.comment.front() == out.quote)
      section.error(
          comment->place,
          "\"comment\" begins with the delimiter or the quote, as a record may; use another "
          "text, or count the lines into \"preamble\" or \"junk\"");
  }
}

}  // namespace

CsvMapping read_mapping(Section& section, Format format) {
  CsvMapping out;
  const bool made = format != Format::csv;
  if (made)
    for (const auto* key : {"delimiter", "quote", "preamble", "header", "junk", "comment"})
      section.refuse(key, R"(belongs to format = "csv"; take it out)");
  else
    read_dialect(section, out);
  if (const auto layout = section.word("layout", {"long", "wide", "periods"})) {
    out.layout = static_cast<Layout>(layout->value);
    if (out.layout == Layout::periods && !out.header)
      section.error(layout->place,
                    "a layout of periods reads them from the header, and header = false says that "
                    "there is none");
  }
  out.columns = read_columns(section, out.layout);
  out.period = read_period(section, out.layout, made);
  out.value = read_value(section, out.layout, made);
  out.known = read_known(section, made);
  out.where = read_conditions(section, "where", "no row would count; name the texts that do");
  out.categories = read_conditions(section, "categories",
                                   "every row would be refused; name the texts that are known");
  check_where(section, out);
  out.withdrawn = read_withdrawn(section, out);
  read_series_template(section, out, made);
  if (const auto labels = section.boolean("labels")) out.labels = labels->value;
  out.aliases = read_aliases(section, out);
  return out;
}

}  // namespace firstcard::config
