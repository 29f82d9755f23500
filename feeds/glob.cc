#include "glob.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>
#include <system_error>

namespace firstcard {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kWild = "*?[\\";

// What glob(3) found, freed with it.
struct Found {
  ::glob_t paths{};
  Found() = default;
  Found(const Found&) = delete;
  Found& operator=(const Found&) = delete;
  ~Found() { ::globfree(&paths); }
};

// A folder that cannot be read must not look like one without files; one that is not there has
// none.
int cannot_read(const char* /*folder*/, int error) {
  errno = error;
  return error != ENOENT && error != ENOTDIR ? 1 : 0;
}

bool is_file(const fs::path& path) {
  std::error_code ignored;  // gone again, or a dangling link: no file
  return fs::is_regular_file(path, ignored);
}

}  // namespace

std::expected<std::vector<fs::path>, std::string> files_of(const std::string& pattern) {
  std::vector<fs::path> out;
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(pattern, ignored))) {
    if (!is_file(pattern) && fs::exists(pattern, ignored))
      return std::unexpected(fmt::format("{} is no regular file but {}; name a file", pattern,
                                         fs::is_directory(pattern, ignored)
                                             ? "a folder"
                                             : "a pipe, a device or a socket"));
    if (is_file(pattern)) out.emplace_back(pattern);
    return out;
  }
  Found found;
  // NOSORT: glob would sort by locale.
  const int code = ::glob(pattern.c_str(), GLOB_NOSORT, cannot_read, &found.paths);
  if (code == GLOB_NOSPACE) throw std::bad_alloc();
  if (code == GLOB_ABORTED) {
    return std::unexpected(
        fmt::format("a folder of {} cannot be read: {}", pattern, std::strerror(errno)));
  }
  for (std::size_t i = 0; i < found.paths.gl_pathc; ++i) {
    fs::path path = found.paths.gl_pathv[i];
    if (is_file(path)) out.push_back(std::move(path));
  }
  std::sort(out.begin(), out.end(),
            [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  return out;
}

fs::path watch_folder(const std::string& pattern) {
  const std::size_t wild = pattern.find_first_of(kWild);
  const std::size_t slash =
      wild == 0 ? pattern.npos : pattern.rfind('/', wild == pattern.npos ? wild : wild - 1);
  if (slash == pattern.npos) return ".";
  return slash == 0 ? "/" : pattern.substr(0, slash);
}

}  // namespace firstcard
