#include "net/backoff.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace firstcard {
namespace {

using std::chrono::milliseconds;

struct Row {
  std::string name;
  int failures;
  double random01;
  milliseconds base;
  milliseconds cap;
  milliseconds wait;
};

class Backoff : public testing::TestWithParam<Row> {};

TEST_P(Backoff, Waits) {
  const Row& row = GetParam();
  EXPECT_EQ(backoff(row.failures, row.random01, row.base, row.cap), row.wait);
}

constexpr milliseconds kMax = milliseconds::max();
const double kNan = std::numeric_limits<double>::quiet_NaN();

INSTANTIATE_TEST_SUITE_P(
    Table, Backoff,
    testing::Values(
        Row{"FirstFailureWaitsHalfTheBaseAtLeast", 1, 0.0, milliseconds{1000}, milliseconds{60000},
            milliseconds{500}},
        Row{"FirstFailureWaitsTheBaseAtMost", 1, 1.0, milliseconds{1000}, milliseconds{60000},
            milliseconds{1000}},
        Row{"JitterLiesBetween", 1, 0.5, milliseconds{1000}, milliseconds{60000},
            milliseconds{750}},
        Row{"EveryFailureDoubles", 4, 1.0, milliseconds{1000}, milliseconds{60000},
            milliseconds{8000}},
        Row{"TheCapEndsTheDoubling", 7, 1.0, milliseconds{1000}, milliseconds{60000},
            milliseconds{60000}},
        Row{"TheCapIsJitteredToo", 7, 0.0, milliseconds{1000}, milliseconds{60000},
            milliseconds{30000}},
        Row{"ABillionFailuresAreTheCap", 1'000'000'000, 1.0, milliseconds{1000},
            milliseconds{60000}, milliseconds{60000}},
        Row{"TheLargestCapDoesNotOverflow", 1'000'000'000, 0.0, milliseconds{1}, kMax, kMax / 2},
        Row{"NoFailureCountsAsTheFirst", 0, 1.0, milliseconds{1000}, milliseconds{60000},
            milliseconds{1000}},
        Row{"NegativeFailuresCountAsTheFirst", -3, 1.0, milliseconds{1000}, milliseconds{60000},
            milliseconds{1000}},
        Row{"ABaseOverTheCapIsTheCap", 1, 1.0, milliseconds{5000}, milliseconds{2000},
            milliseconds{2000}},
        Row{"ABaseOfZeroNeverWaits", 9, 1.0, milliseconds{0}, milliseconds{60000}, milliseconds{0}},
        Row{"ANegativeBaseNeverWaits", 9, 1.0, milliseconds{-5}, milliseconds{60000},
            milliseconds{0}},
        Row{"ANegativeCapNeverWaits", 9, 1.0, milliseconds{5}, milliseconds{-1}, milliseconds{0}},
        Row{"ARandomNumberAboveOneIsOne", 1, 7.0, milliseconds{1000}, milliseconds{60000},
            milliseconds{1000}},
        Row{"ARandomNumberBelowZeroIsZero", 1, -7.0, milliseconds{1000}, milliseconds{60000},
            milliseconds{500}},
        Row{"NotANumberIsZero", 1, kNan, milliseconds{1000}, milliseconds{60000},
            milliseconds{500}},
        Row{"AnOddCeilingIsReached", 1, 1.0, milliseconds{1001}, milliseconds{60000},
            milliseconds{1001}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace firstcard
