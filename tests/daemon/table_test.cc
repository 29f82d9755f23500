// Tables and ages on a terminal.
#include "daemon/table.h"

#include <gtest/gtest.h>

#include <chrono>

namespace firstcard::test {
namespace {

TEST(Table, ColumnsAreAsWideAsTheirWidestCellAndLinesEndWithoutBlanks) {
  EXPECT_EQ(table({{"ID"}, {"READING", Colour::none, true}, {"NOTE"}},
                  {{{"cloud"}, {"-1.9 pp", Colour::none, true}, {"late"}},
                   {{"arr"}, {"12.3%", Colour::none, true}, {""}}},
                  false),
            "ID     READING  NOTE\n"
            "cloud  -1.9 pp  late\n"
            "arr      12.3%\n");
}

TEST(Table, ColoursTakeNoWidth) {
  EXPECT_EQ(table({{"A"}, {"B"}}, {{{"red", Colour::red}, {"x"}}, {{"plain"}, {"y"}}}, true),
            "\x1b[1mA\x1b[0m      \x1b[1mB\x1b[0m\n"
            "\x1b[31mred\x1b[0m    x\n"
            "plain  y\n");
}

struct WideCase {
  std::string name, text;
  std::size_t width;
};
class TableWidth : public testing::TestWithParam<WideCase> {};

// The next column begins two blanks after the widest cell.
TEST_P(TableWidth, IsTheWidthOnTheScreen) {
  const std::string out =
      table({{"T"}, {"N"}}, {{{GetParam().text}, {"1"}}, {{"twelve signs"}, {"2"}}}, false);
  EXPECT_EQ(out, "T             N\n" + GetParam().text + std::string(14 - GetParam().width, ' ') +
                     "1\ntwelve signs  2\n");
}

INSTANTIATE_TEST_SUITE_P(Texts, TableWidth,
                         testing::Values(WideCase{"Ascii", "abc", 3}, WideCase{"Umlauts", "äöü", 3},
                                         WideCase{"Greek", "Ωμέγα", 5},
                                         WideCase{"Chinese", "算力需求", 8},
                                         WideCase{"Hangul", "한국", 4},
                                         WideCase{"Emoji", "📉 up", 5},
                                         WideCase{"Minus", "−1.9 pp", 7}),
                         [](const auto& each) { return each.param.name; });

TEST(Table, ShortRowsAndCellsBeyondTheHeadAreTaken) {
  EXPECT_EQ(table({{"A"}, {"B"}}, {{{"1"}}, {{"1"}, {"2"}, {"3"}}, {}}, false),
            "A  B\n1\n1  2\n\n");
}

TEST(Table, PaintedIsPlainWithoutColourOrWhereColourIsOff) {
  EXPECT_EQ(painted("x", Colour::red, false), "x");
  EXPECT_EQ(painted("x", Colour::none, true), "x");
  EXPECT_EQ(painted("x", Colour::green, true), "\x1b[32mx\x1b[0m");
}

TEST(Table, EveryStatusAndVerdictThatPeopleMustSeeHasAColourOfItsOwn) {
  EXPECT_EQ(colour_of(Status::weakening), Colour::red);
  EXPECT_EQ(colour_of(Status::unknown), Colour::yellow);
  EXPECT_EQ(colour_of(Status::strengthening), Colour::green);
  EXPECT_EQ(colour_of(Status::holding), Colour::none);
  EXPECT_EQ(colour_of(VerdictKind::first_card), Colour::red);
  EXPECT_EQ(colour_of(VerdictKind::undecided), Colour::yellow);
  EXPECT_EQ(colour_of(VerdictKind::mixed), Colour::blue);
  EXPECT_EQ(colour_of(VerdictKind::scarcity), Colour::green);
}

TEST(Age, IsTheLargestUnitThatSaysEnough) {
  using namespace std::chrono;
  const Instant now{sys_days{2026y / March / 2}};
  const std::pair<seconds, std::string> cases[] = {
      {seconds{-5}, "0 s"},    {seconds{0}, "0 s"},       {seconds{119}, "119 s"},
      {seconds{120}, "2 min"}, {minutes{119}, "119 min"}, {hours{2}, "2 h"},
      {hours{47}, "47 h"},     {hours{48}, "2 d"},        {days{119}, "119 d"},
      {days{120}, "4 mo"},     {days{729}, "24 mo"},      {days{730}, "2 y"}};
  for (const auto& [length, text] : cases) EXPECT_EQ(age(now - length, now), text);
}

}  // namespace
}  // namespace firstcard::test
