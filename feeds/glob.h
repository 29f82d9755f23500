#pragma once
// Paths with wildcards (* ? [...], as in glob(7); no **).
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace firstcard {

// The regular files that the pattern names, by name in byte order; none is not an error. A pattern
// that is itself the name of something there is that and nothing else. An error if a folder cannot
// be read.
std::expected<std::vector<std::filesystem::path>, std::string> files_of(const std::string& pattern);

// The deepest folder of the pattern above its first wildcard: "/data/*/x.csv" -> "/data". Text
// only; "." for a pattern without a folder.
std::filesystem::path watch_folder(const std::string& pattern);

}  // namespace firstcard
