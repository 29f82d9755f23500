// A local file that a guard holds: that it still lies there does not confirm it.
#include <filesystem>

#include "daemon/file_poll.h"
#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;

class HeldFileTest : public PipelineTest {
 protected:
  HeldFileTest() {
    write("a,2026-03-31,120,2026-04-30");
    poll("2026-05-01T10:00:00Z");
    write("a,2026-03-31,120,2026-04-30\na,2026-06-30,0.13,2026-07-30");
  }
  void write(const std::string& rows) { scratch.write("f.csv", csv({rows})); }
  // Written anew with the same bytes.
  void touch(int seconds_later) {
    const auto file = scratch / "f.csv";
    std::filesystem::last_write_time(
        file, std::filesystem::last_write_time(file) + std::chrono::seconds{seconds_later});
  }
  Commit poll(std::string_view now) {
    Stamps stamps;  // as after a restart
    const Polled polled =
        read_files(pipeline, config, config.feeds.at(0), stamps, [&] { return at(now); }, true, {});
    return polled.commits.at(0);
  }
  std::string held() {
    return query("SELECT count(*) FROM held").at(0);
  }
};

TEST_F(HeldFileTest, AnUnchangedFileWaitsForAPerson) {
  const Commit first = poll("2026-08-01T10:00:00Z");
  EXPECT_EQ(first.run->outcome, RunOutcome::held);
  EXPECT_THAT(first.run->message, HasSubstr("it is used once the file is written again, or by"));
  EXPECT_EQ(poll("2026-08-01T12:00:00Z").run->outcome, RunOutcome::held);
  EXPECT_EQ(poll("2026-08-05T12:00:00Z").run->outcome, RunOutcome::held);
  EXPECT_EQ(held(), "1");
}

TEST_F(HeldFileTest, OneThatWasWrittenAgainIsUsedWithAWarning) {
  poll("2026-08-01T10:00:00Z");
  touch(60);
  EXPECT_EQ(poll("2026-08-01T10:10:00Z").run->outcome, RunOutcome::held) << "too soon";
  const Commit commit = poll("2026-08-01T11:00:00Z");
  EXPECT_EQ(commit.run->outcome, RunOutcome::stored);
  EXPECT_THAT(commit.warning,
              HasSubstr("the document that the guard \"scale\" held is used now, for the feed brought "
                        "it once more: a.x: 120 for 2026-03-31"));
  EXPECT_EQ(held(), "0");
}

TEST_F(HeldFileTest, SoIsOneThatGrewAndShowsTheSame) {
  poll("2026-08-01T10:00:00Z");
  write("a,2026-03-31,120,2026-04-30\na,2026-06-30,0.13,2026-07-30\nc,2026-06-30,7,2026-07-30");
  EXPECT_EQ(poll("2026-08-01T12:00:00Z").run->outcome, RunOutcome::stored);
}

}  // namespace
}  // namespace firstcard::test
