// Documents that have the whole history, and rows in them that cannot be read.
#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CompleteTest : public PipelineTest {
 protected:
  CompleteTest() {
    use(edited(as_fetched(), "series = \"{entity}.x\"", "series = \"{entity}.x\"\ncomplete = true"));
    ingest(csv_as_fetched({"a,2026-01-01,150", "a,2026-02-01,140", "b,2026-02-01,150"}),
           at("2026-03-01T10:00:00Z"));
  }
  const Instant later = at("2026-03-02T10:00:00Z");
};

TEST_F(CompleteTest, ARowThatCannotBeReadWithdrawsNothing) {
  struct Case {
    const char* name;
    const char* row;
  };
  for (const Case& c : {Case{"the value", "a,2026-02-01,140 e"}, Case{"the period", "a,soon,140"},
                        Case{"the record", "a,2026-02-01"}}) {
    const Commit commit =
        ingest(csv_as_fetched({"a,2026-01-01,150", c.row, "b,2026-02-01,150"}), later);
    EXPECT_EQ(commit.run->counts.withdrawn, 0) << c.name;
    EXPECT_THAT(commit.run->message,
                HasSubstr("1 row could not be read, so nothing that is missing was withdrawn"))
        << c.name;
  }
  EXPECT_EQ(count("observations"), 3);
}

TEST_F(CompleteTest, RowsThatContradictEachOtherWereRead) {
  EXPECT_EQ(ingest(csv_as_fetched({"a,2026-01-01,150", "a,2026-01-01,151", "b,2026-02-01,150"}), later)
                .run->counts.withdrawn,
            1);
}

TEST_F(CompleteTest, TheNextSoundDocumentWithdrawsAgain) {
  ingest(csv_as_fetched({"a,2026-01-01,150", "a,2026-02-01,140 e"}), later);
  ingest(csv_as_fetched({"a,2026-01-01,150", "b,2026-02-01,150"}), later + seconds{60});
  EXPECT_THAT(query("SELECT series, period FROM observations ORDER BY series"),
              ElementsAre("a.x 2026-01-01", "b.x 2026-02-01"));
}

}  // namespace
}  // namespace firstcard::test
