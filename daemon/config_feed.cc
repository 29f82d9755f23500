// [[feed]]
#include <fmt/format.h>

#include "config_edgar.h"
#include "config_format.h"
#include "config_http_feed.h"
#include "config_mapping.h"
#include "config_parts.h"
#include "config_template.h"

namespace firstcard::config {

namespace {

bool is_http(std::string_view source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

void refuse_http_keys(Section& s) {
  for (const auto key : kHttpKeys)
    if (key != "max_bytes")
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

void read_source(Section& s, Feed& out, const std::string& user_agent, Secrets secrets) {
  s.require("source", R"(source = "https://example.org/a.csv" or source = "data/*.csv")");
  const auto source = s.text("source");
  if (!source) {  // which keys belong to it cannot be said
    s.take("watch");
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
  if (const auto every = s.span("every")) feed.every = every->value;
  read_format(s, feed, programs);
  feed.edgar = read_facts(s, feed.format);
  feed.csv = read_mapping(s, feed.format);
  if (const auto series = s.text("series")) out.series_place = series->place;

  const auto frequency = s.word("frequency", {"event", "day", "week", "month", "quarter", "year"});
  if (frequency) feed.default_frequency = static_cast<Frequency>(frequency->value);
  const auto unit = s.text("unit");
  if (unit) feed.default_unit = unit->value;
  warn_of_contradiction(s, feed, catalogue, frequency, unit);

  if (const auto lag = s.day_span("publication_lag", Section::Zero::allowed))
    feed.publication_lag = lag->value;
  if (const auto complete = s.boolean("complete")) feed.complete = complete->value;
  if (const auto rows = s.integer("min_rows", 0)) feed.min_rows = static_cast<int>(rows->value);
  if (const auto share = s.number("max_fault_share")) {
    if (share->value < 0 || share->value > 1)
      s.error(share->place, "\"max_fault_share\" is a share of the rows: 0 to 1");
    feed.max_fault_share = share->value;
  }
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
  for (Section& section : sections)
    out.push_back(read_one(section, names, catalogue, user_agent, secrets, programs));
  report_bad_programs(programs);
  return out;
}

}  // namespace firstcard::config
