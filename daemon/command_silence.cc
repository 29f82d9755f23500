// Commands about what is told: silence add, list, remove; ack. They write beside the daemon in a short
// transaction and wake it, for what was held back may be told now.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <csignal>

#include "alerts/exact_json.h"
#include "alerts/format.h"
#include "daemon/asking.h"
#include "daemon/commands.h"
#include "daemon/quiet.h"
#include "daemon/quiet_lines.h"
#include "daemon/table.h"
#include "indicators/nearest.h"
#include "storage/lock_file.h"
#include "storage/state.h"

namespace firstcard {

namespace {

// The names of one scope in the configuration.
std::vector<std::string> names_of(const Config& config, Scope scope) {
  std::vector<std::string> names;
  switch (scope) {
    case Scope::thesis:
      for (const Thesis& thesis : config.theses) names.push_back(thesis.id.text);
      break;
    case Scope::indicator:
      for (const auto& [id, rule] : config.indicators) names.push_back(id.text);
      break;
    case Scope::receiver:
      for (const Receiver& receiver : config.receivers) names.push_back(receiver.id.text);
      break;
    case Scope::feed:
      for (const Feed& feed : config.feeds) names.push_back(feed.id.text);
      break;
    case Scope::checkpoint:  // only held back, never silenced
      break;
  }
  return names;
}

// Prints the nearest name and returns false if there is no such one.
bool is_known(const Config& config, Scope scope, const std::string& name) {
  const std::vector<std::string> names = names_of(config, scope);
  if (std::ranges::find(names, name) != names.end()) return true;
  failed(fmt::format("there is no {} {}{}", to_text(scope), name,
                     did_you_mean(name, std::vector<std::string_view>(names.begin(), names.end()))));
  return false;
}

// The database for writing beside the daemon; nullptr and what to do printed.
std::unique_ptr<Database> edit_or_explain(const Config& config) {
  if (!open_or_explain(config)) return nullptr;
  return std::make_unique<Database>(config.database, Database::Mode::edit);
}

std::string wake(const Config& config) {
  if (const auto daemon = writer_of(config.database)) {
    kill(*daemon, SIGUSR1);
    return "";
  }
  return "; no daemon runs, it counts from its next evaluation on";
}

}  // namespace

int run_silence_add(const Common& common, const SilenceOptions& options) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  Silence silence{.created_at = common.now, .author = author_of_this(), .reason = options.reason};
  const std::array<std::pair<Scope, const std::string*>, 4> scopes = {
      {{Scope::thesis, &options.thesis},
       {Scope::indicator, &options.indicator},
       {Scope::receiver, &options.receiver},
       {Scope::feed, &options.feed}}};
  for (const auto& [scope, name] : scopes) {
    if (name->empty()) continue;
    if (!silence.name.empty()) {
      failed("one silence is of one thing: name only one of --thesis, --indicator, --receiver and --feed");
      return 2;
    }
    silence.scope = scope;
    silence.name = *name;
  }
  if (silence.name.empty()) {
    failed("nothing to silence: name one with --thesis, --indicator, --receiver or --feed");
    return 2;
  }
  if (!is_known(*config, silence.scope, silence.name)) return 2;
  if (!options.lasts && !options.until_change) {
    failed("for how long? Write --for 7d, or --until-change");
    return 2;
  }
  if (options.until_change && silence.scope == Scope::receiver) {
    failed("a receiver has no state that could change: write --for 7d");
    return 2;
  }
  const auto db = edit_or_explain(*config);
  if (!db) return 1;
  Transaction tx(*db);
  if (options.lasts) silence.ends_at = common.now + *options.lasts;
  if (options.until_change) silence.changes = changes_of(*db, silence.scope, silence.name);
  silence.id = Holdbacks(*db).add(tx, silence);
  tx.commit();
  fmt::print("{}{}\n", describe(silence), wake(*config));
  return 0;
}

int run_silence_list(const Common& common, bool all) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto db = open_or_explain(*config);
  if (!db) return 1;
  const std::vector<Silence> silences = silences_at(*db, all, common.now);
  if (common.json) {
    fmt::print("{}\n", exact_serialize(boost::json::object{{"silences", silences_json(silences)}}));
    return 0;
  }
  if (silences.empty()) {
    fmt::print("{}\n", all ? "There was never a silence." : "No silence is in force.");
    return 0;
  }
  std::vector<TableRow> rows;
  for (const Silence& s : silences)
    rows.push_back({{std::to_string(s.id), Colour::none, true},
                    {std::string(to_text(s.scope))},
                    {s.name},
                    {state_text(s), s.ended_at ? Colour::dim : Colour::yellow},
                    {s.author},
                    {s.reason}});
  fmt::print("{}", table({{"ID", Colour::none, true},
                          {"OF"},
                          {"NAME"},
                          {"STATE"},
                          {"BY"},
                          {"REASON"}},
                         rows, common.colour));
  return 0;
}

int run_silence_remove(const Common& common, std::int64_t id) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto db = edit_or_explain(*config);
  if (!db) return 1;
  Transaction tx(*db);
  if (!Holdbacks(*db).end(tx, id, common.now, author_of_this()))
    return failed(fmt::format(
        "there is no silence {} in force: see `firstcard silence list --all`", id));
  tx.commit();
  fmt::print("silence {} is over{}\n", id, wake(*config));
  return 0;
}

int run_ack(const Common& common, const AckOptions& options) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto db = edit_or_explain(*config);
  if (!db) return 1;
  State state(*db);
  Holdbacks holdbacks(*db);
  Transaction tx(*db);
  std::vector<Ack> acks;
  std::vector<std::string> already;
  for (const Thesis& thesis : config->theses) {
    if (!options.thesis.empty() && options.thesis != thesis.id.text) continue;
    const auto last = state.last_verdict(thesis.id);
    if (!last || !last->verdict.incident) continue;
    Ack ack{.thesis = thesis.id,
            .incident = *last->verdict.incident,
            .edge = state.edge_count(thesis.id),
            .at = common.now,
            .author = author_of_this(),
            .reason = options.reason};
    const std::vector<Ack> before = holdbacks.acks(ack.thesis, ack.incident);
    if (const auto same = std::ranges::find(before, ack.edge, &Ack::edge); same != before.end()) {
      already.push_back(fmt::format("incident {} of {} was acknowledged by {} on {}", ack.incident,
                                    ack.thesis.text, same->author, format_instant(same->at)));
      continue;
    }
    ack.id = holdbacks.add(tx, ack);
    acks.push_back(std::move(ack));
  }
  for (const std::string& line : already) fmt::print("{}\n", line);
  if (acks.empty() && !already.empty()) return 0;
  if (acks.empty()) {
    if (!options.thesis.empty() && !is_known(*config, Scope::thesis, options.thesis)) return 2;
    return failed(options.thesis.empty() ? "no incident is open"
                                         : "no incident of " + options.thesis + " is open");
  }
  tx.commit();
  const std::string note = wake(*config);
  for (const Ack& ack : acks)
    fmt::print("incident {} of {} is acknowledged by {}: no reminders until something changes{}\n",
               ack.incident, ack.thesis.text, ack.author, note);
  return 0;
}

}  // namespace firstcard
