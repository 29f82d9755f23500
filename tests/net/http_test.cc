// What goes out in a request and what comes back of an answer.
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>

#include "transfer_fixture.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::Pair;

using Http = TransferTest;

std::string read_all(const File& file) {
  std::string text;
  std::array<char, 4096> bytes{};
  while (true) {
    const ssize_t count = ::read(file.fd(), bytes.data(), bytes.size());
    if (count <= 0) return text;
    text.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

// 100,000 times "a", in gzip: the two ends of it, between them zeros.
const std::string kManyA = std::string(
                               "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00"
                               "\x00\xc2\xa0\xac\xeb\x5f\xc2\x1a\x1e\x40\x01",
                               27) +
                           std::string(96, '\0') +
                           std::string("\xaf\x06\x87\xfa\xe2\x1b\xa0\x86\x01\x00", 10);

TEST_F(Http, AnAnswerIsReturnedWithItsHeadersInLowerCase) {
  server.on("/a.csv", Reply::text("date,value\n", "text/csv").with("X-Odd-CASE", "Kept As Is"));
  const HttpResult result = fetch("/a.csv");
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  EXPECT_EQ(result.status, 200);
  EXPECT_EQ(result.body, "date,value\n");
  EXPECT_EQ(result.bytes, 11);
  EXPECT_EQ(result.header("content-type"), "text/csv");
  EXPECT_THAT(result.headers, testing::Contains(Pair("x-odd-case", "Kept As Is")));
  EXPECT_EQ(result.header("absent"), "");
  EXPECT_EQ(result.effective_url, server.url("/a.csv"));
  EXPECT_EQ(result.message, "");
  EXPECT_FALSE(result.file);
}

TEST_F(Http, OfASecretUrlOnlyTheOriginIsShown) {
  const std::string origin = server.url("");
  server.on("/T1/hunter2", [&](const Request& request) {
    return Reply::code(503, "sorry")
        .with("Retry-After", "7")
        .with("Link", request.target)
        .with("X-Request", "hunter2");
  });
  HttpRequest request;
  request.secret_url = Secret(server.url("/T1/hunter2?sig=hunter3"));
  const HttpResult result = fetch(request);
  EXPECT_EQ(server.requests().at(0).target, "/T1/hunter2?sig=hunter3");
  EXPECT_EQ(result.status, 503);
  EXPECT_EQ(result.effective_url + "/", origin + (origin.ends_with('/') ? "" : "/"));
  EXPECT_EQ(result.header("retry-after"), "7");
  for (const auto& [name, value] : result.headers) EXPECT_THAT(value, Not(HasSubstr("hunter")));
  server.on("/T1/hunter2", Reply::redirect("/elsewhere/hunter2"));
  request.limits.max_redirects = 0;
  const HttpResult redirected = fetch(request);
  EXPECT_EQ(redirected.error, TransferError::too_many_redirects);
  EXPECT_THAT(redirected.message + redirected.effective_url, Not(HasSubstr("hunter")));
}

TEST_F(Http, ASecretUrlThatIsNoneIsNotQuoted) {
  for (const char* url : {"hunter2", "hunter2:x", "https://", "http://ex ample/hunter2"}) {
    HttpRequest request;
    request.secret_url = Secret(url);
    const HttpResult result = fetch(request);
    EXPECT_EQ(result.error, TransferError::bad_url) << url;
    EXPECT_EQ(result.message, "the secret URL is none of http(s)") << url;
    EXPECT_EQ(result.effective_url, "");
  }
}

TEST_F(Http, ErrorStatusesAreAnswers) {
  for (const int status : {304, 400, 401, 404, 429, 500, 503}) {
    server.on("/it", Reply::code(status, "sorry"));
    const HttpResult result = fetch("/it");
    EXPECT_EQ(result.error, TransferError::none) << status << ": " << result.message;
    EXPECT_EQ(result.status, status);
    EXPECT_EQ(result.body, status == 304 ? "" : "sorry");
  }
}

TEST_F(Http, TheRequestIsSentAsGivenAndNothingIsInvented) {
  server.on("/hook", Reply::code(204));
  HttpRequest request = get("/hook?a=1");
  request.method = "POST";
  request.body = R"({"verdict":"first_card"})";
  request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
  request.secret_headers = {{"Authorization", Secret("Bearer geheim")}};
  request.user_agent = "firstcard/1";
  EXPECT_EQ(fetch(request).status, 204);

  const Request seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/hook?a=1");
  EXPECT_EQ(seen.body, request.body);
  EXPECT_EQ(seen.header("content-type"), "application/json");
  EXPECT_EQ(seen.header("authorization"), "Bearer geheim");
  EXPECT_EQ(seen.header("user-agent"), "firstcard/1");
  EXPECT_THAT(seen.headers, testing::Contains(Pair("x-empty", "")));
  EXPECT_EQ(seen.header("expect"), "");
}

TEST_F(Http, ABodyWithoutATypeIsNotCalledAForm) {
  server.on("/hook", Reply::code(204));
  HttpRequest request = get("/hook");
  request.method = "POST";
  request.body = "x=1";
  fetch(request);
  EXPECT_EQ(server.requests().at(0).header("content-type"), "");
}

TEST_F(Http, ALargeBodyWaitsForNoLeave) {
  server.on("/hook", Reply::code(204));
  HttpRequest request = get("/hook");
  request.method = "POST";
  request.body.assign(3 << 20, 'x');
  EXPECT_EQ(fetch(request).status, 204);
  EXPECT_EQ(server.requests().at(0).body.size(), request.body.size());
  EXPECT_EQ(server.requests().at(0).header("expect"), "");
}

TEST_F(Http, EveryMethodArrives) {
  for (const std::string method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    for (const std::string body : {"", "text"}) {
      if (method == "HEAD" && !body.empty()) continue;
      server.on("/m", Reply::text("answer"));
      HttpRequest request = get("/m");
      request.method = method;
      request.body = body;
      const HttpResult result = fetch(request);
      EXPECT_EQ(result.error, TransferError::none) << method << ": " << result.message;
      EXPECT_EQ(server.requests().back().method, method);
      EXPECT_EQ(server.requests().back().body, body) << method;
      EXPECT_EQ(result.body, method == "HEAD" ? "" : "answer") << method;
    }
  }
}

TEST_F(Http, CredentialsInTheUrlAreSentAndShownNowhere) {
  server.on("/a", Reply::text("ok"));
  HttpRequest request;
  request.url = "http://joe:ge%40heim@127.0.0.1:" + std::to_string(server.port()) + "/a";
  const HttpResult result = fetch(request);
  EXPECT_EQ(server.requests().at(0).header("authorization"),
            "Basic am9lOmdlQGhlaW0=");  // joe:ge@heim
  EXPECT_EQ(result.effective_url, server.url("/a"));
}

TEST_F(Http, HttpVersionOneIsSpokenAndConnectionsAreUsedAgain) {
  server.on("/a", Reply::text("ok"));
  EXPECT_EQ(fetch("/a").status, 200);
  EXPECT_EQ(fetch("/a").status, 200);
  EXPECT_EQ(server.connections(), 1U);
  EXPECT_EQ(server.requests().at(0).header("upgrade"), "");
}

TEST_F(Http, AConnectionClosedByTheServerMeanwhileIsReplaced) {
  server.on("/a", Reply::text("ok").with("Connection", "keep-alive"));
  server.on("/last", {Reply::text("ok"), Reply::reset(), Reply::text("again")});
  EXPECT_EQ(fetch("/last").status, 200);
  const HttpResult second =
      fetch("/last");  // reset on a used connection: sent again on a fresh one
  EXPECT_EQ(second.error, TransferError::none) << second.message;
  EXPECT_EQ(second.body, "again");
}

TEST_F(Http, CompressionIsOfferedAndUndone) {
  server.on("/z", Reply::text(kManyA).with("Content-Encoding", "gzip"));
  const HttpResult result = fetch("/z");
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  EXPECT_EQ(result.bytes, 100'000);
  EXPECT_TRUE(result.body == std::string(100'000, 'a'));
  EXPECT_THAT(server.requests().at(0).header("accept-encoding"), HasSubstr("gzip"));
}

TEST_F(Http, DamagedCompressionIsAnErrorAndNoBody) {
  std::string damaged = kManyA;
  damaged[12] = '\xff';
  server.on("/z", Reply::text(damaged).with("Content-Encoding", "gzip"));
  const HttpResult result = fetch("/z");
  EXPECT_EQ(result.error, TransferError::other);
  EXPECT_EQ(result.body, "");
  EXPECT_NE(result.message, "");
}

TEST_F(Http, ABodyGoesToAnUnnamedFileAtItsStart) {
  std::string large;
  for (int i = 0; i < 200'000; ++i) large += std::to_string(i) + "\n";
  server.on("/large", Reply::text(large));
  HttpRequest request = get("/large");
  request.body_to_file = true;
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  ASSERT_TRUE(result.file);
  EXPECT_EQ(result.bytes, static_cast<std::int64_t>(large.size()));
  EXPECT_EQ(result.body, "");
  EXPECT_TRUE(read_all(result.file) == large);
}

TEST_F(Http, AnEmptyBodyIsAnEmptyFile) {
  server.on("/empty", Reply::text(""));
  HttpRequest request = get("/empty");
  request.body_to_file = true;
  const HttpResult result = fetch(request);
  ASSERT_TRUE(result.file);
  EXPECT_EQ(read_all(result.file), "");
}

struct Refused {
  std::string name;
  HttpRequest request;
  TransferError error;
  std::string message;
};

class RefusedRequest : public TransferTest, public testing::WithParamInterface<Refused> {};

TEST_P(RefusedRequest, IsAResultAndQuotesNoSecret) {
  const HttpResult result = fetch(GetParam().request);
  EXPECT_EQ(result.error, GetParam().error);
  EXPECT_THAT(result.message, HasSubstr(GetParam().message));
  EXPECT_THAT(result.message, Not(HasSubstr("geheim")));
  EXPECT_EQ(result.status, 0);
}

HttpRequest changed(auto change) {
  HttpRequest request;
  request.url = "http://joe:geheim@127.0.0.1:1/geheim?key=geheim";
  change(request);
  return request;
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedRequest,
    testing::Values(
        Refused{"NoUrl", changed([](auto& r) { r.url = ""; }), TransferError::bad_url,
                "the URL is empty"},
        Refused{"NoScheme", changed([](auto& r) { r.url = "example.org/geheim"; }),
                TransferError::bad_url, "write http:// or https:// before it"},
        Refused{"BadPort", changed([](auto& r) { r.url = "http://joe:geheim@h:99999/"; }),
                TransferError::bad_url, "Port number"},
        Refused{"File", changed([](auto& r) { r.url = "file:///geheim"; }), TransferError::bad_url,
                "only http and https"},
        Refused{"LineBreakInUrl", changed([](auto& r) { r.url = "http://h/\r\nX: geheim"; }),
                TransferError::bad_url, "not a URL"},
        Refused{"BadMethod", changed([](auto& r) { r.method = "GET /"; }), TransferError::other,
                "\"GET /\" is not a method of HTTP"},
        Refused{"NoMethod", changed([](auto& r) { r.method = ""; }), TransferError::other,
                "not a method"},
        Refused{"BadHeaderName", changed([](auto& r) { r.headers = {{"X Y", "1"}}; }),
                TransferError::other, "\"X Y\" is not the name of a header"},
        Refused{"LineBreakInHeader", changed([](auto& r) { r.headers = {{"X-A", "1\nX-B: 2"}}; }),
                TransferError::other, "the value of the header X-A holds a line break; remove it"},
        Refused{"LineBreakInSecret",
                changed([](auto& r) { r.secret_headers = {{"X-Key", Secret("geheim\n")}}; }),
                TransferError::other,
                "the value of the header X-Key holds a line break; remove it"},
        Refused{"NothingListens", changed([](auto&) {}), TransferError::connect,
                "http://127.0.0.1:1: "}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace firstcard::test
