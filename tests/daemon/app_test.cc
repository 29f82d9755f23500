// The loops, run to their end under a clock that is passed in.
#include "daemon/app.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;

class AppTest : public testing::Test {
 protected:
  int once(Instant now) {
    Log log("error");
    App app(config_of(scratch, toml), log, [now] { return now; }, [] { return 0.5; });
    return app.run_once();
  }
  std::vector<std::string> query(const std::string& sql) {
    Database db(scratch / "history.db", Database::Mode::read);
    Statement s = db.prepare(sql);
    std::vector<std::string> rows;
    while (s.step()) rows.push_back(s.text(0));
    return rows;
  }
  Scratch scratch;
  // A print of `a` counts for ten days: after a pause the old one is stale and the feed has a newer
  // one.
  std::string toml =
      edited(edited(kConfig, "title = \"Alpha\"", "title = \"Alpha\"\nstale_after = \"10d\""),
             "weakening_count = 2", "weakening_count = 1");
};

TEST_F(AppTest, AfterAPauseWhatWasPublishedMeanwhileIsReadBeforeAnythingIsSaid) {
  const std::string first = csv(
      {"a,2026-03-01,90,2026-03-01", "b,2026-03-01,150,2026-03-01", "c,2026-03-01,150,2026-03-01"});
  scratch.write("f.csv", first);
  ASSERT_EQ(once(at("2026-03-02T12:00:00Z")), 0);
  scratch.write("f.csv", first +
                             "a,2026-03-10,90,2026-03-10\na,2026-03-19,90,2026-03-19\n"
                             "a,2026-03-28,90,2026-03-28\n");
  ASSERT_EQ(once(at("2026-04-01T12:00:00Z")), 0);
  EXPECT_THAT(query("SELECT kind FROM notifications WHERE receiver = 'desk'"),
              ElementsAre("fired"));
  EXPECT_THAT(query("SELECT verdict FROM verdicts"), ElementsAre("first_card"));
}

TEST_F(AppTest, ACrossingDuringAPauseIsToldOnceAndRecordedAsLateAtItsOwnTime) {
  const std::string first = csv({"a,2026-03-01,150,2026-03-01", "b,2026-03-01,150,2026-03-01",
                                 "c,2026-03-01,150,2026-03-01"});
  scratch.write("f.csv", first);
  ASSERT_EQ(once(at("2026-03-02T12:00:00Z")), 0);
  scratch.write("f.csv", first + "a,2026-03-04,90,2026-03-04\n");
  ASSERT_EQ(once(at("2026-03-08T12:00:00Z")), 0);
  EXPECT_THAT(query("SELECT kind FROM notifications WHERE receiver = 'desk'"),
              ElementsAre("fired"));
  EXPECT_THAT(query("SELECT at || ' ' || late FROM verdicts ORDER BY number"),
              ElementsAre("2026-03-02T12:00:00Z 0", "2026-03-04T23:59:59Z 1"));
}

}  // namespace
}  // namespace firstcard::test
