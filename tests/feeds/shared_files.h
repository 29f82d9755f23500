#pragma once
// Real documents, kept outside of the project: tests that read them are skipped where they are not.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace firstcard::test {

inline std::filesystem::path shared_folder() {
  const char* set = std::getenv("FIRSTCARD_SHARED");
  return set ? std::filesystem::path(set)
             : std::filesystem::path(FIRSTCARD_SOURCE_DIR) / ".." / "shared";
}

class SharedFiles : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = shared_folder() / "raw";
    if (!std::filesystem::is_directory(folder_))
      GTEST_SKIP() << folder_ << " is not here: real documents are not read";
  }
  std::filesystem::path folder_;
};

}  // namespace firstcard::test
