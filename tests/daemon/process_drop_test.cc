// A drop folder under the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "program.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;

constexpr const char* kRows = "period,value,published_on\n2026-01-31,20,\n";
constexpr const char* kNewer = "period,value,published_on\n2026-01-31,20,\n2026-02-28,5,\n";

class Drop : public testing::Test {
 protected:
  Drop() {
    program.configure_with_feed("unused.csv");
    std::string text = program.scratch.read("firstcard.toml");
    text.replace(text.find("source = \"unused.csv\""), 21, "drop = \"incoming\"");
    program.scratch.write("firstcard.toml", text);
    std::filesystem::create_directory(program.scratch / "incoming");
  }
  // Renamed into the folder, as Scratch does it.
  void drop(const std::string& name, const std::string& text) {
    program.scratch.write("incoming/" + name, text);
  }
  bool is_there(const std::string& name) const {
    return std::filesystem::exists(program.scratch / "incoming" / name);
  }

  Program program;
};

TEST_F(Drop, FilesThatWaitAndFilesThatComeAreIngestedAndMoved) {
  drop("a.csv", kRows);
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("t: scarcity")) << daemon.seen();
  EXPECT_TRUE(is_there("done/a.csv"));
  drop("b.csv", kNewer);
  ASSERT_TRUE(daemon.read_until("fired")) << daemon.seen();
  drop("c.csv", "<html>");
  ASSERT_TRUE(daemon.read_until("document refused")) << daemon.seen();
  const Ended polled = program.run({"poll", "values"});
  EXPECT_EQ(polled.exit_code, 0) << polled.output;
  EXPECT_TRUE(is_there("done/b.csv"));
  EXPECT_THAT(program.scratch.read("incoming/failed/c.csv.reason.txt"), HasSubstr("HTML"));
}

TEST_F(Drop, AFileThatIsWrittenInPlaceIsTakenAfterASecondLook) {
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("t:")) << daemon.seen();
  ChildProcess writer({"sh", "-c",
                       "printf 'period,value,published_on\\n2026-01-31,2' > a.csv; "
                       "printf '0,\\n2026-02-28,5,\\n' >> a.csv"},
                      program.scratch / "incoming");
  ASSERT_TRUE(daemon.read_until("2 rows, 2 new")) << daemon.seen();
  EXPECT_EQ(program.run({"poll", "values"}).exit_code, 0);  // the move is done by then
  EXPECT_TRUE(is_there("done/a.csv"));
}

TEST_F(Drop, OncePassesOverItAsOften) {
  drop("a.csv", kRows);
  const Ended ended = program.run({"once"});
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_TRUE(is_there("done/a.csv"));
  EXPECT_EQ(program.sql("SELECT count(*) FROM assessments WHERE status = 'holding'"), "1");
}

TEST_F(Drop, KilledBetweenIngestAndMoveItTakesTheFileAgainAndNothingChanges) {
  // So that the move fails and the daemon can be killed there.
  std::filesystem::create_symlink("/dev/null", program.scratch / "incoming/done");
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("t:")) << daemon.seen();
  drop("b.csv", kNewer);
  ASSERT_TRUE(daemon.read_until("cannot be moved to done/")) << daemon.seen();
  daemon.send_signal(SIGKILL);
  daemon.wait();
  const std::string vintages = program.sql("SELECT count(*) FROM vintages");
  const std::string verdicts = program.sql("SELECT count(*) FROM verdicts");
  std::filesystem::remove(program.scratch / "incoming/done");
  const Ended ended = program.run({"once"});
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_TRUE(is_there("done/b.csv"));
  EXPECT_EQ(program.sql("SELECT count(*) FROM vintages"), vintages);
  EXPECT_EQ(program.sql("SELECT count(*) FROM verdicts"), verdicts);
}

}  // namespace
}  // namespace firstcard::test
