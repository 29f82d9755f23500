#pragma once
// `aliases` of a feed: other names of its columns.
#include <map>
#include <string>
#include <vector>

#include "config_section.h"
#include "feeds/feed.h"

namespace firstcard::config {

using Aliases = std::map<std::string, std::vector<std::string>>;

// Of what is read so far of the mapping. A column that nothing names is most likely misspelt, and
// reported.
Aliases read_aliases(Section& section, const CsvMapping& mapping);

}  // namespace firstcard::config
