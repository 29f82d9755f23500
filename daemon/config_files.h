#pragma once
// The files of a configuration: the one that was asked for and all that it includes.
#include <filesystem>
#include <vector>

#include "daemon/config_report.h"
#include "daemon/config_tree.h"

namespace firstcard::config {

struct Document {
  std::uint32_t file = 0;
  Table table;
};
struct Documents {
  std::vector<Document> all;  // the including file before the included ones
  bool complete = true;  // false: a file is missing or broken, so an unknown name may stand there
};

// Every unreadable file, syntax error and bad `include` is reported.
Documents load_documents(const std::filesystem::path& file, Report& report);

}  // namespace firstcard::config
