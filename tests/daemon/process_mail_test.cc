// Mail with pictures: the real daemon against a real server (tests/net/mail_server.py).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "alerts/sample.h"
#include "daemon/plotting.h"
#include "program.h"
#include "support/tls_certificate.h"

namespace firstcard::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Mail : public testing::Test {
 protected:
  void SetUp() override { start_server({}); }
  void start_server(const std::vector<std::string>& options) {
    std::vector<std::string> command{"/usr/bin/python3", "-W", "ignore",
                                     FIRSTCARD_SOURCE_DIR "/tests/net/mail_server.py"};
    command.insert(command.end(), options.begin(), options.end());
    server_.emplace(command);
    while (const auto line = server_->read_line()) {
      if (!line->starts_with("port ")) continue;
      port_ = line->substr(5);
      return;
    }
    FAIL() << server_->seen();
  }
  std::string receiver(const std::string& more) const {
    return "\n[[receiver]]\nid = \"mail\"\ntype = \"email\"\nhost = \"127.0.0.1\"\nport = " +
           port_ + "\ntls = \"" + tls_ + "\"\nfrom = \"a@example.org\"\nto = \"b@example.org\"\n" +
           more;
  }
  // The mail of the edge that five below ten fires.
  std::string mail(const std::string& more) {
    program_.configure(receiver(more));
    program_.values({{"2026-01-31", "30", ""}, {"2026-02-28", "5", ""}});
    ChildProcess daemon(program_.command({"daemon"}));
    std::string out = "nothing";
    while (std::optional<std::string> line = server_->read_line()) {
      if (!line->starts_with('{')) continue;
      out = std::move(*line);
      break;
    }
    daemon.send_signal(SIGTERM);
    daemon.wait();
    said_ = daemon.read_all();
    return out;
  }
  std::optional<ChildProcess> server_;
  std::string port_, said_, tls_ = "none";
  Program program_;
};

TEST_F(Mail, HoldsThePlotOfTheWeakeningIndicator) {
  const std::string got = mail("");
  EXPECT_THAT(got, HasSubstr("multipart/related"));
  EXPECT_THAT(got, HasSubstr("Content-Type: image/png"));
  EXPECT_THAT(got, HasSubstr("iVBORw0KGgo"));  // how a PNG begins in base64
  EXPECT_THAT(got, Not(HasSubstr("Plots are missing")));
}

TEST_F(Mail, HoldsNoneWhereTheyAreNotWanted) {
  const std::string got = mail("plots = false\n");
  EXPECT_THAT(got, HasSubstr("multipart/alternative"));
  EXPECT_THAT(got, Not(HasSubstr("multipart/related")));
}

TEST_F(Mail, GoesThroughStarttlsWithAPassword) {
  const TlsCertificate identity;
  start_server({"--tls", "starttls", "--certificate", identity.certificate(), "--key",
                identity.key(), "--user", "joe", "--password", "zq7hidden"});
  tls_ = "starttls";
  program_.scratch.write("password", "zq7hidden\n");
  const std::string got = mail("ca_file = \"" + identity.certificate() +
                               "\"\nuser = \"joe\"\npassword = { file = \"password\" }\n");
  EXPECT_THAT(got, AllOf(HasSubstr(R"("tls": true)"), HasSubstr(R"("authenticated": true)"),
                         HasSubstr("Subject: ")));
  EXPECT_THAT(said_, Not(HasSubstr("zq7hidden")));
}

TEST_F(Mail, IsGivenUpWithoutItsPasswordBeingShownWhereThatIsWrong) {
  const TlsCertificate identity;
  start_server({"--tls", "tls", "--certificate", identity.certificate(), "--key", identity.key(),
                "--user", "joe", "--password", "other"});
  tls_ = "tls";
  program_.scratch.write("password", "zq7hidden\n");
  program_.configure(receiver("ca_file = \"" + identity.certificate() +
                              "\"\nuser = \"joe\"\npassword = { file = \"password\" }\n"));
  program_.values({{"2026-01-31", "30", ""}, {"2026-02-28", "5", ""}});
  const Ended ended = program_.run({"once"});
  EXPECT_EQ(ended.exit_code, 1);
  EXPECT_THAT(ended.output,
              AllOf(HasSubstr("535"), HasSubstr("given up"), Not(HasSubstr("zq7hidden"))));
}

// A template that works with the sample, which has two indicators, and not with this message.
TEST_F(Mail, FallsBackFromATemplateThatFailsAndSaysSo) {
  const std::string got =
      mail("text = '{% if n == 1 %}{{ indicators }}{% endif %}'\nplots = false\n");
  EXPECT_THAT(got, HasSubstr("Built-in text stands in"));
  EXPECT_THAT(said_, HasSubstr("template text: line 1, column 19: this is a list"));
  EXPECT_THAT(said_, HasSubstr("the built-in text was used"));
}

TEST(DrawPlots, AChildDrawsThemOrSaysWhyNot) {
  const Notification n = sample_notification({"mail"}, Instant{seconds{1'790'000'000}});
  const Pictures drawn = draw_plots(n, {});
  EXPECT_EQ(drawn.fault, "");
  ASSERT_EQ(drawn.all.size(), 1U);
  EXPECT_EQ(drawn.all[0].indicator.text, "growth");
  EXPECT_EQ(drawn.all[0].png, Plotter().png(n.indicators[0]).value());
  EXPECT_EQ(draw_plots(n, {}), drawn);

  EXPECT_THAT(draw_plots(n, {.executable = "/nowhere/firstcard"}).fault,
              HasSubstr("/nowhere/firstcard cannot be started"));
  EXPECT_THAT(draw_plots(n, {.executable = "/bin/false"}).fault, HasSubstr("exit code 1"));
  EXPECT_THAT(draw_plots(n, {.executable = "/bin/true"}).fault, HasSubstr("cut off"));
}

}  // namespace
}  // namespace firstcard::test
