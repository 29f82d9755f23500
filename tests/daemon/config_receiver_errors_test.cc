// What is said of a receiver that is wrong, or that nothing would reach.
#include "config_cases.h"

namespace firstcard::test {
namespace {

class ReceiverErrors : public ConfigErrors {};

TEST_P(ReceiverErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, ReceiverErrors,
    testing::Values(
        ErrorCase{"MissingKeysOfAReceiver",
                  R"toml([[receiver]]
)toml",
                  "",
                  {R"(1:1: receiver: missing "id"; for example id = "name")",
                   R"(1:1: receiver: missing "type"; for example type = "webhook")"}},
        ErrorCase{"UnknownType",
                  R"toml([[receiver]]
id = "s"
type = "pager"
url = "https://example.org"
)toml",
                  "",
                  {R"(3:8: receiver "s": "type" is "pager"; known: webhook, email, log, slack, discord, teams, telegram, ntfy, pagerduty, alertmanager, exec)"}},
        ErrorCase{
            "WebhookWithoutAUrl",
            R"toml([[receiver]]
id = "s"
type = "webhook"
)toml",
            "",
            {R"(1:1: receiver "s": missing "url"; for example url = "https://example.org/hook")"}},
        ErrorCase{"WebhookWithKeysOfEmail",
                  R"toml([[receiver]]
id = "s"
type = "webhook"
url = "https://example.org/hook"
host = "smtp.example.org"
)toml",
                  "",
                  {R"(5:1: receiver "s": "host" belongs to type = "email"; take it out)"}},
        ErrorCase{"WebhookWithAHeaderOfItsOwn",
                  R"toml([[receiver]]
id = "s"
type = "webhook"
url = "https://example.org/hook"
headers = { Idempotency-Key = "1" }
)toml",
                  "",
                  {R"(5:13: receiver "s", headers: ...)"}},
        ErrorCase{
            "WebhookWithAPlainKey",
            R"toml([[receiver]]
id = "s"
type = "webhook"
url = "https://example.org/hook"
hmac_key = "hunter2"
)toml",
            "",
            {R"(5:12: receiver "s": "hmac_key" is a secret and must not stand in the configuration; write { credential = "name" }, { file = "path" } or { env = "NAME" })"}},
        ErrorCase{
            "WebhookWithASecretOverPlainHttp",
            R"toml([[receiver]]
id = "s"
type = "webhook"
url = "http://example.org/hook"
bearer = { env = "FIRSTCARD_TEST_SECRET" }
)toml",
            "",
            {R"(4:7: receiver "s": would send a secret unencrypted; use an https:// URL, or write allow_plain_secret = true if the network is yours)"}},
        ErrorCase{
            "EmailWithoutItsKeys",
            R"toml([[receiver]]
id = "s"
type = "email"
)toml",
            "",
            {R"(1:1: receiver "s": missing "host"; for example host = "smtp.example.org")",
             R"(1:1: receiver "s": missing "from"; for example from = "Firstcard <alerts@example.org>")",
             R"(1:1: receiver "s": missing "to"; for example to = "desk@example.org", or a list)"}},
        ErrorCase{
            "EmailWithBadAddresses",
            R"toml([[receiver]]
id = "s"
type = "email"
host = "smtp.example.org"
from = "desk"
to = ["joe@example.org", "a@b@c"]
)toml",
            "",
            {R"(5:8: receiver "s": "from": "desk"...)", R"(6:26: receiver "s": "to": "a@b@c"...)"}},
        ErrorCase{"EmailWithABadServer",
                  R"toml([[receiver]]
id = "s"
type = "email"
host = "smtp example"
port = 70000
tls = "ssl"
from = "a@example.org"
to = "b@example.org"
)toml",
                  "",
                  {R"(4:8: receiver "s": "host": ...)",
                   R"(5:8: receiver "s": "port" is 70000; it must be at most 65535)",
                   R"(6:7: receiver "s": "tls" is "ssl"; known: none, starttls, tls)"}},
        ErrorCase{"EmailWithAUserAndNoPassword",
                  R"toml([[receiver]]
id = "s"
type = "email"
host = "smtp.example.org"
user = "joe"
from = "a@example.org"
to = "b@example.org"
)toml",
                  "",
                  {R"(1:1: receiver "s": has "user" without "password"; write both or none)"}},
        ErrorCase{
            "EmailWithAPasswordInTheOpen",
            R"toml([[receiver]]
id = "s"
type = "email"
host = "smtp.example.org"
tls = "none"
user = "joe"
password = { env = "FIRSTCARD_TEST_SECRET" }
from = "a@example.org"
to = "b@example.org"
)toml",
            "",
            {R"(7:12: receiver "s": would send the password unencrypted; use tls = "starttls" or "tls", or write allow_plain_secret = true if the network is yours)"}},
        ErrorCase{"LogWithATimeout",
                  R"toml([[receiver]]
id = "s"
type = "log"
timeout = "5s"
)toml",
                  "",
                  {R"(4:1: receiver "s": "timeout" has no effect on type = "log"; take it out)"}},
        ErrorCase{
            "NoKinds",
            R"toml([[receiver]]
id = "s"
type = "log"
kinds = []
)toml",
            "",
            {R"(4:9: receiver "s": nothing is ever sent to it: "kinds" names none of fired, updated, resolved, reminder, undecided, decided, digest, checkpoint, verdict, indicator, feed, summary; name one, or take "kinds" out)"}},
        ErrorCase{
            "OnlyTests",
            R"toml([[receiver]]
id = "s"
type = "log"
kinds = ["test"]
)toml",
            "",
            {R"(4:9: receiver "s": nothing is ever sent to it: "kinds" names none of fired, updated, resolved, reminder, undecided, decided, digest, checkpoint, verdict, indicator, feed, summary; name one, or take "kinds" out)"}},
        ErrorCase{"UnknownKind",
                  R"toml([[receiver]]
id = "s"
type = "log"
kinds = ["fire"]
)toml",
                  "",
                  {R"(4:10: receiver "s": unknown kind "fire"; did you mean "fired"?)"}},
        ErrorCase{
            "NoTheses",
            R"toml([[receiver]]
id = "s"
type = "log"
theses = []
)toml",
            "",
            {R"(4:10: receiver "s": nothing is ever sent to it: "theses" is an empty list; name a thesis, or take "theses" out to get all)"}},
        ErrorCase{"UnknownThesis",
                  R"toml([[receiver]]
id = "s"
type = "log"
theses = ["tt"]
)toml",
                  "",
                  {R"(4:11: receiver "s": unknown thesis "tt"; did you mean "t"?)"}},
        ErrorCase{
            "ReceiverWithoutAnyThesis",
            "",
            "thesis",
            {R"(19:1: receiver "r": nothing is ever sent to it: there is no thesis; write a [thesis])"}}),
    name_of);

}  // namespace
}  // namespace firstcard::test
