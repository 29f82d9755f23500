#include "daemon/drop_folder.h"

#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DropFolder : public PipelineTest {
 protected:
  DropFolder() {
    scratch.write("in/done/.keep", "");
    std::filesystem::remove_all(scratch / "in/done");
    use(edited(kConfig, "source = \"f.csv\"", "drop = \"in/\""));
  }

  // Looks so long after the first look.
  DropPass look(int ms, std::set<std::string> moved_in = {}, bool by_schedule = true) {
    return empty_drop_folder(pipeline, config, config.feeds.at(0), memory,
                             {.moved_in = std::move(moved_in),
                              .by_schedule = by_schedule,
                              .now = at("2026-03-01T10:00:00Z"),
                              .at = began + milliseconds{ms}});
  }
  std::vector<std::string> outcomes(const DropPass& pass) {
    std::vector<std::string> out;
    for (const Commit& c : pass.commits)
      out.push_back(std::string(to_text(c.run->outcome)) + " " +
                    std::filesystem::path(c.run->source).filename().string());
    return out;
  }
  // All files below the folder.
  std::vector<std::string> files() {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch / "in"))
      if (!entry.is_directory())
        out.push_back(entry.path().lexically_relative(scratch / "in").string());
    std::ranges::sort(out);
    return out;
  }
  void drop(const std::string& name, const std::string& text) { scratch.write("in/" + name, text); }

  DropMemory memory;
  std::chrono::steady_clock::time_point began{};
};

TEST_F(DropFolder, AFileIsTakenWhenItIsUnchangedForASecondAndMovedToDone) {
  drop("a.csv", csv({"a,2026-01-31,120,2026-02-01"}));
  EXPECT_TRUE(look(0).incomplete);
  EXPECT_TRUE(look(300).incomplete);
  const DropPass pass = look(1000);
  EXPECT_FALSE(pass.incomplete);
  EXPECT_FALSE(pass.failed);
  EXPECT_THAT(outcomes(pass), ElementsAre("stored a.csv"));
  EXPECT_THAT(files(), ElementsAre("done/a.csv"));
  EXPECT_THAT(query("SELECT value, line FROM observations"), ElementsAre("120.0 2"));
  EXPECT_THAT(query("SELECT source FROM documents"), ElementsAre((scratch / "in/a.csv").string()));
}

TEST_F(DropFolder, AFileThatGrowsIsLeftAloneAndOneMovedIntoPlaceIsTakenAtOnce) {
  drop("a.csv", "entity,period");
  EXPECT_TRUE(look(0).incomplete);
  drop("a.csv", csv({"a,2026-01-31,120,2026-02-01"}));
  EXPECT_TRUE(look(1000).incomplete);
  drop("b.csv", csv({"b,2026-01-31,120,2026-02-01"}));
  EXPECT_THAT(outcomes(look(1001, {"b.csv"})), ElementsAre("stored b.csv"));
  EXPECT_THAT(outcomes(look(2000)), ElementsAre("stored a.csv"));
}

TEST_F(DropFolder, FilesAreTakenInOrderOfNameAndNotThoseThatAreNotMeant) {
  for (const char* name : {"2.csv", "10.csv", "B.csv"})
    drop(name, csv({std::string("a,2026-01-31,") + name[0] + ",2026-02-01"}));
  for (const char* name : {".hidden.csv", "x.tmp", "y.part", "sub/z.csv"})
    drop(name, csv({"c,2026-01-31,1,2026-02-01"}));
  std::filesystem::create_symlink(scratch / "in/sub/z.csv", scratch / "in/link.csv");
  look(0);
  EXPECT_THAT(outcomes(look(1000)), ElementsAre("stored 10.csv", "stored 2.csv", "rejected B.csv"));
  EXPECT_THAT(files(),
              ElementsAre(".hidden.csv", "done/10.csv", "done/2.csv", "failed/B.csv",
                          "failed/B.csv.reason.txt", "link.csv", "sub/z.csv", "x.tmp", "y.part"));
  EXPECT_THAT(query("SELECT series, value FROM observations"), ElementsAre("a.x 2.0"));
}

TEST_F(DropFolder, ARefusedDocumentGoesToFailedWithItsReason) {
  drop("a.csv", "<html>log in</html>\n");
  look(0);
  const DropPass pass = look(1000);
  EXPECT_TRUE(pass.failed);
  EXPECT_THAT(files(), ElementsAre("failed/a.csv", "failed/a.csv.reason.txt"));
  EXPECT_THAT(scratch.read("in/failed/a.csv.reason.txt"), HasSubstr("HTML"));
  EXPECT_FALSE(look(2000).failed);
}

