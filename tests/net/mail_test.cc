// SMTP. With an honest server (aiosmtpd, Debian's python3-aiosmtpd) and with peers that no honest
// server imitates.
#include <gmock/gmock.h>

#include <optional>

#include "line_server_fake.h"
#include "support/child_process.h"
#include "support/tls_certificate.h"
#include "transfer_fixture.h"

namespace firstcard::test {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

MailRequest mail_to(int port) {
  MailRequest request;
  request.host = "127.0.0.1";
  request.port = port;
  request.tls = MailRequest::Tls::none;
  request.from = "alerts@example.org";
  request.to = {"desk@example.org"};
  request.message =
      "From: alerts@example.org\r\nTo: desk@example.org\r\nSubject: first card\r\n\r\nTwo "
      "weaken.\r\n";
  return request;
}

// The server of mail_server.py, for as long as the test.
class MailServer {
 public:
  explicit MailServer(std::vector<std::string> options) {
    std::vector<std::string> arguments{"/usr/bin/python3", "-W", "ignore",
                                       FIRSTCARD_SOURCE_DIR "/tests/net/mail_server.py"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    process_.emplace(arguments);
    while (const auto line = process_->read_line()) {
      said_ += *line + "\n";
      if (!line->starts_with("port ")) continue;
      port_ = std::stoi(line->substr(5));
      return;
    }
  }
  bool missing() const { return said_.find("No module named 'aiosmtpd'") != std::string::npos; }
  int port() const { return port_; }  // 0: it does not run
  const std::string& said() const { return said_; }
  // What it received next, as JSON. Whatever else it says is a warning of its library.
  std::string received() {
    while (std::optional<std::string> line = process_->read_line())
      if (line->starts_with('{')) return std::move(*line);
    return "nothing";
  }

 private:
  std::optional<ChildProcess> process_;
  std::string said_;
  int port_ = 0;
};

class Mail : public testing::Test {
 protected:
  MailResult send(MailRequest request) {
    return begin<MailResult>(transfer, std::move(request)).take();
  }

