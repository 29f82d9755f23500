#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "alerts/exact_json.h"
#include "alerts/format.h"
#include "alerts/render.h"
#include "daemon/checkpoints.h"
#include "daemon/commands.h"
#include "daemon/history.h"
#include "daemon/notice.h"
#include "daemon/table.h"

namespace firstcard {

namespace {

// One line of a thesis' record.
struct Entry {
  const Thesis* thesis;
  Verdict verdict;
  std::map<IndicatorId, Status> statuses;

  bool differs(const Entry& other) const {
    return verdict.kind != other.verdict.kind || verdict.incident != other.verdict.incident ||
           verdict.weakening != other.verdict.weakening ||
           verdict.unknown != other.verdict.unknown || statuses != other.statuses;
  }
};

struct Record {
  std::vector<Entry> entries;
  std::vector<Notification> notifications;
};

Entry entry_of(const Thesis& thesis, const Step& step) {
  Entry entry{.thesis = &thesis, .verdict = step.decisions.at(thesis.id).verdict, .statuses = {}};
  for (const IndicatorId& id : thesis.indicators)
    entry.statuses[id] = step.seen.at(id).assessment.status;
  return entry;
}

// What would have been sent; to a receiver that takes what all take, if none is configured yet.
bool anyone_takes(const Config& config, const Notification& n) {
  if (config.receivers.empty()) return takes(Receiver{}, n);
  return std::ranges::any_of(config.receivers,
                             [&](const Receiver& r) { return takes(r, n); });
}

// Those whose day ends in between.
void add_checkpoints(const Config& config, History& history, Instant from, Instant to,
                     Record& record) {
  for (const Checkpoint& c : config.checkpoints) {
    if (judged_at(c) <= from || judged_at(c) > to) continue;
    Notification n = notification_of(config, judge(config, history, c), false,
                                     [](const SeriesId&, const Point&) { return std::string(); });
    const auto taken = [&](const Receiver& r) { return takes_checkpoint(config, r, n); };
    if (config.receivers.empty() || std::ranges::any_of(config.receivers, taken))
      record.notifications.insert(
          std::ranges::upper_bound(record.notifications, n.at, {}, &Notification::at),
          std::move(n));
  }
}

Record replay(const Config& config, History& history, Instant from, Instant to) {
  Record record;
  Timeline timeline(config, history);
  std::map<ThesisId, Entry> last;
  std::map<ThesisId, std::int64_t> edges;
  const Provenance nothing = [](const SeriesId&, const Point&) { return std::string(); };
  const auto visit = [&](const Step& step) {
    for (const Thesis& thesis : config.theses) {
      // Live, each of these instants would have been a commit of its own.
      Notices notices(config, thesis, edges[thesis.id]);
      notices.add(step, false);
      for (Notification& n : notices.plan(nothing))
        if (anyone_takes(config, n)) record.notifications.push_back(std::move(n));
      edges[thesis.id] += static_cast<std::int64_t>(step.decisions.at(thesis.id).edges.size());
      Entry entry = entry_of(thesis, step);
      const auto before = last.find(thesis.id);
      if (before != last.end() && !entry.differs(before->second)) continue;
      last.insert_or_assign(thesis.id, entry);
      record.entries.push_back(std::move(entry));
    }
  };
  visit(timeline.step(from));
  if (from < to) timeline.walk(from, to, history.known(), visit);
  add_checkpoints(config, history, from, to, record);
  return record;
}

boost::json::object as_json(const Entry& e) {
  const Verdict& v = e.verdict;
  boost::json::object statuses;
  for (const auto& [id, status] : e.statuses) statuses[id.text] = to_text(status);
  boost::json::object o;
  o["at"] = to_text(v.at);
  o["thesis"] = e.thesis->id.text;
  o["verdict"] = to_text(v.kind);
  o["incident"] = v.incident ? boost::json::value(*v.incident) : boost::json::value(nullptr);
  o["weakening"] = v.weakening;
  o["unknown"] = v.unknown;
  o["indicators"] = std::move(statuses);
  return o;
}

boost::json::object as_json(const Notification& n) {
  boost::json::array members;
  for (const IndicatorId& id : n.members) members.emplace_back(id.text);
  boost::json::object o;
  o["at"] = to_text(n.at);
  o["kind"] = n.kind;
  o["thesis"] = n.thesis.text;
  o["incident"] = n.incident == 0 ? boost::json::value(nullptr) : boost::json::value(n.incident);
  o["key"] = n.key;
  o["members"] = std::move(members);
  o["subject"] = render_subject(n);
  return o;
}

void print_json(const Record& record) {
  boost::json::array timeline, notifications;
  for (const Entry& e : record.entries) timeline.push_back(as_json(e));
  for (const Notification& n : record.notifications) notifications.push_back(as_json(n));
  boost::json::object out;
  out["timeline"] = std::move(timeline);
  out["notifications"] = std::move(notifications);
  fmt::print("{}\n", exact_serialize(out));
}

void print_text(const Record& record, const Config& config, Instant from, Instant to,
                const Common& common) {
  fmt::print("From {} to {}, as known then.\n", format_instant(from), format_instant(to));
  for (const Thesis& thesis : config.theses) {
    fmt::print("\n{}\n", painted(thesis.title.empty() ? thesis.id.text : thesis.title, Colour::bold,
                                 common.colour));
    TableRow head = {{"KNOWN"}, {"VERDICT"}, {"INCIDENT", Colour::none, true}};
    for (const IndicatorId& id : thesis.indicators) head.push_back({id.text});
    std::vector<TableRow> rows;
    for (const Entry& e : record.entries) {
      if (e.thesis != &thesis) continue;
      TableRow row = {
          {format_instant(e.verdict.at)},
          {spoken(verdict_name(thesis, e.verdict.kind)), colour_of(e.verdict.kind)},
          {e.verdict.incident ? std::to_string(*e.verdict.incident) : "", Colour::none, true}};
      for (const IndicatorId& id : thesis.indicators)
        row.push_back({std::string(to_text(e.statuses.at(id))), colour_of(e.statuses.at(id))});
      rows.push_back(std::move(row));
    }
    fmt::print("{}", table(head, rows, common.colour));
  }
  fmt::print("\nNotifications: {}\n", record.notifications.size());
  std::vector<TableRow> rows;
  for (const Notification& n : record.notifications)
    rows.push_back({{format_instant(n.at)}, {n.kind}, {render_subject(n)}});
  if (!rows.empty())
    fmt::print("{}", table({{"AT"}, {"KIND"}, {"SUBJECT"}}, rows, common.colour));
}

}  // namespace

int run_backtest(const Common& common, const BacktestOptions& options) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto db = open_or_explain(*config);
  if (!db) return 1;
  Ledger ledger(*db);
  History history(ledger, series_of(*config), options.final_vintage);
  if (history.known().empty())
    return failed(
        "the database holds no row of any series that a rule reads: run `firstcard once` first");
  const Instant from = options.from.value_or(history.known().front());
  const Instant to = options.to.value_or(common.now);
  if (to < from) {
    failed(options.from && options.to ? "--to lies before --from"
           : options.from ? "--from lies in the future"
                          : fmt::format("--to lies before the first known value, of {}",
                                        format_instant(from)));
    return 2;
  }
  const Record record = replay(*config, history, from, to);
  if (common.json)
    print_json(record);
  else
    print_text(record, *config, from, to, common);
  return 0;
}

}  // namespace firstcard
