// Periods far ahead of the fetch: a year typed wrongly would be the newest value for ever.
#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class FutureTest : public PipelineTest {
 protected:
  FutureTest() {
    use(as_fetched());
    ingest(csv_as_fetched(sound), at("2026-07-20T10:00:00Z"));
  }
  static std::vector<std::string> with(std::vector<std::string> rows, const std::string& more) {
    rows.push_back(more);
    return rows;
  }
  std::vector<std::string> newest() {
    return query("SELECT max(period) FROM observations WHERE series = 'a.x'");
  }
  const std::vector<std::string> sound{"a,2026-03-31,140", "a,2026-06-30,150"};
  const Instant later = at("2026-10-20T10:00:00Z");
};

TEST_F(FutureTest, AYearTypedWronglyIsHeldAndItsCorrectionIsUsedAtOnce) {
  const Commit held = ingest(csv_as_fetched(with(sound, "a,2062-09-30,160")), later);
  EXPECT_EQ(held.run->outcome, RunOutcome::held);
  EXPECT_THAT(held.run->message, HasSubstr("line 4: a.x has a value for the period 2062-09-30"));
  EXPECT_THAT(newest(), ElementsAre("2026-06-30"));
  EXPECT_EQ(ingest(csv_as_fetched(with(sound, "a,2026-09-30,160")), later + seconds{60}).run->outcome,
            RunOutcome::stored);
  EXPECT_THAT(newest(), ElementsAre("2026-09-30"));
}

TEST_F(FutureTest, TheSummaryNamesADocumentThatIsHeld) {
  use(edited(as_fetched(), "id = \"desk\"\ntype = \"log\"",
             "id = \"desk\"\ntype = \"log\"\nkinds = [\"summary\"]") +
      "[summary]\nat = \"12:00\"\n");
  evaluate(later - std::chrono::hours{1});
  ingest(csv_as_fetched(with(sound, "a,2062-09-30,160")), later);
  evaluate(later + std::chrono::hours{2});
  EXPECT_THAT(notification().history,
              testing::Contains(testing::AllOf(
                  HasSubstr("a document of feed f is held: line 4: a.x has a value for the period"),
                  HasSubstr("firstcard feeds accept f, or reject"))));
}

TEST_F(FutureTest, ItIsHeldInAFirstDocumentToo) {
  EXPECT_EQ(ingest(csv_as_fetched({"b,2062-09-30,160"}), later, "g.csv").run->outcome,
            RunOutcome::held);
}

TEST_F(FutureTest, OnceItWasBelievedItsCorrectionIsNoOldCopy) {
  const std::string wrong = csv_as_fetched(with(sound, "a,2062-09-30,160"));
  ingest(wrong, later);
  ASSERT_EQ(ingest(wrong, later + std::chrono::hours{1}).run->outcome, RunOutcome::stored);
  // What is known by now is no news, also of a document with another row.
  EXPECT_EQ(ingest(wrong + "a,2026-07-31,155\n", later + std::chrono::hours{2}).run->outcome,
            RunOutcome::stored);
  EXPECT_EQ(ingest(csv_as_fetched(with(sound, "a,2026-09-30,160")), later + std::chrono::hours{3})
                .run->outcome,
            RunOutcome::stored);
}

TEST_F(FutureTest, OneThatAnOlderProgramBelievedIsNoMeasureEither) {
  const std::string wrong = csv_as_fetched(with(sound, "a,2062-09-30,160"));
  ingest(wrong, later);
  ingest(wrong, later + std::chrono::hours{1});
  db.exec("UPDATE _document SET newest_period = (SELECT max((id >> 20 & 4194303) - 1000000)"
          " FROM _vintage)");
  EXPECT_EQ(ingest(csv_as_fetched(with(sound, "a,2026-09-30,160")), later + std::chrono::hours{2})
                .run->outcome,
            RunOutcome::stored);
}

TEST_F(FutureTest, AFeedWithForecastsSwitchesItOff) {
  use(edited(as_fetched(), "series = \"{entity}.x\"\n",
             "series = \"{entity}.x\"\nguards = { future = false }\n"));
  EXPECT_EQ(ingest(csv_as_fetched(with(sound, "a,2030-12-31,160")), later).run->outcome,
            RunOutcome::stored);
  EXPECT_THAT(query("SELECT * FROM held"), IsEmpty());
}

}  // namespace
}  // namespace firstcard::test
