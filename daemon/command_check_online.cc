#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>

#include "alerts/exact_json.h"
#include "daemon/commands.h"
#include "daemon/descriptors.h"
#include "daemon/http_fetch.h"
#include "daemon/preview.h"
#include "daemon/table.h"

namespace firstcard {

namespace {

namespace json = boost::json;

constexpr std::size_t kSeriesShown = 20;
constexpr std::size_t kReaders = 4;

// A header or a file's name may hold anything; a terminal is told only what can be printed.
std::string printable(const std::string& text) {
  std::string out = text;
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return out;
}

std::string value_of(const Row& row, const std::string& unit) {
  if (!row.value) return "withdrawn";
  return fmt::format("{}{}{}", *row.value, unit.empty() ? "" : " ", unit);
}

std::string counts_text(const LoadCounts& n) {
  return fmt::format("{} new, {} revised, {} withdrawn, {} unchanged", n.added, n.revised,
                     n.withdrawn, n.unchanged);
}

void print_comparison(const Comparison& c, bool colour) {
  const auto say = [&](std::string_view word, Colour of, const std::string& text) {
    fmt::print("    {}{}\n", painted(std::string(word), of, colour), printable(text));
  };
  if (!c.problem.empty())
    return say("not compared", Colour::yellow, " with the database: " + c.problem);
  const std::string note = c.note.empty() ? "" : "; " + c.note;
  switch (c.outcome) {
    case RunOutcome::stored:
      return say("would be stored", Colour::none, ": " + counts_text(c.counts) + note);
    case RunOutcome::unchanged:
      return say("unchanged", Colour::none, ": the last document had the same bytes" + note);
    case RunOutcome::held:
      return say("would be held", Colour::yellow,
                 fmt::format(" by the guard {}: {}; if accepted: {}", c.guard, c.reason,
                             counts_text(c.counts)));
    case RunOutcome::rejected:
    case RunOutcome::failed:
      return say("would be refused", Colour::red, ": " + c.note);
  }
}

void print_document(const DocumentPreview& d, bool colour) {
  if (d.refused) {
    fmt::print("  {}, {} bytes: {}: {}\n", printable(d.source), d.bytes,
               painted("refused", Colour::red, colour), printable(*d.refused));
    return;
  }
  fmt::print("  {}, {} bytes: {} rows, {} passed over, {} faults\n", printable(d.source), d.bytes,
             d.counts.rows, d.counts.passed_over, d.counts.faults);
  if (d.against) print_comparison(*d.against, colour);
  std::vector<TableRow> rows;
  for (const SeriesPreview& s : d.series) {
    if (rows.size() >= 2 * kSeriesShown) break;
    const auto line = [&](const Row& row, std::string name, const char* which) {
      rows.push_back({{std::move(name)},
                      {which, Colour::dim},
                      {to_text(row.period)},
                      {value_of(row, s.unit), Colour::none, true},
                      {"known " + to_text(row.known_at)},
                      {fmt::format("({})", to_text(row.basis)), Colour::dim},
                      {fmt::format("line {}", row.line), Colour::dim}});
    };
    line(s.first, fmt::format("    {}", s.series.text), s.rows == 1 ? "only" : "first");
    if (s.rows > 1) line(s.last, fmt::format("      {} rows", s.rows), "last");
  }
  if (!rows.empty()) {
    // The table wants a head; here the rows speak for themselves.
    const std::string text = table(TableRow(rows.front().size()), rows, colour);
    fmt::print("{}", text.substr(text.find('\n') + 1));
  }
  if (d.series.size() > kSeriesShown)
    fmt::print("    and {} more series; --json has all\n", d.series.size() - kSeriesShown);
  for (const Fault& fault : d.faults) fmt::print("    {}\n", printable(to_text(fault)));
  if (d.counts.faults > static_cast<std::int64_t>(d.faults.size()))
    fmt::print("    and {} more faults\n",
               d.counts.faults - static_cast<std::int64_t>(d.faults.size()));
}

void print_text(const FeedPreview& p, bool colour) {
  fmt::print("feed {}: {}: {}, {} ms\n", painted(p.feed.text, Colour::bold, colour), p.source,
             p.failed && p.documents.empty() ? painted(printable(p.answer), Colour::red, colour)
                                             : p.answer,
             p.milliseconds);
  for (const auto& [name, text] : p.headers) fmt::print("  {}: {}\n", name, printable(text));
  for (const DocumentPreview& document : p.documents) print_document(document, colour);
  std::fflush(stdout);  // a slow feed does not hide the others
}

json::object as_json(const Row& row) {
  return {{"period", to_text(row.period)},
          {"value", row.value ? json::value(*row.value) : json::value(nullptr)},
          {"known_at", to_text(row.known_at)},
          {"basis", to_text(row.basis)},
          {"line", row.line}};
}

json::value as_json(const std::optional<Comparison>& c) {
  if (!c) return nullptr;
  if (!c->problem.empty()) return json::object{{"problem", c->problem}};
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  return json::object{{"outcome", to_text(c->outcome)},
                      {"guard", text_or_null(c->guard)},
                      {"reason", text_or_null(c->guard.empty() ? c->note : c->reason)},
                      {"new", c->counts.added},
                      {"revised", c->counts.revised},
                      {"withdrawn", c->counts.withdrawn},
                      {"unchanged", c->counts.unchanged}};
}

json::object as_json(const DocumentPreview& d) {
  json::array series, faults;
  for (const SeriesPreview& s : d.series)
    series.push_back({{"series", s.series.text},
                      {"unit", s.unit},
                      {"rows", s.rows},
                      {"first", as_json(s.first)},
                      {"last", as_json(s.last)}});
  for (const Fault& f : d.faults)
    faults.push_back(
        {{"line", f.line}, {"column", f.column}, {"text", f.text}, {"reason", f.reason}});
  return {{"source", d.source},
          {"bytes", d.bytes},
          {"refused", d.refused ? json::value(*d.refused) : json::value(nullptr)},
          {"rows", d.counts.rows},
          {"passed_over", d.counts.passed_over},
          {"faults", d.counts.faults},
          {"first_faults", std::move(faults)},
          {"against_database", as_json(d.against)},
          {"series", std::move(series)}};
}

json::object as_json(const FeedPreview& p) {
  json::object headers;
  for (const auto& [name, text] : p.headers) headers[name] = text;
  json::array documents;
  for (const DocumentPreview& d : p.documents) documents.push_back(as_json(d));
  return {{"feed", p.feed.text},
          {"source", p.source},
          {"ok", !p.failed},
          {"answer", p.answer},
          {"milliseconds", p.milliseconds},
          {"headers", std::move(headers)},
          {"documents", std::move(documents)}};
}

// Fetches all feeds at once; each is shown when it is there, so that one which hangs hides no
// other.
class OnlineCheck {
 public:
  OnlineCheck(const Config& config, Instant now, std::function<void(const FeedPreview&)> came)
      : config_(config), now_(now), came_(std::move(came)) {}

