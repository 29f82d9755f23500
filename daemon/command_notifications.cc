#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <csignal>
#include <future>

#include "alerts/format.h"
#include "alerts/receiver.h"
#include "alerts/sample.h"
#include "alerts/exact_json.h"
#include "daemon/commands.h"
#include "daemon/plotting.h"
#include "daemon/run_program.h"
#include "daemon/table.h"
#include "indicators/nearest.h"
#include "storage/lock_file.h"
#include "storage/outbox.h"

namespace firstcard {

namespace {

boost::json::object as_json(const OutboxRow& row) {
  boost::json::object o;
  o["id"] = row.id;
  o["key"] = row.key;
  o["receiver"] = row.receiver.text;
  o["kind"] = row.kind;
  o["thesis"] = row.thesis.text;
  o["incident"] =
      row.incident == 0 ? boost::json::value(nullptr) : boost::json::value(row.incident);
  o["subject"] = row.subject;
  o["created_at"] = to_text(row.created_at);
  o["state"] = to_text(row.state);
  o["attempts"] = row.attempts;
  o["finished_at"] =
      row.finished_at ? boost::json::value(to_text(*row.finished_at)) : boost::json::value(nullptr);
  o["last_error"] = row.last_error;
  return o;
}

Colour colour_of(Delivery d) {
  switch (d) {
    case Delivery::queued:
      return Colour::yellow;
    case Delivery::delivered:
      return Colour::green;
    case Delivery::given_up:
      return Colour::red;
  }
  return Colour::none;
}

}  // namespace

int run_notifications_list(const Common& common, int limit) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto db = open_or_explain(*config);
  if (!db) return 1;
  const std::vector<OutboxRow> all = Outbox(*db).list(limit);
  if (common.json) {
    boost::json::array rows;
    for (const OutboxRow& row : all) rows.push_back(as_json(row));
    fmt::print("{}\n",
               exact_serialize(boost::json::object{{"notifications", std::move(rows)}}));
    return 0;
  }
  if (all.empty()) {
    fmt::print("No notification was ever queued.\n");
    return 0;
  }
  std::vector<TableRow> rows;
  for (const OutboxRow& row : all)
    rows.push_back({{std::to_string(row.id), Colour::none, true},
                    {format_instant(row.created_at)},
                    {row.receiver.text},
                    {row.kind},
                    {spoken(to_text(row.state)), colour_of(row.state)},
                    {std::to_string(row.attempts), Colour::none, true},
                    {row.subject},
                    {row.state == Delivery::delivered ? "" : row.last_error, Colour::dim}});
  fmt::print("{}", table({{"ID", Colour::none, true},
                          {"QUEUED"},
                          {"RECEIVER"},
                          {"KIND"},
                          {"STATE"},
                          {"TRIES", Colour::none, true},
                          {"SUBJECT"},
                          {"ERROR"}},
                         rows, common.colour));
  return 0;
}

int run_notifications_retry(const Common& common, std::int64_t id) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  if (!open_or_explain(*config)) return 1;
  Database db(config->database, Database::Mode::edit);
  Outbox outbox(db);
  const auto row = outbox.find(id);
  if (!row) return failed(fmt::format("there is no notification {}: see `firstcard notifications list`", id));
  if (row->state == Delivery::delivered)
    return failed(fmt::format("notification {} was delivered to {} on {}", id, row->receiver.text,
                              row->finished_at ? format_instant(*row->finished_at) : "an unknown day"));
  if (std::ranges::find(config->receivers, row->receiver, &Receiver::id) ==
      config->receivers.end())
    return failed(fmt::format(
        "receiver {} is no longer configured: nobody could be sent notification {}; configure it "
        "again", row->receiver.text, id));
  {
    Transaction tx(db);
    outbox.retry(tx, id, common.now);
    tx.commit();
  }
  // The daemon sleeps until the next row that it knows of; this tells it to look.
  const auto daemon = writer_of(config->database);
  if (daemon) kill(*daemon, SIGUSR1);
  fmt::print("notification {} for {} is due now{}\n", id, row->receiver.text,
             daemon ? "" : "; it is sent when the daemon or `firstcard once` runs");
  return 0;
}

int run_notifications_test(const Common& common, const std::string& name) {
  const auto config = load_or_explain(common.config, Secrets::read);
  if (!config) return 2;
  const auto receiver = std::ranges::find(config->receivers, ReceiverId{name}, &Receiver::id);
  if (receiver == config->receivers.end()) {
    std::vector<std::string_view> known;
    for (const Receiver& each : config->receivers) known.emplace_back(each.id.text);
    failed(fmt::format("there is no receiver {}{}", name, did_you_mean(name, known)));
    return 2;
  }
  const Notification sample = sample_notification(receiver->id, common.now);
  Pictures pictures;
  if (wants_pictures(*receiver, sample)) pictures = draw_plots(sample, {});
  if (!pictures.fault.empty()) fmt::print(stderr, "plots are missing: {}\n", pictures.fault);
  for (const std::string& fault : template_faults(*receiver, sample))
    fmt::print(stderr, "{}; the built-in text is sent\n", fault);
  Prepared prepared = prepare(*receiver, sample, config->user_agent, pictures);
  if (const auto* entry = std::get_if<LogEntry>(&prepared)) {
    fmt::print("{}\n", entry->line);
    return 0;
  }
  std::promise<Attempt> promise;
  Transfer transfer;
  if (const auto* program = std::get_if<ProgramRun>(&prepared))
    promise.set_value(classify(run_program(*program, {})));
  else if (auto* http = std::get_if<HttpRequest>(&prepared))
    transfer.start(std::move(*http),
                   [&](HttpResult r) { promise.set_value(classify(r, common.now)); });
  else
    transfer.start(std::move(std::get<MailRequest>(prepared)),
                   [&](MailResult r) { promise.set_value(classify(r)); });
  const Attempt attempt = promise.get_future().get();
  if (attempt.outcome != Outcome::delivered)
    return failed(fmt::format("receiver {}: {}", name, attempt.reason));
  fmt::print("receiver {}: delivered\n", name);
  return 0;
}

}  // namespace firstcard
