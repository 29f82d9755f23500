#include "row_reading.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "date_forms.h"
#include "text.h"

namespace firstcard {

std::span<const std::string_view> Reading::cells() const {
  return feed_.csv.labels ? std::span<const std::string_view>(codes_) : csv_.fields();
}

void Reading::cut_labels() {
  codes_.clear();
  for (const std::string_view cell : csv_.fields()) codes_.push_back(code_of_cell(cell));
}

bool Reading::selected(bool any) const {
  const auto cells = this->cells();
  return std::all_of(mapping_.where.begin(), mapping_.where.end(),
                     [&](const BoundCondition& condition) {
                       return holds(condition, cells) ||
                              (any && trimmed(cells[condition.column.index]).empty());
                     });
}

bool Reading::known_categories(bool any) {
  const auto cells = this->cells();
  for (const BoundCondition& condition : mapping_.categories) {
    if (holds(condition, cells)) continue;
    if (any && trimmed(cells[condition.column.index]).empty()) continue;
    refusal_ = unknown_category(condition, cells[condition.column.index], csv_.line());
    return false;
  }
  return true;
}

// SDMX marks with "-" what a row deletes; where that is not the value, the value stands.
bool Reading::of_attributes_alone() const {
  const auto cells = this->cells();
  return std::ranges::any_of(cells, [](std::string_view c) { return trimmed(c) == "-"; }) &&
         std::ranges::all_of(mapping_.values, [&](const BoundValue& value) {
           return trimmed(cells[value.column.index]).empty();
         });
}

void Reading::remember_passed_over() {
  constexpr std::size_t kMost = 5;
  const auto cells = this->cells();
  passed_over_.resize(mapping_.where.size());
  for (std::size_t i = 0; i < mapping_.where.size(); ++i) {
    std::vector<std::string>& seen = passed_over_[i];
    const BoundCondition& condition = mapping_.where[i];
    if (seen.size() >= kMost || holds(condition, cells)) continue;
    std::string text = shown(trimmed(cells[condition.column.index]), 60);
    if (std::ranges::find(seen, text) == seen.end()) seen.push_back(std::move(text));
  }
}

std::string Reading::what_was_passed_over() const {
  std::string out;
  for (std::size_t i = 0; i < passed_over_.size(); ++i) {
    if (passed_over_[i].empty()) continue;
    out += fmt::format("; `where` wants of column \"{}\" \"{}\", and there stands \"{}\"",
                       mapping_.where[i].column.name,
                       fmt::join(mapping_.where[i].any_of, "\" or \""),
                       fmt::join(passed_over_[i], "\", \""));
  }
  return out.empty() ? out : fmt::format("{}; the header is: {}", out, header_);
}

void Reading::take_row() {
  if (feed_.csv.labels) cut_labels();
  const auto cells = this->cells();
  if (cells.size() != mapping_.width) {
    add_record_fault(fmt::format("has {} field{} where the {} has {}", cells.size(),
                                 cells.size() == 1 ? "" : "s",
                                 feed_.csv.header ? "header" : "first record", mapping_.width));
    return;
  }
  const bool withdrawn = mapping_.withdrawn && holds(mapping_.withdrawn->row, cells);
  const bool any = withdrawn && mapping_.withdrawn->wildcards;
  if (!mapping_.categories.empty() && !known_categories(any)) return;
  if (!selected(any) || (any && of_attributes_alone())) {
    ++result_.counts.passed_over;
    if (result_.counts.rows == 0 && rows_.empty()) remember_passed_over();
    return;
  }
  Dates dates;
  for (std::size_t i = 0; i < mapping_.values.size() && !dates.bad; ++i) {
    take_value(i, &dates, withdrawn);
  }
}

void Reading::take_value(std::size_t i, Dates* dates, bool withdrawn) {
  const auto cells = this->cells();
  const BoundValue& bound = mapping_.values[i];
  std::optional<double> value;
  if (!withdrawn) {
    auto read = numbers_.read(cells[bound.column.index]);
    if (!read) {
      const std::string_view cell = cells[bound.column.index];
      if (numbers_.of_other_convention(cell))
        return refuse(bound.column, cell,
                      fmt::format("is a number with the decimal sign '{}', and '{}' is declared: the "
                                  "others may be misread too; correct `decimal` and `thousands`, or "
                                  "the document",
                                  feed_.csv.value.format.decimal == '.' ? ',' : '.',
                                  feed_.csv.value.format.decimal));
      return add_fault(bound.column, cell, std::move(read.error()));
    }
    if (!*read) {
      ++result_.counts.passed_over;
      return;
    }
    value = *read;
  }
  if (!dates->read) {
    dates->bad = !read_dates(dates, withdrawn);
    if (dates->bad) return;
    dates->read = true;
  }
  if (withdrawn && mapping_.withdrawn->wildcards &&
      (dates->any_period || bound.series.has_empty(cells)))
    return take_back(bound, *dates);
  SeriesNamer& namer = namers_[std::min(i, namers_.size() - 1)];
  const SeriesNamer::Found& found = namer.find(cells);
  if (!found.fault.empty()) return add_fault({}, namer.cells_text(cells), found.fault);
  if (!found.clash.empty()) return refuse({}, namer.cells_text(cells), found.clash);
  const Frequency frequency = table_.frequency(found.series);
  if (feed_.csv.period.fetched && frequency != Frequency::day && frequency != Frequency::event)
    return add_fault({}, table_.ids()[found.series].text,
                     fmt::format("is a series of frequency {}, and the day of the fetch is no such "
                                 "period; declare it as day or event",
                                 to_text(frequency)));
  const Date period = period_end(bound.period ? *bound.period : dates->period,
                                 feed_.csv.period.means, frequency);
  // That a period was taken back is known from the fetch on: no lag of publication tells when.
  const auto lag = withdrawn ? std::nullopt : feed_.publication_lag;
  const Known known = dates->known ? Known{*dates->known, Basis::source}
                                   : known_without_source(period, lag, options_.fetched_at);
  add_row({.series = found.series,
           .period = period,
           .known_at = known.at,
           .value = value,
           .basis = known.basis,
           .line = csv_.line()});
}

// The rows so far are handed on before, and those that follow after.
void Reading::take_back(const BoundValue& bound, const Dates& dates) {
  auto series = bound.series.pattern(cells());
  if (!series) {
    SeriesNamer& namer = namers_.front();
    return add_fault({}, namer.cells_text(cells()), std::move(series.error()));
  }
  flush();
  ++result_.counts.rows;
  if (!options_.take_back) return;
  const std::optional<DaySpan> period =
      dates.any_period ? std::nullopt : std::optional(dates.period);
  options_.take_back({.series = std::move(*series),
                      .period = period,
                      .known = dates.known ? Known{*dates.known, Basis::source}
                                           : Known{options_.fetched_at, Basis::fetched},
                      .line = csv_.line()});
}

bool Reading::read_dates(Dates* out, bool withdrawn) {
  if (feed_.csv.period.fetched) {
    const Date day = day_of(options_.fetched_at);
    out->period = {day, day};
  }
  out->any_period = withdrawn && mapping_.withdrawn->wildcards && mapping_.period &&
                    trimmed(cells()[mapping_.period->index]).empty();
  if (mapping_.period && !out->any_period) {
    const PeriodColumn& column = feed_.csv.period;
    const std::string_view period = cells()[mapping_.period->index];
    auto span = parse_days(period, column.style, column.fiscal_year_end);
    if (!span) {
      if (contradicts(*mapping_.period, period, column.style)) return false;
      add_fault(*mapping_.period, period, std::move(span.error().reason));
      return false;
    }
    out->period = *span;
  }
  if (withdrawn && mapping_.withdrawn->known) {
    if (!read_known(*mapping_.withdrawn->known, &out->known)) return false;
    if (out->known) return true;
  }
  return !mapping_.known || read_known(*mapping_.known, &out->known);
}

bool Reading::contradicts(const BoundColumn& column, std::string_view cell, DateStyle style) {
  if (style != DateStyle::us && style != DateStyle::uk) return false;
  const DateStyle other = style == DateStyle::us ? DateStyle::uk : DateStyle::us;
  if (read_as(trimmed(cell), style, 0).days || !read_as(trimmed(cell), other, 0).days) return false;
  refuse(column, cell,
         fmt::format("is a date of style {}, and {} is declared: in the others day and month may be "
                     "exchanged; correct `style`, or the document",
                     to_text(other), to_text(style)));
  return true;
}

bool Reading::read_known(const BoundColumn& column, std::optional<Instant>* out) {
  const std::string_view cell = cells()[column.index];
  if (feed_.csv.known->optional && trimmed(cell).empty()) return true;
  auto known = parse_known(cell, feed_.csv.known->style, options_.fetched_at,
                           feed_.csv.known->fiscal_year_end);
  if (!known) {
    if (contradicts(column, cell, feed_.csv.known->style)) return false;
    if (known.error().ahead) ++result_.ahead;
    add_fault(column, cell, std::move(known.error().reason));
    return false;
  }
  *out = *known;
  return true;
}

}  // namespace firstcard
