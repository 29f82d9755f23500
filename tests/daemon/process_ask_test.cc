// Commands that ask the running daemon: poll, import, feeds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "program.h"
#include "storage/lock_file.h"
#include "storage/requests.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNewer = "period,value,published_on\n2026-01-31,20,\n2026-02-28,5,\n";

class Ask : public testing::Test {
 protected:
  Ask() { program.values({{"2026-01-31", "20", ""}}); }

  // A daemon that has read its feed.
  void start() {
    daemon.emplace(program.command({"daemon"}));
    ASSERT_TRUE(daemon->read_until(" of 1 weakening")) << daemon->seen();
  }
  // A command whose standard input is this text.
  Ended run_with_input(const std::string& text, std::vector<std::string> words) {
    program.scratch.write("input", text);
    std::string line = "exec";
    for (const std::string& word : program.command(std::move(words))) line += " '" + word + "'";
    ChildProcess shell(
        {"sh", "-c", line + " < '" + (program.scratch / "input").string() + "' 2>&1"});
    std::string output = shell.read_all();
    return {.exit_code = shell.wait(), .output = std::move(output)};
  }
  std::string spool() const { return (program.scratch / "history.db-import").string(); }
  std::size_t spooled() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(spool()), {}));
  }

  Program program;
  std::optional<ChildProcess> daemon;
};

TEST_F(Ask, PollReadsNowWhatTheServerHasAndSaysWhatCameOfIt) {
  LoopbackServer server;
  server.on("/values.csv", {Reply::text("period,value,published_on\n2026-01-31,20,\n", "text/csv"),
                            Reply::text(kNewer, "text/csv"), Reply::code(404)});
  program.configure_with_feed(server.url("/values.csv"));
  start();
  const Ended newer = program.run({"poll", "values"});
  EXPECT_EQ(newer.exit_code, 0) << newer.output;
  EXPECT_THAT(newer.output, HasSubstr("feed values: " + server.url("/values.csv") +
                                      ": 1 rows, 1 new, 0 revised, 0 withdrawn, 0 faults"));
  EXPECT_EQ(program.sql("SELECT verdict FROM verdicts ORDER BY number DESC"), "first_card");
  const Ended gone = program.run({"poll", "--all", "--json"});
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.output, AllOf(HasSubstr("\"state\":\"failed\""), HasSubstr("HTTP 404")));
  EXPECT_EQ(server.requests().size(), 3u);
}

