#pragma once
// What a feed's document is and how it becomes a table: the keys of [[feed]] for that.
#include <vector>

#include "daemon/config_section.h"
#include "feeds/feed.h"

namespace firstcard::config {

// A jq program and the feed that it belongs to.
struct Program {
  const Section* section = nullptr;
  At<std::string> text;
};
using Programs = std::vector<Program>;

// format, encoding, member, rows and translate_timeout. The program in `rows` is added to
// `programs`, which points to the section.
void read_format(Section& section, Feed& feed, Programs& programs);

// Reports every program that does not compile, at the line that jq names.
void report_bad_programs(const Programs& programs);

}  // namespace firstcard::config
