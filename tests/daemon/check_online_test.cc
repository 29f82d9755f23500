// `check --online`: fetches, shows, and leaves no trace.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kValues =
    "period,value,published_on\n2026-02-28,21,2026-03-02\n2026-01-31,20,2026-02-01\n"
    "2026-03-31,n/a,2026-04-01\n";

std::vector<std::string> files_of(const Program& program) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(program.scratch.path()))
    out.push_back(entry.path().string());
  std::ranges::sort(out);
  return out;
}

std::string feed(const std::string& id, const std::string& source) {
  return "[[feed]]\nid = \"" + id + "\"\n" + source +
         "\nperiod = { column = \"period\" }\nvalue = { column = \"value\" }\nseries = \"s." + id +
         "\"\n";
}

TEST(CheckOnline, ShowsTheEndsOfEachSeriesFaultsAndHeadersAndWritesNothing) {
  LoopbackServer server;
  server.on("/values.csv", Reply::text(kValues, "text/csv")
                               .with("ETag", "\"v1\"")
                               .with("Cache-Control", "max-age=60")
                               .with("X-Other", "not shown"));
  Program program;
  program.configure_with_feed(server.url("/values.csv"));
  const auto before = files_of(program);
  const Ended text = program.run({"check", "--online"});
  EXPECT_EQ(text.exit_code, 0) << text.output;
  EXPECT_THAT(text.output, AllOf(HasSubstr("HTTP 200"), HasSubstr("content-type: text/csv"),
                                 HasSubstr("etag: \"v1\""), HasSubstr("cache-control: max-age=60"),
                                 Not(HasSubstr("not shown")), HasSubstr("2 rows"),
                                 HasSubstr("line 4, column \"value\": \"n/a\"")));
  EXPECT_THAT(text.output,
              testing::ContainsRegex("first +2026-01-31 +20 USD +known 2026-02-01T23:59:59Z"));
  EXPECT_THAT(text.output, testing::ContainsRegex("last +2026-02-28 +21 USD"));

  const Ended json = program.run({"check", "--online", "values", "--json"});
  EXPECT_EQ(json.exit_code, 0);
  EXPECT_THAT(json.output, AllOf(HasSubstr("\"ok\":true"), HasSubstr("\"etag\":\"\\\"v1\\\"\""),
                                 HasSubstr("\"rows\":2"), HasSubstr("\"faults\":1"),
                                 HasSubstr("\"last\":{\"period\":\"2026-02-28\",\"value\":21")));
  EXPECT_EQ(files_of(program), before);
  EXPECT_EQ(server.requests()[0].header("if-none-match"), "");
}

