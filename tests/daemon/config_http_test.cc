// The keys of a request, of paging, and of hosts.
#include "config_cases.h"

namespace firstcard::test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class ConfigHttp : public testing::Test {
 protected:
  void SetUp() override {
    setenv("FIRSTCARD_TEST_SECRET", "hunter2", 1);
    setenv("FIRSTCARD_TEST_TWO_LINES", "hunter2\nhunter3", 1);
    unsetenv("CREDENTIALS_DIRECTORY");
  }
  Loaded load_feed(std::string_view source, std::string_view keys,
                   std::string_view more = "") const {
    return load(scratch, with_sound_tables("[[feed]]\nid = \"g\"\nsource = \"" +
                                           std::string(source) + "\"\n" + std::string(keys) +
                                           "\nperiod = { column = \"p\" }\nvalue = { column = "
                                           "\"v\" }\nseries = \"{e}.x\"\n" +
                                           std::string(more)));
  }
  Feed feed(std::string_view keys, std::string_view source = kUrl) const {
    const Loaded config = load_feed(source, keys);
    if (config) return config->feeds[0];
    ADD_FAILURE() << testing::PrintToString(texts_of(config.error(), scratch));
    return {};
  }
  HttpSource http(std::string_view keys, std::string_view source = kUrl) const {
    const Feed f = feed(keys, source);
    const auto* out = std::get_if<HttpSource>(&f.source);
    return out ? *out : HttpSource{};
  }
  // What is wrong with them, without the place and 'feed "g"'.
  std::vector<std::string> faults(std::string_view keys, std::string_view source = kUrl) const {
    const Loaded config = load_feed(source, keys);
    if (config) return {};
    std::vector<std::string> out;
    for (std::string text : texts_of(config.error(), scratch)) {
      EXPECT_THAT(text, Not(HasSubstr("hunter")));
      if (const auto at = text.find("\"g\""); at != std::string::npos) text.erase(0, at + 3);
      out.push_back(text.substr(2));
    }
    return out;
  }
  static constexpr std::string_view kUrl = "https://example.org/a";
  const Scratch scratch;
};

TEST_F(ConfigHttp, TheQueryIsEncodedLaterAndItsSecretsAreNotShown) {
  const Feed f = feed(
      R"(query = { series_id = "G&P", n = [1, 2.5], all = true, api_key = { env = "FIRSTCARD_TEST_SECRET" } })",
      "https://example.org/a?file=csv");
  const HttpRequest& request = std::get<HttpSource>(f.source).request;
  EXPECT_EQ(request.url, "https://example.org/a?file=csv");
  EXPECT_THAT(request.query, ElementsAre(Pair("series_id", "G&P"), Pair("n", "1"), Pair("n", "2.5"),
                                         Pair("all", "true")));
  EXPECT_THAT(request.secret_query, ElementsAre(Pair("api_key", Secret("hunter2"))));
  EXPECT_EQ(f.shown_source,
            "https://example.org/a?file=...&series_id=G%26P&n=1&n=2.5&all=true&api_key=...");
}

TEST_F(ConfigHttp, ASecretQueryNeedsHttps) {
  const std::string key = R"(query = { k = { env = "FIRSTCARD_TEST_SECRET" } })";
  EXPECT_THAT(faults(key, "http://example.org/a"),
              ElementsAre(HasSubstr("would send a secret unencrypted")));
  EXPECT_THAT(faults(key + "\nallow_plain_secret = true", "http://example.org/a"), ElementsAre());
  EXPECT_THAT(faults(key, "http://127.0.0.1:8080/a"), ElementsAre());
  EXPECT_THAT(faults(key + "\nproxy = \"http://proxy.example.org:3128\"", "http://127.0.0.1/a"),
              ElementsAre(HasSubstr("would send a secret unencrypted")));
}

TEST_F(ConfigHttp, FaultsOfAQuery) {
  EXPECT_THAT(faults(R"(query = { file = "x" })", "https://example.org/a?file=csv"),
              ElementsAre(HasSubstr("\"file\" stands in the query of the source, too")));
  EXPECT_THAT(faults("query = { d = 2026-01-01 }"),
              ElementsAre(HasSubstr("\"d\" must be a text, a number, a boolean or a secret")));
  EXPECT_THAT(faults("query = \"a=1\""), ElementsAre(HasSubstr("\"query\" must be a table")));
}

TEST_F(ConfigHttp, ABodyMakesAPost) {
  const HttpRequest json = http("body = '''{\"query\": \"x\"}'''").request;
  EXPECT_EQ(json.method, "POST");
  EXPECT_EQ(json.body, "{\"query\": \"x\"}");
  EXPECT_THAT(json.headers, ElementsAre(Pair("Content-Type", "application/json")));
  EXPECT_THAT(http("body = \"a=1\"").request.headers,
              ElementsAre(Pair("Content-Type", "application/x-www-form-urlencoded")));
  EXPECT_THAT(http("body = \"a=1\"\nheaders = { content-type = \"text/plain\" }").request.headers,
              ElementsAre(Pair("content-type", "text/plain")));
  EXPECT_EQ(http("method = \"POST\"").request.method, "POST");
  EXPECT_EQ(http("").request.method, "GET");
  EXPECT_THAT(faults("method = \"GET\"\nbody = \"a\""),
              ElementsAre(HasSubstr("\"body\" belongs to method = \"POST\"")));
}

