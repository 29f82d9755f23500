// https, against the server of the openssl tool: it answers GET /NAME with a file's bytes, headers
// and all.
#include <gmock/gmock.h>

#include <vector>

#include "support/child_process.h"
#include "support/scratch.h"
#include "support/tls_certificate.h"
#include "transfer_fixture.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;

class Tls : public TransferTest {
 protected:
  explicit Tls(const std::vector<std::string>& more = {})
      : openssl_(command(more), folder_.path()) {
    // "ACCEPT 127.0.0.1:PORT" once it listens.
    while (const auto line = openssl_.read_line()) {
      if (!line->starts_with("ACCEPT")) continue;
      port_ = line->substr(line->rfind(':') + 1);
      break;
    }
    answer("ok", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }
  void answer(std::string_view name, std::string_view bytes) { folder_.write(name, bytes); }
  std::string url(std::string_view path) const {
    return "https://127.0.0.1:" + port_ + std::string(path);
  }
  HttpRequest secure(std::string_view path) const {
    HttpRequest request;
    request.url = url(path);
    request.ca_file = identity_.certificate().string();
    return request;
  }

  TlsCertificate identity_;
  Scratch folder_;
  std::vector<std::string> command(const std::vector<std::string>& more) const {
    std::vector<std::string> words = {"openssl", "s_server",
                                      "-accept", "127.0.0.1:0",
                                      "-cert",   identity_.certificate().string(),
                                      "-key",    identity_.key().string(),
                                      "-HTTP"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  ChildProcess openssl_;
  std::string port_;
};

TEST_F(Tls, AServerThatTheCaFileKnowsIsTrusted) {
  const HttpResult result = fetch(secure("/ok"));
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  EXPECT_EQ(result.body, "ok");
}

TEST_F(Tls, AServerThatTheSystemDoesNotKnowIsRefused) {
  HttpRequest request = secure("/ok?key=geheim");
  request.ca_file.clear();
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::tls);
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.message, HasSubstr("certificate"));
  EXPECT_THAT(result.message, testing::Not(HasSubstr("geheim")));
}

TEST_F(Tls, AServerOfAnotherNameIsRefused) {
  HttpRequest request = secure("/ok");
  request.url = "https://localhost:" + port_ + "/ok";
  EXPECT_EQ(fetch(request).error, TransferError::none);
  // libcurl resolves every name under localhost to this machine; the certificate does not hold this
  // one.
  request.url = "https://other.localhost:" + port_ + "/ok";
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::tls) << result.message;
}

TEST_F(Tls, AMissingCaFileIsNamed) {
  HttpRequest request = secure("/ok");
  request.ca_file = "/nowhere/ca.pem";
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::tls);
  EXPECT_THAT(result.message, HasSubstr("/nowhere/ca.pem"));
}

TEST_F(Tls, APeerWithoutTlsIsATlsFailure) {
  server.on("/a", Reply::text("ok"));
  HttpRequest request;
  request.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/a";
  EXPECT_EQ(fetch(request).error, TransferError::tls);
}

TEST_F(Tls, ARedirectFromHttpsToHttpIsForbidden) {
  server.on("/open", Reply::text("ok"));
  answer("down", "HTTP/1.0 302 Found\r\nLocation: " + server.url("/open") +
                     "\r\nContent-Length: 0\r\n\r\n");
  const HttpResult result = fetch(secure("/down"));
  EXPECT_EQ(result.error, TransferError::forbidden_redirect);
  EXPECT_EQ(result.message, url("") + ": redirected from https to " + server.url(""));
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(Tls, ARedirectFromHttpToHttpsIsFollowedButNotBack) {
  server.on("/up", Reply::redirect(url("/ok")));
  HttpRequest request = secure("");
  request.url = server.url("/up");
  EXPECT_EQ(fetch(request).body, "ok");

  answer("down", "HTTP/1.0 302 Found\r\nLocation: " + server.url("/open") +
                     "\r\nContent-Length: 0\r\n\r\n");
  server.on("/up", Reply::redirect(url("/down")));
  EXPECT_EQ(fetch(request).error, TransferError::forbidden_redirect);
  EXPECT_TRUE(server.requests("/open").empty());
}

// A server that wants to know its clients. It knows one, whose certificate it was given.
struct KnownClient {
  TlsCertificate client;
};
class ClientCertificate : private KnownClient, public Tls {
 protected:
  ClientCertificate()
      : Tls({"-Verify", "1", "-verify_return_error", "-CAfile", client.certificate().string()}) {}
  HttpRequest known(std::string_view path) const {
    HttpRequest request = secure(path);
    request.client_cert = client.certificate().string();
    request.client_key = client.key().string();
    return request;
  }
};

TEST_F(ClientCertificate, LetsIn) {
  const HttpResult result = fetch(known("/ok"));
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  EXPECT_EQ(result.body, "ok");
}

TEST_F(ClientCertificate, WithoutItNobodyIsLetIn) {
  EXPECT_NE(fetch(secure("/ok")).error, TransferError::none);
}

TEST_F(ClientCertificate, ThatCannotBeReadIsAnErrorOfTls) {
  HttpRequest request = known("/ok");
  request.client_key = "/nowhere/key.pem";
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::tls);
  EXPECT_THAT(result.message, HasSubstr("/nowhere/key.pem"));
}

TEST_F(ClientCertificate, IsNotShownToWhomAStrangerRedirects) {
  server.on("/away", Reply::redirect(url("/ok")));
  HttpRequest request = known("/ok");
  request.url = server.url("/away");
  EXPECT_NE(fetch(request).error, TransferError::none);
}

}  // namespace
}  // namespace firstcard::test