TEST_F(DropFolder, ANameThatIsTakenGetsTheTimeInFront) {
  for (int i = 0; i < 3; ++i) {
    drop("a.csv", csv({"a,2026-01-31,12" + std::to_string(i) + ",2026-02-01"}));
    look(10 * i, {"a.csv"});
  }
  EXPECT_THAT(files(), ElementsAre("done/20260301T100000Z-2-a.csv", "done/20260301T100000Z-a.csv",
                                   "done/a.csv"));
  EXPECT_THAT(scratch.read("in/done/a.csv"), HasSubstr("120"));
}

TEST_F(DropFolder, ACrashBetweenIngestAndMoveChangesNothing) {
  const std::string text = csv({"a,2026-01-31,120,2026-02-01", "a,2026-02-28,90,2026-03-01"});
  ingest(text, at("2026-03-01T09:00:00Z"), "in/a.csv");  // and then nothing more
  const auto before = query("SELECT * FROM _vintage");
  look(0);
  EXPECT_THAT(outcomes(look(1000)), ElementsAre("unchanged a.csv"));
  EXPECT_THAT(files(), ElementsAre("done/a.csv"));
  EXPECT_EQ(query("SELECT * FROM _vintage"), before);
  EXPECT_EQ(count("documents"), 1);
}

TEST_F(DropFolder, AFileThatCannotBeMovedIsReportedAndNotIngestedAgain) {
  std::filesystem::create_symlink("/dev/null", scratch / "in/done");  // in the way
  drop("a.csv", csv({"a,2026-01-31,120,2026-02-01"}));
  look(0, {}, false);
  const DropPass first = look(1000, {}, false);
  EXPECT_TRUE(first.failed);
  EXPECT_THAT(outcomes(first), testing::Contains("stored a.csv"));
  EXPECT_THAT(look(2000, {}, false).commits, IsEmpty());
  const DropPass later = look(3000);
  EXPECT_THAT(outcomes(later), testing::Contains("failed a.csv"));
  EXPECT_THAT(later.commits.front().run->message, HasSubstr("cannot be moved to done/"));
  EXPECT_THAT(query("SELECT count(*) FROM feed_runs WHERE outcome = 'stored'"), ElementsAre("1"));

  std::filesystem::remove(scratch / "in/done");
  EXPECT_FALSE(look(4000).failed);
  EXPECT_THAT(files(), testing::Contains("done/a.csv"));
}

TEST_F(DropFolder, AFileThatWasReplacedInPlaceOfAStuckOneIsIngested) {
  std::filesystem::create_symlink("/dev/null", scratch / "in/done");  // in the way
  drop("a.csv", csv({"a,2026-01-31,120,2026-02-01"}));
  look(0, {"a.csv"});
  std::filesystem::remove(scratch / "in/done");
  drop("a.csv", csv({"a,2026-01-31,121,2026-02-02"}));
  look(1000);
  EXPECT_THAT(outcomes(look(2000)), ElementsAre("stored a.csv"));
  EXPECT_THAT(query("SELECT value FROM observations"), ElementsAre("121.0"));
}

TEST_F(DropFolder, AFolderThatIsNotThereSaysWhatToDo) {
  std::filesystem::remove_all(scratch / "in");
  const DropPass pass = look(0);
  EXPECT_TRUE(pass.failed);
  EXPECT_THAT(pass.commits.at(0).run->message, HasSubstr("create it"));
}

TEST_F(DropFolder, WithNothingInItOnlyAScheduledLookLeavesATrace) {
  EXPECT_THAT(look(0, {}, false).commits, IsEmpty());
  EXPECT_THAT(outcomes(look(10)), ElementsAre("unchanged in"));
}

TEST_F(DropFolder, OnlyACompleteFeedWithdrawsPeriods) {
  const auto two = csv({"a,2026-01-31,120,2026-02-01", "a,2026-02-28,130,2026-03-01"});
  const auto one = csv({"a,2026-02-28,130,2026-03-01"});
  drop("a.csv", two);
  look(0, {"a.csv"});
  drop("a.csv", one);
  look(10, {"a.csv"});
  EXPECT_EQ(count("observations"), 2);
  use(edited(edited(kConfig, "source = \"f.csv\"", "drop = \"in\""),
             "period =", "complete = true\nperiod ="));
  drop("b.csv", one);
  look(20, {"b.csv"});
  EXPECT_EQ(count("observations"), 1);
}

}  // namespace
}  // namespace firstcard::test
