#include <fmt/format.h>

#include <boost/json.hpp>

#include "alerts/exact_json.h"
#include "alerts/format.h"
#include "daemon/commands.h"
#include "daemon/notice.h"
#include "daemon/provenance.h"
#include "daemon/recorder.h"
#include "daemon/table.h"
#include "daemon/wording.h"
#include "indicators/nearest.h"

namespace firstcard {

namespace {

constexpr std::size_t kPrintsShown = 12;
constexpr std::size_t kInputsShown = 6;  // newest periods of each series

std::string origin_of(Ledger& ledger, const Point& p) {
  const auto origin = ledger.origin(p.vintage);
  return origin ? fmt::format("{}, line {}", origin->source, origin->line) : std::string();
}

// The line that the newest value of each series came from, as it was read.
void print_lines(const Config& config, const Test& test, const Seen& seen, Ledger& ledger,
                 const Common& common) {
  fmt::print("\nTheir newest lines\n");
  for (const SeriesId& id : series_of(test.measure)) {
    const auto& points = seen.window.series.at(id).points;
    const auto origin = points.empty() ? std::nullopt : ledger.origin(points.back().vintage);
    if (!origin) continue;
    const auto line = source_line(config, *origin);
    fmt::print("{} {}: {}, line {}, fetched {}\n  {}\n", id.text, to_text(points.back().period),
               origin->source, origin->line, format_instant(origin->fetched_at),
               line ? *line : painted("(" + line.error() + ")", Colour::yellow, common.colour));
  }
}

std::vector<FoldStep> steps_of(const Config& config, const Indicator& rule, const Test& test,
                               const Window& window) {
  const Frequency f = check_measure(test.measure, config.catalogue).value();
  return fold(test, f, prints_of(rule, test, config.catalogue, window));
}

std::string rule_text(const Test& test, const std::string& unit) {
  std::string text = fmt::format("weakening {} for {} print{}", format_line(test.weakening, unit),
                                 test.weakening_for, test.weakening_for == 1 ? "" : "s");
  text += fmt::format("; recovers at or {} for {}", format_line(recovery_line(test), unit),
                      test.recovery_for);
  if (test.strengthening) text += "; strengthening " + format_line(*test.strengthening, unit);
  return text;
}

void print_test(const Config& config, const Indicator& rule, const Test& test, const Seen& seen,
                Ledger& ledger, const Common& common) {
  if (!test.name.empty())
    fmt::print("\nTest {}\n", painted(test.name, Colour::bold, common.colour));
  fmt::print("\nMeasure  {}\nRule     {}\n", test.measure.text(), rule_text(test, rule.unit));

  const std::vector<FoldStep> steps = steps_of(config, rule, test, seen.window);
  const Frequency f = check_measure(test.measure, config.catalogue).value();
  std::vector<TableRow> rows;
  for (std::size_t i = steps.size() - std::min(kPrintsShown, steps.size()); i < steps.size(); ++i) {
    const FoldStep& s = steps[i];
    rows.push_back({{period_name(f, s.print.index)},
                    {format_value(s.print.value, rule.unit), Colour::none, true},
                    {std::string(to_text(s.status)), colour_of(s.status)},
                    {s.print.of > 0 ? fmt::format("{} of {}", s.print.have, s.print.of) : ""},
                    {format_instant(s.print.known_at), Colour::dim}});
  }
  fmt::print("\nPrints ({} in all)\n{}", steps.size(),
             table({{"PERIOD"}, {"READING", Colour::none, true}, {"STATUS"}, {"COVERS"}, {"KNOWN"}},
                   rows, common.colour));

  rows.clear();
  for (const SeriesId& id : series_of(test.measure)) {
    const Series& series = config.catalogue.at(id);
    const auto& points = seen.window.series.at(id).points;
    if (points.empty()) rows.push_back({{id.text}, {"no value", Colour::yellow}});
    for (std::size_t i = points.size() - std::min(kInputsShown, points.size()); i < points.size();
         ++i) {
      const Point& p = points[i];
      rows.push_back({{id.text},
                      {period_name(series.frequency, index_of(series.frequency, p.period))},
                      {to_text(p.period)},
                      {format_value(p.value, series.unit), Colour::none, true},
                      {format_instant(p.known_at)},
                      {origin_of(ledger, p), Colour::dim}});
    }
  }
  fmt::print(
      "\nNewest inputs\n{}",
      table({{"SERIES"}, {"PERIOD"}, {"ENDS"}, {"VALUE", Colour::none, true}, {"KNOWN"}, {"FROM"}},
            rows, common.colour));
  print_lines(config, test, seen, ledger, common);
}

boost::json::object json_of(const Config& config, const Indicator& rule, const Seen& seen,
                            Ledger& ledger, const IndicatorLine& line) {
  boost::json::array tests;
  for (std::size_t t = 0; t < rule.tests.size(); ++t) {
    const Test& test = rule.tests[t];
    boost::json::array prints, inputs;
    const Frequency f = seen.assessment.tests[t].frequency;
    for (const FoldStep& s : steps_of(config, rule, test, seen.window))
      prints.push_back({{"period", period_name(f, s.print.index)},
                        {"ends", to_text(s.print.period)},
                        {"reading", s.print.value},
                        {"status", to_text(s.status)},
                        {"known_at", to_text(s.print.known_at)}});
    for (const SeriesId& id : series_of(test.measure))
      for (const Point& p : seen.window.series.at(id).points)
        inputs.push_back({{"series", id.text},
                          {"period", to_text(p.period)},
                          {"value", p.value},
                          {"known_at", to_text(p.known_at)},
                          {"from", origin_of(ledger, p)}});
    boost::json::array lines;
    for (const SeriesId& id : series_of(test.measure)) {
      const auto& points = seen.window.series.at(id).points;
      const auto origin = points.empty() ? std::nullopt : ledger.origin(points.back().vintage);
      if (!origin) continue;
      const auto text = source_line(config, *origin);
      lines.push_back({{"series", id.text},
                       {"period", to_text(points.back().period)},
                       {"source", origin->source},
                       {"line", origin->line},
                       {"document", origin->hash},
                       {"fetched_at", to_text(origin->fetched_at)},
                       {"text", text ? boost::json::value(*text) : boost::json::value(nullptr)}});
    }
    tests.push_back({{"name", test.name},
                     {"measure", test.measure.text()},
                     {"status", to_text(seen.assessment.tests[t].status)},
                     {"prints", std::move(prints)},
                     {"inputs", std::move(inputs)},
                     {"newest_lines", std::move(lines)}});
  }
  boost::json::object out;
  out["indicator"] = rule.id.text;
  out["as_of"] = to_text(seen.assessment.as_of);
  out["status"] = to_text(seen.assessment.status);
  out["reason"] = line.reason;
  out["flip"] = line.flip;
  out["tests"] = std::move(tests);
  return out;
}

}  // namespace

int run_explain(const Common& common, const std::string& name, const std::optional<Instant>& at) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto rule = config->indicators.find(IndicatorId{name});
  if (rule == config->indicators.end()) {
    std::vector<std::string_view> known;
    for (const auto& [id, each] : config->indicators) known.emplace_back(id.text);
    failed(fmt::format("there is no indicator {}{}", name, did_you_mean(name, known)));
    return 2;
  }
  const auto db = open_or_explain(*config);
  if (!db) return 1;
  Ledger ledger(*db);
  State state(*db);
  LedgerSource source(ledger);
  const Instant as_of = at.value_or(common.now);
  Seen seen;
  seen.window = window_for(rule->second, config->catalogue, source, as_of);
  seen.assessment = assess(rule->second, config->catalogue, seen.window, as_of);
  const IndicatorLine line = line_of(*config, rule->second, seen,
                                     [](const SeriesId&, const Point&) { return std::string(); });
  if (common.json) {
    fmt::print("{}\n", exact_serialize(json_of(*config, rule->second, seen, ledger, line)));
    return 0;
  }
  fmt::print("{}: {}, as of {}\n",
             painted(line.title.empty() ? name : line.title, Colour::bold, common.colour),
             painted(to_text(line.status), colour_of(line.status), common.colour),
             format_instant(as_of));
  fmt::print("{}\n", line.reason);
  if (!line.flip.empty()) fmt::print("{}\n", line.flip);
  // As recorded; the first evaluation began no status.
  for (const AssessmentRecord& record : state.assessments(rule->first, 1000)) {
    if (record.at > as_of || record.status == record.before) continue;
    if (record.cause != Cause::first_look)
      fmt::print("{} since {}; {}: {}\n", to_text(record.status), format_instant(record.at),
                 spoken(to_text(record.cause)), record.detail);
    break;
  }
  for (const Test& test : rule->second.tests)
    print_test(*config, rule->second, test, seen, ledger, common);
  return 0;
}

}  // namespace firstcard