TEST_F(ConfigHttp, LimitsArrive) {
  const Limits limits = http(
                            "first_byte_timeout = \"5s\"\nlow_speed = 100\nlow_speed_time = "
                            "\"10s\"\nmax_redirects = 0")
                            .request.limits;
  EXPECT_EQ(limits.first_byte, seconds{5});
  EXPECT_EQ(limits.low_speed, 100);
  EXPECT_EQ(limits.low_speed_time, seconds{10});
  EXPECT_EQ(limits.max_redirects, 0);
  EXPECT_EQ(http("").request.limits.first_byte, seconds{30});
}

TEST_F(ConfigHttp, CertificatesAreFilesThatCanBeRead) {
  scratch.write("c.pem", "x");
  scratch.write("k.pem", "x");
  const HttpRequest request =
      http(
          "ca_file = \"c.pem\"\nclient_cert = \"c.pem\"\nclient_key = \"k.pem\"\n"
          "client_key_password = { env = \"FIRSTCARD_TEST_SECRET\" }")
          .request;
  EXPECT_EQ(request.ca_file, (scratch / "c.pem").string());
  EXPECT_EQ(request.client_cert, (scratch / "c.pem").string());
  EXPECT_EQ(request.client_key, (scratch / "k.pem").string());
  EXPECT_EQ(request.client_key_password, Secret("hunter2"));
  EXPECT_THAT(faults("ca_file = \"nowhere.pem\""),
              ElementsAre(HasSubstr("cannot read nowhere.pem: No such file")));
  EXPECT_THAT(faults("client_key = \"k.pem\""),
              ElementsAre(HasSubstr("\"client_key\" belongs to a \"client_cert\"")));
  EXPECT_THAT(faults("client_cert = \"c.pem\"", "http://example.org/a"),
              ElementsAre(HasSubstr("is shown to https:// URLs only")));
}

TEST_F(ConfigHttp, AProxyInPlaceOfTheEnvironments) {
  EXPECT_EQ(http("").request.proxy, std::nullopt);
  EXPECT_EQ(http("proxy = \"\"").request.proxy, Proxy{});
  EXPECT_EQ(http("proxy = \"http://proxy.example.org:3128\"").request.proxy->url,
            "http://proxy.example.org:3128/");
  const std::string login = R"(user = "joe", password = { env = "FIRSTCARD_TEST_SECRET" } })";
  EXPECT_EQ(http("proxy = { url = \"https://p.example.org\", " + login).request.proxy,
            (Proxy{.url = "https://p.example.org/", .user = "joe", .password = Secret("hunter2")}));
  EXPECT_THAT(faults("proxy = { url = \"http://p.example.org\", " + login),
              ElementsAre(HasSubstr("would send the proxy's password unencrypted")));
  EXPECT_THAT(faults("proxy = { url = \"http://127.0.0.1:3128\", " + login), ElementsAre());
  EXPECT_THAT(faults("proxy = \"socks5://p\""),
              ElementsAre(HasSubstr("the proxy: the URL's scheme")));
  EXPECT_THAT(faults("proxy = \"http://joe:hunter2@p\""),
              ElementsAre(HasSubstr("holds a user name or a password")));
  EXPECT_THAT(faults("proxy = { url = \"https://p\", user = \"joe\" }"),
              ElementsAre(HasSubstr("belong together")));
}

TEST_F(ConfigHttp, EveryWayOfPaging) {
  EXPECT_EQ(http("").paging, std::nullopt);
  const Paging next =
      *http(R"(paging = { next = "/a~1b", max_pages = 9, other_origins = true })").paging;
  EXPECT_EQ(next.kind, Paging::Kind::next);
  EXPECT_EQ(next.pointer, (JsonPointer{{"a/b"}}));
  EXPECT_EQ(next.max_pages, 9);
  EXPECT_TRUE(next.other_origins);
  EXPECT_EQ(http("paging = { link = true, header_lines = 0 }").paging->header_lines, 0);
  const Paging page =
      *http(R"(paging = { page = { parameter = "p" }, items = "/1", total = "/0/pages" })").paging;
  EXPECT_EQ(page.kind, Paging::Kind::page);
  EXPECT_EQ(page.parameter, "p");
  EXPECT_EQ(page.first, 1);
  EXPECT_EQ(page.step, 1);
  EXPECT_EQ(page.items, (JsonPointer{{"1"}}));
  EXPECT_EQ(page.total, (JsonPointer{{"0", "pages"}}));
  const Paging offset = *http(R"(paging = { offset = { parameter = "o", step = 1000 } })").paging;
  EXPECT_EQ(offset.first, 0);
  EXPECT_EQ(offset.step, 1000);
  EXPECT_EQ(offset.items, std::nullopt);
  const Paging token = *http(R"(paging = { token = { parameter = "t", pointer = "/n" } })").paging;
  EXPECT_EQ(token.kind, Paging::Kind::token);
  EXPECT_EQ(token.pointer, (JsonPointer{{"n"}}));
}

