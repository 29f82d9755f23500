#include "scratch.h"

#include <stdlib.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace firstcard::test {

namespace fs = std::filesystem;

Scratch::Scratch() {
  std::string pattern = (fs::temp_directory_path() / "firstcard-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp " + pattern);
  path_ = pattern;
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path Scratch::write(std::string_view name, std::string_view text) const {
  const fs::path target = path_ / name;
  fs::create_directories(target.parent_path());
  const fs::path partial = target.string() + ".partial";
  {
    std::ofstream out(partial, std::ios::binary);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + partial.string());
  }
  fs::rename(partial, target);
  return target;
}

std::string Scratch::read(std::string_view name) const {
  std::ifstream in(path_ / name, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + (path_ / name).string());
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

}  // namespace firstcard::test
