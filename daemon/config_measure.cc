// `measure`: an expression inside a TOML string. Looks into the tree, which is otherwise the
// language's own, because every unknown series is to be reported and not only the first.
#include <fmt/format.h>

#include <algorithm>

#include "config_parts.h"
#include "indicators/expr.h"
#include "indicators/nearest.h"

namespace firstcard::config {

namespace {

template <class Visit>
void walk(const Expr& e, const Visit& visit) {
  visit(e);
  for (const Expr& arg : e.args) walk(arg, visit);
}

}  // namespace

std::optional<At<Measure>> read_measure(Section& section, const Catalogue& catalogue,
                                        const Names& names) {
  section.require("measure", "measure = \"yoy(aws.revenue)\"");
  const auto text = section.line_breaks_too("measure");
  if (!text) return std::nullopt;
  const auto report = [&](const MeasureError& e) {
    section.error(section.report().inside(text->place, e.column - 1),
                  fmt::format("\"measure\": {}", with_caret(e, text->value)));
  };
  auto measure = parse_measure(text->value);
  if (!measure) {
    report(measure.error());
    return std::nullopt;
  }

  bool all_known = true;
  std::vector<std::string_view> known;
  for (const auto& [id, place] : names.series) known.push_back(id);
  walk(measure->root(), [&](const Expr& e) {
    if (e.kind != Expr::Kind::series || names.series.contains(e.series.text)) return;
    all_known = false;
    if (!names.complete) return;
    const std::string hint = did_you_mean(e.series.text, known);
    report({.column = e.column,
            .message = fmt::format("unknown series '{}'{}", e.series.text,
                                   hint.empty() ? ": declare it as a [[series]]" : hint)});
  });
  const auto doubtful = [&](const SeriesId& id) { return names.doubtful_series.contains(id); };
  if (!all_known || std::ranges::any_of(series_of(*measure), doubtful))
    return At{std::move(*measure), text->place};

  if (const auto frequency = check_measure(*measure, catalogue); !frequency)
    report(frequency.error());
  return At{std::move(*measure), text->place};
}

int smallest_basket(const Measure& m) {
  int smallest = 0;
  walk(m.root(), [&](const Expr& e) {
    if (e.kind != Expr::Kind::call || e.function != measures::Function::matched) return;
    const int members = static_cast<int>(e.args.size()) - 1;  // the first is what is asked of them
    smallest = smallest == 0 ? members : std::min(smallest, members);
  });
  return smallest;
}

}  // namespace firstcard::config
