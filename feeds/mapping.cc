#include "mapping.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "date.h"
#include "text.h"

namespace firstcard {

namespace {

// Binds names to the columns of one header. The first refusal sticks; later calls are harmless.
class Binder {
 public:
  Binder(const CsvMapping& mapping, std::span<const std::string_view> header, std::uint32_t line)
      : line_(line), other_names_(mapping.aliases) {
    for (const std::string_view name : header)
      names_.push_back(mapping.labels ? code_of_name(name) : trimmed(name));
    used_.resize(names_.size());
  }

  const std::vector<std::string_view>& names() const { return names_; }
  bool used(std::size_t column) const { return used_[column]; }
  bool lacks(const std::vector<std::string>& wanted) const {
    const auto aliases = with_others(wanted);
    return std::find_first_of(aliases.begin(), aliases.end(), names_.begin(), names_.end()) ==
           aliases.end();
  }
  std::optional<Rejection>& refusal() { return refusal_; }

  void refuse(std::string_view column, std::string reason) {
    if (!refusal_) refusal_ = Rejection{line_, std::string(column), std::move(reason)};
  }

  // What the mapping calls the header's column: its own name, or the one that this is another of.
  std::string called(std::string_view name) const {
    for (const auto& [own, others] : other_names_)
      if (std::ranges::find(others, name) != others.end()) return own;
    return std::string(name);
  }

  // The first of the names that the header has. `role`: what the mapping wants it for.
  BoundColumn bind(const std::vector<std::string>& wanted, std::string_view role) {
    const auto aliases = with_others(wanted);
    for (const std::string& alias : aliases) {
      const auto at = std::find(names_.begin(), names_.end(), alias);
      if (at == names_.end()) continue;
      const auto again = std::find(at + 1, names_.end(), alias);
      const auto index = static_cast<std::size_t>(at - names_.begin());
      if (again != names_.end()) {
        refuse(alias,
               fmt::format("the header has \"{}\" twice, as columns {} and {}, and `{}` reads it: "
                           "which one counts cannot be told",
                           shown(alias, 80), index + 1, again - names_.begin() + 1, role));
      }
      used_[index] = true;
      return {index, alias};
    }
    refuse(aliases.empty() ? "" : aliases.front(), missing(aliases, role));
    return {};
  }

  BoundCondition bind(const Condition& condition, std::string_view role) {
    return {bind(condition.column.names, role), condition.any_of};
  }

  std::string the_header() const {
    return fmt::format("; the header is: {}",
                       shown(fmt::format("{}", fmt::join(names_, ", ")), 400));
  }

 private:
  // Each name with its other ones behind it.
  std::vector<std::string> with_others(const std::vector<std::string>& names) const {
    std::vector<std::string> out;
    const auto add = [&](const std::string& name) {
      if (std::ranges::find(out, name) == out.end()) out.push_back(name);
    };
    for (const std::string& name : names) {
      add(name);
      if (const auto others = other_names_.find(name); others != other_names_.end())
        for (const std::string& other : others->second) add(other);
    }
    return out;
  }

  std::string missing(const std::vector<std::string>& aliases, std::string_view role) const {
    std::string out = fmt::format("the document has no column \"{}\", which `{}` reads",
                                  fmt::join(aliases, "\" or \""), role);
    std::string_view near;
    for (const std::string& alias : aliases) {
      if (near.empty()) near = nearest_name(alias, names_);
    }
    if (!near.empty()) out += fmt::format("; did you mean \"{}\"?", shown(near, 80));
    if (names_.size() == 1) {
      for (const auto& [sign, name] :
           {std::pair{';', ";"}, {'\t', "\\t"}, {',', ","}, {'|', "|"}}) {
        if (names_[0].find(sign) == std::string_view::npos) continue;
        out += fmt::format("; the header is one column: is the delimiter \"{}\"?", name);
        break;
      }
    }
    return out + the_header();
  }

