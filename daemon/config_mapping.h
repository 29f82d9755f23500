#pragma once
// How a feed's rows map to observations: the keys of [[feed]] that CsvMapping is made of.
#include <optional>

#include "daemon/config_section.h"
#include "daemon/config_template.h"
#include "feeds/feed.h"

namespace firstcard::config {

// format, delimiter, quote, layout, columns, period, value, known, where and series.
CsvMapping read_mapping(Section& section);

}  // namespace firstcard::config