  Transfer transfer;
};

// Starts one, or skips the test where aiosmtpd is not installed.
#define START_MAIL_SERVER(server, ...)                                                   \
  MailServer server(__VA_ARGS__);                                                        \
  if (server.missing())                                                                  \
    GTEST_SKIP() << "needs Debian's python3-aiosmtpd: apt-get install python3-aiosmtpd"; \
  ASSERT_NE(server.port(), 0) << server.said()

TEST_F(Mail, IsDelivered) {
  START_MAIL_SERVER(server, {});
  MailRequest request = mail_to(server.port());
  request.to = {"desk@example.org", "night@example.org"};
  const MailResult result = send(request);
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  EXPECT_EQ(result.code, 250);
  EXPECT_EQ(result.message, "");
  EXPECT_THAT(server.received(),
              AllOf(HasSubstr(R"("from": "alerts@example.org")"),
                    HasSubstr(R"("to": ["desk@example.org", "night@example.org"])"),
                    HasSubstr(R"(Subject: first card\r\n\r\nTwo weaken.\r\n)"),
                    HasSubstr(R"("tls": false)")));
}

TEST_F(Mail, LinesThatBeginWithADotAreKept) {
  START_MAIL_SERVER(server, {});
  MailRequest request = mail_to(server.port());
  std::string long_text;
  for (int i = 0; i < 2000; ++i) long_text += ".line " + std::to_string(i) + "\r\n";
  request.message += ".\r\n..two\r\n.end\r\n" + long_text + ".\r\n";
  EXPECT_EQ(send(request).code, 250);
  EXPECT_THAT(server.received(), AllOf(HasSubstr(R"(weaken.\r\n.\r\n..two\r\n.end\r\n.line 0\r\n)"),
                                       HasSubstr(R"(.line 1999\r\n.\r\n")")));
}

TEST_F(Mail, GoesThroughStarttlsWithAPassword) {
  const TlsCertificate identity;
  START_MAIL_SERVER(server, {"--tls", "starttls", "--certificate", identity.certificate(), "--key",
                             identity.key(), "--user", "joe", "--password", "ge heim"});
  MailRequest request = mail_to(server.port());
  request.tls = MailRequest::Tls::starttls;
  request.ca_file = identity.certificate();
  request.user = "joe";
  request.password = Secret("ge heim");
  const MailResult result = send(request);
  EXPECT_EQ(result.code, 250) << result.message;
  EXPECT_THAT(server.received(),
              AllOf(HasSubstr(R"("tls": true)"), HasSubstr(R"("authenticated": true)")));
}

TEST_F(Mail, GoesThroughTlsFromTheStart) {
  const TlsCertificate identity;
  MailServer server(
      {"--tls", "tls", "--certificate", identity.certificate(), "--key", identity.key()});
  ASSERT_NE(server.port(), 0) << server.said();
  MailRequest request = mail_to(server.port());
  request.tls = MailRequest::Tls::tls;
  request.ca_file = identity.certificate();
  EXPECT_EQ(send(request).code, 250);
  EXPECT_THAT(server.received(), HasSubstr(R"("tls": true)"));
}

TEST_F(Mail, AWrongPasswordIsSaidAndNotShown) {
  const TlsCertificate identity;
  START_MAIL_SERVER(server, {"--tls", "starttls", "--certificate", identity.certificate(), "--key",
                             identity.key(), "--user", "joe", "--password", "other"});
  MailRequest request = mail_to(server.port());
  request.tls = MailRequest::Tls::starttls;
  request.ca_file = identity.certificate();
  request.user = "joe";
  request.password = Secret("geheim");
  const MailResult result = send(request);
  EXPECT_EQ(result.error, TransferError::authentication) << result.message;
  EXPECT_EQ(result.code, 535);
  EXPECT_THAT(result.message,
              AllOf(HasSubstr("535"), Not(HasSubstr("geheim")), Not(HasSubstr("Z2VoZWlt"))));
}

TEST_F(Mail, ACertificateThatIsNotTrustedEndsIt) {
  const TlsCertificate identity;
  MailServer server(
      {"--tls", "starttls", "--certificate", identity.certificate(), "--key", identity.key()});
  ASSERT_NE(server.port(), 0) << server.said();
  MailRequest request = mail_to(server.port());
  request.tls = MailRequest::Tls::starttls;
  EXPECT_EQ(send(request).error, TransferError::tls);
}

TEST_F(Mail, IsNotSentInTheOpenToAServerWithoutStarttls) {
  START_MAIL_SERVER(server, {});
  MailRequest request = mail_to(server.port());
  request.tls = MailRequest::Tls::starttls;
  EXPECT_EQ(send(request).error, TransferError::tls);
}

TEST_F(Mail, ARefusalIsAnAnswerWithTheWordsOfTheServer) {
  START_MAIL_SERVER(server, {});
  for (const auto& [who, code, words] :
       {std::tuple{"unknown", 550, "550 5.1.1 there is no such user"},
        std::tuple{"busy", 451, "451 4.3.0 come back later"}}) {
    MailRequest request = mail_to(server.port());
    request.to.push_back(std::string(who) + "@example.org");
    const MailResult result = send(request);
    EXPECT_EQ(result.error, TransferError::none) << result.message;
    EXPECT_EQ(result.code, code);
    EXPECT_THAT(result.message, HasSubstr(words));
  }
}

struct Refused {
  std::string name;
  void (*change)(MailRequest&);
  std::string message;
};

class RefusedMail : public Mail, public testing::WithParamInterface<Refused> {};

TEST_P(RefusedMail, IsAResult) {
  MailRequest request = mail_to(1);
  GetParam().change(request);
  const MailResult result = send(request);
  EXPECT_EQ(result.error, TransferError::bad_url);
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedMail,
    testing::Values(
        Refused{"NoHost", [](MailRequest& r) { r.host = ""; },
                "mail: \"\" is not a host name or address"},
        Refused{"BadPort", [](MailRequest& r) { r.port = 0; }, "mail: 0 is not a port: 1 to 65535"},
        Refused{"NoSender", [](MailRequest& r) { r.from = ""; },
                "mail: \"\" is not a bare mail address"},
        Refused{"NamedSender", [](MailRequest& r) { r.from = "Desk <a@b>"; },
                "mail: \"Desk <a@b>\" is not a bare mail address"},
        Refused{"NoRecipient", [](MailRequest& r) { r.to.clear(); }, "mail: there is no recipient"},
        Refused{"LineBreakInRecipient", [](MailRequest& r) { r.to = {"a@b>\r\nDATA"}; },
                "mail: \"a@b>\r\nDATA\" is not a bare mail address"}),
    [](const auto& row) { return row.param.name; });

TEST_F(Mail, NothingListensIsNoConnection) {
  const MailResult result = send(mail_to(1));
  EXPECT_EQ(result.error, TransferError::connect);
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.message, HasSubstr("127.0.0.1:1: "));
}

// A server of the least politeness; a command in `silent` is never answered.
std::string answer(const std::string& line, std::string_view silent) {
  if (line == silent) return {};
  if (line.starts_with("EHLO")) return "250 mail.test\r\n";
  if (line == "DATA") return "354 go on\r\n";
  if (line == "QUIT") return "221 bye\r\n";
  if (line == ".") return "250 accepted\r\n";
  const bool command = line.starts_with("MAIL ") || line.starts_with("RCPT ");
  return command ? "250 ok\r\n" : "";
}

struct Silent {
  std::string name;
  std::string greeting;
  std::string line;  // the last that the server hears
};

class SilentMailServer : public testing::TestWithParam<Silent> {
 protected:
  LineServer mails{GetParam().greeting,
                   [](const std::string& line) { return answer(line, GetParam().line); }};
  bool wait_until_silent() const {
    return GetParam().line.empty() ? mails.wait_for_connections(1)
                                   : mails.wait_for_line(GetParam().line);
  }
};

TEST_P(SilentMailServer, DelaysNoOtherTransferAndEndsWithACancel) {
  LoopbackServer server;
  server.on("/ok", Reply::text("ok"));
  Transfer transfer;
  Started<MailResult> mail = begin<MailResult>(transfer, mail_to(mails.port()));
  ASSERT_TRUE(wait_until_silent());
  const auto start = std::chrono::steady_clock::now();
  HttpRequest request;
  request.url = server.url("/ok");
  EXPECT_EQ(begin<HttpResult>(transfer, request).take().body, "ok");
  EXPECT_LT(elapsed_since(start), kSoon);
  if (GetParam().line == "QUIT") {
    EXPECT_EQ(mail.take().code, 250);  // the goodbye is not waited for
    return;
  }
  EXPECT_FALSE(mail.ended(milliseconds{0}));
  transfer.cancel(mail.id);
  const MailResult result = mail.take();
  EXPECT_EQ(result.error, TransferError::cancelled);
  EXPECT_EQ(result.message, "127.0.0.1:" + std::to_string(mails.port()) + ": cancelled");
  EXPECT_LT(elapsed_since(start), kSoon);
}

TEST_P(SilentMailServer, DoesNotDelayTheDestructor) {
  auto transfer = std::make_unique<Transfer>();
  const Started<MailResult> mail = begin<MailResult>(*transfer, mail_to(mails.port()));
  ASSERT_TRUE(wait_until_silent());
  const auto start = std::chrono::steady_clock::now();
  transfer.reset();
  EXPECT_LT(elapsed_since(start), kSoon);
}

TEST_P(SilentMailServer, EndsWithTheTotalTime) {
  Transfer transfer;
  MailRequest request = mail_to(mails.port());
  request.limits.total = milliseconds{200};
  const auto start = std::chrono::steady_clock::now();
  const MailResult result = begin<MailResult>(transfer, request).take();
  if (GetParam().line == "QUIT") {
    EXPECT_EQ(result.code, 250);  // the goodbye is not counted
    return;
  }
  EXPECT_EQ(result.error, TransferError::timeout) << result.message;
  EXPECT_GE(elapsed_since(start), milliseconds{200});
  EXPECT_LT(elapsed_since(start), milliseconds{200} + kSoon);
}

INSTANTIATE_TEST_SUITE_P(Table, SilentMailServer,
                         testing::Values(Silent{"FromTheStart", "", ""},
                                         Silent{"AfterTheSender", "220 mail.test\r\n",
                                                "MAIL FROM:<alerts@example.org>"},
                                         Silent{"AfterTheMessage", "220 mail.test\r\n", "."},
                                         Silent{"AfterQuit", "220 mail.test\r\n", "QUIT"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Mail, TheServerIsLeftWithQuit) {
  const LineServer mails("220 mail.test\r\n",
                         [](const std::string& line) { return answer(line, "none"); });
  EXPECT_EQ(send(mail_to(mails.port())).code, 250);
  EXPECT_TRUE(mails.wait_for_line("QUIT"));
}

TEST_F(Mail, ARefusalOfTheWholeMessageIsAnAnswer) {
  const LineServer mails("220 mail.test\r\n", [](const std::string& line) {
    return line == "." ? "554 5.7.1 looks like spam\r\n" : answer(line, "none");
  });
  const MailResult result = send(mail_to(mails.port()));
  EXPECT_EQ(result.error, TransferError::none);
  EXPECT_EQ(result.code, 554);
  EXPECT_THAT(result.message, HasSubstr("554 5.7.1 looks like spam"));
}

TEST_F(Mail, ARefusalIsReportedThoughTheGoodbyeIsNotAnswered) {
  const LineServer mails("220 mail.test\r\n", [](const std::string& line) {
    return line.starts_with("RCPT ") ? "550 5.1.1 unknown\r\n" : answer(line, "QUIT");
  });
  MailRequest request = mail_to(mails.port());
  request.limits.total = milliseconds{500};
  const auto start = std::chrono::steady_clock::now();
  const MailResult result = send(request);
  EXPECT_EQ(result.error, TransferError::none);
  EXPECT_EQ(result.code, 550);
  EXPECT_THAT(result.message, HasSubstr("550 5.1.1 unknown"));
  EXPECT_LT(elapsed_since(start), milliseconds{1500} + kSoon);  // twice the total, in whole seconds
}

TEST_F(Mail, AServerThatIsClosedForNowIsAnAnswer) {
  const LineServer mails("421 4.3.2 closed for now\r\n", [](const std::string&) { return ""; });
  const MailResult result = send(mail_to(mails.port()));
  EXPECT_EQ(result.error, TransferError::none);
  EXPECT_EQ(result.code, 421);
  EXPECT_THAT(result.message, HasSubstr("421 4.3.2 closed for now"));
}

TEST_F(Mail, APeerThatIsNoMailServerIsNoAnswer) {
  const LineServer mails("SSH-2.0-OpenSSH_9.2\r\n", [](const std::string&) { return ""; });
  MailRequest request = mail_to(mails.port());
  request.limits.total = milliseconds{300};
  const MailResult result = send(request);
  EXPECT_NE(result.error, TransferError::none);
  EXPECT_EQ(result.code, 0);
}

}  // namespace
}  // namespace firstcard::test
