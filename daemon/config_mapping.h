#pragma once
// How a feed's rows map to observations: the keys of [[feed]] that CsvMapping is made of.
#include <optional>

#include "daemon/config_section.h"
#include "daemon/config_template.h"
#include "feeds/feed.h"

namespace firstcard::config {

// delimiter, quote, layout, columns, period, value, known, where and series. Other formats than CSV
// become a table with the columns period, value, known and series, unless the mapping says else.
CsvMapping read_mapping(Section& section, Format format);

}  // namespace firstcard::config