  void run(const std::vector<const Feed*>& feeds) {
    waiting_ = feeds.size();
    HostRules hosts = config_.hosts;
    hosts.at_once = room_for_transfers();
    transfer_.use(std::move(hosts));
    for (const Feed* feed : feeds)
      if (std::holds_alternative<HttpSource>(feed->source)) start_http(*feed);
    for (const Feed* feed : feeds)
      if (!std::holds_alternative<HttpSource>(feed->source))
        boost::asio::post(readers_, [this, feed, began = Steady::now()] {
          done(preview_files(config_, *feed, now_), began);
        });
    if (waiting_ > 0) loop_.run();
  }

 private:
  using Steady = std::chrono::steady_clock;

  void start_http(const Feed& feed) {
    fetches_.push_back(std::make_unique<HttpFetch>(
        loop_, transfer_, [now = now_] { return now; }, std::get<HttpSource>(feed.source),
        Validators{}, 0,
        [this, &feed, began = Steady::now()](Fetched fetched) {
          read(feed, began, std::make_shared<const Fetched>(std::move(fetched)));
        }));
  }

  // What came is read on a thread of its own, so that a document which takes long to translate
  // hides no other either.
  void read(const Feed& feed, Steady::time_point began, std::shared_ptr<const Fetched> fetched) {
    boost::asio::post(readers_, [this, &feed, began, fetched = std::move(fetched)] {
      FeedPreview out{.feed = feed.id,
                      .source = feed.shown_source,
                      .answer = {},
                      .headers = headers_that_matter(fetched->headers),
                      .documents = {}};
      if (fetched->answer == Answer::document) {
        out.answer = "HTTP 200";
        out.documents.push_back(preview_document(config_, feed, feed.shown_source,
                                                 fetched->file.fd(), fetched->bytes, now_));
        out.failed = out.documents.back().refused.has_value();
      } else {
        out.failed = true;
        out.answer = fetched->reason;
      }
      done(std::move(out), began);
    });
  }

  // From a reader's thread to the loop's.
  void done(FeedPreview preview, Steady::time_point began) {
    boost::asio::post(loop_, [this, preview = std::move(preview), began]() mutable {
      finished(std::move(preview), began);
    });
  }

  void finished(FeedPreview preview, Steady::time_point began) {
    preview.milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began).count();
    came_(preview);
    if (--waiting_ == 0) loop_.stop();
  }

  const Config& config_;
  const Instant now_;
  std::function<void(const FeedPreview&)> came_;
  std::size_t waiting_ = 0;
  boost::asio::io_context loop_{1};
  // While answers are on their way the loop has nothing to do.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      loop_.get_executor()};
  Transfer transfer_;
  std::vector<std::unique_ptr<HttpFetch>> fetches_;
  boost::asio::thread_pool readers_{kReaders};  // ends first: what they post needs the rest
};

}  // namespace

int run_check_online(const Common& common, const std::vector<std::string>& names) {
  const auto config = load_or_explain(common.config, Secrets::read);
  if (!config) return 2;
  std::vector<const Feed*> feeds;
  for (const std::string& name : names) {
    const Feed* feed = feed_or_explain(*config, name);
    if (feed == nullptr) return 2;
    if (std::ranges::find(feeds, feed) == feeds.end()) feeds.push_back(feed);
  }
  if (names.empty())
    for (const Feed& feed : config->feeds) feeds.push_back(&feed);

  std::map<FeedId, FeedPreview> all;  // for JSON, which is written in the configuration's order
  bool well = true;
  OnlineCheck check(*config, common.now, [&](const FeedPreview& preview) {
    well = well && !preview.failed;
    if (common.json)
      all.emplace(preview.feed, preview);
    else
      print_text(preview, common.colour);
  });
  check.run(feeds);
  if (common.json) {
    json::array list;
    for (const Feed* feed : feeds) list.push_back(as_json(all.at(feed->id)));
    fmt::print("{}\n",
               exact_serialize(json::object{
                   {"ok", well}, {"as_of", to_text(common.now)}, {"feeds", std::move(list)}}));
  }
  return well ? 0 : 1;
}

}  // namespace firstcard
