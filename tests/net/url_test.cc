#include "net/url.h"

#include <gtest/gtest.h>

#include <string>

namespace firstcard {
namespace {

struct Shown {
  std::string name;
  std::string url;
  std::string shown;
  std::string origin;
};

class UrlForPeople : public testing::TestWithParam<Shown> {};

TEST_P(UrlForPeople, HoldsNoSecret) {
  EXPECT_EQ(without_secrets(GetParam().url), GetParam().shown);
  EXPECT_EQ(origin_of(GetParam().url), GetParam().origin);
}

const std::string kMalformed = "(malformed URL)";

INSTANTIATE_TEST_SUITE_P(
    Table, UrlForPeople,
    testing::Values(
        Shown{"Plain", "https://example.org/a/b.csv", "https://example.org/a/b.csv",
              "https://example.org"},
        Shown{"Userinfo", "https://joe:geheim@example.org/a", "https://example.org/a",
              "https://example.org"},
        Shown{"UserOnly", "https://token@example.org/a", "https://example.org/a",
              "https://example.org"},
        Shown{"AtInThePassword", "https://joe:ge@heim@example.org/a", kMalformed, kMalformed},
        Shown{"QueryValues", "https://example.org/a?id=DGS10&key=geheim",
              "https://example.org/a?id=...&key=...", "https://example.org"},
        Shown{"BareTokenInTheQuery", "https://example.org/a?geheim", "https://example.org/a?...",
              "https://example.org"},
        Shown{"EqualsInAValue", "https://example.org/a?k=geheim=geheim",
              "https://example.org/a?k=...", "https://example.org"},
        Shown{"EmptyPartsOfTheQuery", "https://example.org/a?&k=&", "https://example.org/a?&k=...&",
              "https://example.org"},
        Shown{"Fragment", "https://example.org/a#geheim", "https://example.org/a",
              "https://example.org"},
        Shown{"Port", "http://example.org:8080/a", "http://example.org:8080/a",
              "http://example.org:8080"},
        Shown{"OwnPortOfTheScheme", "https://example.org:443/a", "https://example.org:443/a",
              "https://example.org"},
        Shown{"CaseOfTheHost", "HTTPS://Example.ORG/A", "https://Example.ORG/A",
              "https://example.org"},
        Shown{"IPv6", "http://[::1]:80/a", "http://[::1]:80/a", "http://[::1]"},
        Shown{"Mail", "smtp://joe:geheim@mail.example.org:587", "smtp://mail.example.org:587/",
              "smtp://mail.example.org:587"},
        Shown{"SlashInThePassword", "https://joe:ge/heim@example.org/a", kMalformed, kMalformed},
        Shown{"NoScheme", "joe:geheim@example.org", kMalformed, kMalformed},
        Shown{"LineBreak", "https://example.org/\r\nX-Key: geheim", kMalformed, kMalformed},
        Shown{"Empty", "", kMalformed, kMalformed}),
    [](const auto& row) { return row.param.name; });

TEST(HttpUrl, IsTakenApart) {
  const auto url = parse_http_url("https://joe:p%40ss@example.org:8443/a?key=1#part");
  ASSERT_TRUE(url.has_value()) << url.error();
  EXPECT_EQ(url->url, "https://example.org:8443/a?key=1");
  EXPECT_EQ(url->origin, "https://example.org:8443");
  EXPECT_TRUE(url->secure);
  EXPECT_EQ(url->user, "joe");
  EXPECT_EQ(url->password.reveal(), "p@ss");
}

struct Refused {
  std::string name;
  std::string url;
  std::string error;
};

class HttpUrlFault : public testing::TestWithParam<Refused> {};

TEST_P(HttpUrlFault, IsNamedWithoutQuotingTheText) {
  const auto url = parse_http_url(GetParam().url);
  ASSERT_FALSE(url.has_value());
  EXPECT_EQ(url.error(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HttpUrlFault,
    testing::Values(Refused{"Empty", "", "the URL is empty"},
                    Refused{"NoScheme", "example.org/geheim",
                            "the URL has no scheme: write http:// or https:// before it"},
                    Refused{"OtherScheme", "ftp://example.org/geheim",
                            "the URL's scheme is \"ftp\": only http and https are fetched"},
                    Refused{"FileScheme", "file:///etc/passwd",
                            "the URL's scheme is \"file\": only http and https are fetched"},
                    Refused{"BadPort", "http://example.org:geheim/",
                            "not a URL: Port number was not a decimal number between 0 and 65535"},
                    Refused{"NoHost", "http://?geheim", "not a URL: No host part in the URL"}),
    [](const auto& row) { return row.param.name; });

TEST(MailUrl, BracketsAnIPv6Address) {
  EXPECT_EQ(mail_url("smtp", "::1", 25).value(), "smtp://[::1]:25/");
  EXPECT_EQ(mail_url("smtp", "[::1]", 25).value(), "smtp://[::1]:25/");
  EXPECT_EQ(mail_url("smtps", "mail.example.org", 465).value(), "smtps://mail.example.org:465/");
}

TEST(MailUrl, NamesAFaultyHostOrPort) {
  EXPECT_EQ(mail_url("smtp", "", 25).error(), "\"\" is not a host name or address");
  EXPECT_EQ(mail_url("smtp", "a b", 25).error(), "\"a b\" is not a host name or address");
  EXPECT_EQ(mail_url("smtp", "evil.example/path?", 25).error(),
            "\"evil.example/path?\" is not a host name or address");
  EXPECT_EQ(mail_url("smtp", "h", 0).error(), "0 is not a port: 1 to 65535");
  EXPECT_EQ(mail_url("smtp", "h", 65536).error(), "65536 is not a port: 1 to 65535");
}

}  // namespace
}  // namespace firstcard
