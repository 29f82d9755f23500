#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "alerts/exact_json.h"
#include "alerts/format.h"
#include "alerts/render.h"
#include "daemon/commands.h"
#include "daemon/rederived.h"
#include "daemon/table.h"
#include "indicators/nearest.h"
#include "storage/outbox.h"

namespace firstcard {

namespace {

// The rows of a notification, by its key or the number of one of its rows.
std::vector<OutboxRow> rows_of(Outbox& outbox, const std::string& key) {
  std::vector<OutboxRow> rows = outbox.of_key(key);
  const bool number = !key.empty() && key.size() < 18 &&
                      std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; });
  if (!rows.empty() || !number) return rows;
  if (auto row = outbox.find(std::stoll(key))) rows.push_back(std::move(*row));
  return rows;
}

void print_rederived(const Config& config, const Notification& n, const Rederived& now,
                     const Common& common) {
  const auto bold = [&](const std::string& text) {
    return painted(text, Colour::bold, common.colour);
  };
  if (now.indicators.empty() && now.differences.empty()) {
    fmt::print("Of the kind \"{}\" nothing is derived from readings.\n", n.kind);
    return;
  }
  fmt::print("{}\n",
             bold(fmt::format("Derived anew from the database, as of {}", format_instant(n.at))));
  if (now.verdict) {
    const Verdict& v = *now.verdict;
    fmt::print("{}: {}; {} of {} weakening, {} unknown; fires at {}\n", n.thesis.text,
               painted(spoken(to_text(v.kind)), colour_of(v.kind), common.colour), v.weakening, v.n,
               v.unknown, v.k);
  }
  if (now.differences.empty()) {
    fmt::print("All of it agrees with what was sent.\n");
  } else {
    fmt::print("{}\n", painted("Not all of it is as it was sent:", Colour::yellow, common.colour));
    for (const std::string& d : now.differences) fmt::print("- {}\n", paragraph(d, 2));
    fmt::print("{}\n", paragraph("A rule was edited since, or values that had been published by "
                                 "then were fetched later.",
                                 0));
  }
  for (const Explanation& e : now.indicators)
    fmt::print("\n{}\n{}", std::string(100, '-'), explanation_text(e, config, common.colour));
}

boost::json::object as_json(const Config& config, const OutboxRow& row, const Rederived& now) {
  boost::json::array differences, indicators;
  for (const std::string& d : now.differences) differences.emplace_back(d);
  for (const Explanation& e : now.indicators) indicators.push_back(explanation_json(e, config));
  boost::json::object out{{"notification", exact_parse(row.payload)},
                          {"agrees", now.differences.empty()},
                          {"differences", std::move(differences)},
                          {"verdict", nullptr},
                          {"indicators", std::move(indicators)}};
  if (now.verdict)
    out["verdict"] = boost::json::object{{"verdict", to_text(now.verdict->kind)},
                                         {"weakening", now.verdict->weakening},
                                         {"unknown", now.verdict->unknown},
                                         {"k", now.verdict->k},
                                         {"n", now.verdict->n}};
  return out;
}

}  // namespace

int run_explain(const Common& common, const std::string& name, const std::optional<Instant>& at) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto rule = config->indicators.find(IndicatorId{name});
  if (name.empty()) {
    failed("name an indicator, or what was sent with --notification");
    return 2;
  }
  if (rule == config->indicators.end()) {
    std::vector<std::string_view> known;
    for (const auto& [id, each] : config->indicators) known.emplace_back(id.text);
    failed(fmt::format("there is no indicator {}{}", name, did_you_mean(name, known)));
    return 2;
  }
  const auto db = open_or_explain(*config);
  if (!db) return 1;
  const Explanation e = explain(*config, *db, rule->second, at.value_or(common.now));
  if (common.json)
    fmt::print("{}\n", exact_serialize(explanation_json(e, *config)));
  else
    fmt::print("{}", explanation_text(e, *config, common.colour));
  return 0;
}

int run_explain_notification(const Common& common, const std::string& key) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto db = open_or_explain(*config);
  if (!db) return 1;
  Outbox outbox(*db);
  const std::vector<OutboxRow> rows = rows_of(outbox, key);
  if (rows.empty())
    return failed(
        fmt::format("there is no notification {}: see `firstcard notifications list`", key));
  const Notification n = notification_from_json(rows.front().payload);
  const Rederived now = rederive(*config, *db, n);
  if (common.json) {
    fmt::print("{}\n", exact_serialize(as_json(*config, rows.front(), now)));
    return 0;
  }
  fmt::print("{}\n", painted("As it was sent", Colour::bold, common.colour));
  for (const OutboxRow& row : rows)
    fmt::print("to {}: {}{}\n", row.receiver.text, spoken(to_text(row.state)),
               row.finished_at ? " " + format_instant(*row.finished_at) : "");
  fmt::print("\n");
  const std::string text = render_text(n);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    fmt::print("{}{}\n", std::string(indent, ' '), paragraph(line, indent));
    at = end + 1;
  }
  fmt::print("\n");
  print_rederived(*config, n, now, common);
  return 0;
}

}  // namespace firstcard
