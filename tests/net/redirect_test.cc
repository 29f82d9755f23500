#include <gmock/gmock.h>

#include "transfer_fixture.h"

namespace firstcard::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class Redirect : public TransferTest {
 protected:
  LoopbackServer other;  // another origin: another port
};

TEST_F(Redirect, IsFollowedAndTheLastAnswerIsReturned) {
  server.on("/a", Reply::redirect("/b?x=1", 301).with("X-Which", "first"));
  server.on("/b", Reply::redirect(server.url("/c"), 308));
  server.on("/c", Reply::text("here"));
  const HttpResult result = fetch("/a");
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  EXPECT_EQ(result.status, 200);
  EXPECT_EQ(result.body, "here");
  EXPECT_EQ(result.effective_url, server.url("/c"));
  EXPECT_EQ(result.header("x-which"), "");
  EXPECT_EQ(server.requests("/b").at(0).target, "/b?x=1");
}

TEST_F(Redirect, ItsOwnBodyIsNotTheResult) {
  Reply moved = Reply::redirect("/b");
  moved.body = std::string(5000, 'x');
  server.on("/a", moved);
  server.on("/b", Reply::text("here"));
  const HttpResult result = fetch("/a");
  EXPECT_EQ(result.body, "here");
  EXPECT_EQ(result.bytes, 4);
}

TEST_F(Redirect, WithoutALocationIsAnAnswer) {
  server.on("/a", Reply::code(302, "where?"));
  const HttpResult result = fetch("/a");
  EXPECT_EQ(result.error, TransferError::none);
  EXPECT_EQ(result.status, 302);
  EXPECT_EQ(result.body, "where?");
}

TEST_F(Redirect, NotModifiedWithALocationIsAnAnswer) {
  server.on("/a", Reply::code(304).with("Location", "/b"));
  const HttpResult result = fetch("/a");
  EXPECT_EQ(result.error, TransferError::none);
  EXPECT_EQ(result.status, 304);
  EXPECT_TRUE(server.requests("/b").empty());
}

TEST_F(Redirect, AsManyAsAllowedAreFollowedAndNoMore) {
  server.on("/loop", [](const Request& request) {
    const int n = std::stoi(request.target.substr(request.target.find('=') + 1));
    return n == 0 ? Reply::text("end") : Reply::redirect("/loop?n=" + std::to_string(n - 1));
  });
  HttpRequest request = get("/loop?n=3");
  request.limits.max_redirects = 3;
  EXPECT_EQ(fetch(request).body, "end");
  request.limits.max_redirects = 2;
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::too_many_redirects);
  EXPECT_THAT(result.message,
              EndsWith("redirected more than 2 times, at last to " + server.url("/loop")));
  EXPECT_EQ(result.body, "");
}

TEST_F(Redirect, NoneIsFollowedWhenNoneIsAllowed) {
  server.on("/a", Reply::redirect("/b"));
  HttpRequest request = get("/a");
  request.limits.max_redirects = 0;
  EXPECT_EQ(fetch(request).error, TransferError::too_many_redirects);
  EXPECT_TRUE(server.requests("/b").empty());
}

TEST_F(Redirect, TheAddressThatIsNamedHoldsNoSecret) {
  std::string target = server.url("/b/c?key=geheim#geheim");
  target.insert(target.find("//") + 2, "joe:geheim@");
  server.on("/a", Reply::redirect(target));
  HttpRequest request = get("/a");
  request.limits.max_redirects = 0;
  EXPECT_THAT(fetch(request).message,
              EndsWith("redirected more than 0 times, at last to " + server.url("/b/c")));
}

TEST_F(Redirect, ToAnythingButHttpIsForbidden) {
  for (const std::string target :
       {"file:///etc/passwd", "ftp://127.0.0.1/geheim", "gopher://127.0.0.1:1/geheim",
        "smtp://127.0.0.1/geheim", "http://127.0.0.1:geheim/"}) {
    server.on("/a", Reply::redirect(target));
    const HttpResult result = fetch("/a");
    EXPECT_EQ(result.error, TransferError::forbidden_redirect) << target << ": " << result.message;
    EXPECT_EQ(result.status, 302);
    EXPECT_EQ(result.body, "");
    EXPECT_THAT(result.message, Not(HasSubstr("geheim")));
  }
}

