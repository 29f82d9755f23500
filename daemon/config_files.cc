#include "config_files.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <expected>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>

namespace firstcard::config {

namespace fs = std::filesystem;

namespace {

// The text, or why it cannot be had.
std::expected<std::string, std::string> read_whole(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return std::unexpected("it is a directory");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text;
  if (in) text.assign(std::istreambuf_iterator<char>(in), {});
  if (!in || in.bad()) return std::unexpected(std::strerror(errno != 0 ? errno : EIO));
  return text;
}

// Files that match, in order of name; none is no error.
std::vector<std::string> matches(const std::string& pattern) {
  glob_t found{};
  const std::unique_ptr<glob_t, decltype(&globfree)> owner(&found, globfree);
  if (glob(pattern.c_str(), 0, nullptr, &found) != 0) return {};
  return {found.gl_pathv, found.gl_pathv + found.gl_pathc};
}

class Loader {
 public:
  explicit Loader(Report& report) : report_(report) {}

  void open_root(const fs::path& file) {
    const fs::path path = fs::absolute(file).lexically_normal();
    open(path, file.string(), nullptr);
  }
  Documents take() { return std::move(documents_); }

 private:
  void open(const fs::path& path, const std::string& shown, const Place* from) {
    auto text = read_whole(path);
    if (!text) {
      documents_.complete = false;
      if (from) {
        report_.error(*from, fmt::format("cannot read {}: {}; correct the path, or its permissions",
                                         path.string(), text.error()));
      } else {
        const auto file = report_.add_file(shown, path, {});
        report_.error({.file = file},
                      fmt::format("cannot read the configuration: {}; give its path with -c FILE",
                                  text.error()));
      }
      return;
    }
    const auto file = report_.add_file(shown, path, std::move(*text));
    const std::string identity = fs::weakly_canonical(path).string();
    opened_.emplace(identity, from ? *from : Place{.file = file});
    auto table = parse_toml(report_.text(file), file);
    if (!table) {
      documents_.complete = false;
      report_.error(table.error().place, "not valid TOML: " + table.error().message);
      return;
    }
    documents_.all.push_back({.file = file, .table = *table});
    under_way_.push_back(identity);
    for (const Entry& entry : *table)
      if (entry.key == "include") include(entry.value);
    under_way_.pop_back();
  }

  // A text or a list of texts; anything else is reported when the top level is read.
  void include(const Value& v) {
    if (const auto* pattern = std::get_if<std::string>(&v.what)) {
      include(*pattern, v.place);
    } else if (const auto* list = std::get_if<List>(&v.what)) {
      for (const Value& item : *list)
        if (const auto* text = std::get_if<std::string>(&item.what)) include(*text, item.place);
    }
  }

  void include(const std::string& pattern, Place place) {
    const std::string absolute = report_.resolve(place, pattern).string();
    const bool is_glob = pattern.find_first_of("*?[") != std::string::npos;
    for (const std::string& path : is_glob ? matches(absolute) : std::vector{absolute}) {
      const std::string identity = fs::weakly_canonical(path).string();
      if (std::ranges::find(under_way_, identity) != under_way_.end()) {
        report_.error(place, fmt::format("{} would include itself; take it out of this include{}",
                                         path, is_glob ? " (the pattern matches it)" : ""));
      } else if (const auto before = opened_.find(identity); before != opened_.end()) {
        report_.error(place, fmt::format("{} is already included at {}; include it once", path,
                                         report_.shown(before->second)));
      } else {
        open(path, path, &place);
      }
    }
  }

  Report& report_;
  Documents documents_;
  std::map<std::string, Place> opened_;  // canonical path -> where it was included
  std::vector<std::string> under_way_;   // canonical paths, outermost first
};

}  // namespace

Documents load_documents(const fs::path& file, Report& report) {
  Loader loader(report);
  loader.open_root(file);
  return loader.take();
}

}  // namespace firstcard::config
