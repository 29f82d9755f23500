#include <fmt/format.h>

#include <boost/json.hpp>

#include "alerts/exact_json.h"
#include "alerts/receiver_type.h"
#include "daemon/checkpoints.h"
#include "daemon/commands.h"

namespace firstcard {

namespace {

std::string source_kind(const Feed& feed) {
  static constexpr const char* kKinds[] = {"file", "http", "drop folder"};
  return kKinds[feed.source.index()];
}

void print_text(const Config& config) {
  fmt::print("{}: ok\n", config.file.string());
  fmt::print("database {}\n", config.database.string());
  for (const Feed& feed : config.feeds)
    fmt::print("feed {}: {} {}, {}, series {}{}\n", feed.id.text, source_kind(feed),
               feed.shown_source, to_text(feed.schedule), feed.csv.series,
               feed.preset.empty() ? "" : ", preset " + feed.preset);
  for (const auto& [id, rule] : config.indicators)
    for (const Test& test : rule.tests)
      fmt::print("indicator {}{}: {}\n", id.text, test.name.empty() ? "" : "/" + test.name,
                 test.measure.text());
  for (const Thesis& thesis : config.theses)
    fmt::print("thesis {}: fires at {} of {} weakening\n", thesis.id.text, thesis.weakening_count,
               thesis.indicators.size());
  for (const Checkpoint& c : config.checkpoints)
    fmt::print("checkpoint {}: {} {} by {}\n", c.id.text, c.indicator.text,
               expected_text(c.expect, config.indicators.at(c.indicator).unit), to_text(c.by));
  for (const Receiver& receiver : config.receivers)
    fmt::print("receiver {}: {}{}\n", receiver.id.text, type_of(receiver),
               receiver.fallback ? ", else " + receiver.fallback->to.text : "");
  for (const ConfigError& warning : config.warnings) fmt::print("warning: {}\n", to_text(warning));
}

boost::json::array as_json(const std::vector<ConfigError>& errors) {
  boost::json::array list;
  for (const ConfigError& e : errors)
    list.push_back(
        {{"file", e.file}, {"line", e.line}, {"column", e.column}, {"message", e.message}});
  return list;
}

}  // namespace

int run_check(const Common& common) {
  auto config = load_config(common.config, Secrets::leave_out);
  if (common.json) {
    boost::json::object out{
        {"ok", config.has_value()},
        {"errors", config ? boost::json::array() : as_json(config.error())},
        {"warnings", config ? as_json(config->warnings) : boost::json::array()}};
    fmt::print("{}\n", exact_serialize(out));
    return config ? 0 : 2;
  }
  if (!config) {
    for (const ConfigError& error : config.error()) fmt::print(stderr, "{}\n", to_text(error));
    return 2;
  }
  print_text(*config);
  return 0;
}

}  // namespace firstcard
