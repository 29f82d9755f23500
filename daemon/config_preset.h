#pragma once
// `preset` and `parameters` of a [[feed]]: the keys of the preset under those of the user, so that
// the rest of the configuration is read as if all had been written.
#include <deque>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config_section.h"

namespace firstcard::config {

// The sections with their presets' keys. A key of the user's wins; tables are joined key by key,
// `paging` excepted. What comes from a preset stands at the place of `preset`. With a source that
// is a file, a preset's keys for requests are left out. A section whose preset or parameters are
// wrong is reported and left out. `expanded` owns the new tables.
std::vector<Section> with_presets(std::vector<Section> feeds, std::deque<Table>& expanded);

// For people: what the preset is for, its parameters, how it is used, and its keys.
std::expected<std::string, std::string> preset_text(std::string_view name);
// "NAME  about", a line each.
std::vector<std::pair<std::string, std::string>> preset_list();

}  // namespace firstcard::config
