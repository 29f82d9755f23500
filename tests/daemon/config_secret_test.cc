// Where secrets come from, and where they may go.
#include <filesystem>

#include "config_cases.h"

namespace firstcard::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

class ConfigSecret : public testing::Test {
 protected:
  void SetUp() override {
    setenv("FIRSTCARD_TEST_SECRET", "hunter2", 1);
    unsetenv("CREDENTIALS_DIRECTORY");
  }
  void TearDown() override { unsetenv("CREDENTIALS_DIRECTORY"); }

  // A file that only its owner can read.
  void write_private(std::string_view name, std::string_view text) const {
    fs::permissions(scratch_.write(name, text), fs::perms::owner_read | fs::perms::owner_write);
  }
  // With a feed from `url` that has these keys.
  Loaded load_feed(std::string_view url, std::string_view keys,
                   Secrets secrets = Secrets::read) const {
    const std::string text = "[[feed]]\nid = \"g\"\nsource = \"" + std::string(url) + "\"\n" +
                             std::string(keys) +
                             "\nperiod = { column = \"p\" }\nvalue = { column = \"v\" }\n"
                             "series = \"{e}.x\"\n";
    return load_config(scratch_.write("c.toml", with_sound_tables(text)), secrets);
  }
  std::vector<std::pair<std::string, Secret>> headers(std::string_view url,
                                                      std::string_view keys) const {
    const Loaded config = load_feed(url, keys);
    if (config) return std::get<HttpSource>(config->feeds[0].source).request.secret_headers;
    ADD_FAILURE() << testing::PrintToString(texts_of(config.error(), scratch_));
    return {};
  }
  const Scratch scratch_;
};

constexpr std::string_view kUrl = "https://example.org/a.csv";

TEST_F(ConfigSecret, FromTheEnvironment) {
  EXPECT_THAT(headers(kUrl, R"(bearer = { env = "FIRSTCARD_TEST_SECRET" })"),
              ElementsAre(Pair("Authorization", Secret{"Bearer hunter2"})));
}

TEST_F(ConfigSecret, FromAFileWithoutItsTrailingLineBreaks) {
  write_private("sub/token", "hunter2\r\n\n");
  EXPECT_THAT(headers(kUrl, R"(headers = { X-Key = { file = "sub/token" } })"),
              ElementsAre(Pair("X-Key", Secret{"hunter2"})));
}

TEST_F(ConfigSecret, FromACredentialOfSystemd) {
  write_private("credentials/token", "hunter2\n");
  setenv("CREDENTIALS_DIRECTORY", (scratch_ / "credentials").c_str(), 1);
  EXPECT_THAT(headers(kUrl, R"(headers = { Authorization = { credential = "token" } })"),
              ElementsAre(Pair("Authorization", Secret{"hunter2"})));
}

TEST_F(ConfigSecret, BasicAuthenticationIsEncoded) {
  EXPECT_THAT(
      headers(kUrl, R"(basic = { user = "joe", password = { env = "FIRSTCARD_TEST_SECRET" } })"),
      ElementsAre(Pair("Authorization", Secret{"Basic am9lOmh1bnRlcjI="})));
}

TEST_F(ConfigSecret, AMissingFileIsNamed) {
  const Loaded config = load_feed(kUrl, R"(bearer = { file = "none" })");
  ASSERT_FALSE(config);
  EXPECT_THAT(
      texts_of(config.error(), scratch_),
      ElementsAre(HasSubstr("4:19: feed \"g\": cannot read the secret \"bearer\" from none: No "
                            "such file or directory")));
}

TEST_F(ConfigSecret, AMissingCredentialIsNamed) {
  setenv("CREDENTIALS_DIRECTORY", scratch_.path().c_str(), 1);
  const Loaded config = load_feed(kUrl, R"(bearer = { credential = "none" })");
  ASSERT_FALSE(config);
  EXPECT_THAT(texts_of(config.error(), scratch_),
              ElementsAre(HasSubstr("from none: No such file or directory")));
}

TEST_F(ConfigSecret, AFileThatEverybodyCanReadIsAWarning) {
  fs::permissions(scratch_.write("token", "hunter2"),
                  fs::perms::owner_read | fs::perms::others_read);
  const Loaded config = load_feed(kUrl, R"(bearer = { file = "token" })");
  ASSERT_TRUE(config);
  EXPECT_THAT(
      texts_of(config->warnings, scratch_),
      testing::Contains(HasSubstr("4:19: feed \"g\": everybody can read the secret in token")));
}

TEST_F(ConfigSecret, APrivateFileIsNoWarning) {
  write_private("token", "hunter2");
  const Loaded config = load_feed(kUrl, R"(bearer = { file = "token" })");
  ASSERT_TRUE(config);
  EXPECT_THAT(texts_of(config->warnings, scratch_), testing::Each(Not(HasSubstr("secret"))));
}

TEST_F(ConfigSecret, ItMayGoToALoopbackHostUnencrypted) {
  for (const auto* url : {"http://localhost:8080/a", "http://127.0.0.1/a", "http://[::1]:80/a"})
    EXPECT_THAT(headers(url, R"(bearer = { env = "FIRSTCARD_TEST_SECRET" })"), Not(IsEmpty()))
        << url;
}

TEST_F(ConfigSecret, ItMayGoAnywhereUnencryptedIfThatIsAllowed) {
  EXPECT_THAT(headers("http://example.org/a", R"(allow_plain_secret = true
bearer = { env = "FIRSTCARD_TEST_SECRET" })"),
              Not(IsEmpty()));
}

TEST_F(ConfigSecret, AnUnencryptedOneThatCannotBeReadIsTwoErrors) {
  const Loaded config = load_feed("http://example.org/a", R"(bearer = { file = "none" })");
  ASSERT_FALSE(config);
  EXPECT_THAT(texts_of(config.error(), scratch_),
              ElementsAre(HasSubstr("would send a secret unencrypted"), HasSubstr("cannot read")));
}

TEST_F(ConfigSecret, WhoDoesNotNeedSecretsNeedNotBeAbleToReadThem) {
  const Loaded config = load_feed(kUrl, R"(bearer = { credential = "token" })", Secrets::leave_out);
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch_));
}

TEST_F(ConfigSecret, TheFormIsCheckedAlsoWhereSecretsAreLeftOut) {
  EXPECT_FALSE(load_feed(kUrl, R"(bearer = "hunter2")", Secrets::leave_out));
  EXPECT_FALSE(load_feed("http://example.org/a", R"(bearer = { credential = "token" })",
                         Secrets::leave_out));
}

}  // namespace
}  // namespace firstcard::test
