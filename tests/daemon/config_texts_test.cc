// Templates of a receiver: subject, text, body, headers; and plots.
#include "config_cases.h"

namespace firstcard::test {
namespace {

class TextErrors : public ConfigErrors {};

TEST_P(TextErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, TextErrors,
    testing::Values(
        ErrorCase{
            "WrongTemplates",
            R"toml([[receiver]]
id = "s"
type = "email"
host = "localhost"
from = "a@example.org"
to = "b@example.org"
subject = "{{ knd }}"
text = """
first
{% if late %}
"""
body = '{{ kind | uper }}'
plots = "no"
)toml",
            "",
            {R"(7:15: receiver "s": "subject": the notification has no "knd"...)",
             R"(10:1: receiver "s": "text": this if has no end; write {% endif %})",
             R"(12:19: receiver "s": "body": there is no filter "uper"; did you mean 'upper'?)",
             R"(13:9: receiver "s": ...)"}},
        ErrorCase{
            "ABodyThatIsNotJson",
            R"toml([[receiver]]
id = "s"
type = "webhook"
url = "https://example.org"
body = '{"text": {{ subject }}}'
headers = { X-Kind = "a {{ knd }}" }
)toml",
            "",
            {R"(5:9: receiver "s": "body": what it makes is not JSON: ...)",
             R"(6:11: receiver "s": "header X-Kind": line 1, column 6: the notification...)"}},
        ErrorCase{
            "KeysOfOthers",
            R"toml([[receiver]]
id = "s"
type = "log"
subject = "x"
body = "x"
plots = true
)toml",
            "",
            {R"(4:1: receiver "s": "subject" belongs to type = "email"; take it out)",
             R"(5:1: receiver "s": "body" belongs to type = "webhook" and type = "email"; take it out)",
             R"(6:1: receiver "s": "plots" belongs to type = "email"; take it out)"}}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(ConfigTexts, AreRead) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(R"toml([[receiver]]
id = "hook"
type = "webhook"
url = "https://example.org/hook"
headers = { X-Kind = "{{ kind }}", X-Team = "desk", Content-Type = "text/plain" }
body = "{{ thesis.title }} <{{ kind }}>"
[[receiver]]
id = "mail"
type = "email"
host = "localhost"
from = "a@example.org"
to = "b@example.org"
subject = "{{ kind }}"
plots = false
)toml",
                                                      ""));
  ASSERT_TRUE(config);
  const Receiver& hook = config->receivers[0];
  EXPECT_TRUE(hook.texts.body);
  ASSERT_EQ(hook.texts.headers.size(), 1U);
  EXPECT_EQ(hook.texts.headers[0].first, "X-Kind");
  EXPECT_EQ(std::get<WebhookConfig>(hook.how).headers.size(), 2U);
  const Receiver& mail = config->receivers[1];
  EXPECT_TRUE(mail.texts.subject);
  EXPECT_FALSE(mail.texts.text);
  EXPECT_FALSE(std::get<EmailConfig>(mail.how).plots);
}

}  // namespace
}  // namespace firstcard::test
