// What `explain --json` prints.
#include <boost/json.hpp>

#include "alerts/exact_json.h"
#include "daemon/explanation.h"

namespace firstcard {

namespace json = boost::json;

namespace {

template <class T>
json::value or_null(const std::optional<T>& v) {
  if (!v) return nullptr;
  if constexpr (std::is_same_v<T, double>)
    return *v;
  else
    return json::value(to_text(*v));
}

json::object as_json(const Line& line) {
  return {{"side", line.side == Side::below ? "below" : "above"}, {"value", line.value}};
}

json::object as_json(const ExplainedInput& in, const Config& config) {
  const Series& series = config.catalogue.at(in.input.series);
  const Point& p = in.input.point;
  json::object o{{"series", in.input.series.text},
                 {"period", to_text(p.period)},
                 {"value", p.value},
                 {"unit", series.unit},
                 {"known_at", to_text(p.known_at)},
                 {"basis", to_text(in.basis)},
                 {"vintage", p.vintage},
                 {"number", in.vintage},
                 {"source", nullptr},
                 {"line", nullptr},
                 {"document", nullptr},
                 {"fetched_at", nullptr},
                 {"text", nullptr}};
  if (in.origin) {
    o["source"] = in.origin->source;
    o["line"] = in.origin->line;
    o["document"] = in.origin->hash;
    o["fetched_at"] = to_text(in.origin->fetched_at);
  }
  if (in.line && *in.line) o["text"] = **in.line;
  return o;
}

json::object as_json(const ExplainedTest& x, const Config& config) {
  const Test& test = *x.test;
  const TestResult& r = x.result;
  json::array prints, inputs, silent;
  for (const FoldStep& s : x.steps)
    prints.push_back({{"period", period_name(r.frequency, s.print.index)},
                      {"ends", to_text(s.print.period)},
                      {"reading", s.print.value},
                      {"status", to_text(s.status)},
                      {"run", s.run},
                      {"have", s.print.have},
                      {"of", s.print.of},
                      {"known_at", to_text(s.print.known_at)}});
  for (const ExplainedInput& in : x.inputs) inputs.push_back(as_json(in, config));
  for (const SeriesId& id : x.silent) silent.emplace_back(id.text);
  json::object o{
      {"name", test.name},
      {"measure", test.measure.text()},
      {"status", to_text(r.status)},
      {"reading", r.reading ? json::value(r.reading->value) : nullptr},
      {"period", r.reading ? json::value(period_name(r.frequency, r.reading->index)) : nullptr},
      {"known_at", r.reading ? json::value(to_text(r.reading->known_at)) : nullptr},
      {"weakening", as_json(test.weakening)},
      {"weakening_for", test.weakening_for},
      {"recovery", as_json(recovery_line(test))},
      {"recovery_for", test.recovery_for},
      {"strengthening", nullptr},
      {"line", as_json(r.line)},
      {"distance", or_null(r.distance)},
      {"run", r.run},
      {"needed", r.needed},
      {"stale_at", or_null(r.stale_at)}};
  if (test.strengthening) o["strengthening"] = as_json(*test.strengthening);
  o["prints"] = std::move(prints);
  o["inputs"] = std::move(inputs);
  o["without_value"] = std::move(silent);
  o["sql"] = x.sql;
  o["sql_gives"] = x.no_sql.empty() ? "reading" : "inputs";
  return o;
}

json::object as_json(const Fragility& f) {
  json::array series;
  for (const SeriesFragility& s : f.series)
    series.push_back({{"series", s.series.text},
                      {"period", s.newest ? json::value(to_text(s.newest->period)) : nullptr},
                      {"value", s.newest ? json::value(s.newest->value) : nullptr},
                      {"revisions", s.revisions},
                      {"turning", s.turning},
                      {"largest", s.largest},
                      {"needed", or_null(s.needed)},
                      {"to", s.needed ? json::value(to_text(s.to)) : nullptr}});
  return {{"revisions", f.revisions}, {"turning", f.turning}, {"series", std::move(series)}};
}

}  // namespace

json::object explanation_json(const Explanation& e, const Config& config) {
  json::array tests;
  for (const ExplainedTest& x : e.tests) tests.push_back(as_json(x, config));
  json::value change = nullptr;
  if (e.change)
    change = json::object{{"at", to_text(e.change->at)},
                          {"cause", to_text(e.change->cause.cause)},
                          {"detail", e.change->cause.detail},
                          {"recorded", e.change->recorded}};
  return {{"indicator", e.rule->id.text},
          {"title", e.rule->title},
          {"unit", e.rule->unit},
          {"as_of", to_text(e.assessment.as_of)},
          {"status", to_text(e.assessment.status)},
          {"reason", e.reason},
          {"flip", e.flip},
          {"change", std::move(change)},
          {"quorum", e.rule->quorum},
          {"lead", e.assessment.lead},
          {"tests", std::move(tests)},
          {"fragility", as_json(e.fragility)}};
}

}  // namespace firstcard