  const std::uint32_t line_;
  const std::map<std::string, std::vector<std::string>>& other_names_;
  std::vector<std::string_view> names_;
  std::vector<bool> used_;
  std::optional<Rejection> refusal_;
};

constexpr std::string_view kColumnName = "column";  // "{column}" of the wide layout

// "{column}" is replaced by `wide_column`, if there is one; every other name in braces is bound.
SeriesTemplate parse_template(std::string_view text, std::optional<std::string_view> wide_column,
                              Binder& binder) {
  SeriesTemplate out;
  const auto add_literal = [&](std::string_view literal) {
    if (literal.empty()) return;
    if (out.pieces.empty() || out.pieces.back().column != SeriesTemplate::kLiteral) {
      out.pieces.push_back({std::string(literal), SeriesTemplate::kLiteral});
    } else {
      out.pieces.back().literal += literal;
    }
  };
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    add_literal(text.substr(0, open));
    if (open == text.npos) break;
    const std::size_t close = text.find('}', open);
    if (close == text.npos) {
      binder.refuse("",
                    fmt::format("the feed's series = \"{}\" has a {{ that is not closed", text));
      break;
    }
    const std::string_view name = text.substr(open + 1, close - open - 1);
    if (wide_column && name == kColumnName) {
      std::string part = series_part(*wide_column);
      const bool begins_part =
          out.pieces.empty() || (out.pieces.back().column == SeriesTemplate::kLiteral &&
                                 out.pieces.back().literal.ends_with('.'));
      if (begins_part && part.front() >= '0' && part.front() <= '9') part.insert(0, 1, '_');
      add_literal(part);
    } else {
      out.pieces.push_back({"", binder.bind({std::string(name)}, "series").index});
    }
    text.remove_prefix(close + 1);
  }
  return out;
}

// The columns that are series in the wide layout.
std::vector<BoundColumn> wide_columns(const CsvMapping& mapping, Binder& binder) {
  std::vector<BoundColumn> out;
  if (!mapping.columns.empty()) {
    for (const std::string& name : mapping.columns) out.push_back(binder.bind({name}, "columns"));
    return out;
  }
  // Those that the template reads are used, too; binding one column's template finds them.
  parse_template(mapping.series, "x", binder);
  for (std::size_t i = 0; i < binder.names().size(); ++i) {
    if (binder.used(i) || binder.names()[i].empty()) continue;
    out.push_back(binder.bind({std::string(binder.names()[i])}, "columns"));
  }
  if (out.empty()) binder.refuse("", "no column is left over to be a series of the wide layout");
  return out;
}

void bind_wide(const CsvMapping& mapping, Binder& binder, BoundMapping& out) {
  for (BoundColumn& column : wide_columns(mapping, binder)) {
    if (binder.refusal()) return;
    // A column that was renamed goes on with its series.
    SeriesTemplate series = parse_template(mapping.series, binder.called(column.name), binder);
    const bool constant =
        series.pieces.size() == 1 && series.pieces[0].column == SeriesTemplate::kLiteral;
    if (constant && !valid_series_name(series.pieces[0].literal)) {
      binder.refuse(column.name,
                    fmt::format("the column's series would be \"{}\", which is no series "
                                "name; name the wanted ones in `columns`",
                                shown(series.pieces[0].literal, 80)));
    }
    for (const BoundValue& other : out.values) {
      if (other.series != series) continue;
      binder.refuse(column.name,
                    fmt::format("the columns \"{}\" and \"{}\" both make the series \"{}\"; write "
                                "{{column}} in `series`, or name the wanted ones in `columns`",
                                shown(other.column.name, 80), shown(column.name, 80),
                                constant ? series.pieces[0].literal : mapping.series));
    }
    out.values.push_back({std::move(column), std::move(series)});
  }
}

void bind_periods(const CsvMapping& mapping, Binder& binder, BoundMapping& out) {
  const PeriodColumn& period = mapping.period;
  const SeriesTemplate series = parse_template(mapping.series, std::nullopt, binder);
  std::map<Date, std::string_view> seen;
  std::string why;  // the last column that is no period is none
  for (std::size_t i = 0; i < binder.names().size(); ++i) {
    const std::string_view name = binder.names()[i];
    if (binder.used(i) || name.empty()) continue;
    const auto days = parse_days(name, period.style, period.fiscal_year_end);
    if (!days) {
      why = fmt::format("; \"{}\" {}", shown(name, 80), days.error().reason);
      continue;
    }
    const auto [other, is_new] = seen.try_emplace(days->last, name);
    if (!is_new) {
      binder.refuse(name, fmt::format("the columns \"{}\" and \"{}\" name the same period",
                                      shown(other->second, 80), shown(name, 80)));
    }
    out.values.push_back({{i, std::string(name)}, series, *days});
  }
  if (!out.values.empty()) return;
  binder.refuse("", fmt::format("no column of the header is a period of style {}{}{}",
                                to_text(period.style), why, binder.the_header()));
}

}  // namespace

