#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace firstcard::test {

// A folder of its own that goes away with the object.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  // Writes a file whole (through a rename, as a careful publisher does) and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view text) const;
  std::string read(std::string_view name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace firstcard::test
