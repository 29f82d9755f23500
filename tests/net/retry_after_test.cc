#include "net/retry_after.h"

#include <gtest/gtest.h>

#include <string>

namespace firstcard {
namespace {

using std::chrono::seconds;

// 2026-11-24T02:40:00Z, a Tuesday.
constexpr std::chrono::sys_seconds kNow =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + std::chrono::minutes{160};
constexpr seconds kYear = std::chrono::days{365};

struct Row {
  std::string name;
  std::string value;
  std::optional<seconds> wait;
};

class RetryAfter : public testing::TestWithParam<Row> {};

TEST_P(RetryAfter, IsRead) {
  EXPECT_EQ(retry_after(GetParam().value, kNow), GetParam().wait);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RetryAfter,
    testing::Values(Row{"Seconds", "120", seconds{120}}, Row{"Zero", "0", seconds{0}},
                    Row{"SpaceAround", " \t7 ", seconds{7}},
                    Row{"TooLargeIsAYear", "99999999999999999999999", kYear},
                    Row{"LargeIsAYear", "4000000000", kYear},
                    Row{"HttpDate", "Tue, 24 Nov 2026 02:41:30 GMT", seconds{90}},
                    Row{"HttpDateOfTheOldForm", "Tuesday, 24-Nov-26 02:41:30 GMT", seconds{90}},
                    Row{"HttpDateOfTheCForm", "Tue Nov 24 02:41:30 2026", seconds{90}},
                    Row{"DateThatIsNow", "Tue, 24 Nov 2026 02:40:00 GMT", seconds{0}},
                    Row{"DateThatHasPassed", "Mon, 23 Nov 2026 02:40:00 GMT", seconds{0}},
                    Row{"DateBeforeTheEpoch", "Wed, 31 Dec 1969 23:00:00 GMT", seconds{0}},
                    Row{"DateTooFarIsAYear", "Mon, 24 Nov 2036 02:40:00 GMT", kYear},
                    Row{"Empty", "", std::nullopt}, Row{"Blank", "  ", std::nullopt},
                    Row{"Negative", "-5", std::nullopt}, Row{"Signed", "+5", std::nullopt},
                    Row{"Fraction", "1.5", std::nullopt}, Row{"Unit", "5s", std::nullopt},
                    Row{"Words", "soon", std::nullopt},
                    Row{"WordsLikeADay", "Sunday", std::nullopt},
                    Row{"IsoDate", "2026-11-24T02:41:30Z", std::nullopt},
                    Row{"ImpossibleDate", "Tue, 54 Nov 2026 02:41:30 GMT", std::nullopt}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace firstcard
