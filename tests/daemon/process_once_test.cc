// `once` and the reading commands, as a user runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;

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
}

TEST(Commands, RetryRevivesWhatWasGivenUp) {
  LoopbackServer server;
  server.on("/hook", {Reply::code(400), Reply::code(204)});
  Program program;
  program.configure(webhook(server.url("/hook")));
  program.values({{"2026-02-28", "5", "2026-03-01"}});
  EXPECT_EQ(program.run({"once"}).exit_code, 1);
  ASSERT_EQ(program.sql("SELECT state FROM notifications"), "given_up");
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
