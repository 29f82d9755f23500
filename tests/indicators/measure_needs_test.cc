// needs_of: what a cut window must hold; and what evaluation makes of one that was cut too short.
#include <algorithm>

#include "measure_support.h"

namespace firstcard::test {
namespace {

constexpr auto kQuarter = Frequency::quarter;

// Long series of every frequency that end in 2025.
World long_history() {
  World w;
  w.at("2026-02-15");
  const auto fill = [&](const char* name, Frequency f, int step) {
    std::string points;
    for (Index i = index_at(f, date("1990-01-01")); i <= index_at(f, date("2025-12-31"));
         i += step) {
      const int v = 100 + (i * 37 + static_cast<int>(std::string_view(name).size())) % 41;
      points += to_text(last_day(f, i)) + ' ' + std::to_string(v) + ';';
    }
    w.has(name, f, points);
  };
  fill("q", kQuarter, 1);
  fill("q.two", kQuarter, 1);
  fill("m", Frequency::month, 1);
  fill("wk", Frequency::week, 1);
  fill("d", Frequency::day, 1);
  fill("d.sparse", Frequency::day, 2);
  fill("e", Frequency::event, 40);
  fill("e.two", Frequency::event, 71);
  return w;
}

Need need(const World& w, std::string_view text, std::string_view series, int prints) {
  const auto needs = needs_of(*parse_measure(text), w.catalogue, prints);
  const auto it = needs.find(SeriesId{std::string(series)});
  return it == needs.end() ? Need{} : it->second;
}

TEST(Needs, OfASeriesAreItsNewestPeriods) {
  const World w = long_history();
  EXPECT_EQ(need(w, "e", "e", 10), (Need{10, days{0}}));
  EXPECT_EQ(need(w, "d * 2 - 1", "d", 10), (Need{10, days{0}}));
  // One more on a calendar: an older point may belong to the oldest period.
  EXPECT_EQ(need(w, "q", "q", 10), (Need{11, days{0}}));
}

TEST(Needs, ReachBackAsFarAsTheFunctionsDoTogether) {
  const World w = long_history();
  EXPECT_EQ(need(w, "avg(d, 90d)", "d", 10), (Need{10, days{90}}));
  EXPECT_EQ(need(w, "avg(lag(d, 1y), 90d)", "d", 10), (Need{10, days{90 + 366 + 7}}));
  EXPECT_GE(need(w, "change(yoy(q), 1q)", "q", 10).reach, days{5 * 92});
  EXPECT_GE(need(w, "matched(change(yoy(basket), 1q), q, q.two)", "q.two", 10).reach, days{5 * 92});
  EXPECT_EQ(need(w, "pace(e, 30d)", "e", 10), (Need{11, days{0}}));
}

TEST(Needs, AreTheLargestOfAllPlacesOfTheSeries) {
  const World w = long_history();
  EXPECT_GE(need(w, "q - lag(q, 1q) - lag(q, 3y)", "q", 10).reach, days{3 * 366});
  EXPECT_GE(need(w, "q / q.two", "q.two", 10).prints, 12);
}

TEST(Needs, MultiplyWhereResamplingDoes) {
  const World w = long_history();
  EXPECT_GE(need(w, "quarterly(d, mean)", "d", 10).prints, 920);
  EXPECT_LT(need(w, "quarterly(d, mean)", "d", 10).prints, 1200);
  EXPECT_GE(need(w, "monthly(wk, mean)", "wk", 10).prints, 50);
  EXPECT_GE(need(w, "yoy(quarterly(m, last))", "m", 10).prints, 30);
  EXPECT_LT(need(w, "yoy(quarterly(m, last))", "m", 10).prints, 50);
}

TEST(Needs, NameEverySeriesOnce) {
  const World w = long_history();
  EXPECT_EQ(needs_of(*parse_measure("sum(q, q.two, 1) + q"), w.catalogue, 5).size(), 2u);
}

TEST(Needs, OfVeryManyPrintsDoNotOverflow) {
  const World w = long_history();
  EXPECT_GT(need(w, "quarterly(d, mean)", "d", std::numeric_limits<int>::max()).prints, 1'000'000);
  EXPECT_EQ(need(w, "e", "e", -1).prints, 0);
}

class EnoughFor : public testing::TestWithParam<const char*> {};

TEST_P(EnoughFor, TheNewestPrintsOfTheWholeHistory) {
  constexpr int kPrints = 20;
  const World whole = long_history();
  World cut = whole;
  for (const auto& [series, n] : needs_of(*parse_measure(GetParam()), whole.catalogue, kPrints))
    cut.cut(series.text, n);
  const auto all = whole.evaluate(GetParam());
  const auto newest = cut.evaluate(GetParam());
  ASSERT_GE(all.size(), static_cast<std::size_t>(kPrints));
  ASSERT_GE(newest.size(), static_cast<std::size_t>(kPrints));
  EXPECT_TRUE(std::equal(newest.rbegin(), newest.rend(), all.rbegin()));
}

INSTANTIATE_TEST_SUITE_P(
    Measures, EnoughFor,
    testing::Values("q", "q / q.two", "yoy(q)", "change(yoy(q), 1q)", "avg(yoy(q), 2y)",
                    "matched(change(yoy(basket), 1q), q, q.two)", "matched(lag(basket, 1y), q)",
                    "matched(basket / avg(basket, 1y), q, quarterly(m, last))",
                    "monthly(wk, median)", "quarterly(d, mean)", "yoy(quarterly(d, last))",
                    "zscore(monthly(d, last), 1y)", "weekly(d, max)", "drawdown(d, 90d)", "yoy(d)",
                    "slope(d, 1m)", "percentile(d, 60d) - growth(d, 1q)", "e", "total(e, e.two)",
                    "pace(total(e, e.two), 30d)", "yoy(e)", "growth(e, 30d)", "avg(e, 200d)",
                    "monthly(e, last)", "daily(e, last)", "max(e, e.two, 100) - lag(e, 6m)"));

// What a cut loses is old prints; a print that is left is the one of the whole history.
class CutTooShort : public testing::TestWithParam<const char*> {};

TEST_P(CutTooShort, YieldsFewerPrintsNeverOthers) {
  const World whole = long_history();
  const auto all = whole.evaluate(GetParam());
  for (int prints : {0, 1, 2, 3, 5, 9, 30, 100, 365, 400}) {
    World cut = whole;
    int more = 0;  // the series are cut at different places
    for (const SeriesId& s : series_of(*parse_measure(GetParam())))
      cut.cut(s.text, Need{prints + 3 * more++, days{0}});
    const auto some = cut.evaluate(GetParam());
    ASSERT_LE(some.size(), all.size());
    EXPECT_TRUE(std::equal(some.rbegin(), some.rend(), all.rbegin())) << prints << " periods";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Measures, CutTooShort,
    testing::Values("lag(q, 1q)", "q / q.two", "avg(q, 4q)", "pace(q, 30d)",
                    "min(q, quarterly(m, last))", "matched(yoy(basket), q, q.two)",
                    "matched(basket, q, quarterly(d, mean))", "matched(lag(basket, 2q), q, q.two)",
                    "quarterly(d, min)", "monthly(wk, last)", "weekly(d, last)", "drawdown(d, 90d)",
                    "avg(lag(d, 1m), 60d)", "lag(avg(d, 1m), 1q)", "d / d.sparse",
                    "total(e, e.two)", "lag(e, 90d)", "avg(e, 300d)", "pace(e, 30d)",
                    "avg(pace(e, 30d), 1y)", "monthly(e, max)", "avg(growth(e, 2m), 1y) + e.two"));

TEST(IncompleteWindow, WithoutAnyPointKnowsNothing) {
  World w = long_history();
  w.cut("q", Need{0, days{0}});
  EXPECT_EQ(w.prints("q"), "");
  // Who the members of a basket are cannot be said while one of them is not known.
  EXPECT_EQ(w.prints("matched(basket, q, q.two)"), "");
}

}  // namespace
}  // namespace firstcard::test