bool holds(const BoundCondition& condition, std::span<const std::string_view> cells) {
  const std::string_view cell = cells[condition.column.index];
  return std::any_of(
      condition.any_of.begin(), condition.any_of.end(),
      [&](const std::string& wanted) { return cell == wanted || trimmed(cell) == wanted; });
}

std::string_view code_of_name(std::string_view name) {
  return trimmed(name.substr(0, name.find(':')));
}

std::string_view code_of_cell(std::string_view cell) {
  return trimmed(cell.substr(0, cell.find(": ")));
}

Rejection unknown_category(const BoundCondition& known, std::string_view cell, std::uint32_t line) {
  const std::vector<std::string_view> names(known.any_of.begin(), known.any_of.end());
  const std::string_view near = nearest_name(trimmed(cell), names);
  return {
      line, known.column.name,
      fmt::format("column \"{}\": \"{}\" is not among the declared `categories`{}; if the "
                  "source has renamed or added one, say so there, and look whether `where` must "
                  "follow",
                  known.column.name, shown(trimmed(cell)),
                  near.empty() ? "" : fmt::format(" (near to \"{}\")", near))};
}

std::expected<BoundMapping, Rejection> bind_mapping(const CsvMapping& mapping,
                                                    std::span<const std::string_view> header,
                                                    std::uint32_t line) {
  Binder binder(mapping, header, line);
  BoundMapping out;
  out.width = header.size();
  if (mapping.layout != Layout::periods && !mapping.period.fetched) {
    out.period = binder.bind(mapping.period.column.names, "period");
  }
  if (mapping.layout == Layout::rows) {
    BoundColumn column = binder.bind(mapping.value.column.names, "value");
    out.values.push_back({std::move(column), parse_template(mapping.series, std::nullopt, binder)});
  }
  if (mapping.known && !(mapping.known->optional && binder.lacks(mapping.known->column.names))) {
    out.known = binder.bind(mapping.known->column.names, "known");
  }
  for (const Condition& c : mapping.where) out.where.push_back(binder.bind(c, "where"));
  for (const Condition& c : mapping.categories) {
    out.categories.push_back(binder.bind(c, "categories"));
  }
  if (mapping.withdrawn) {
    out.withdrawn.emplace(BoundWithdrawal{binder.bind(mapping.withdrawn->row, "withdrawn"),
                                          {},
                                          mapping.withdrawn->wildcards});
    if (const auto& known = mapping.withdrawn->known) {
      out.withdrawn->known = binder.bind(known->names, "withdrawn.known");
    }
  }
  if (mapping.layout == Layout::wide) bind_wide(mapping, binder, out);
  if (mapping.layout == Layout::periods) bind_periods(mapping, binder, out);
  if (binder.refusal()) return std::unexpected(std::move(*binder.refusal()));
  return out;
}

}  // namespace firstcard
