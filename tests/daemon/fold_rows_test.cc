// The course of the prints as rows.
#include "daemon/fold_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firstcard::test {
namespace {

using testing::ElementsAre;

const Test kTest{.name = {},
                 .measure = *parse_measure("x"),
                 .weakening = {.side = Side::below, .value = 0},
                 .weakening_for = 2,
                 .recovery = Line{.side = Side::above, .value = 5},
                 .recovery_for = 2,
                 .strengthening = Line{.side = Side::above, .value = 20}};

// "0-5" or "7 below 0, 1 of 2 *": positions, the line, whether the status changed.
std::vector<std::string> rows(const std::vector<double>& values) {
  std::vector<Print> prints;
  for (const double v : values) {
    Print& p = prints.emplace_back();
    p.index = static_cast<Index>(prints.size());
    p.value = v;
  }
  std::vector<std::string> all;
  for (const FoldRow& r : fold_rows(kTest, "", fold(kTest, Frequency::quarter, prints))) {
    std::string text = std::to_string(r.first);
    if (r.last != r.first) text += "-" + std::to_string(r.last);
    if (!r.beyond.empty()) text += " " + r.beyond;
    if (r.changed) text += " *";
    all.push_back(text);
  }
  return all;
}

TEST(FoldRows, ALongQuietTimeIsOneRowAndTheNewestSixStand) {
  EXPECT_THAT(rows(std::vector<double>(120, 10)),
              ElementsAre("0", "1-113", "114", "115", "116", "117", "118", "119"));
}

TEST(FoldRows, EntryAndWayBackAreShownPrintByPrintWithTheirCounts) {
  EXPECT_THAT(
      rows({10, 10, 10, 10, -1, 3, -1, -2, -3, -3, -3, 6, 4, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9}),
      ElementsAre("0", "1-3", "4 below 0, 1 of 2", "5", "6 below 0, 1 of 2", "7 below 0, 2 of 2 *",
                  "8-10", "11 at or above 5, 1 of 2", "12", "13 at or above 5, 1 of 2",
                  "14 at or above 5, 2 of 2 *", "15", "16", "17", "18", "19", "20", "21", "22"));
}

TEST(FoldRows, StrengtheningNamesItsLine) {
  EXPECT_THAT(rows({10, 25, 10}), ElementsAre("0", "1 above 20 *", "2 *"));
}

TEST(FoldRows, OfNoPrintsThereAreNone) {
  EXPECT_TRUE(rows({}).empty());
}

}  // namespace
}  // namespace firstcard::test
