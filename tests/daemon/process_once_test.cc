// `once` and the reading commands, as a user runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Once, TwiceOnUnchangedFilesStoresAndSendsNothingNew) {
  LoopbackServer server;
  server.on("/hook", Reply::code(204));
  Program program;
  program.configure(webhook(server.url("/hook")));
  program.values({{"2026-01-31", "20", "2026-02-01"}, {"2026-02-28", "5", "2026-03-01"}});

  const Ended first = program.run({"once"});
  EXPECT_EQ(first.exit_code, 0) << first.output;
  EXPECT_EQ(server.requests().size(), 1u);
  const std::string vintages = program.sql("SELECT count(*) FROM vintages");
  const std::string assessments = program.sql("SELECT count(*) FROM assessments");
  EXPECT_EQ(vintages, "2");

  const Ended second = program.run({"once"});
  EXPECT_EQ(second.exit_code, 0) << second.output;
  EXPECT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(program.sql("SELECT count(*) FROM vintages"), vintages);
  EXPECT_EQ(program.sql("SELECT count(*) FROM assessments"), assessments);
  EXPECT_EQ(program.sql("SELECT count(*) FROM notifications"), "1");
}

TEST(Once, AChangedValueIsANewVintageAndTheOldOneIsThereAsOfBefore) {
  Program program;
  program.values({{"2026-01-31", "20", "2026-02-01"}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  program.values({{"2026-01-31", "19", "2026-03-15"}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);

  EXPECT_EQ(program.sql("SELECT count(*) FROM vintages"), "2");
  EXPECT_THAT(program.run({"history", "s.x", "--json", "--as-of", "2026-03-01"}).output,
              HasSubstr("\"value\":20"));
  EXPECT_THAT(program.run({"history", "s.x", "--json", "--as-of", "2026-03-20"}).output,
              HasSubstr("\"value\":19"));
}

TEST(Once, AMissingFileIsNamedAndFails) {
  Program program;
  const Ended ended = program.run({"once"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr((program.scratch / "values.csv").string()));
}

TEST(Once, HtmlInPlaceOfCsvKeepsTheLastGoodStateAndFails) {
  Program program;
  program.values({{"2026-01-31", "20", "2026-02-01"}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  program.scratch.write("values.csv", "<!DOCTYPE html><html><body>Please log in</body></html>\n");
  const Ended ended = program.run({"once"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output, HasSubstr("HTML"));
  EXPECT_EQ(program.sql("SELECT value FROM observations"), "20.0");
  EXPECT_EQ(program.sql("SELECT outcome FROM feed_runs ORDER BY run DESC LIMIT 1"), "rejected");
}

TEST(Once, ABadRowIsAFaultWithLineAndColumnAndTheOthersCount) {
  Program program;
  program.values({{"2026-01-31", "20", "2026-02-01"}, {"2026-02-28", "n/a", "2026-03-01"}});
  const Ended ended = program.run({"once"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.output, HasSubstr("line 3, column \"value\": \"n/a\""));
  EXPECT_EQ(program.sql("SELECT count(*) FROM vintages"), "1");
  EXPECT_EQ(program.sql("SELECT line || column_name FROM faults"), "3value");
}

TEST(Once, ARefusedNotificationIsTriedAgainLaterAndFails) {
  LoopbackServer server;
  server.on("/hook", Reply::code(503));
  Program program;
  program.configure(webhook(server.url("/hook")));
  program.values({{"2026-02-28", "5", "2026-03-01"}});
  const Ended ended = program.run({"once"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_EQ(program.sql("SELECT state FROM notifications"), "queued");
  EXPECT_THAT(ended.output, HasSubstr("503"));
  EXPECT_THAT(ended.output, HasSubstr(" 1 feed, 1 indicator, 1 thesis, 1 receiver; database"));
  EXPECT_THAT(program.run({"status"}).output,
              HasSubstr("\nUndelivered messages: 1 failed so far and tried again; see"));
}

TEST(Commands, RetryRevivesWhatWasGivenUp) {
  LoopbackServer server;
  server.on("/hook", {Reply::code(400), Reply::code(204)});
  Program program;
  program.configure(webhook(server.url("/hook")));
  program.values({{"2026-02-28", "5", "2026-03-01"}});
  const Ended refused = program.run({"once"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.output,
              HasSubstr("(t/incident-1/fired): HTTP 400; given up: another attempt would end the "
                        "same; firstcard notifications retry 1 revives it"));
  ASSERT_EQ(program.sql("SELECT state FROM notifications"), "given_up");
  EXPECT_THAT(program.run({"status"}).output,
              HasSubstr("Undelivered messages: 1 given up in the last 30 days; see `firstcard notifications list`\n"));
  EXPECT_THAT(program.run({"status", "--json"}).output,
              HasSubstr(R"("undelivered":{"queued":0,"given_up":1})"));
  EXPECT_THAT(program.run({"notifications", "list"}).output, HasSubstr("  ERROR"));
  const Ended retried = program.run({"notifications", "retry", "1"});
  EXPECT_EQ(retried.exit_code, 0) << retried.output;
  EXPECT_EQ(program.run({"once"}).exit_code, 0);
  EXPECT_EQ(program.sql("SELECT state FROM notifications"), "delivered");
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].header("idempotency-key"), requests[1].header("idempotency-key"));
  EXPECT_EQ(requests[0].body, requests[1].body);
}

TEST(Commands, StatusNamesVerdictAndReading) {
  Program program;
  program.values({{"2026-02-28", "5", "2026-03-01"}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  const Ended status = program.run({"status"});
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_THAT(status.output, HasSubstr("First card"));
  EXPECT_THAT(status.output, HasSubstr("5 USD"));
  const Ended json = program.run({"status", "--json"});
  EXPECT_THAT(json.output, HasSubstr("\"verdict\":\"first_card\""));
  EXPECT_THAT(json.output, HasSubstr("\"incident\":1"));
  EXPECT_THAT(json.output, HasSubstr(R"("undelivered":{"queued":0,"given_up":0})"));
  EXPECT_THAT(status.output, Not(HasSubstr("Undelivered")));
}

TEST(Commands, BacktestNamesTheOptionThatIsWrong) {
  Program program;
  program.values({{"2026-01-31", "20", "2026-02-01"}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  const auto wrong = [&](std::vector<std::string> words, const std::string& text) {
    words.insert(words.begin(), "backtest");
    const Ended ended = program.run(words);
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_THAT(ended.output, HasSubstr(text));
  };
  wrong({"--from", "9998-01-01"}, "--from lies in the future");
  wrong({"--to", "2025-01-01"}, "--to lies before the first known value, of 2026-02-01");
  wrong({"--from", "2026-03-01", "--to", "2026-02-01"}, "--to lies before --from");
}

TEST(Commands, HelpOfEachShowsHowTheConfigurationIsNamed) {
  const Program program;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"status"}, {"silence", "add"}, {"feeds", "list"}, {"poll"}}) {
    std::vector<std::string> asked = words;
    asked.emplace_back("--help");
    const Ended help = program.run(asked);
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.output, HasSubstr("-c,--config"));
    EXPECT_THAT(help.output, Not(HasSubstr("following options is required")));
  }
}

TEST(Commands, BacktestTellsTheRecordAsKnownThen) {
  Program program;
  program.values({{"2026-01-31", "20", "2026-02-01"},
                  {"2026-02-28", "5", "2026-03-01"},
                  {"2026-03-31", "30", "2026-04-01"}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  const Ended ended =
      program.run({"backtest", "--json", "--from", "2026-01-01", "--to", "2026-06-01"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(
      ended.output,
      HasSubstr(
          R"({"at":"2026-03-01T23:59:59Z","thesis":"t","verdict":"first_card","incident":1,"weakening":1,"unknown":0,"indicators":{"x":"weakening"}})"));
  EXPECT_THAT(
      ended.output,
      HasSubstr(
          R"({"at":"2026-04-01T23:59:59Z","thesis":"t","verdict":"scarcity","incident":null)"));
  EXPECT_THAT(ended.output, HasSubstr(R"("kind":"resolved")"));
}

}  // namespace
}  // namespace firstcard::test
