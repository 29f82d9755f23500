// How one page of a document leads to the next.
#include "feeds/paging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/url.h"
#include "text_file.h"

namespace firstcard {
namespace {

using Kind = Paging::Kind;
using Step = PageWalk::Step;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

JsonPointer at(std::string_view pointer) {
  return *parse_json_pointer(pointer);
}

HttpRequest source() {
  HttpRequest request;
  request.url = "https://h.example/list?size=2";
  request.query = {{"q", "x"}};
  request.secret_query = {{"key", Secret("geheim")}};
  request.secret_headers = {{"Authorization", Secret("Bearer geheim")}};
  return request;
}

// A walk that is fed with pages.
class Walk {
 public:
  explicit Walk(Paging paging) : paging_(paging), walk_(paging, source()) {}
  // "more URL", "last", "past", or why not.
  std::string take(std::string_view page, const std::string& link = "") {
    const File file = test::file_of(page);
    const auto facts = page_facts(file.fd(), static_cast<std::int64_t>(page.size()), paging_);
    if (!facts) return facts.error();
    HttpResult result;
    result.effective_url = with_query(request().url, request().query);
    if (!link.empty()) result.headers = {{"link", link}};
    const auto step = walk_.take(result, *facts);
    if (!step) return step.error();
    return *step == Step::more ? "more " + url() : *step == Step::last ? "last" : "past";
  }
  std::string url() const { return with_query(request().url, request().query); }
  const HttpRequest& request() const { return walk_.request(); }

