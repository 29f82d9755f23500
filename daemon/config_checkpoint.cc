// [[checkpoint]]
#include <fmt/format.h>

#include <algorithm>

#include "config_parts.h"

namespace firstcard::config {

namespace {

// A text or TOML's own date.
std::optional<Date> read_day(Section& s) {
  s.require("by", "by = 2026-12-31");
  const Value* v = s.take("by");
  if (!v) return std::nullopt;
  const auto* date = std::get_if<DateOrTime>(&v->what);
  const auto* text = std::get_if<std::string>(&v->what);
  const auto day = date ? parse_date(date->date) : text ? parse_date(*text) : std::nullopt;
  if (day) return day;
  s.error(v->place, fmt::format("\"by\" must be a day like 2026-12-31, not {}",
                                text   ? fmt::format("\"{}\"", *text)
                                : date ? "a time"
                                       : std::string(kind_of(*v))));
  return std::nullopt;
}

std::string names_of(const Indicator& indicator) {
  std::string all;
  for (const Test& test : indicator.tests) all += (all.empty() ? "\"" : ", \"") + test.name + "\"";
  return all;
}

// { above = 0.02 }, { below = -0.1, test = "margin" }
std::optional<Expectation> read_line(Section& s, const Indicator* indicator) {
  const auto below = s.number("below"), above = s.number("above");
  const auto test = s.text("test");
  const bool named = s.take("below") || s.take("above");
  s.finish();
  if (below && above)
    s.error(std::max(below->place, above->place), "names both \"below\" and \"above\"; keep one");
  else if (!named)
    s.error(s.place(), "names no line; write below = ... or above = ...");
  if (!below == !above) return std::nullopt;
  Expectation out{.kind = Expectation::Kind::line,
                  .line = {.side = below ? Side::below : Side::above,
                           .value = below ? below->value : above->value},
                  .test = test ? test->value : ""};
  if (!indicator) return out;
  const auto& tests = indicator->tests;
  if (!test && tests.size() > 1)
    s.error(s.place(), fmt::format("the indicator has {} tests, each with a reading of its own; "
                                   "add test = one of {}",
                                   tests.size(), names_of(*indicator)));
  if (test && std::ranges::find(tests, test->value, &Test::name) == tests.end())
    s.error(test->place, tests.size() > 1
                             ? fmt::format("the indicator has no test \"{}\"; it has {}",
                                           test->value, names_of(*indicator))
                             : "the indicator has one test without a name; take \"test\" out");
  return out;
}

std::optional<Expectation> read_expectation(Section& s, const Indicator* indicator) {
  s.require("expect", R"(expect = "strengthening", or { above = 0.02 })");
  const Value* v = s.take("expect");
  if (!v) return std::nullopt;
  if (std::holds_alternative<Table>(v->what)) {
    auto table = s.table("expect");
    return read_line(*table, indicator);
  }
  const auto* word = std::get_if<std::string>(&v->what);
  if (!word) {
    s.error(v->place, fmt::format("\"expect\" must be a status or a table, not {}", kind_of(*v)));
    return std::nullopt;
  }
  using Kind = Expectation::Kind;
  static constexpr std::pair<std::string_view, Kind> kWords[] = {
      {"strengthening", Kind::strengthening},
      {"holding", Kind::holding},
      {"not weakening", Kind::holding},
      {"weakening", Kind::weakening}};
  for (const auto& [known, kind] : kWords)
    if (*word == known) return Expectation{.kind = kind, .line = {}, .test = {}};
  s.error(v->place, fmt::format("\"expect\" is \"{}\"; write \"strengthening\", \"holding\", \"not "
                                "weakening\", \"weakening\" or a line like {{ above = 0.02 }}",
                                *word));
  return std::nullopt;
}

std::optional<Checkpoint> read_one(Section& s, Names& names,
                                   const std::map<IndicatorId, Indicator>& indicators) {
  Checkpoint out;
  const auto id = read_id(s, names.checkpoints);
  if (const auto title = s.text("title")) out.title = title->value;
  const auto by = read_day(s);
  s.require("indicator", R"(indicator = "cloud")");
  const auto indicator = s.text("indicator");
  const Indicator* rule = nullptr;
  if (indicator) {
    is_declared(s, "indicator", *indicator, names.indicators, names);
    out.indicator = {indicator->value};
    const auto found = indicators.find(out.indicator);
    if (found != indicators.end()) rule = &found->second;
  }
  const auto expect = read_expectation(s, rule);
  s.finish();
  if (!id || !by || !indicator || !expect) return std::nullopt;
  out.id = {*id};
  out.by = *by;
  out.expect = *expect;
  return out;
}

}  // namespace

std::vector<Checkpoint> read_checkpoints(std::vector<Section> sections, Names& names,
                                         const std::map<IndicatorId, Indicator>& indicators) {
  std::vector<Checkpoint> out;
  for (Section& section : sections)
    if (auto checkpoint = read_one(section, names, indicators))
      out.push_back(std::move(*checkpoint));
  std::ranges::sort(out, {}, [](const Checkpoint& c) { return std::pair(c.by, c.id); });
  return out;
}

}  // namespace firstcard::config
