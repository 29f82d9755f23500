#include <fmt/format.h>

#include <boost/json.hpp>

#include "alerts/format.h"
#include "alerts/exact_json.h"
#include "daemon/commands.h"
#include "daemon/table.h"
#include "indicators/nearest.h"
#include "storage/ledger.h"

namespace firstcard {

namespace {

Frequency frequency_of(const Config& config, const SeriesId& id) {
  const auto found = config.catalogue.find(id);
  return found == config.catalogue.end() ? Frequency::event : found->second.frequency;
}

boost::json::object as_json(const Vintage& v) {
  boost::json::object o;
  o["period"] = to_text(v.period);
  o["value"] = v.value ? boost::json::value(*v.value) : boost::json::value(nullptr);
  o["known_at"] = to_text(v.known_at);
  o["recorded_at"] = to_text(v.recorded_at);
  o["basis"] = to_text(v.basis);
  o["document"] = v.document;
  o["line"] = v.line;
  return o;
}

}  // namespace

int run_history(const Common& common, const std::string& name,
                const std::optional<Instant>& as_of) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto db = open_or_explain(*config);
  if (!db) return 1;
  Ledger ledger(*db);
  const SeriesId id{name};
  if (!ledger.has_series(id)) {
    const std::vector<SeriesId> ids = ledger.series_names();
    std::vector<std::string_view> known;
    for (const SeriesId& each : ids) known.emplace_back(each.text);
    return failed(fmt::format("there is no series {}{}", name, did_you_mean(name, known)));
  }
  const auto found = config->catalogue.find(id);
  const std::string unit = found == config->catalogue.end() ? "" : found->second.unit;
  const std::vector<Vintage> all = ledger.vintages(id, as_of);
  if (common.json) {
    boost::json::array rows;
    for (const Vintage& v : all) rows.push_back(as_json(v));
    boost::json::object out{{"series", name}, {"unit", unit}};
    out["as_of"] = as_of ? boost::json::value(to_text(*as_of)) : boost::json::value(nullptr);
    out["vintages"] = std::move(rows);
    fmt::print("{}\n", exact_serialize(out));
    return 0;
  }
  const Frequency f = frequency_of(*config, id);
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Vintage& v = all[i];
    const bool revision = i > 0 && all[i - 1].period == v.period;
    const std::string from = fmt::format("document {}, line {}", v.document, v.line);
    rows.push_back({{period_name(f, index_of(f, v.period))},
                    {to_text(v.period)},
                    {v.value ? format_value(*v.value, unit) : "withdrawn", Colour::none, true},
                    {format_instant(v.known_at)},
                    {std::string(to_text(v.basis)), Colour::dim},
                    {from, Colour::dim},
                    {revision ? "revision" : "", Colour::yellow}});
  }
  fmt::print("{}", table({{"PERIOD"},
                          {"ENDS"},
                          {"VALUE", Colour::none, true},
                          {"KNOWN"},
                          {"BASIS"},
                          {"FROM"},
                          {""}},
                         rows, common.colour));
  return 0;
}

}  // namespace firstcard
