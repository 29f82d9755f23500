// Bad input as a user meets it: a clear error that names the thing and what to do, and the right
// exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "indicators/time.h"
#include "program.h"

namespace firstcard::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Usage, ACommandThatThereIsNotIsNamed) {
  ChildProcess child({FIRSTCARD_BINARY, "statsu"});
  EXPECT_EQ(child.read_all(),
            "firstcard: there is no command \"statsu\"; did you mean 'status'?\n");
  EXPECT_EQ(child.wait(), 2);
}

TEST(Errors, NoConfiguration) {
  ChildProcess child({FIRSTCARD_BINARY, "status", "-c", "/nonexistent/firstcard.toml"});
  EXPECT_THAT(child.read_all(), HasSubstr("/nonexistent/firstcard.toml"));
  EXPECT_EQ(child.wait(), 2);
}

TEST(Errors, AnUnknownKeyIsNamedWithItsPlaceAndTheNearestKnownOne) {
  Program program;
  const Ended ended = program.run_with_config("[storage]\npaht = \"x.db\"\n", {"check"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.output,
              AllOf(HasSubstr("firstcard.toml:2:1:"), HasSubstr("paht"), HasSubstr("path")));
}

TEST(Errors, ABadMeasureShowsACaret) {
  Program program;
  std::string text = program.scratch.read("firstcard.toml");
  text.replace(text.find("measure = \"s.x\""), 15, "measure = \"yoy(s.x\"");
  const Ended ended = program.run_with_config(text, {"check"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.output, HasSubstr("^"));
}

TEST(Errors, ASecretThatCannotBeReadStopsTheDaemonButNoReader) {
  Program program;
  program.values({{"2026-01-31", "20", ""}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  program.configure(webhook("https://example.org/hook") +
                    "hmac_key = { file = \"nowhere.key\" }\n");
  EXPECT_EQ(program.run({"status"}).exit_code, 0);
  EXPECT_EQ(program.run({"check"}).exit_code, 0);
  for (const char* command : {"once", "daemon"}) {
    const Ended ended = program.run({command});
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_THAT(ended.output, HasSubstr("nowhere.key"));
  }
  EXPECT_EQ(program.run({"notifications", "test", "desk"}).exit_code, 2);
}

TEST(Errors, WrongUsage) {
  Program program;
  EXPECT_EQ(program.run({"no-such-command"}).exit_code, 2);
  EXPECT_EQ(program.run({"history"}).exit_code, 2);
  const Ended ended = program.run({"history", "s.x", "--as-of", "yesterday"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("yesterday"), HasSubstr("2026-06-30")));
  EXPECT_EQ(program.run({"explain", "y"}).exit_code, 2);
}

TEST(Errors, ADatabaseThatIsNotThereYetSaysWhatToDo) {
  Program program;
  const Ended ended = program.run({"status"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("history.db"), HasSubstr("firstcard once")));
}

TEST(Errors, AForeignDatabaseIsLeftAlone) {
  Program program;
  program.scratch.write("history.db", "this is no database, it is a letter\n");
  const Ended ended = program.run({"once"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("history.db"), HasSubstr("is not an SQLite database")));
  EXPECT_EQ(program.scratch.read("history.db"), "this is no database, it is a letter\n");
}

TEST(Errors, ADatabaseOfANewerVersionIsRefused) {
  Program program;
  program.values({{"2026-01-31", "20", ""}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  ChildProcess shell(
      {"sqlite3", (program.scratch / "history.db").string(), "PRAGMA user_version = 99"});
  ASSERT_EQ(shell.wait(), 0);
  const Ended ended = program.run({"once"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr("newer"));
}

TEST(Errors, AFolderThatCannotBeWrittenIsNamed) {
  Program program;
  std::string text = program.scratch.read("firstcard.toml");
  text.replace(text.find("history.db"), 10, "firstcard.toml/history.db");
  const Ended ended = program.run_with_config(text, {"once"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr("firstcard.toml/history.db"));
}

TEST(Errors, AFullDiskLosesNothingAndIsNamed) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root for a small file system of its own";
  Program program;
  program.scratch.write("disk/keep", "");
  std::string text = program.scratch.read("firstcard.toml");
  text.replace(text.find("history.db"), 10, "disk/history.db");
  program.scratch.write("firstcard.toml", text);
  program.values({{"2026-01-31", "20", ""}});
  // In a mount namespace of its own: load a little, then far more than fits, then look.
  const std::string disk = (program.scratch / "disk").string();
  std::string run;
  for (const std::string& word : program.command({})) run += word + " ";
  const std::string big = (program.scratch / "big.csv").string();
  std::string csv = "period,value,published_on\n";
  for (int day = 0; day < 40'000; ++day)
    csv += to_text(Date{days{day - 19'000}}) + "," + std::to_string(day) + ",\n";
  program.scratch.write("big.csv", csv);
  ChildProcess shell({"unshare", "-m", "sh", "-c",
                      "mount -t tmpfs -o size=1200k tmpfs " + disk + " || exit 77; " + run +
                          "once 2>&1; echo first $?; cp " + big + " " +
                          (program.scratch / "values.csv").string() + "; " + run +
                          "once 2>&1; echo second $?; " + run + "history s.x --json"});
  const std::string output = shell.read_all();
  const int exit_code = shell.wait();
  if (exit_code == 77 || output.find("unshare") != std::string::npos)
    GTEST_SKIP() << "no mount namespace here: " << output;
  EXPECT_THAT(output, HasSubstr("first 0"));
  EXPECT_THAT(output, HasSubstr("second 1"));
  EXPECT_THAT(output, HasSubstr("no space left to write"));
  EXPECT_THAT(output, HasSubstr("\"value\":20"));
}

}  // namespace
}  // namespace firstcard::test
