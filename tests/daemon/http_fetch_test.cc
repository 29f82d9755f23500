// One poll of an HTTP feed, over the wire: pages, validators, and what makes no document.
#include "daemon/http_fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "support/loopback_server.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const int kNoProxy = ::setenv("no_proxy", "*", 1);

class HttpFetchTest : public testing::Test {
 protected:
  HttpSource source(std::string_view path) const {
    HttpSource out;
    out.request.url = server.url(path);
    out.request.limits.total = std::chrono::seconds{20};
    return out;
  }
  std::unique_ptr<HttpFetch> begin(const HttpSource& from, const Validators& last = {}) {
    return std::make_unique<HttpFetch>(
        loop, transfer, [] { return Instant{std::chrono::seconds{1'800'000'000}}; }, from, last, 0,
        [this](Fetched f) { fetched = std::move(f); });
  }
  Fetched fetch(const HttpSource& from, const Validators& last = {}) {
    fetched.reset();
    const auto running = begin(from, last);
    const auto work = boost::asio::make_work_guard(loop);
    loop.restart();
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!fetched && std::chrono::steady_clock::now() < until)
      loop.run_one_for(std::chrono::seconds{1});
    if (fetched) return std::move(*fetched);
    ADD_FAILURE() << "the fetch never ended";
    return {};
  }
  static std::string text_of(const Fetched& f) {
    std::string text(static_cast<std::size_t>(f.bytes), '\0');
    const ssize_t count = ::read(f.file.fd(), text.data(), text.size());
    return count == f.bytes ? text : "(another length)";
  }

  LoopbackServer server;
  boost::asio::io_context loop{1};
  Transfer transfer;
  std::optional<Fetched> fetched;
};

TEST_F(HttpFetchTest, OneAnswerIsTheDocumentWithItsValidators) {
  server.on("/a", Reply::text("a,b\n1,2\n").with("ETag", "\"v1\""));
  const Fetched f = fetch(source("/a"));
  EXPECT_EQ(f.answer, Answer::document);
  EXPECT_EQ(text_of(f), "a,b\n1,2\n");
  EXPECT_EQ(f.validators.etag, "\"v1\"");
  server.on("/a", Reply::code(304));
  EXPECT_EQ(fetch(source("/a"), f.validators).answer, Answer::not_modified);
  EXPECT_EQ(server.requests().back().header("if-none-match"), "\"v1\"");
}

TEST_F(HttpFetchTest, PagesMakeOneDocumentWithoutValidators) {
  server.on("/p", [this](const Request& r) {
    if (r.target == "/p")
      return Reply::text(R"({"i":[1],"n":")" + server.url("/p?page=2") + "\"}")
          .with("ETag", "\"v1\"");
    return Reply::text(r.target == "/p?page=2" ? R"({"i":[2],"n":"/p?page=3"})" : R"({"i":[3]})");
  });
  HttpSource from = source("/p");
  from.paging = Paging{.kind = Paging::Kind::next, .pointer = *parse_json_pointer("/n")};
  const Fetched f = fetch(from, {.etag = "\"v0\"", .last_modified = {}});
  EXPECT_EQ(f.answer, Answer::document) << f.reason;
  EXPECT_EQ(text_of(f), R"({"i":[1],"n":")" + server.url("/p?page=2") +
                            "\"}\n{\"i\":[2],\"n\":\"/p?page=3\"}\n{\"i\":[3]}");
  EXPECT_TRUE(f.validators.empty());
  EXPECT_EQ(server.requests().at(0).header("if-none-match"), "");
}

