// Requests that wait for their host's turn, and the limit for the first byte.
#include <gmock/gmock.h>

#include "support/coded.h"
#include "transfer_fixture.h"

namespace firstcard::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Turn : public TransferTest {
 protected:
  HttpRequest ranked(std::string_view path, int rank = 0) const {
    HttpRequest request = get(path);
    request.rank = rank;
    return request;
  }
  void limit(int connections, std::optional<Rate> rate = std::nullopt) {
    transfer->use({.connections = connections, .rate = rate, .hosts = {}});
  }
};

TEST_F(Turn, NoMoreThanTheHostsNumberRunAtOnce) {
  limit(2);
  server.on("/hang", Reply::never());
  server.on("/a", Reply::text("ok"));
  const auto first = begin(ranked("/hang"));
  const auto second = begin(ranked("/hang"));
  auto third = begin(ranked("/a"));
  ASSERT_TRUE(server.wait_for_requests(2));
  EXPECT_EQ(fetch(get("/a")).body, "ok");  // without a rank: waits for nobody
  EXPECT_FALSE(third.ended(milliseconds{0}));
  transfer->cancel(first.id);
  EXPECT_EQ(third.take().body, "ok");
  EXPECT_EQ(server.requests("/hang").size(), 2U);
}

TEST_F(Turn, TheWaitIsNotPartOfTheTotalTime) {
  limit(1);
  server.on("/hang", Reply::never());
  server.on("/a", Reply::text("ok"));
  HttpRequest hang = ranked("/hang");
  hang.limits.total = milliseconds{1500};
  HttpRequest quick = ranked("/a");
  quick.limits.total = milliseconds{1000};
  quick.limits.first_byte = milliseconds{1000};
  auto first = begin(hang);
  auto second = begin(quick);
  EXPECT_EQ(first.take().error, TransferError::timeout);
  const HttpResult result = second.take();
  EXPECT_EQ(result.error, TransferError::none) << result.message;
  EXPECT_EQ(result.body, "ok");
}

TEST_F(Turn, OneThatWaitsCanBeCancelled) {
  limit(1);
  server.on("/hang", Reply::never());
  const auto first = begin(ranked("/hang"));
  auto second = begin(ranked("/a"));
  ASSERT_TRUE(server.wait_for_requests(1));
  transfer->cancel(second.id);
  EXPECT_EQ(second.take().error, TransferError::cancelled);
  EXPECT_EQ(server.requests("/a").size(), 0U);
}

TEST_F(Turn, WhoFailedLastTimeStandsBehind) {
  limit(1);
  server.on("/hang", Reply::never());
  for (const char* path : {"/a", "/b", "/c"}) server.on(path, Reply::text("ok"));
  const auto first = begin(ranked("/hang"));
  ASSERT_TRUE(server.wait_for_requests(1));
  auto a = begin(ranked("/a", 2)), b = begin(ranked("/b", 0)), c = begin(ranked("/c", 1));
  transfer->cancel(first.id);
  for (auto* started : {&a, &b, &c}) EXPECT_EQ(started->take().body, "ok");
  const auto asked = server.requests();
  ASSERT_EQ(asked.size(), 4U);
  EXPECT_EQ(asked[1].target, "/b");
  EXPECT_EQ(asked[2].target, "/c");
  EXPECT_EQ(asked[3].target, "/a");
}

TEST_F(Turn, ARedirectWaitsForTheHostItLeadsTo) {
  LoopbackServer other;
  other.on("/hang", Reply::never());
  other.on("/b", Reply::text("arrived"));
  server.on("/a", Reply::redirect(other.url("/b")));
  limit(1);
  HttpRequest hang;
  hang.url = other.url("/hang");
  hang.rank = 0;
  const auto first = begin(hang);
  ASSERT_TRUE(other.wait_for_requests(1));
  auto second = begin(ranked("/a"));
  ASSERT_TRUE(server.wait_for_requests(1));
  // Its own host is free again meanwhile.
  server.on("/c", Reply::text("ok"));
  EXPECT_EQ(fetch(ranked("/c")).body, "ok");
  EXPECT_EQ(other.requests().size(), 1U);
  transfer->cancel(first.id);
  EXPECT_EQ(second.take().body, "arrived");
}

TEST_F(Turn, TheRateHoldsOverTheWire) {
  limit(4, Rate{.count = 3, .per = milliseconds{200}});
  server.on("/a", Reply::text("ok"));
  const auto start = std::chrono::steady_clock::now();
  std::vector<Started<HttpResult>> all;
  for (int i = 0; i < 9; ++i) all.push_back(begin(ranked("/a")));
  for (auto& one : all) EXPECT_EQ(one.take().body, "ok");
  EXPECT_GE(elapsed_since(start), milliseconds{400});
  EXPECT_LT(elapsed_since(start), milliseconds{400} + kSoon);
}

