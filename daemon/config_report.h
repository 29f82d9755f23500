#pragma once
// What is found while a configuration is read: every error, never only the first.
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/config_tree.h"

namespace firstcard::config {

class Report {
 public:
  // `shown` is how messages call the file, `path` is absolute. Returns its number.
  std::uint32_t add_file(std::string shown, std::filesystem::path path, std::string text);
  const std::string& shown(std::uint32_t file) const { return files_[file].shown; }
  const std::string& text(std::uint32_t file) const { return files_[file].text; }
  const std::filesystem::path& path(std::uint32_t file) const { return files_[file].path; }
  // A path as the file at `place` means it: relative ones start at that file's folder.
  std::filesystem::path resolve(Place place, const std::string& relative) const;
  // Byte `offset` of the text whose opening quote is at `quote`.
  Place inside(Place quote, std::size_t offset) const;
  // "FILE:LINE"
  std::string shown(Place place) const;

  void error(Place place, std::string message);
  void warn(Place place, std::string message);
  std::size_t error_count() const { return errors_.size(); }

  // In order of file, line and column.
  std::vector<ConfigError> errors() const;
  std::vector<ConfigError> warnings() const;

 private:
  struct File {
    std::string shown;
    std::filesystem::path path;
    std::string text;
  };
  struct Finding {
    Place place;
    std::size_t order = 0;  // of two at one place the first found comes first
    std::string message;
  };
  std::vector<ConfigError> in_order(std::vector<Finding> findings) const;

  std::vector<File> files_;
  std::vector<Finding> errors_, warnings_;
};

}  // namespace firstcard::config