TEST_F(HttpFetchTest, AnEmptyPageEndsAndIsLeftOut) {
  server.on("/p", [](const Request& r) {
    return Reply::text("a,b\n" + std::string(r.target.ends_with("o=0")   ? "1,2\n3,4\n"
                                             : r.target.ends_with("o=2") ? "5,6\n"
                                                                         : ""));
  });
  HttpSource from = source("/p");
  from.paging = Paging{.kind = Paging::Kind::offset, .parameter = "o", .step = 2};
  EXPECT_EQ(text_of(fetch(from)), "a,b\n1,2\n3,4\n5,6\n");
  EXPECT_EQ(server.requests().size(), 3U);
  server.on("/p", Reply::text("a,b\n"));
  EXPECT_EQ(text_of(fetch(from)), "a,b\n");  // an empty document is for the mapping to judge
}

TEST_F(HttpFetchTest, APageThatFailsFailsTheWhole) {
  server.on("/p", [](const Request& r) {
    return r.target == "/p" ? Reply::text("a\n1\n").with("Link", "</p?2>; rel=next")
                            : Reply::code(429).with("Retry-After", "60");
  });
  HttpSource from = source("/p");
  from.paging = Paging{.kind = Paging::Kind::link};
  const Fetched f = fetch(from);
  EXPECT_EQ(f.answer, Answer::failed);
  EXPECT_THAT(f.reason, HasSubstr("page 2: HTTP 429"));
  EXPECT_EQ(f.not_before, f.at + std::chrono::seconds{60});
  EXPECT_FALSE(f.file);
}

TEST_F(HttpFetchTest, TooManyPagesAndTooManyBytesAreRefused) {
  server.on("/p", [](const Request& r) {
    return Reply::text("a\n" + r.target + "\n")
        .with("Link", "<" + r.target + (r.target == "/p" ? "?x" : "x") + ">; rel=next");
  });
  HttpSource from = source("/p");
  from.paging = Paging{.kind = Paging::Kind::link, .max_pages = 3};
  Fetched f = fetch(from);
  EXPECT_EQ(f.answer, Answer::refused);
  EXPECT_THAT(f.reason, HasSubstr("more than 3 pages"));
  EXPECT_EQ(server.requests().size(), 3U);
  from.paging->max_pages = 50;
  from.request.limits.max_bytes = 20;
  f = fetch(from);
  EXPECT_EQ(f.answer, Answer::refused);
  EXPECT_THAT(f.reason, HasSubstr("the pages together are larger than the limit of 20 bytes"));
}

TEST_F(HttpFetchTest, APageThatIsNoJsonIsRefusedWithItsNumber) {
  server.on("/p", Reply::text(R"({"n": )"));
  HttpSource from = source("/p");
  from.paging = Paging{.kind = Paging::Kind::next, .pointer = *parse_json_pointer("/n")};
  const Fetched f = fetch(from);
  EXPECT_EQ(f.answer, Answer::refused);
  EXPECT_THAT(f.reason, HasSubstr("page 1 is no JSON: incomplete"));
}

TEST_F(HttpFetchTest, ASecretInALinkIsNotNeededToFollowIt) {
  server.on("/p", [](const Request& r) {
    return r.target.contains("page=2")
               ? Reply::text("a\n2\n")
               : Reply::text("a\n1\n").with("Link", "<" + r.target + "&page=2>; rel=next");
  });
  HttpSource from = source("/p");
  from.request.secret_query = {{"key", Secret("geheim")}};
  from.paging = Paging{.kind = Paging::Kind::link};
  const Fetched f = fetch(from);
  EXPECT_EQ(f.answer, Answer::document) << f.reason;
  EXPECT_EQ(server.requests().at(1).target, "/p?page=2&key=geheim");
  for (const auto& [name, value] : f.headers) EXPECT_THAT(value, Not(HasSubstr("geheim")));
}

TEST_F(HttpFetchTest, DestroyedItCancelsAndIsSilent) {
  server.on("/hang", Reply::never());
  auto running = begin(source("/hang"));
  ASSERT_TRUE(server.wait_for_requests(1));
  running.reset();
  server.on("/a", Reply::text("a\n"));
  EXPECT_EQ(fetch(source("/a")).answer, Answer::document);  // by now the other has come back, too
}

}  // namespace
}  // namespace firstcard::test
