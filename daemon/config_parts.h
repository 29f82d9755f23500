#pragma once
// The kinds of tables, in the order in which they are read: each refers only to those before it.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/config_section.h"

namespace firstcard::config {

// Ids of one kind and where each was first declared. An id counts as known even where the rest of
// its table is wrong, so that one mistake is reported once.
using Declared = std::map<std::string, Place>;

struct Names {
  Declared series, feeds, indicators, theses, checkpoints, receivers;
  std::set<SeriesId> doubtful_series;  // declared, but with an error: their frequency is not known
  bool any_thesis = false;             // a table was there, sound or not
  bool complete = true;  // false: a file is missing, so unknown names are not reported
};

// The section's id: reported if it is absent, written with other signs than A-Z a-z 0-9 _ - ., or
// taken. The section is called 'KIND "id"' from then on.
std::optional<std::string> read_id(Section& section, Declared& declared);

// Reports an unknown name, with the nearest known one.
bool is_declared(const Section& section, std::string_view kind, const At<std::string>& name,
                 const Declared& declared, const Names& names);

Catalogue read_series(std::vector<Section> sections, Names& names);
// The key `rounding`: the share of a value within which a change of it is none but rounding.
std::optional<double> read_rounding(Section& section);

struct ReadFeed {
  Feed feed;
  Place place;         // of the table
  Place series_place;  // of `series`
};
std::vector<ReadFeed> read_feeds(std::vector<Section> sections, Names& names,
                                 const Catalogue& catalogue, const std::string& user_agent,
                                 Secrets secrets);

std::map<IndicatorId, Indicator> read_indicators(std::vector<Section> sections, Names& names,
                                                 const Catalogue& catalogue);

// `telling` receives how each one's news is told.
std::vector<Thesis> read_theses(std::vector<Section> sections, Names& names,
                                std::map<ThesisId, Telling>& telling);
std::vector<MuteWindow> read_mutes(std::vector<Section> sections, const Names& names);

std::vector<Checkpoint> read_checkpoints(std::vector<Section> sections, Names& names,
                                         const std::map<IndicatorId, Indicator>& indicators);

std::vector<Receiver> read_receivers(std::vector<Section> sections, Names& names, Secrets secrets);

// A measure without errors, checked against the catalogue, and its place.
std::optional<At<Measure>> read_measure(Section& section, const Catalogue& catalogue,
                                        const Names& names);
// How many members the smallest matched() of a measure has; 0: there is none.
int smallest_basket(const Measure& m);

// What is worth saying of a configuration without errors: two feeds that write one series, feeds
// and indicators that nothing uses, series that nothing writes, receivers that get nothing,
// checkpoints that cannot be met.
void warn_of_unused(const Config& config, const std::vector<ReadFeed>& feeds, const Names& names,
                    Report& report);

// Everything that decides a rule's outcome, in one form: titles, units and layout are no part of
// it.
std::string canonical_text(const Indicator& indicator, const Catalogue& catalogue);
std::string canonical_text(const Thesis& thesis);

}  // namespace firstcard::config
