// A whole history in memory gives the windows that the ledger gives.
#include "daemon/history.h"

#include "ledger_at_random.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;

class HistoryTest : public PipelineTest {
 protected:
  std::vector<double> values(WindowSource& source, std::string_view as_of) {
    std::vector<double> all;
    const Window window = source.window({{{"a.x"}, {.prints = 100, .reach = days{0}}}}, at(as_of));
    for (const Point& p : window.series.at({"a.x"}).points) all.push_back(p.value);
    return all;
  }
  const std::vector<SeriesId> series{{"a.x"}, {"b.x"}, {"c.x"}, {"unheard.of"}};
  Ledger ledger{db};
};

TEST_F(HistoryTest, WindowsEqualThoseOfTheLedger) {
  use(edited(kQuarterConfig, "series = \"{entity}.x\"",
             "series = \"{entity}.x\"\ncomplete = true"));
  pipeline.hold(config);
  const auto versions = versions_at_random(7);
  for (const Version& v : versions) ingest(v.text, v.at);
  // A document that is complete and shorter withdraws the newest periods; they come back.
  ingest(versions[versions.size() - 20].text, versions.back().at + days{1});
  ingest(versions.back().text, versions.back().at + days{2});
  ASSERT_GT(query("SELECT count(*) FROM vintages WHERE withdrawn").at(0), "0");

  History history(ledger, series, false);
  std::mt19937 random(11);
  const auto below = [&](unsigned n) { return random() % n; };
  const Instant first = versions.front().at - days{10};
  const auto span = static_cast<unsigned>((versions.back().at - first + days{20}).count());
  for (int i = 0; i < 2000; ++i) {
    const Instant as_of =
        i % 3 == 0 ? history.known()[below(static_cast<unsigned>(history.known().size()))] -
                         seconds{below(2)}
                   : first + seconds{below(span)};
    std::map<SeriesId, Need> needs;
    for (const SeriesId& id : series)
      if (below(4) != 0)
        needs[id] = {.prints = static_cast<int>(below(30)),
                     .reach = days{below(3) == 0 ? 0 : below(800)}};
    ASSERT_EQ(history.window(needs, as_of), ledger.window(needs, as_of))
        << "window " << i << " at " << to_text(as_of);
  }
}

TEST_F(HistoryTest, KnownAreAllInstantsOnceInOrder) {
  pipeline.hold(config);
  ingest(csv({"b,2026-02-01,1,2026-02-05T00:00:00Z", "a,2026-02-01,1,2026-02-03T00:00:00Z",
              "a,2026-01-01,1,2026-02-05T00:00:00Z"}),
         at("2026-03-01"));
  EXPECT_THAT(History(ledger, series, false).known(),
              ElementsAre(at("2026-02-03T00:00:00Z"), at("2026-02-05T00:00:00Z")));
}

TEST_F(HistoryTest, TheFinalVintageIsTheNewestValueAsIfKnownFromTheFirstDay) {
  pipeline.hold(config);
  ingest(csv({"a,2026-01-01,100,2026-01-02", "a,2026-01-01,120,2026-02-02",
              "a,2026-02-01,90,2026-02-03"}),
         at("2026-03-01"));
  History known(ledger, series, false), final_values(ledger, series, true);
  EXPECT_THAT(values(known, "2026-01-10"), ElementsAre(100));
  EXPECT_THAT(values(known, "2026-02-10"), ElementsAre(120, 90));
  EXPECT_THAT(values(final_values, "2026-01-01"), ElementsAre());
  EXPECT_THAT(values(final_values, "2026-01-10"), ElementsAre(120));
  EXPECT_THAT(values(final_values, "2026-02-10"), ElementsAre(120, 90));
  EXPECT_THAT(final_values.known(), ElementsAre(at("2026-01-02"), at("2026-02-03")));
}

}  // namespace
}  // namespace firstcard::test
