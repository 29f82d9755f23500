#include "config_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace firstcard::config {

std::uint32_t Report::add_file(std::string shown, std::filesystem::path path, std::string text) {
  files_.push_back({.shown = std::move(shown), .path = std::move(path), .text = std::move(text)});
  return static_cast<std::uint32_t>(files_.size() - 1);
}

std::filesystem::path Report::resolve(Place place, const std::string& relative) const {
  return (files_[place.file].path.parent_path() / relative).lexically_normal();
}

Place Report::inside(Place quote, std::size_t offset) const {
  return place_in_string(files_[quote.file].text, quote, offset);
}

std::string Report::shown(Place place) const {
  return fmt::format("{}:{}", files_[place.file].shown, place.line);
}

void Report::error(Place place, std::string message) {
  errors_.push_back({.place = place, .order = errors_.size(), .message = std::move(message)});
}

void Report::warn(Place place, std::string message) {
  warnings_.push_back({.place = place, .order = warnings_.size(), .message = std::move(message)});
}

std::vector<ConfigError> Report::errors() const {
  return in_order(errors_);
}

std::vector<ConfigError> Report::warnings() const {
  return in_order(warnings_);
}

std::vector<ConfigError> Report::in_order(std::vector<Finding> findings) const {
  std::ranges::sort(findings, {}, [](const Finding& f) { return std::pair(f.place, f.order); });
  std::vector<ConfigError> out;
  out.reserve(findings.size());
  for (Finding& f : findings)
    out.push_back({.file = files_[f.place.file].shown,
                   .line = f.place.line,
                   .column = f.place.column,
                   .message = std::move(f.message)});
  return out;
}

}  // namespace firstcard::config
