// What a reading rests on.
#include "indicators/inputs.h"

#include <gmock/gmock.h>

#include "evaluation_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> inputs(const Data& data, std::string_view measure, std::string_view as_of,
                                int min_coverage = 1) {
  std::vector<std::string> all;
  for (const Input& i :
       inputs_of(*parse_measure(measure), data.catalogue(), data.window(as_of), min_coverage))
    all.push_back(i.series.text + " " + to_text(i.point.period));
  return all;
}

TEST(Inputs, OfAGrowthAreTheTwoValuesThatItCompares) {
  EXPECT_THAT(inputs(quarters({100, 110, 120, 130, 140}), "yoy(x)", "2026-04-01"),
              ElementsAre("x 2025-03-31", "x 2026-03-31"));
}

TEST(Inputs, OfATrailingMeanAreAllOfItsSpan) {
  EXPECT_THAT(inputs(quarters({100, 110, 120, 130}), "avg(x, 3q)", "2026-01-01"),
              ElementsAre("x 2025-06-30", "x 2025-09-30", "x 2025-12-31"));
}

TEST(Inputs, OfABasketAreTheMembersThatAreInIt) {
  Data data = quarters({100, 110});
  data.series("y", Frequency::quarter, {{"2025-03-31", 50}, {"2025-06-30", 50}});
  data.series("late", Frequency::quarter, {{"2025-03-31", 70}});
  EXPECT_THAT(inputs(data, "matched(qoq(basket), x, y, late)", "2025-07-01"),
              ElementsAre("x 2025-03-31", "x 2025-06-30", "y 2025-03-31", "y 2025-06-30"));
}

TEST(Inputs, OfStandingValuesAreTheNewestOfEachSeries) {
  Data data;
  data.series("a", Frequency::event, {{"2025-01-10", 1}, {"2025-03-01", 2}});
  data.series("b", Frequency::event, {{"2025-02-01", 5}});
  EXPECT_THAT(inputs(data, "total(a, b)", "2025-04-01"),
              ElementsAre("a 2025-03-01", "b 2025-02-01"));
}

TEST(Inputs, WithoutAPrintAreNone) {
  EXPECT_THAT(inputs(quarters({100}), "yoy(x)", "2026-04-01"), IsEmpty());
}

}  // namespace
}  // namespace firstcard::test
