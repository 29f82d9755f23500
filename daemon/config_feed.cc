// [[feed]]
#include <fmt/format.h>

#include "config_edgar.h"
#include "config_format.h"
#include "config_guards.h"
#include "config_http_feed.h"
#include "config_mapping.h"
#include "config_parts.h"
#include "config_schedule.h"
#include "config_template.h"

namespace firstcard::config {

namespace {

bool is_http(std::string_view source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

void refuse_http_keys(Section& s) {
  for (const auto key : kHttpKeys)
    s.refuse(key, "belongs to a source that is an http(s) URL; take it out");
}

FileSource read_file_source(Section& s, const At<std::string>& source) {
  refuse_http_keys(s);
  if (const auto scheme = source.value.find("://"); scheme != std::string::npos)
    s.error(source.place,
            fmt::format("\"source\" begins with {}://; write an http(s) URL, a path or a glob",
                        source.value.substr(0, scheme)));
  FileSource out{.pattern = s.report().resolve(source.place, source.value).string()};
  if (const auto watch = s.boolean("watch")) out.watch = watch->value;
  if (const auto bytes = s.integer("max_bytes", 1, INT64_MAX)) out.max_bytes = bytes->value;
  return out;
}

DropSource read_drop_source(Section& s, const At<std::string>& folder) {
  refuse_http_keys(s);
  s.refuse("source", "and \"drop\" are two sources; take one of them out");
  if (folder.value.empty()) s.error(folder.place, "\"drop\" is empty; write a folder");
  if (folder.value.find_first_of("*?[") != std::string::npos)
    s.error(folder.place, "\"drop\" is one folder, without wildcards");
  // Without a slash at its end, as the watcher names it.
  std::string path = s.report().resolve(folder.place, folder.value).string();
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  DropSource out{.folder = path};
  if (const auto watch = s.boolean("watch")) out.watch = watch->value;
  if (const auto bytes = s.integer("max_bytes", 1, INT64_MAX)) out.max_bytes = bytes->value;
  return out;
}

void read_source(Section& s, Feed& out, const std::string& user_agent, Secrets secrets) {
  if (const auto folder = s.text("drop")) {
    auto drop = read_drop_source(s, *folder);
    out.shown_source = drop.folder;
    out.source = std::move(drop);
    return;
  }
  s.require("source", R"(source = "https://example.org/a.csv" or source = "data/*.csv")");
  const auto source = s.text("source");
  if (!source) {  // which keys belong to it cannot be said
    s.take("watch");
    s.take("max_bytes");
    for (const auto key : kHttpKeys) s.take(key);
    return;
  }
  if (source->value.empty())
    s.error(source->place, "\"source\" is empty; write a URL, a path or a glob");
  if (is_http(source->value)) {
    auto http = read_http_source(s, *source, user_agent, secrets);
    out.shown_source = std::move(http.shown);
    out.source = std::move(http.source);
  } else {
    auto file = read_file_source(s, *source);
    out.shown_source = file.pattern;
    out.source = std::move(file);
  }
}

// The day of a fetch is a period of these alone.
void check_snapshot(const Section& s, const Feed& feed, const Catalogue& catalogue,
                    const std::optional<At<std::size_t>>& frequency) {
  if (!feed.csv.period.fetched) return;
  const auto bad = [](Frequency f) { return f != Frequency::day && f != Frequency::event; };
  const auto declared = catalogue.find(SeriesId{feed.csv.series});
  const bool known = declared != catalogue.end();
  if (known ? bad(declared->second.frequency) : bad(feed.default_frequency))
    s.error(known || !frequency ? s.place_of("period") : frequency->place,
            fmt::format("the day of the fetch is no {}: with period = {{ fetched = true }} the "
                        "frequency is \"event\" or \"day\"",
                        to_text(known ? declared->second.frequency : feed.default_frequency)));
}

// Rows of a declared series are stored as that says, whatever the feed's default.
void warn_of_contradiction(const Section& s, const Feed& feed, const Catalogue& catalogue,
                           const std::optional<At<std::size_t>>& frequency,
                           const std::optional<At<std::string>>& unit) {
  const auto declared = catalogue.find(SeriesId{feed.csv.series});
  if (declared == catalogue.end()) return;
  if (frequency && feed.default_frequency != declared->second.frequency)
    s.warn(frequency->place,
           fmt::format("\"frequency\" has no effect: the series {} is declared as {}",
                       feed.csv.series, to_text(declared->second.frequency)));
  if (unit && feed.default_unit != declared->second.unit)
    s.warn(unit->place, fmt::format("\"unit\" has no effect: the series {} is declared in \"{}\"",
                                    feed.csv.series, declared->second.unit));
}

ReadFeed read_one(Section& s, Names& names, const Catalogue& catalogue,
                  const std::string& user_agent, Secrets secrets, Programs& programs) {
  ReadFeed out{.feed = {}, .place = s.place(), .series_place = s.place()};
  Feed& feed = out.feed;
  if (const auto id = read_id(s, names.feeds)) feed.id = FeedId{*id};
  if (const auto preset = s.text("preset")) feed.preset = preset->value;
  read_source(s, feed, user_agent, secrets);
  feed.schedule = read_schedule(s);
  read_format(s, feed, programs);
  feed.edgar = read_facts(s, feed.format);
  feed.csv = read_mapping(s, feed.format);
  if (const auto series = s.text("series")) out.series_place = series->place;

  const auto frequency = s.word("frequency", {"event", "day", "week", "month", "quarter", "year"});
  if (frequency) feed.default_frequency = static_cast<Frequency>(frequency->value);
  const auto unit = s.text("unit");
  if (unit) feed.default_unit = unit->value;
  warn_of_contradiction(s, feed, catalogue, frequency, unit);
  check_snapshot(s, feed, catalogue, frequency);

  if (const auto lag = s.day_span("publication_lag", Section::Zero::allowed))
    feed.publication_lag = lag->value;
  if (const auto complete = s.boolean("complete")) {
    feed.complete = complete->value;
    if (feed.complete && feed.csv.period.fetched)
      s.error(complete->place,
              "\"complete\" says that a document has the whole history, and that of a snapshot "
              "(period = { fetched = true }) has one day; take one of them out");
  }
  if (const auto rows = s.integer("min_rows", 0)) feed.min_rows = static_cast<int>(rows->value);
  if (const auto share = s.number("max_fault_share")) {
    if (share->value < 0 || share->value > 1)
      s.error(share->place, "\"max_fault_share\" is a share of the rows: 0 to 1");
    feed.max_fault_share = share->value;
  }
  feed.guards = read_guards(s);
  s.finish();
  return out;
}

}  // namespace

std::vector<ReadFeed> read_feeds(std::vector<Section> sections, Names& names,
                                 const Catalogue& catalogue, const std::string& user_agent,
                                 Secrets secrets) {
  std::vector<ReadFeed> out;
  out.reserve(sections.size());
  Programs programs;
  std::map<std::string, std::string> drops;  // folder -> feed
  for (Section& section : sections) {
    out.push_back(read_one(section, names, catalogue, user_agent, secrets, programs));
    const Feed& feed = out.back().feed;
    const auto* drop = std::get_if<DropSource>(&feed.source);
    if (drop == nullptr) continue;
    if (const auto [first, added] = drops.emplace(drop->folder, feed.id.text); !added)
      section.error(section.place_of("drop"),
                    fmt::format("the folder {} is emptied by feed \"{}\" already; each needs a "
                                "folder of its own",
                                drop->folder, first->second));
  }
  report_bad_programs(programs);
  return out;
}

}  // namespace firstcard::config
