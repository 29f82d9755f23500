#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/url.h"

namespace firstcard {
namespace {

using testing::ElementsAre;

TEST(UrlQuery, ParametersAreEncodedAndReplaceThoseOfTheirNames) {
  EXPECT_EQ(with_query("https://h/x", {{"a", "1"}}), "https://h/x?a=1");
  EXPECT_EQ(with_query("https://h/x?b=2&c&a=0&a=9#f", {{"a", "1 2"}, {"$filter", "x eq 'y'"}}),
            "https://h/x?b=2&c&a=1%202&%24filter=x%20eq%20%27y%27");
  EXPECT_EQ(with_query("https://h/x?%61pi+key=0", {{"api key", "\xc3\xa4"}}),
            "https://h/x?api%20key=%c3%a4");
  EXPECT_EQ(with_query("https://h/x", {{"a", ""}}), "https://h/x?a=");
  EXPECT_EQ(with_query("https://h/x?a=1", {}), "https://h/x?a=1");
  EXPECT_EQ(with_query("no url", {{"a", "1"}}), "");
}

TEST(UrlQuery, NamesAreDecoded) {
  EXPECT_THAT(query_names("https://h/x?a=1&&b%20c&d+e=2"), ElementsAre("a", "b c", "d e"));
  EXPECT_THAT(query_names("https://h/x"), ElementsAre());
}

TEST(UrlQuery, AReferenceIsResolvedAgainstItsPage) {
  EXPECT_EQ(resolved("https://h/a/b?x=1", "?page=2"), "https://h/a/b?page=2");
  EXPECT_EQ(resolved("https://h/a/b", "c?page=2"), "https://h/a/c?page=2");
  EXPECT_EQ(resolved("https://h/a/b", "/c"), "https://h/c");
  EXPECT_EQ(resolved("https://h/a", "https://h:443/c?$skip=1"), "https://h:443/c?$skip=1");
  EXPECT_EQ(resolved("no page", "/a"), "");
}

TEST(UrlQuery, AHostHasItsPortUnlessItIsTheSchemesOwn) {
  EXPECT_EQ(parse_http_url("https://Example.org:443/x")->host, "example.org");
  EXPECT_EQ(parse_http_url("http://example.org:8080/x")->host, "example.org:8080");
}

}  // namespace
}  // namespace firstcard