struct Method {
  std::string name;
  int status;
  std::string before;
  std::string after;
  std::string body_after;
};

class RedirectMethod : public TransferTest, public testing::WithParamInterface<Method> {};

TEST_P(RedirectMethod, IsAsTheStatusSays) {
  server.on("/a", Reply::redirect("/b", GetParam().status));
  server.on("/b", Reply::text("here"));
  HttpRequest request = get("/a");
  request.method = GetParam().before;
  request.headers = {{"Content-Type", "text/csv"}};
  if (request.method != "GET" && request.method != "HEAD") request.body = "body";
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.status, 200) << result.message;
  const Request after = server.requests("/b").at(0);
  EXPECT_EQ(after.method, GetParam().after);
  EXPECT_EQ(after.body, GetParam().body_after);
  if (GetParam().before != GetParam().after) {
    EXPECT_EQ(after.header("content-type"), "");
    EXPECT_EQ(after.header("content-length"), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Table, RedirectMethod,
                         testing::Values(Method{"Post301", 301, "POST", "GET", ""},
                                         Method{"Post302", 302, "POST", "GET", ""},
                                         Method{"Post303", 303, "POST", "GET", ""},
                                         Method{"Post307", 307, "POST", "POST", "body"},
                                         Method{"Post308", 308, "POST", "POST", "body"},
                                         Method{"Put302", 302, "PUT", "PUT", "body"},
                                         Method{"Put303", 303, "PUT", "GET", ""},
                                         Method{"Head303", 303, "HEAD", "HEAD", ""},
                                         Method{"Get307", 307, "GET", "GET", ""}),
                         [](const auto& row) { return row.param.name; });

class RedirectSecrets : public Redirect {
 protected:
  HttpRequest with_secrets(std::string_view path) const {
    HttpRequest request;
    request.url =
        "http://joe:geheim@127.0.0.1:" + std::to_string(server.port()) + std::string(path);
    request.headers = {{"X-Open", "1"}, {"Cookie", "session=geheim"}};
    request.secret_headers = {{"X-Api-Key", Secret("geheim")}};
    return request;
  }
  static void expect_secrets(const Request& request, bool there) {
    EXPECT_EQ(request.header("x-open"), "1");
    EXPECT_EQ(request.header("x-api-key"), there ? "geheim" : "") << request.target;
    EXPECT_EQ(request.header("cookie"), there ? "session=geheim" : "") << request.target;
    EXPECT_EQ(request.header("authorization").empty(), !there) << request.target;
  }
};

TEST_F(RedirectSecrets, StayOnTheSameOrigin) {
  server.on("/a", Reply::redirect("/b"));
  server.on("/b", Reply::text("here"));
  EXPECT_EQ(fetch(with_secrets("/a")).body, "here");
  expect_secrets(server.requests("/a").at(0), true);
  expect_secrets(server.requests("/b").at(0), true);
}

TEST_F(RedirectSecrets, StayOnTheSameOriginWrittenInFull) {
  server.on("/a", Reply::redirect(server.url("/b")));
  server.on("/b", Reply::text("here"));
  EXPECT_EQ(fetch(with_secrets("/a")).body, "here");
  expect_secrets(server.requests("/b").at(0), true);
}

TEST_F(RedirectSecrets, AreNotSentToAnotherOriginNorBackFromIt) {
  server.on("/a", Reply::redirect(other.url("/b")));
  other.on("/b", Reply::redirect(server.url("/c")));
  server.on("/c", Reply::text("here"));
  const HttpResult result = fetch(with_secrets("/a"));
  EXPECT_EQ(result.body, "here") << result.message;
  expect_secrets(server.requests("/a").at(0), true);
  expect_secrets(other.requests("/b").at(0), false);
  expect_secrets(server.requests("/c").at(0), false);
}

}  // namespace
}  // namespace firstcard::test
