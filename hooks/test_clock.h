#pragma once
// The clock of a test: FIRSTCARD_TEST_CLOCK=FILE in the environment, whose content is seconds since
// 1970, read anew each time. Whoever changes it wakes the daemon with SIGUSR1. Only test builds
// know of it.
#include <cstdint>
#include <optional>

namespace firstcard {

#ifdef FIRSTCARD_TEST_HOOKS
// nullopt: the environment names none. Throws std::runtime_error if the file holds no number: the
// real time in its place would make a test pass for the wrong reason.
std::optional<std::int64_t> test_clock();
#else
inline std::optional<std::int64_t> test_clock() {
  return std::nullopt;
}
#endif

}  // namespace firstcard