TEST_F(Ask, PollOfAServerThatAskedToBeLeftAloneSaysUntilWhenAndAsksNothing) {
  LoopbackServer server;
  server.on("/values.csv", Reply::code(429).with("Retry-After", "600"));
  program.configure_with_feed(server.url("/values.csv"));
  daemon.emplace(program.command({"daemon"}));
  ASSERT_TRUE(daemon->read_until("too many requests")) << daemon->seen();
  const Ended ended = program.run({"poll", "values"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr("asked to be left alone until"));
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(Ask, AFeedThatHangsDoesNotKeepAnotherFromItsAnswer) {
  LoopbackServer server;
  server.on("/hung.csv", Reply::never());
  program.configure("[[feed]]\nid = \"hung\"\nsource = \"" + server.url("/hung.csv") +
                    "\"\nperiod = { column = \"period\" }\nvalue = { column = \"value\" }\n"
                    "series = \"s.h\"\n");
  daemon.emplace(program.command({"daemon"}));
  ASSERT_TRUE(daemon->read_until("1 new")) << daemon->seen();
  EXPECT_EQ(program.run({"poll", "hung", "--no-wait"}).exit_code, 0);
  const Ended ended = program.run({"poll", "values"});
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("unchanged"));
}

TEST_F(Ask, WithoutADaemonPollSaysWhatToDo) {
  const Ended none = program.run({"poll", "values"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.output, HasSubstr("firstcard once"));
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  const Ended stopped = program.run({"poll", "values"});
  EXPECT_EQ(stopped.exit_code, 1);
  EXPECT_THAT(stopped.output, AllOf(HasSubstr("no daemon runs"), HasSubstr("firstcard once")));
  EXPECT_EQ(program.sql("SELECT count(*) FROM requests"), "0");
}

TEST_F(Ask, WrongUsageIsSaidBeforeAnythingIsAsked) {
  for (const auto& words : std::vector<std::vector<std::string>>{{"poll", "value"},
                                                                 {"import", "value", "-"},
                                                                 {"feeds", "accept", "value"},
                                                                 {"check", "--online", "value"}}) {
    const Ended ended = program.run(words);
    EXPECT_EQ(ended.exit_code, 2) << words[0];
    EXPECT_THAT(ended.output, HasSubstr("did you mean 'values'?")) << words[0];
  }
  EXPECT_EQ(program.run({"poll"}).exit_code, 2);
  EXPECT_EQ(program.run({"poll", "values", "--all"}).exit_code, 2);
  EXPECT_EQ(program.run({"poll", "values", "--wait", "soon"}).exit_code, 2);
  EXPECT_EQ(program.run({"poll", "values", "--wait", "5s", "--no-wait"}).exit_code, 2);
}

TEST_F(Ask, ImportReachesTheWebhookAndTheSameBytesTwiceChangeNothing) {
  LoopbackServer server;
  server.on("/hook", Reply::code(204));
  program.configure(webhook(server.url("/hook")));
  start();
  const Ended first = run_with_input(kNewer, {"import", "values"});
  EXPECT_EQ(first.exit_code, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("import:standard input: 2 rows, 1 new"));
  ASSERT_TRUE(server.wait_for_requests(1)) << daemon->seen();
  EXPECT_EQ(server.requests()[0].header("x-firstcard-event"), "fired");
  EXPECT_EQ(spooled(), 0u);

  const Ended again = run_with_input(kNewer, {"import", "values", "-", "--reason", "once more"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.output, HasSubstr("unchanged"));
  EXPECT_EQ(program.sql("SELECT count(*) FROM vintages"), "2");
  EXPECT_EQ(program.sql("SELECT count(*) FROM notifications"), "1");
  EXPECT_EQ(program.sql("SELECT reason || ', ' || state FROM requests WHERE request = 2"),
            "once more, done");
}

TEST_F(Ask, WithoutADaemonImportDoesItItselfAndLeavesTheSending) {
  LoopbackServer server;
  program.configure(webhook(server.url("/hook")));
  program.scratch.write("newer.csv", kNewer);
  const Ended first = program.run({"import", "values", (program.scratch / "newer.csv").string()});
  EXPECT_EQ(first.exit_code, 0) << first.output;
  EXPECT_THAT(first.output, AllOf(HasSubstr("2 rows, 2 new"), HasSubstr("fired"),
                                  HasSubstr("1 notifications are queued")));
  EXPECT_TRUE(server.requests().empty());
  EXPECT_EQ(program.sql("SELECT source FROM documents"),
            "import:" + (program.scratch / "newer.csv").string());
  EXPECT_THAT(run_with_input("<html>", {"import", "values"}).output, HasSubstr("HTML"));
  EXPECT_EQ(program.sql("SELECT state FROM notifications"), "queued");
}

TEST_F(Ask, AnImportedPartOfACompleteFeedWithdrawsNothing) {
  std::string text = program.scratch.read("firstcard.toml");
  text.replace(text.find("every ="), 0, "complete = true\n");
  program.scratch.write("firstcard.toml", text);
  program.values({{"2026-01-31", "20", ""}, {"2026-02-28", "21", ""}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  EXPECT_EQ(
      run_with_input("period,value,published_on\n2026-01-31,22,\n", {"import", "values"}).exit_code,
      0);
  EXPECT_EQ(program.sql("SELECT group_concat(value) FROM observations"), "22.0,21.0");
}

TEST_F(Ask, ADocumentThatIsRefusedFailsTheImportAndKeepsTheLastGoodState) {
  start();
  const Ended ended = run_with_input("<!DOCTYPE html><html>log in</html>", {"import", "values"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr("HTML"));
  EXPECT_EQ(program.sql("SELECT value FROM observations"), "20.0");
  EXPECT_EQ(program.sql("SELECT state FROM requests"), "failed");
  EXPECT_EQ(spooled(), 0u);
}

TEST_F(Ask, AFileThatCannotBeReadIsNamed) {
  for (const std::string& name : {std::string("absent.csv"), std::string(".")}) {
    const Ended ended = program.run({"import", "values", (program.scratch / name).string()});
    EXPECT_EQ(ended.exit_code, 1) << name;
    EXPECT_THAT(ended.output, HasSubstr((program.scratch / name).string()));
  }
}

TEST_F(Ask, AForeignDatabaseIsLeftAsItIs) {
  program.scratch.write("history.db", "a letter\n");
  for (const std::string command : {"poll", "import"})
    EXPECT_EQ(program
                  .run(command == "poll"
                           ? std::vector<std::string>{"poll", "values"}
                           : std::vector<std::string>{"import", "values",
                                                      (program.scratch / "values.csv").string()})
                  .exit_code,
              1);
  EXPECT_EQ(program.scratch.read("history.db"), "a letter\n");
}

TEST_F(Ask, WhatADeadDaemonDidNotAnswerIsDoneWhenItStartsAgain) {
  start();
  daemon->send_signal(SIGSTOP);
  const Ended asked = run_with_input(kNewer, {"import", "values", "--no-wait"});
  EXPECT_EQ(asked.exit_code, 0) << asked.output;
  EXPECT_THAT(asked.output, HasSubstr("request 1 is queued"));
  EXPECT_EQ(spooled(), 1u);
  daemon->send_signal(SIGKILL);
  daemon->wait();

  daemon.emplace(program.command({"daemon"}));
  ASSERT_TRUE(daemon->read_until("fired")) << daemon->seen();
  EXPECT_EQ(program.sql("SELECT state || ': ' || answer FROM requests"),
            "done: import:standard input: 2 rows, 1 new, 0 revised, 0 withdrawn, 0 faults");
  EXPECT_EQ(spooled(), 0u);
}

TEST_F(Ask, ACrashBetweenAnswerAndCleaningUpDoesNothingTwice) {
  start();
  ASSERT_EQ(run_with_input(kNewer, {"import", "values"}).exit_code, 0);
  daemon->send_signal(SIGKILL);
  daemon->wait();
  // As if the daemon had died before it took the document away.
  program.scratch.write("history.db-import/1", kNewer);
  start();
  ASSERT_EQ(program.run({"poll", "values"}).exit_code, 0);
  EXPECT_EQ(program.sql("SELECT count(*) FROM feed_runs WHERE source LIKE 'import:%'"), "1");
}

TEST_F(Ask, OnceTakesUpWhatIsQueuedAsWell) {
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  {
    Database db(program.scratch / "history.db", Database::Mode::edit);
    Transaction tx(db);
    Requests(db).add(tx, {.at = {}, .kind = "poll", .feed = {"values"}, .answer = {}});
    Requests(db).add(tx, {.at = {}, .kind = "import", .feed = {"values"}, .answer = {}});
    tx.commit();
  }
  EXPECT_EQ(program.run({"once"}).exit_code, 0);
  EXPECT_EQ(program.sql("SELECT group_concat(state) FROM requests"), "done,failed");
  EXPECT_THAT(program.sql("SELECT answer FROM requests WHERE kind = 'import'"),
              HasSubstr("not there any more"));
}

TEST_F(Ask, ADaemonThatDoesNotAnswerInTimeAndOneThatDies) {
  start();
  daemon->send_signal(SIGSTOP);
  const Ended late = program.run({"poll", "values", "--wait", "1s"});
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_THAT(late.output, AllOf(HasSubstr("no answer yet"), HasSubstr("request 1 stays")));

  ChildProcess waiting(program.command({"poll", "values"}));
  while (program.sql("SELECT count(*) FROM requests") != "2") std::this_thread::yield();
  daemon->send_signal(SIGKILL);
  EXPECT_THAT(waiting.read_all(), HasSubstr("ended before it answered"));
  EXPECT_EQ(waiting.wait(), 1);
}

TEST_F(Ask, ARequestOfAnotherVersionAndOneForAFeedOfAnotherConfigurationAreRefused) {
  start();
  {
    Database db(program.scratch / "history.db", Database::Mode::edit);
    Transaction tx(db);
    Requests(db).add(tx, {.at = {}, .kind = "juggle", .feed = {"values"}, .answer = {}});
    Requests(db).add(tx, {.at = {}, .kind = "poll", .feed = {"added"}, .answer = {}});
    tx.commit();
  }
  const auto writer = writer_of(program.scratch / "history.db");
  ASSERT_TRUE(writer);
  kill(*writer, SIGUSR1);
  ASSERT_EQ(program.run({"poll", "values"}).exit_code, 0);  // answered in order
  EXPECT_THAT(program.sql("SELECT answer FROM requests WHERE request = 1"),
              AllOf(HasSubstr("juggle"), HasSubstr("restart it")));
  EXPECT_THAT(program.sql("SELECT answer FROM requests WHERE request = 2"),
              AllOf(HasSubstr("no feed added"), HasSubstr("reload")));
}

TEST_F(Ask, ADatabaseThatOnlyANewerProgramKnowsIsRefused) {
  start();
  daemon->send_signal(SIGTERM);
  daemon->wait();
  ChildProcess shell(
      {"sqlite3", (program.scratch / "history.db").string(), "PRAGMA user_version = 99"});
  ASSERT_EQ(shell.wait(), 0);
  for (const char* command : {"poll", "import"}) {
    const Ended ended = run_with_input(kNewer, {command, "values"});
    EXPECT_EQ(ended.exit_code, 1) << command;
    EXPECT_THAT(ended.output, HasSubstr("newer")) << command;
  }
}

TEST_F(Ask, NothingIsHeldSoThereIsNothingToAcceptOrReject) {
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  for (const char* word : {"accept", "reject"}) {
    const Ended ended = program.run({"feeds", word, "values", "--reason", "checked by hand"});
    EXPECT_EQ(ended.exit_code, 1);
    EXPECT_THAT(ended.output, HasSubstr("no document of feed values is held"));
  }
  start();
  const Ended ended = program.run({"feeds", "accept", "values", "--reason", "checked by hand"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr("no document of feed values is held"));
  EXPECT_EQ(program.sql("SELECT kind || ', ' || reason FROM requests"), "accept, checked by hand");
}

TEST_F(Ask, FeedsShowsTheLastRunOfEachAndThoseThatNeverRan) {
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  program.scratch.write("values.csv", "<html>");
  ASSERT_EQ(program.run({"once"}).exit_code, 1);
  program.configure(
      "[[feed]]\nid = \"new\"\nsource = \"n.csv\"\nperiod = { column = \"p\" }\n"
      "value = { column = \"v\" }\nseries = \"s.n\"\n");
  const Ended text = program.run({"feeds"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.output, AllOf(HasSubstr("rejected"), HasSubstr("HTML"), HasSubstr("never ran")));
  EXPECT_THAT(
      program.run({"feeds", "list", "--json"}).output,
      AllOf(HasSubstr("\"last_outcome\":\"rejected\""), HasSubstr("\"failures_in_a_row\":1"),
            HasSubstr("{\"feed\":\"new\",\"configured_source\":")));
}

TEST_F(Ask, AFullDiskFailsTheImportAndStoresNothing) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root for a small file system of its own";
  program.scratch.write("disk/keep", "");
  std::string text = program.scratch.read("firstcard.toml");
  text.replace(text.find("history.db"), 10, "disk/history.db");
  program.scratch.write("firstcard.toml", text);
  std::string csv = "period,value,published_on\n";
  for (int day = 0; day < 60'000; ++day)
    csv += to_text(Date{days{day - 40'000}}) + "," + std::to_string(day) + ",\n";
  program.scratch.write("big.csv", csv);
  std::string run;
  for (const std::string& word : program.command({})) run += word + " ";
  ChildProcess shell({"unshare", "-m", "sh", "-c",
                      "mount -t tmpfs -o size=1200k tmpfs " + (program.scratch / "disk").string() +
                          " || exit 77; " + run + "once 2>&1; echo first $?; " + run +
                          "daemon >log 2>&1 & sleep=; until " + run +
                          "poll values >out 2>&1; do "
                          "grep -q 'no daemon' out || break; done; " +
                          run + "import values " + (program.scratch / "big.csv").string() +
                          " 2>&1; echo second $?; " + run + "history s.x --json; kill $!; wait"},
                     program.scratch.path());
  const std::string output = shell.read_all();
  const int exit_code = shell.wait();
  if (exit_code == 77 || output.find("unshare") != std::string::npos)
    GTEST_SKIP() << "no mount namespace here: " << output;
  EXPECT_THAT(output, HasSubstr("first 0"));
  EXPECT_THAT(output, HasSubstr("second 1"));
  EXPECT_THAT(output, testing::ContainsRegex("[Nn]o space left"));
  EXPECT_THAT(output, HasSubstr("\"value\":20"));
  EXPECT_THAT(output, Not(HasSubstr("\"value\":30000")));
}

}  // namespace
}  // namespace firstcard::test
