// `silence` and `ack` beside the running daemon.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.h"
#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class SilenceCommands : public testing::Test {
 protected:
  // A daemon that has read its feed; the thesis holds.
  void start() {
    server.on("/hook", Reply::code(200));
    program.configure(webhook(server.url("/hook")));
    program.values({{"2026-01-31", "20", ""}});
    daemon.emplace(program.command({"daemon"}));
    ASSERT_TRUE(daemon->read_until(" of 1 weakening")) << daemon->seen();
  }
  void fall() { program.values({{"2026-01-31", "20", ""}, {"2026-02-28", "5", ""}}); }

  LoopbackServer server;
  Program program;
  std::optional<ChildProcess> daemon;
};

TEST_F(SilenceCommands, HoldBackWhatIsToldUntilTheyAreRemoved) {
  start();
  const Ended added =
      program.run({"silence", "add", "--thesis", "t", "--for", "2h", "--reason", "a test"});
  EXPECT_EQ(added.exit_code, 0) << added.output;
  EXPECT_THAT(added.output, AllOf(HasSubstr("silence 1 of thesis t by "), HasSubstr(": a test\n")));
  fall();
  ASSERT_TRUE(daemon->read_until("held back for receiver desk by silence 1")) << daemon->seen();
  EXPECT_EQ(program.sql("SELECT verdict FROM verdicts ORDER BY number DESC"), "first_card");
  EXPECT_EQ(program.sql("SELECT count(*) FROM notifications"), "0");
  EXPECT_THAT(program.run({"silence", "list"}).output,
              AllOf(HasSubstr("thesis"), HasSubstr("a test"), HasSubstr("until 20")));

  EXPECT_THAT(program.run({"status"}).output,
              AllOf(HasSubstr("\nsilence 1 of thesis t by "),
                    HasSubstr("\nnews of thesis t held back for desk since ")));

  EXPECT_EQ(program.run({"silence", "remove", "1"}).exit_code, 0);
  ASSERT_TRUE(daemon->read_until("(t/incident-1/fired): delivered")) << daemon->seen();
  ASSERT_EQ(server.requests().size(), 1U);
  EXPECT_THAT(server.requests()[0].body, HasSubstr("Held back since "));
  EXPECT_EQ(program.run({"silence", "list"}).output, "No silence is in force.\n");
  EXPECT_THAT(program.run({"silence", "list", "--all", "--json"}).output,
              AllOf(HasSubstr("\"silence\":1"), HasSubstr("\"reason\":\"a test\"")));
  EXPECT_EQ(program.run({"silence", "remove", "1"}).exit_code, 1);
}

TEST_F(SilenceCommands, AnAckIsKeptWithItsAuthorAndShownInTheView) {
  start();
  EXPECT_THAT(program.run({"ack"}).output, HasSubstr("no incident is open"));
  fall();
  ASSERT_TRUE(daemon->read_until("(t/incident-1/fired): delivered")) << daemon->seen();
  const Ended acked = program.run({"ack", "t", "--reason", "seen"});
  EXPECT_EQ(acked.exit_code, 0) << acked.output;
  const Ended again = program.run({"ack"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.output, HasSubstr("incident 1 of t was acknowledged by "));
  EXPECT_THAT(acked.output, HasSubstr("incident 1 of t is acknowledged by "));
  EXPECT_EQ(program.sql("SELECT incident || ' ' || reason || ' ' || in_force FROM acknowledgements"),
            "1 seen 1");
}

TEST_F(SilenceCommands, WrongOnesSayWhatToDo) {
  program.values({{"2026-01-31", "20", ""}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  const auto wrong = [&](std::vector<std::string> words, const std::string& text) {
    words.insert(words.begin(), {"silence", "add"});
    const Ended ended = program.run(words);
    EXPECT_EQ(ended.exit_code, 2) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr(text));
  };
  wrong({"--thesis", "u", "--for", "2h"}, "there is no thesis u");
  wrong({"--indicator", "y", "--for", "2h"}, "there is no indicator y");
  wrong({"--thesis", "t"}, "for how long? Write --for 7d, or --until-change");
  wrong({"--feed", "values", "--for", "soon"}, "soon is no span of time");
  wrong({"--for", "2h"}, "--thesis");
  wrong({"--thesis", "t", "--for", "0d"}, "0d is no time at all; write at least 1s");
  wrong({"--thesis", "t", "--for", "2x"}, "with s, m, h, d or w");
  wrong({"--thesis", "t", "--feed", "values", "--for", "2h"}, "name only one of");
  wrong({"--thesis", "t", "--for", "2h", "--reason", "a\x1b[31mb"}, "control character; take it out");
  EXPECT_EQ(program.sql("SELECT count(*) FROM silences"), "0");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"ack", "--reason", "a\nb"},
        {"feeds", "accept", "values", "--reason", "a\nb"},
        {"feeds", "reject", "values", "--reason", "a\tb"}}) {
    const Ended refused = program.run(words);
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.output, HasSubstr("the reason holds a line break or another control"));
  }
  const Ended none = program.run({"ack", "u"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.output, HasSubstr("there is no thesis u"));
}

}  // namespace
}  // namespace firstcard::test