TEST(CheckOnline, EachProblemIsShownWithItsFeedAndTheOthersAreShownToo) {
  LoopbackServer server;
  server.on("/limited.csv", Reply::code(429).with("Retry-After", "60"));
  server.on("/login.csv", Reply::text("<html>log in</html>", "text/html"));
  Program program;
  program.values({{"2026-01-31", "20", ""}});
  std::filesystem::create_directory(program.scratch / "in");
  program.scratch.write("in/a.csv", "period,value\n2026-01-31,7\n");
  program.configure(feed("limited", "source = \"" + server.url("/limited.csv") + "\"") +
                    feed("login", "source = \"" + server.url("/login.csv") + "\"") +
                    feed("absent", "source = \"absent.csv\"") + feed("dropped", "drop = \"in\""));
  const auto before = files_of(program);
  const Ended ended = program.run({"check", "--online"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output,
              AllOf(HasSubstr("HTTP 429"), HasSubstr("retry-after: 60"), HasSubstr("HTML"),
                    HasSubstr("content-type: text/html"), HasSubstr("no such file"),
                    HasSubstr("s.dropped"), HasSubstr("s.x")));
  EXPECT_THAT(program.run({"check", "--online", "--json"}).output,
              AllOf(HasSubstr("\"ok\":false,\"as_of\""), HasSubstr("\"retry-after\":\"60\"")));
  EXPECT_EQ(files_of(program), before);
  EXPECT_EQ(program.run({"check", "--online", "values", "dropped"}).exit_code, 0);
}

// With a database: what the document would change, and what the guards would say.
class CheckAgainst : public testing::Test {
 protected:
  CheckAgainst() {
    program_.values({{"2026-01-31", "20", ""}, {"2026-02-28", "21", ""}});
    program_.configure("");
    EXPECT_EQ(program_.run({"once"}).exit_code, 0);
  }
  std::string check(const std::string& values) {
    program_.scratch.write("values.csv", values);
    return program_.run({"check", "--online", "values"}).output;
  }
  Program program_;
};

TEST_F(CheckAgainst, CountsNewRevisedAndUnchangedRows) {
  const std::string before = program_.scratch.read("history.db");
  EXPECT_THAT(check("period,value,published_on\n2026-01-31,20,\n2026-02-28,22,\n2026-03-31,23,\n"),
              HasSubstr("would be stored: 1 new, 1 revised, 0 withdrawn, 1 unchanged"));
  EXPECT_THAT(program_.run({"check", "--online", "values", "--json"}).output,
              HasSubstr("\"against_database\":{\"outcome\":\"stored\",\"guard\":null,\"reason\":null,"
                        "\"new\":1,\"revised\":1,\"withdrawn\":0,\"unchanged\":1}"));
  EXPECT_EQ(program_.scratch.read("history.db"), before);
}

TEST_F(CheckAgainst, SaysWhichGuardWouldHoldIt) {
  EXPECT_THAT(check("period,value,published_on\n2026-01-31,20,\n"),
              AllOf(HasSubstr("would be held by the guard newest: its newest period is 2026-01-31"),
                    HasSubstr("if accepted: 0 new")));
  EXPECT_THAT(check("period,value,published_on\n2026-01-31,20,\n2026-02-28,21,\n2026-03-31,2310,\n"),
              HasSubstr("would be held by the guard scale"));
}

TEST_F(CheckAgainst, SaysThatNothingIsNew) {
  EXPECT_THAT(program_.run({"check", "--online", "values"}).output,
              HasSubstr("unchanged: the last document had the same bytes"));
}

TEST_F(CheckAgainst, ADatabaseThatIsNoneIsAProblemOfItsOwn) {
  program_.scratch.write("history.db", "this is a text and no database");
  const Ended ended = program_.run({"check", "--online", "values"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("not compared with the database"),
                                  HasSubstr("is not an SQLite database")));
}

TEST(CheckOnline, AFeedThatHangsHidesNoOther) {
  LoopbackServer server;
  server.on("/hung.csv", Reply::never());
  server.on("/good.csv", Reply::text("period,value\n2026-01-31,7\n", "text/csv"));
  Program program;
  program.values({{"2026-01-31", "20", ""}});
  program.configure(feed("hung", "source = \"" + server.url("/hung.csv") + "\"") +
                    feed("good", "source = \"" + server.url("/good.csv") + "\""));
  ChildProcess check(program.command({"check", "--online"}));
  while (!check.seen().contains("s.good") || !check.seen().contains("s.x"))
    ASSERT_TRUE(check.read_line()) << check.seen();
}

TEST(CheckOnline, AtHomeWithADaemonAndItsSecrets) {
  LoopbackServer server;
  server.on("/values.csv", Reply::text(kValues, "text/csv"));
  Program program;
  program.scratch.write("token", "s3cret-token\n");
  program.configure_with_feed(server.url("/values.csv"));
  std::string text = program.scratch.read("firstcard.toml");
  text.replace(text.find("every ="), 0, "bearer = { file = \"token\" }\n");
  program.scratch.write("firstcard.toml", text);
  ChildProcess daemon(program.command({"daemon"}));
  ASSERT_TRUE(daemon.read_until("t: ")) << daemon.seen();
  const Ended ended = program.run({"check", "--online", "--json"});
  EXPECT_EQ(ended.exit_code, 0) << ended.output;
  EXPECT_THAT(ended.output, Not(HasSubstr("s3cret-token")));
  EXPECT_EQ(server.requests().back().header("authorization"), "Bearer s3cret-token");
  std::filesystem::remove(program.scratch / "token");
  EXPECT_EQ(program.run({"check", "--online"}).exit_code, 2);
}

}  // namespace
}  // namespace firstcard::test
