#include <fmt/format.h>

#include <boost/json.hpp>
#include <map>

#include "alerts/exact_json.h"
#include "alerts/format.h"
#include "daemon/commands.h"
#include "daemon/table.h"

namespace firstcard {

namespace {

namespace json = boost::json;

// The rows of the view `feeds` by name, with all its columns.
std::map<std::string, json::object> view_of_feeds(Database& db) {
  std::string columns;
  Statement names = db.prepare("SELECT name FROM pragma_table_info('feeds')");
  while (names.step())
    columns +=
        fmt::format("{}'{}', \"{}\"", columns.empty() ? "" : ", ", names.text(0), names.text(0));
  std::map<std::string, json::object> rows;
  Statement s = db.prepare("SELECT feed, json_object(" + columns + ") FROM feeds");
  while (s.step()) rows.emplace(s.text(0), json::parse(s.text(1)).as_object());
  return rows;
}

std::string text_of(const json::object& row, std::string_view column) {
  const json::value* v = row.if_contains(column);
  if (v == nullptr || v->is_null()) return {};
  return v->is_string() ? std::string(v->as_string()) : json::serialize(*v);
}

std::string age_of(const json::object& row, std::string_view column, Instant now) {
  const auto then = parse_instant(text_of(row, column));
  return then ? age(*then, now) : "-";
}

Colour colour_of_outcome(const std::string& outcome) {
  if (outcome == "stored" || outcome == "unchanged") return Colour::green;
  return outcome.empty() || outcome == "held" ? Colour::yellow : Colour::red;
}

}  // namespace

int run_feeds_list(const Common& common) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto db = open_or_explain(*config);
  if (!db) return 1;
  auto rows = view_of_feeds(*db);
  json::array all;
  std::vector<TableRow> lines;
  for (const Feed& feed : config->feeds) {
    json::object& row = rows[feed.id.text];
    const std::string outcome = text_of(row, "last_outcome");
    lines.push_back({{feed.id.text},
                     {outcome.empty() ? "never ran" : spoken(outcome), colour_of_outcome(outcome)},
                     {age_of(row, "last_run_at", common.now), Colour::none, true},
                     {age_of(row, "last_success_at", common.now), Colour::none, true},
                     {text_of(row, "failures_in_a_row"), Colour::none, true},
                     {text_of(row, "last_faults"), Colour::none, true},
                     {text_of(row, "last_message"), Colour::dim}});
    row["feed"] = feed.id.text;
    row["configured_source"] = feed.shown_source;
    all.push_back(std::move(row));
  }
  if (common.json)
    fmt::print("{}\n", exact_serialize(json::object{{"as_of", to_text(common.now)},
                                                    {"feeds", std::move(all)}}));
  else
    fmt::print("{}", table({{"FEED"},
                            {"LAST RUN"},
                            {"AGO", Colour::none, true},
                            {"LAST GOOD", Colour::none, true},
                            {"FAILURES", Colour::none, true},
                            {"FAULTS", Colour::none, true},
                            {""}},
                           lines, common.colour));
  return 0;
}

}  // namespace firstcard
