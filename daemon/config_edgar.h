#pragma once
// `facts` of a [[feed]] with format = "edgar".
#include "daemon/config_section.h"
#include "feeds/edgar_facts.h"
#include "feeds/feed.h"

namespace firstcard::config {

// The table `facts`: which figures of the document, and how they become rows. With another format
// the key is refused.
EdgarMapping read_facts(Section& section, Format format);

// A series that only an edgar feed names takes that feed's `rounding`, unless it has its own.
void take_rounding(const Feed& feed, Catalogue& catalogue);

}  // namespace firstcard::config
