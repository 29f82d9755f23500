// What is said of secrets, URLs and headers that are wrong; never the secret.
#include "config_cases.h"

namespace firstcard::test {
namespace {

class SecretErrors : public ConfigErrors {};

TEST_P(SecretErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, SecretErrors,
    testing::Values(
        ErrorCase{
            "PlainTextWhereASecretIsWanted",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = "hunter2"
)toml",
            "",
            {R"(7:10: feed "g": "bearer" is a secret and must not stand in the configuration; write { credential = "name" }, { file = "path" } or { env = "NAME" })"}},
        ErrorCase{
            "PlainTextInAnAuthorizationHeader",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
headers = { authorization = "Bearer hunter2", Accept = "text/csv" }
)toml",
            "",
            {R"(7:29: feed "g", headers: "authorization" is a secret and must not stand in the configuration; write { credential = "name" }, { file = "path" } or { env = "NAME" })"}},
        ErrorCase{
            "CredentialsInAUrl",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://joe:hunter2@example.org/"
)toml",
            "",
            {R"(6:10: feed "g": "source" holds a user name or a password; take it out of the URL and write basic = { user = "...", password = { credential = "name" } })"}},
        ErrorCase{
            "SecretOverPlainHttp",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "http://example.org/"
bearer = { env = "FIRSTCARD_TEST_SECRET" }
)toml",
            "",
            {R"(6:10: feed "g": would send a secret unencrypted; use an https:// URL, or write allow_plain_secret = true if the network is yours)"}},
        ErrorCase{
            "SecretToAHostThatLooksLikeLoopback",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "http://127.example.org/"
basic = { user = "joe", password = { env = "FIRSTCARD_TEST_SECRET" } }
)toml",
            "",
            {R"(6:10: feed "g": would send a secret unencrypted; use an https:// URL, or write allow_plain_secret = true if the network is yours)"}},
        ErrorCase{
            "SecretFromTwoPlaces",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = { env = "A", file = "b" }
)toml",
            "",
            {R"(7:10: feed "g", bearer: a secret comes from one place; write { credential = "name" }, { file = "path" } or { env = "NAME" })"}},
        ErrorCase{
            "SecretFromNowhere",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = {}
)toml",
            "",
            {R"(7:10: feed "g", bearer: a secret comes from one place; write { credential = "name" }, { file = "path" } or { env = "NAME" })"}},
        ErrorCase{
            "SecretFromAnUnknownPlace",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = { environment = "A" }
)toml",
            "",
            {R"(7:12: feed "g", bearer: unknown key "environment"; known: credential, env, file)"}},
        ErrorCase{
            "VariableThatIsNotSet",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = { env = "FIRSTCARD_TEST_UNSET" }
)toml",
            "",
            {R"(7:18: feed "g": the environment has no variable FIRSTCARD_TEST_UNSET for "bearer"; set it, or use a file or a credential)"}},
        ErrorCase{
            "CredentialWithASlash",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = { credential = "../x" }
)toml",
            "",
            {R"(7:25: feed "g", bearer: "../x" is no name of a credential: a plain file name is wanted)"}},
        ErrorCase{
            "CredentialOutsideOfSystemd",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = { credential = "token" }
)toml",
            "",
            {R"(7:25: feed "g": the credential "token" of "bearer" cannot be had: CREDENTIALS_DIRECTORY is not set; systemd sets it for a unit with LoadCredential=token:PATH)"}},
        ErrorCase{
            "SecretWithALineBreak",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = { env = "FIRSTCARD_TEST_TWO_LINES" }
)toml",
            "",
            {R"(7:10: feed "g": the secret "bearer" holds a line break or another control character, which cannot be sent)"}},
        ErrorCase{"EmptySecret",
                  R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = { env = "FIRSTCARD_TEST_EMPTY" }
)toml",
                  "",
                  {R"(7:18: feed "g": the secret "bearer" is empty)"}},
        ErrorCase{
            "TwoWaysToLogIn",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
bearer = { env = "FIRSTCARD_TEST_SECRET" }
basic = { user = "joe", password = { env = "FIRSTCARD_TEST_SECRET" } }
)toml",
            "",
            {R"(8:9: feed "g": says twice how to log in; keep one of "bearer", "basic" and the header Authorization)"}},
        ErrorCase{
            "UserWithAColon",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
basic = { user = "a:b", password = { env = "FIRSTCARD_TEST_SECRET" } }
)toml",
            "",
            {R"(7:18: feed "g", basic: "user" must not hold a colon: HTTP basic authentication ends the name there)"}},
        ErrorCase{
            "HeadersThatCannotBe",
            R"toml([[feed]]
id = "g"
period = { column = "p" }
value = { column = "v" }
series = "{e}.x"
source = "https://example.org/"
headers = { "A B" = "x", User-Agent = "me", X = "1", x = "2", Y = "a\r\nb" }
)toml",
            "",
            {R"(7:13: feed "g", headers: "A B" is no name of an HTTP header)",
             R"(7:26: feed "g", headers: User-Agent is set by the program, see the key "contact"; take it out)",
             R"(7:54: feed "g", headers: the header x stands here twice)",
             R"(7:67: feed "g", headers: "Y" holds a line break or another control character; take it out)"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