TEST_F(ConfigHttp, FaultsOfPaging) {
  EXPECT_THAT(faults("paging = { max_pages = 3 }"),
              ElementsAre(HasSubstr("says no way to the next page; add one of next, link")));
  EXPECT_THAT(faults("paging = { link = true, next = \"/n\" }"),
              ElementsAre(HasSubstr("\"next\" and \"link\" are two ways")));
  EXPECT_THAT(faults("paging = { next = \"n\" }"), ElementsAre(HasSubstr("is no JSON pointer")));
  EXPECT_THAT(faults("paging = { page = {} }"), ElementsAre(HasSubstr("missing \"parameter\"")));
  EXPECT_THAT(faults("paging = { offset = { parameter = \"o\" } }"),
              ElementsAre(HasSubstr("missing \"step\"")));
  EXPECT_THAT(faults("paging = { link = true, total = \"/t\" }"),
              ElementsAre(HasSubstr("belongs to \"page\" and \"offset\"")));
  EXPECT_THAT(faults("paging = { link = false }"), ElementsAre(HasSubstr("true or not there")));
}

TEST_F(ConfigHttp, TheDocumentThatIsAskedForIsPartOfTheDigest) {
  const std::string plain = mapping_digest(feed(""));
  EXPECT_EQ(mapping_digest(feed("timeout = \"5s\"")), plain);
  EXPECT_NE(mapping_digest(feed("query = { a = 1 }")), plain);
  EXPECT_NE(mapping_digest(feed("body = \"a\"")), plain);
  EXPECT_NE(mapping_digest(feed("", "https://example.org/a?b=1")), plain);
  EXPECT_NE(mapping_digest(feed("paging = { link = true }")), plain);
  setenv("FIRSTCARD_TEST_SECRET", "hunter1", 1);
  const std::string key = "query = { k = { env = \"FIRSTCARD_TEST_SECRET\" } }";
  const std::string before = mapping_digest(feed(key));
  setenv("FIRSTCARD_TEST_SECRET", "hunter2", 1);
  EXPECT_EQ(mapping_digest(feed(key)), before);
}

HostRule rule(const HostRules& rules, std::string_view name) {
  for (const HostRule& r : rules.hosts)
    if (r.name == name) return r;
  ADD_FAILURE() << name;
  return {};
}

TEST_F(ConfigHttp, HostsHaveLimits) {
  const Loaded plain = load(scratch, with_sound_tables(""));
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->hosts.connections, 4);
  EXPECT_EQ(plain->hosts.rate, (Rate{.count = 20, .per = seconds{1}}));
  EXPECT_EQ(rule(plain->hosts, "sec.gov").rate, (Rate{.count = 10, .per = seconds{1}}));

  const Loaded config = load(scratch, with_sound_tables(R"toml([http]
per_host = 2
rate = "none"
[[host]]
name = "SEC.gov"
rate = "1/m"
connections = 1
[[host]]
name = "example.org:8080"
)toml"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  EXPECT_EQ(config->hosts.connections, 2);
  EXPECT_EQ(config->hosts.rate, std::nullopt);
  EXPECT_EQ(rule(config->hosts, "sec.gov"),
            (HostRule{.name = "sec.gov", .connections = 1, .rate = Rate{1, seconds{60}}}));
  EXPECT_EQ(rule(config->hosts, "example.org:8080"),
            (HostRule{.name = "example.org:8080", .connections = 2, .rate = std::nullopt}));
  EXPECT_EQ(rule(config->hosts, "sdmx.oecd.org").rate, (Rate{60, std::chrono::hours{1}}));
}

TEST_F(ConfigHttp, FaultsOfHosts) {
  EXPECT_THAT(
      errors_of(scratch, with_sound_tables(R"toml([http]
rate = "20"
per_host = 0
[[host]]
name = "https://example.org"
[[host]]
rate = "0/s"
[[host]]
name = "a.org"
[[host]]
name = "A.org"
)toml")),
      ElementsAre(
          R"(2:8: http: "rate" is a number from 1 to 10000 and s, m, h or d: "10/s"; or "none")",
          R"(3:12: http: "per_host" is 0; it must be at least 1)",
          HasSubstr("\"name\" is a host as in a URL"), HasSubstr("missing \"name\""),
          HasSubstr("\"rate\" is a number"), HasSubstr("has a table already")));
}

}  // namespace
}  // namespace firstcard::test
