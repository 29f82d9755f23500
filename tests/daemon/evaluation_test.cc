// All rules at one instant, and when the next change may come by time alone.
#include "daemon/evaluation.h"

#include "daemon/history.h"
#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;

class EvaluationTest : public PipelineTest {
 protected:
  void SetUp() override { pipeline.hold(config); }
  std::optional<Instant> next(std::string_view t) {
    return next_change(config, assess_all(config, source, at(t)), at(t));
  }
  Ledger ledger{db};
  LedgerSource source{ledger};
};

TEST_F(EvaluationTest, EachIndicatorIsAssessedWithTheWindowItSaw) {
  ingest(csv({"a,2026-02-01,90,2026-02-02", "a,2026-03-01,150,2026-03-02"}), at("2026-04-01"));
  const SeenAll seen = assess_all(config, source, at("2026-02-10"));
  ASSERT_EQ(seen.size(), 3U);
  const Seen& a = seen.at({"a"});
  EXPECT_EQ(a.assessment.status, Status::weakening);
  EXPECT_EQ(a.assessment.as_of, at("2026-02-10"));
  EXPECT_EQ(a.window.series.at({"a.x"}).points.size(), 1U);
  EXPECT_EQ(seen.at({"b"}).assessment.status, Status::unknown);
  EXPECT_THAT(assessments_of(seen),
              ElementsAre(a.assessment, seen.at({"b"}).assessment, seen.at({"c"}).assessment));
}

TEST_F(EvaluationTest, SeriesAreThoseThatARuleReads) {
  use(edited(kConfig, "measure = \"a.x\"", "measure = \"a.x + c.x\""));
  EXPECT_THAT(series_of(config), ElementsAre(SeriesId{"a.x"}, SeriesId{"b.x"}, SeriesId{"c.x"}));
}

// Both series have a value in every fourth quarter only: what the measure needs at the least brings
// too few prints.
TEST_F(EvaluationTest, AWindowIsReadFurtherBackUntilTheRuleHasItsPrints) {
  std::string text = edited(kConfig, "measure = \"a.x\"", "measure = \"a.x + b.x\"\nlookback = 6");
  for (int i = 0; i < 3; ++i)
    text = edited(text, "frequency = \"event\"", "frequency = \"quarter\"");
  use(text);
  std::vector<std::string> rows;
  for (int year = 1990; year < 2026; ++year)
    for (const std::string quarter : {"03-31", "06-30", "09-30", "12-31"}) {
      rows.push_back("a," + std::to_string(year) + "-" + quarter + ",60,2026-01-02");
      if (quarter == "03-31")
        rows.push_back("b," + std::to_string(year) + "-" + quarter + ",60,2026-01-02");
    }
  ingest(csv(rows), at("2026-02-01"));
  const Indicator& rule = config.indicators.at({"a"});
  const Window window = window_for(rule, config.catalogue, source, at("2026-02-01"));
  EXPECT_GE(firstcard::evaluate(rule.tests[0].measure, config.catalogue, window).size(), 6U);
  EXPECT_FALSE(window.series.at({"a.x"}).complete) << "it need not read all";
}

TEST_F(EvaluationTest, NothingChangesByTimeAloneWhereNothingGoesStale) {
  ingest(csv({"a,2026-02-01,90,2026-02-02"}), at("2026-03-01"));
  EXPECT_EQ(next("2026-03-01"), std::nullopt);
}

TEST_F(EvaluationTest, TheNextChangeIsWhenThePrintGoesStale) {
  use(edited(kConfig, "title = \"Alpha\"", "title = \"Alpha\"\nstale_after = \"40d\""));
  ingest(csv({"a,2026-02-01,90,2026-02-02"}), at("2026-03-01"));
  const Instant stale = at("2026-03-14T00:00:00Z");
  EXPECT_EQ(next("2026-03-01"), stale);
  EXPECT_EQ(next("2026-03-13"), stale);
  EXPECT_EQ(next("2026-03-14T00:00:00Z"), std::nullopt);
  const auto status = [&](Instant t) {
    return assess_all(config, source, t).at({"a"}).assessment.status;
  };
  EXPECT_EQ(status(stale - seconds{1}), Status::weakening);
  EXPECT_EQ(status(stale), Status::unknown);
}

TEST_F(EvaluationTest, TheNextChangeIsTheEndOfAResampledPeriod) {
  use(edited(kConfig, "measure = \"a.x\"",
             "measure = \"monthly(a.x, last)\"\nstale_after = \"9999d\""));
  ingest(csv({"a,2026-02-01,90,2026-02-02", "a,2026-03-05,150,2026-03-05"}), at("2026-03-06"));
  EXPECT_EQ(next("2026-03-10"), at("2026-03-31"));
  EXPECT_EQ(next("2026-03-31"), at("2026-04-30"));
  const auto status = [&](Instant t) {
    return assess_all(config, source, t).at({"a"}).assessment.status;
  };
  EXPECT_EQ(status(at("2026-03-31") - seconds{1}), Status::weakening);
  EXPECT_EQ(status(at("2026-03-31")), Status::holding);
}

TEST_F(EvaluationTest, TheNextChangeIsWhenARecoveryIsLongEnoughAgo) {
  use(edited(kConfig, "weakening_count = 2", "weakening_count = 2\nwithin = \"90d\""));
  ingest(csv({"a,2026-02-01,90,2026-02-02T10:00:00Z", "a,2026-03-01,150,2026-03-02T10:00:00Z"}),
         at("2026-03-06"));
  EXPECT_EQ(next("2026-02-10"), std::nullopt);
  EXPECT_EQ(next("2026-03-06"), at("2026-05-31T10:00:00Z"));
  EXPECT_EQ(next("2026-05-31T10:00:00Z"), std::nullopt);
}

}  // namespace
}  // namespace firstcard::test
