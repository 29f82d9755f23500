#include "test_clock.h"

#ifdef FIRSTCARD_TEST_HOOKS

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

namespace firstcard {

std::optional<std::int64_t> test_clock() {
  const char* path = std::getenv("FIRSTCARD_TEST_CLOCK");
  if (path == nullptr) return std::nullopt;
  std::int64_t at = 0;
  if (std::ifstream file(path); !(file >> at))
    throw std::runtime_error(std::string(path) + " holds no time");
  return at;
}

}  // namespace firstcard

#endif
