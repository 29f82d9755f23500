#include <fmt/format.h>

#include <boost/json.hpp>

#include "alerts/card.h"
#include "alerts/exact_json.h"
#include "alerts/format.h"
#include "alerts/sparkline.h"
#include "daemon/checkpoint_lines.h"
#include "daemon/quiet_lines.h"
#include "daemon/commands.h"
#include "daemon/feed_lines.h"
#include "daemon/notice.h"
#include "daemon/recorder.h"
#include "daemon/table.h"
#include "daemon/wording.h"

namespace firstcard {

namespace {

// One thesis at the present, with the lines of its indicators.
struct Shown {
  const Thesis* thesis;
  Verdict verdict;
  std::vector<IndicatorLine> lines;
  std::vector<std::optional<Instant>> since;  // of each line's status
};

// What ought to have reached somebody by now.
struct Undelivered {
  std::int64_t queued = 0;    // and failed at least once
  std::int64_t given_up = 0;  // in the last 30 days: nobody can take back what is older
};

Undelivered undelivered_of(Database& db, Instant now) {
  Statement s = db.prepare(
      "SELECT count(*) FILTER (WHERE state = 'queued' AND last_error <> ''),"
      " count(*) FILTER (WHERE state = 'given_up' AND finished_at > ?1) FROM _notification"
      " WHERE state <> 'delivered'");
  s.bind((now - days{30}).time_since_epoch().count());
  s.step();
  return {.queued = s.integer(0), .given_up = s.integer(1)};
}

std::string undelivered_text(const Undelivered& u) {
  if (u.queued == 0 && u.given_up == 0) return {};
  std::string counts;
  if (u.queued > 0) counts = fmt::format("{} failed so far and tried again", u.queued);
  if (u.given_up > 0)
    counts += fmt::format("{}{} given up in the last 30 days", counts.empty() ? "" : ", ",
                          u.given_up);
  return fmt::format("Undelivered messages: {}; see `firstcard notifications list`", counts);
}

struct Reader {
  explicit Reader(Database& db) : ledger(db), state(db) {}
  Ledger ledger;
  State state;
};

Shown look(const Config& config, const Thesis& thesis, const SeenAll& seen, Reader& reader,
           Instant now) {
  const auto last = reader.state.last_verdict(thesis.id);
  Shown shown{
      .thesis = &thesis,
      .verdict =
          decide(thesis, assessments_of(seen), last ? &last->verdict : nullptr, now).verdict};
  const auto add = [&](const IndicatorId& id, bool secondary) {
    const Seen& s = seen.at(id);
    IndicatorLine line =
        line_of(config, config.indicators.at(id), s, [](const auto&, const auto&) { return ""; });
    line.secondary = secondary;
    if (!secondary) line.counted_until = counted_until(thesis, s.assessment, shown.verdict);
    std::optional<Instant> since = s.assessment.leading().since;
    // The first evaluation began no status: there the prints say when it began.
    if (const auto change = reader.state.last_change(id);
        change && change->status == line.status && change->cause != Cause::first_look) {
      line.cause = change->cause;
      line.detail = change->detail;
      since = change->at;
    }
    shown.lines.push_back(std::move(line));
    shown.since.push_back(since);
  };
  for (const IndicatorId& id : thesis.indicators) add(id, false);
  for (const Secondary& s : thesis.secondary) add(s.indicator, true);
  return shown;
}

template <class T>
boost::json::value or_null(const std::optional<T>& v) {
  if (!v) return nullptr;
  if constexpr (std::is_same_v<T, Instant>)
    return boost::json::value(to_text(*v));
  else
    return boost::json::value(*v);
}

boost::json::object indicator_json(const IndicatorLine& line, const std::optional<Instant>& since) {
  boost::json::object o;
  o["id"] = line.id.text;
  o["title"] = line.title;
  o["status"] = to_text(line.status);
  o["reading"] = or_null(line.reading);
  o["unit"] = line.unit;
  o["period"] = line.period.empty() ? boost::json::value(nullptr) : boost::json::value(line.period);
  o["known_at"] = or_null(line.known_at);
  if (line.of > 0)
    o["coverage"] = {{"have", line.have}, {"of", line.of}};
  else
    o["coverage"] = nullptr;
  o["line"] = line.line ? boost::json::value(line.line->value) : boost::json::value(nullptr);
  o["distance"] = or_null(line.distance);
  o["flip"] = line.flip.empty() ? boost::json::value(nullptr) : boost::json::value(line.flip);
  o["since"] = or_null(since);
  o["cause"] = to_text(line.cause);
  o["reason"] = line.reason;
  o["secondary"] = line.secondary;
  o["counted_until"] = or_null(line.counted_until);
  return o;
}

void print_json(const std::vector<Shown>& all, const std::vector<FeedLine>& feeds,
                const std::vector<CheckpointLine>& checkpoints,
                const std::vector<std::string>& quiet, const Undelivered& undelivered,
                Instant now) {
  boost::json::array theses;
  for (const Shown& shown : all) {
    const Verdict& v = shown.verdict;
    boost::json::array indicators;
    for (std::size_t i = 0; i < shown.lines.size(); ++i)
      indicators.push_back(indicator_json(shown.lines[i], shown.since[i]));
    boost::json::object o;
    o["id"] = v.thesis.text;
    o["title"] = shown.thesis->title;
    o["verdict"] = to_text(v.kind);
    o["name"] = verdict_name(*shown.thesis, v.kind);
    o["weakening"] = v.weakening;
    o["unknown"] = v.unknown;
    o["k"] = v.k;
    o["n"] = v.n;
    o["since"] = to_text(v.since);
    o["incident"] = or_null(v.incident);
    o["score"] = or_null(v.score);
    o["indicators"] = std::move(indicators);
    theses.push_back(std::move(o));
  }
  boost::json::object out{{"as_of", to_text(now)},
                          {"theses", std::move(theses)},
                          {"feeds", feeds_json(feeds)},
                          {"checkpoints", checkpoints_json(checkpoints)},
                          {"quiet", boost::json::array(quiet.begin(), quiet.end())},
                          {"undelivered",
                           {{"queued", undelivered.queued}, {"given_up", undelivered.given_up}}}};
  fmt::print("{}\n", exact_serialize(out));
}

void print_text(const Shown& shown, const Common& common) {
  const Verdict& v = shown.verdict;
  const Thesis& thesis = *shown.thesis;
  fmt::print("{}\n", painted(thesis.title.empty() ? thesis.id.text : thesis.title, Colour::bold,
                             common.colour));
  std::string facts =
      fmt::format("{} of {} weakening, {} unknown; fires at {}", v.weakening, v.n, v.unknown, v.k);
  if (v.incident) facts += fmt::format("; incident {} is open", *v.incident);
  fmt::print("{}: {}; since {}\n\n",
             painted(headline_case(verdict_name(thesis, v.kind)), colour_of(v.kind), common.colour),
             facts, format_instant(v.since));

  const TableRow head = {{"INDICATOR"}, {"STATUS"}, {"READING", Colour::none, true},
                         {"LINE"},      {"PERIOD"}, {"AGE", Colour::none, true},
                         {"TREND"},     {"COVERS"}};
  std::vector<TableRow> rows;
  for (const IndicatorLine& line : shown.lines) {
    TableRow row;
    row.push_back({(line.secondary ? "(" : "") + line.id.text + (line.secondary ? ")" : "")});
    row.push_back({std::string(to_text(line.status)), colour_of(line.status)});
    row.push_back(
        {line.reading ? format_value(*line.reading, line.unit) : "-", Colour::none, true});
    row.push_back({line.line ? shown_line(line) : ""});
    row.push_back({line.period});
    row.push_back({line.known_at ? age(*line.known_at, common.now) : "", Colour::dim, true});
    row.push_back({sparkline(line.recent)});
    row.push_back({line.of > 0 ? fmt::format("{} of {}", line.have, line.of) : ""});
    rows.push_back(std::move(row));
  }
  fmt::print("{}\n", table(head, rows, common.colour));
  for (std::size_t i = 0; i < shown.lines.size(); ++i) {
    const IndicatorLine& line = shown.lines[i];
    fmt::print("{}: {}\n", painted(line.id.text, Colour::bold, common.colour),
               line.title.empty() ? line.reason : line.title);
    if (!line.title.empty()) fmt::print("  {}\n", line.reason);
    if (line.counted_until)
      fmt::print("  counted as weakening until {}\n", format_instant(*line.counted_until));
    if (!line.flip.empty()) fmt::print("  {}\n", line.flip);
    if (shown.since[i])
      fmt::print("  {} since {}{}\n", to_text(line.status), format_instant(*shown.since[i]),
                 line.cause == Cause::none || line.cause == Cause::first_look
                     ? ""
                     : fmt::format("; {}: {}", spoken(to_text(line.cause)), line.detail));
  }
  if (v.score)
    fmt::print(
        "\nSecondary signals (in brackets) are never counted; their score is {:+.2f} of -1 to 1.\n",
        *v.score);
}

}  // namespace

int run_status(const Common& common) {
  const auto config = load_or_explain(common.config);
  if (!config) return 2;
  const auto db = open_or_explain(*config);
  if (!db) return 1;
  Reader reader(*db);
  const auto mark = reader.state.mark();
  LedgerSource source(reader.ledger, mark ? mark->horizon : Instant{});
  const SeenAll seen = assess_all(*config, source, common.now);
  std::vector<Shown> all;
  for (const Thesis& thesis : config->theses)
    all.push_back(look(*config, thesis, seen, reader, common.now));
  const std::vector<FeedLine> feeds = feed_lines(*db, *config, common.now);
  const auto checkpoints = checkpoint_lines(*db, *config, seen, common.now);
  std::vector<ThesisId> theses;
  for (const Thesis& thesis : config->theses) theses.push_back(thesis.id);
  const std::vector<std::string> quiet = quiet_lines(*db, theses, common.now);
  const Undelivered undelivered = undelivered_of(*db, common.now);
  if (common.json) {
    print_json(all, feeds, checkpoints, quiet, undelivered, common.now);
    return 0;
  }
  fmt::print("{}\n", painted("as of " + format_instant(common.now), Colour::dim, common.colour));
  for (const Shown& shown : all) {
    if (&shown != &all.front()) fmt::print("\n");
    print_text(shown, common);
  }
  if (!quiet.empty()) fmt::print("\n");
  for (const std::string& line : quiet) fmt::print("{}\n", painted(line, Colour::yellow, common.colour));
  if (const std::string line = undelivered_text(undelivered); !line.empty())
    fmt::print("\n{}\n", painted(line, Colour::red, common.colour));
  if (!checkpoints.empty()) fmt::print("\n{}", checkpoints_text(checkpoints, common.colour));
  if (!feeds.empty()) fmt::print("\n{}", feeds_text(feeds, common.now, common.colour));
  return 0;
}

}  // namespace firstcard
