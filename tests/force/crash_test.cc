// The daemon dies, again and again, and nothing is lost, doubled or made up. A failure prints the
// seed of its round: FIRSTCARD_CRASH_SEED=N FIRSTCARD_CRASH_ROUNDS=1 runs it again (scripts/crash).
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "round.h"

namespace firstcard::test {
namespace {

class CrashPoint : public testing::TestWithParam<const char*> {};

TEST_P(CrashPoint, LosesNothingWhicheverTimeItIsPassed) {
  const int most = rounds_of("FIRSTCARD_CRASH_COUNTS", 3);
  for (int count = 1; count <= most; ++count) {
    const std::string crash = std::string(GetParam()) + ":" + std::to_string(count);
    SCOPED_TRACE(crash);
    Round round({.seed = 7, .edits = 9, .first_crash = crash, .only_first = true,
                 .reload_share = 1});
    round.run();
    EXPECT_EQ(round.deaths(), 1) << "nobody passes " << crash;
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Every, CrashPoint,
    testing::Values("migrating", "before-commit", "after-commit", "rows-stored", "edges-recorded",
                    "leased", "sent", "marked", "document-written", "document-kept", "reloading",
                    "reloaded"),
    [](const auto& point) {
      std::string name;
      bool upper = true;
      for (const char c : std::string(point.param)) {
        if (c != '-') name += upper ? static_cast<char>(std::toupper(c)) : c;
        upper = c == '-';
      }
      return name;
    });

TEST(Crashes, AtRandomLoseNothingDoubleNothingAndMakeNothingUp) {
  const int rounds = rounds_of("FIRSTCARD_CRASH_ROUNDS", 100);
  const char* chosen = std::getenv("FIRSTCARD_CRASH_SEED");
  const std::uint64_t seed = chosen != nullptr ? std::strtoull(chosen, nullptr, 10) : 1;
  int deaths = 0;
  for (int i = 0; i < rounds; ++i) {
    const std::uint64_t mine = seed + static_cast<std::uint64_t>(i);
    SCOPED_TRACE("FIRSTCARD_CRASH_SEED=" + std::to_string(mine) + " FIRSTCARD_CRASH_ROUNDS=1");
    Round round({.seed = mine, .trouble = i % 3 == 0});
    round.run();
    deaths += round.deaths();
    if (HasFailure()) return;
  }
  std::cout << rounds << " rounds from seed " << seed << ", " << deaths << " deaths\n";
  if (rounds >= 10) {
    EXPECT_GE(deaths, rounds / 2);
  }
}

}  // namespace
}  // namespace firstcard::test