TEST_F(Turn, NewLimitsHoldForWhatWaits) {
  limit(1);
  server.on("/hang", Reply::never());
  server.on("/a", Reply::text("ok"));
  const auto first = begin(ranked("/hang"));
  ASSERT_TRUE(server.wait_for_requests(1));
  auto second = begin(ranked("/a"));
  limit(2);
  EXPECT_EQ(second.take().body, "ok");
}

TEST_F(Turn, ASilentPeerIsGivenUpAtTheFirstByteLimit) {
  server.on("/hang", Reply::never());
  HttpRequest request = get("/hang");
  request.limits.first_byte = milliseconds{200};
  const auto start = std::chrono::steady_clock::now();
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::timeout);
  EXPECT_EQ(result.message, server.url("") + ": no answer within 200 ms");
  EXPECT_GE(elapsed_since(start), milliseconds{200});
  EXPECT_LT(elapsed_since(start), milliseconds{200} + kSoon);
}

TEST_F(Turn, OnceTheFirstByteCameItsLimitIsOver) {
  Reply slow = Reply::text("half of it");
  slow.stall_after = 4;
  server.on("/a", slow);
  HttpRequest request = get("/a");
  request.limits.first_byte = milliseconds{100};
  request.limits.total = milliseconds{400};
  const auto start = std::chrono::steady_clock::now();
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.error, TransferError::timeout);
  EXPECT_THAT(result.message, Not(HasSubstr("no answer")));
  EXPECT_GE(elapsed_since(start), milliseconds{400});
}

TEST_F(Turn, ASecretOfTheQueryIsSentAndNeverShown) {
  server.on("/a", [](const Request& r) {
    return r.target.contains("again") ? Reply::text("ok").with("X-Echo", r.target)
                                      : Reply::redirect(r.target + "&again=1");
  });
  HttpRequest request = get("/a?old=1&key=old");
  request.query = {{"series id", "A&B"}, {"n", "1"}, {"n", "2"}};
  request.secret_query = {{"key", Secret("ge heim/")}};
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.body, "ok") << result.message;
  EXPECT_EQ(server.requests().at(0).target, "/a?old=1&series%20id=A%26B&n=1&n=2&key=ge%20heim%2f");
  EXPECT_EQ(result.effective_url, server.url("/a?old=1&series%20id=A%26B&n=1&n=2&key=...&again=1"));
  EXPECT_THAT(std::string(result.header("x-echo")),
              AllOf(HasSubstr("key=..."), Not(HasSubstr("heim"))));
}

TEST_F(Turn, AProxyIsAskedWithItsCredentials) {
  server.on("http://example.invalid/a?x=1", Reply::text("no"));
  server.on("http://example.invalid/a", Reply::text("through"));
  HttpRequest request;
  request.url = "http://example.invalid/a";
  request.proxy = Proxy{.url = server.url(""), .user = "joe", .password = Secret("geheim")};
  const HttpResult result = fetch(request);
  EXPECT_EQ(result.body, "through") << result.message;
  EXPECT_EQ(server.requests().at(0).header("proxy-authorization"), "Basic am9lOmdlaGVpbQ==");
  EXPECT_EQ(server.requests().at(0).header("authorization"), "");
}

TEST_F(Turn, ACompressedBodyThatEndsBeforeItsEndIsTruncated) {
  const std::string whole = gzipped("date,value\n2026-01-31,1\n2026-02-28,2\n");
  for (const std::size_t length : {whole.size() / 2, whole.size() - 9, whole.size() - 1}) {
    server.on("/z", Reply::text(whole.substr(0, length)).with("Content-Encoding", "gzip"));
    const HttpResult result = fetch("/z");  // its Content-Length is right
    EXPECT_EQ(result.error, TransferError::truncated) << length;
    EXPECT_THAT(result.message, HasSubstr("ends before its end"));
    EXPECT_EQ(result.body, "");
  }
  for (const auto& [coding, bytes] : {std::pair<std::string, std::string>{"br", kBrotli},
                                      {"zstd", zstd_coded(std::string(1000, 'a'))},
                                      {"Gzip", gzipped(std::string(1000, 'a'))}}) {
    server.on("/z", Reply::text(bytes).with("Content-Encoding", coding));
    EXPECT_EQ(fetch("/z").body, std::string(1000, 'a')) << coding;
    server.on("/z",
              Reply::text(bytes.substr(0, bytes.size() - 1)).with("Content-Encoding", coding));
    EXPECT_EQ(fetch("/z").error, TransferError::truncated) << coding;
  }
}

TEST_F(Turn, ACodingThatWasNotAskedForIsNamed) {
  server.on("/z", Reply::text("x").with("Content-Encoding", "compress"));
  const HttpResult result = fetch("/z");
  EXPECT_EQ(result.error, TransferError::other);
  EXPECT_THAT(result.message, HasSubstr("\"compress\", which was not asked for"));
  server.on("/z", Reply::text("").with("Content-Encoding", "gzip"));
  EXPECT_EQ(fetch("/z").error, TransferError::none);  // nothing is compressed nothing
}

}  // namespace
}  // namespace firstcard::test