 private:
  Paging paging_;
  PageWalk walk_;
};

TEST(Paging, FollowsTheUrlInThePageUntilThereIsNone) {
  for (const char* end :
       {R"({"Items":[3],"Next":null})", R"({"Items":[3],"Next":""})", R"({"Items":[3]})"}) {
    Walk walk({.kind = Kind::next, .pointer = at("/Next")});
    EXPECT_EQ(walk.url(), "https://h.example/list?size=2&q=x");
    EXPECT_EQ(walk.take(R"({"Items":[1],"Next":"https://h.example:443/list?skip=1"})"),
              "more https://h.example:443/list?skip=1");
    EXPECT_EQ(walk.take(R"({"Items":[2],"Next":"?skip=2"})"),
              "more https://h.example:443/list?skip=2");
    EXPECT_EQ(walk.take(end), "last");
  }
}

TEST(Paging, SecretsStayWithTheSourcesOrigin) {
  Paging paging{.kind = Kind::next, .pointer = at("/n"), .parameter = {}, .items = {}, .total = {}};
  Walk strict(paging);
  EXPECT_THAT(
      strict.take(R"({"n":"https://other.example/2"})"),
      HasSubstr("page 1 names a next page at https://other.example; if that is right, write "
                "other_origins = true"));
  paging.other_origins = true;
  Walk lax(paging);
  EXPECT_EQ(lax.take(R"({"n":"https://h.example/2"})"), "more https://h.example/2");
  EXPECT_FALSE(lax.request().secret_query.empty());
  EXPECT_EQ(lax.take(R"({"n":"https://other.example/3"})"), "more https://other.example/3");
  EXPECT_THAT(lax.request().secret_query, IsEmpty());
  EXPECT_THAT(lax.request().secret_headers, IsEmpty());
  EXPECT_THAT(lax.take(R"({"n":"http://other.example/4"})"), HasSubstr("leads from https to http"));
  Walk odd(paging);
  EXPECT_THAT(odd.take(R"({"n":"file:///etc/passwd"})"), HasSubstr("cannot be fetched"));
  EXPECT_THAT(Walk(paging).take(R"({"n":7})"), HasSubstr("page 1 has no text where"));
}

TEST(Paging, ACircleIsRefused) {
  Walk walk({.kind = Kind::next, .pointer = at("/n")});
  EXPECT_EQ(walk.take(R"({"a":1,"n":"/2"})"), "more https://h.example/2");
  EXPECT_EQ(walk.take(R"({"a":2,"n":"/3"})"), "more https://h.example/3");
  EXPECT_THAT(walk.take(R"({"a":3,"n":"/2"})"),
              HasSubstr("page 3 names as the next page one that"));
  Walk token({.kind = Kind::token, .pointer = at("/n"), .parameter = "t"});
  EXPECT_EQ(token.take(R"({"a":1,"n":"x y"})"), "more https://h.example/list?size=2&q=x&t=x%20y");
  EXPECT_THAT(token.take(R"({"a":2,"n":"x y"})"), HasSubstr("circle"));
}

TEST(Paging, TheLinkHeader) {
  struct Row {
    const char *link, *next;
  };
  for (const Row& row : std::initializer_list<Row>{
           {R"(<https://h.example/2>; rel="next")", "https://h.example/2"},
           {R"(</2>; title="a, <b>; rel=next"; rel="last", </3>; Rel=Next)", "/3"},
           {R"(<2>; rel="prev next")", "2"},
           {R"(<2>;rel=last)", ""},
           {R"(<2>; rel="nextish")", ""},
           {"<2", ""},
           {"", ""}})
    EXPECT_EQ(next_link({row.link}), row.next) << row.link;
  EXPECT_EQ(next_link({"</1>; rel=prev", "</3>; rel=next"}), "/3");
  Walk walk({.kind = Kind::link});
  EXPECT_EQ(walk.take("a,b\n1,2\n", "</2>; rel=next"), "more https://h.example/2");
  EXPECT_EQ(walk.take("a,b\n3,4\n", "</1>; rel=prev"), "last");
}

TEST(Paging, ATokenGoesIntoTheSourcesQuery) {
  Walk walk({.kind = Kind::token, .pointer = at("/meta/token"), .parameter = "q"});
  EXPECT_EQ(walk.take(R"({"meta":{"token":"a&b"}})"), "more https://h.example/list?size=2&q=a%26b");
  EXPECT_EQ(walk.take(R"({"meta":{"token":12}})"), "more https://h.example/list?size=2&q=12");
  EXPECT_EQ(walk.take(R"({"meta":{}})"), "last");
}

TEST(Paging, PagesAreCountedUntilOneIsEmpty) {
  Walk walk({.kind = Kind::page, .parameter = "page", .first = 1, .items = at("/1")});
  EXPECT_EQ(walk.url(), "https://h.example/list?size=2&q=x&page=1");
  EXPECT_EQ(walk.take("[{},[1,2]]"), "more https://h.example/list?size=2&q=x&page=2");
  EXPECT_EQ(walk.take("[{},[3]]"), "more https://h.example/list?size=2&q=x&page=3");
  EXPECT_EQ(walk.take("[{},null]"), "past");
  // World Bank's way to say no.
  Walk message({.kind = Kind::page, .parameter = "page", .first = 1, .items = at("/1")});
  EXPECT_THAT(message.take(R"([{"message":[{"id":"120"}]}])"),
              HasSubstr("page 1 has nothing where the paging's items should be"));
}

TEST(Paging, ADeclaredTotalSavesTheEmptyPage) {
  Walk pages({.kind = Kind::page,
              .parameter = "p",
              .first = 1,
              .items = at("/1"),
              .total = at("/0/pages")});
  EXPECT_THAT(pages.take(R"([{"pages":2},[1]])"), HasSubstr("more"));
  EXPECT_EQ(pages.take(R"([{"pages":2},[2]])"), "last");
  Walk items({.kind = Kind::offset,
              .parameter = "o",
              .first = 0,
              .step = 10,
              .items = at("/d"),
              .total = at("/count")});
  EXPECT_EQ(items.take(R"({"count":"21","d":[1]})"), "more https://h.example/list?size=2&q=x&o=10");
  EXPECT_EQ(items.take(R"({"count":"21","d":[2]})"), "more https://h.example/list?size=2&q=x&o=20");
  EXPECT_EQ(items.take(R"({"count":"21","d":[3]})"), "last");
  Walk none({.kind = Kind::offset,
             .parameter = "o",
             .step = 10,
             .items = at("/d"),
             .total = at("/count")});
  EXPECT_THAT(none.take(R"({"d":[1]})"), HasSubstr("no whole number where the paging's total"));
}

TEST(Paging, ACsvPageIsEmptyWithAHeaderAlone) {
  Walk walk({.kind = Kind::offset, .parameter = "o", .step = 2});
  EXPECT_EQ(walk.take("a,b\n1,2\n3,4"), "more https://h.example/list?size=2&q=x&o=2");
  EXPECT_EQ(walk.take("a,b\n5,6\n"), "more https://h.example/list?size=2&q=x&o=4");
  EXPECT_EQ(walk.take("a,b\r\n\r\n"), "past");
  EXPECT_EQ(Walk({.kind = Kind::offset, .parameter = "o", .step = 2}).take(""), "past");
}

TEST(Paging, APageThatCannotBelongToTheOthersIsRefused) {
  const Paging offset{.kind = Kind::offset, .parameter = "o", .step = 2};
  Walk same(offset);
  EXPECT_THAT(same.take("a,b\n1,2\n"), HasSubstr("more"));
  EXPECT_THAT(same.take("a,b\n1,2\n"), HasSubstr("page 2 is the same as the page before it"));
  Walk header(offset);
  EXPECT_THAT(header.take("a,b\n1,2\n"), HasSubstr("more"));
  EXPECT_THAT(header.take("a,c\n3,4\n"), HasSubstr("page 2 begins with other lines"));
  Walk kind(offset);
  EXPECT_THAT(kind.take("a,b\n1,2\n"), HasSubstr("more"));
  EXPECT_THAT(kind.take(R"({"error":"limit"})"), HasSubstr("page 2 is JSON, and the pages before"));
  Walk message({.kind = Kind::next, .pointer = at("/n"), .items = at("/d")});
  EXPECT_THAT(message.take(R"({"d":[1],"n":"/2"})"), HasSubstr("more"));
  EXPECT_THAT(message.take(R"({"Information":"too many"})"), HasSubstr("page 2 has nothing where"));
  EXPECT_THAT(Walk({.kind = Kind::next, .pointer = at("/n")}).take("<html>"),
              HasSubstr("page 1 is no JSON"));
  EXPECT_THAT(Walk({.kind = Kind::next, .pointer = at("/n")}).take(R"({"n":)"),
              HasSubstr("is no JSON"));
}

TEST(Paging, OnePageTooManyIsRefusedWithTheRemedy) {
  Walk walk({.kind = Kind::page, .parameter = "p", .max_pages = 2});
  EXPECT_THAT(walk.take("[1]"), HasSubstr("more"));
  EXPECT_THAT(walk.take("[2]"), HasSubstr("there are more than 2 pages; ask for less, or raise the "
                                          "max_pages"));
}

TEST(Paging, PagesMakeOneDocument) {
  Paging paging{.kind = Kind::link};
  const auto joined = [&](const std::vector<std::string>& pages) {
    const File document = test::file_of("");
    for (const std::string& text : pages) {
      const File page = test::file_of(text);
      const auto size = static_cast<std::int64_t>(text.size());
      const auto facts = page_facts(page.fd(), size, paging);
      const bool first = ::lseek(document.fd(), 0, SEEK_END) == 0;
      EXPECT_TRUE(append_page(document.fd(), page.fd(), first ? 0 : facts->skip, size));
    }
    ::lseek(document.fd(), 0, SEEK_SET);
    std::string out(1000, '\0');
    out.resize(static_cast<std::size_t>(::read(document.fd(), out.data(), out.size())));
    return out;
  };
  EXPECT_EQ(joined({"\xef\xbb\xbf{\"a\":1}", "\xef\xbb\xbf[2]\n", "{}"}),
            "\xef\xbb\xbf{\"a\":1}\n[2]\n{}");
  EXPECT_EQ(joined({"a,b\r\n1,2", "a,b\r\n3,4\r\n", "a,b\r\n5,6\r\n"}),
            "a,b\r\n1,2\n3,4\r\n5,6\r\n");
  paging.header_lines = 0;
  EXPECT_EQ(joined({"1,2\n", "3,4\n"}), "1,2\n3,4\n");
  paging.header_lines = 2;
  EXPECT_EQ(joined({"# x\na\n1\n", "# x\na\n2\n"}), "# x\na\n1\n2\n");
}

}  // namespace
}  // namespace firstcard
