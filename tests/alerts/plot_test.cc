#include "alerts/plot.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "ai_demand_fake.h"
#include "alerts/plot_layout.h"

namespace firstcard::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

IndicatorLine line_with(std::vector<double> recent) {
  IndicatorLine i;
  i.id = {"growth"};
  i.title = "Growth";
  i.status = Status::weakening;
  i.unit = "pp";
  i.line = Line{.side = Side::above, .value = 0.0};
  i.period = "2026-Q2";
  i.recent = std::move(recent);
  i.recent_from = "2024-Q4";
  return i;
}

unsigned number_at(const std::string& bytes, std::size_t at) {
  unsigned out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out << 8 | static_cast<unsigned char>(bytes.at(at + i));
  return out;
}

TEST(PlotLayout, KeepsEverythingInsideTheFrame) {
  for (const auto& recent : std::vector<std::vector<double>>{{0.02, -0.03, 0.01},
                                                             {-5e9, -4e9},
                                                             {0.5},
                                                             {0, 0, 0},
                                                             {7, 7, 7, 7},
                                                             {1e-300, 2e-300},
                                                             {1e200, -1e200},
                                                             {kGap, 1, kGap, 2, INFINITY}}) {
    const auto p = plot_layout(line_with(recent));
    ASSERT_TRUE(p);
    EXPECT_FALSE(p->ticks.empty());
    EXPECT_LE(p->ticks.size(), 12u);
    const auto inside = [&](double y) { return y >= p->top && y <= p->bottom; };
    for (const PlotTick& tick : p->ticks) EXPECT_TRUE(inside(tick.y)) << tick.label;
    EXPECT_TRUE(inside(p->line->y));
    for (const auto& run : p->runs)
      for (const PlotPoint& at : run) {
        EXPECT_TRUE(inside(at.y));
        EXPECT_TRUE(at.x > p->left && at.x < p->right);
      }
  }
}

TEST(PlotLayout, AGapPartsTheLine) {
  const auto p = plot_layout(line_with({0.03, kGap, 0.02, 0.025, kGap, INFINITY, -0.01}));
  ASSERT_TRUE(p);
  EXPECT_THAT(p->runs, ElementsAre(SizeIs(1), SizeIs(2), SizeIs(1)));
  EXPECT_EQ(p->newest, p->runs.back().back());
  EXPECT_EQ(p->newest_label, "-1.0 pp");
  EXPECT_EQ(p->first_label, "2024-Q4");
  EXPECT_EQ(p->last_label, "2026-Q2");
}

TEST(PlotLayout, OneReadingStandsInTheMiddle) {
  const auto p = plot_layout(line_with({-0.019}));
  ASSERT_TRUE(p);
  EXPECT_DOUBLE_EQ(p->newest->x, (p->left + p->right) / 2);
  EXPECT_EQ(p->first_label, "");
}

TEST(PlotLayout, WithoutAFiniteReadingThereIsNoPlot) {
  EXPECT_FALSE(plot_layout(line_with({})));
  EXPECT_FALSE(plot_layout(line_with({kGap, INFINITY})));
  EXPECT_FALSE(plot_layout(line_with({1.7e308, -1.7e308})));  // a span that no double holds
}

TEST(PlotLayout, TheWeakeningSideIsTheOtherSideOfARecoveryLine) {
  IndicatorLine i = line_with({0.01, -0.019});
  auto p = plot_layout(i);
  EXPECT_EQ(p->line->label, "recovers at or above 0.0 pp");
  EXPECT_TRUE(p->line->recovery);
  EXPECT_FALSE(p->line->weak_above);
  i.status = Status::holding;
  i.line = Line{.side = Side::below, .value = -0.0125};
  p = plot_layout(i);
  EXPECT_EQ(p->line->label, "weakens below -1.25 pp");
  EXPECT_FALSE(p->line->weak_above);
  i.line->side = Side::above;
  EXPECT_TRUE(plot_layout(i)->line->weak_above);
  i.line.reset();
  EXPECT_FALSE(plot_layout(i)->line);
}

TEST(PlotLayout, TicksAreInTheUnit) {
  IndicatorLine i = line_with({1.2e9, 5.1e9});
  i.unit = "USD";
  i.line.reset();
  std::vector<std::string> labels;
  const auto p = plot_layout(i);
  for (const PlotTick& tick : p->ticks) labels.push_back(tick.label);
  EXPECT_THAT(labels, ElementsAre("1 B USD", "2 B USD", "3 B USD", "4 B USD", "5 B USD"));
}

TEST(Plot, IsAPngOfTwiceTheSizeAndAlwaysTheSame) {
  const Plotter plotter;
  const auto png = plotter.png(fired().indicators.front());
  ASSERT_TRUE(png) << png.error();
  EXPECT_THAT(*png, StartsWith("\x89PNG\r\n\x1a\n"));
  EXPECT_EQ(number_at(*png, 16), 2u * kPlotWidth);
  EXPECT_EQ(number_at(*png, 20), 2u * kPlotHeight);
  EXPECT_EQ(*plotter.png(fired().indicators.front()), *png);
  EXPECT_EQ(*Plotter().png(fired().indicators.front()), *png);
  IndicatorLine other = fired().indicators.front();
  other.recent.back() += 0.001;
  EXPECT_NE(*plotter.png(other), *png);
}

TEST(Plot, DrawsWhatIsOdd) {
  const Plotter plotter;
  IndicatorLine odd = line_with({kGap, 1e200, kGap, -1e200, 3});
  odd.title = "\xff\xfe not UTF-8, \x01 and very long " + std::string(3000, 'x');
  odd.period = std::string(500, 'y');
  odd.unit = "furlongs per fortnight and then some more of them";
  EXPECT_TRUE(plotter.png(odd));
  odd.title.clear();
  odd.line.reset();
  odd.status = Status::unknown;
  EXPECT_TRUE(plotter.png(odd));
  EXPECT_THAT(plotter.png(line_with({})).error(), HasSubstr("growth has no reading"));
}

TEST(Plot, OfAMessageAreWeakeningIndicatorsWithReadings) {
  std::vector<std::string> ids;
  for (const IndicatorLine& line : plotted(fired())) ids.push_back(line.id.text);
  EXPECT_THAT(ids, ElementsAre("cloud", "backlog"));
  Notification n = fired();
  for (IndicatorLine& i : n.indicators) i.recent.clear();
  EXPECT_TRUE(plotted(n).empty());
}

}  // namespace
}  // namespace firstcard::test
