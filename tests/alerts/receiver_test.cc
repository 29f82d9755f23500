#include "alerts/receiver.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "ai_demand_fake.h"
#include "alerts/mail.h"
#include "alerts/render.h"
#include "alerts/retry.h"
#include "alerts/sample.h"
#include "alerts/signature.h"

namespace firstcard::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

Receiver webhook() {
  WebhookConfig c;
  c.url = "https://example.org/hook";
  c.headers = {{"X-Team", "desk"}};
  c.secret_headers = {{"Authorization", Secret("Bearer abc")}};
  return {.id = {"desk"}, .how = c};
}

TEST(Hmac, MeetsTheVectorsOfRfc4231) {
  EXPECT_EQ(hmac_sha256_hex(Secret(std::string(20, '\x0b')), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_sha256_hex(Secret("Jefe"), "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256_hex(Secret(std::string(131, '\xaa')),
                            "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Prepare, WebhookPostsTheJsonWithItsKey) {
  const auto r = std::get<HttpRequest>(prepare(webhook(), fired(), "firstcard/0.1 (me)"));
  EXPECT_EQ(r.method, "POST");
  EXPECT_EQ(r.url, "https://example.org/hook");
  EXPECT_EQ(r.body, to_json(fired()));
  EXPECT_EQ(r.user_agent, "firstcard/0.1 (me)");
  EXPECT_THAT(r.headers, ElementsAre(Pair("Content-Type", "application/json"),
                                     Pair("Idempotency-Key", "ai-demand/incident-3/fired"),
                                     Pair("X-Firstcard-Event", "fired"), Pair("X-Team", "desk")));
  EXPECT_THAT(r.secret_headers, ElementsAre(Pair("Authorization", Secret("Bearer abc"))));
  EXPECT_EQ(r.limits.max_redirects, 0);
}

TEST(Prepare, WebhookSignsTheBodyIfThereIsAKey) {
  Receiver receiver = webhook();
  std::get<WebhookConfig>(receiver.how).hmac_key = Secret("key");
  const auto r = std::get<HttpRequest>(prepare(receiver, fired(), ""));
  EXPECT_THAT(r.headers, Contains(Pair("X-Firstcard-Signature",
                                       "sha256=" + hmac_sha256_hex(Secret("key"), r.body))));
}

TEST(Prepare, WebhookTakesAnotherContentType) {
  Receiver receiver = webhook();
  std::get<WebhookConfig>(receiver.how).headers = {{"content-type", "application/x-json"}};
  const auto r = std::get<HttpRequest>(prepare(receiver, fired(), ""));
  EXPECT_THAT(r.headers, Contains(Pair("content-type", "application/x-json")));
  EXPECT_THAT(r.headers, Not(Contains(Pair("Content-Type", "application/json"))));
}

TEST(Prepare, WebhookRefusesBadHeaders) {
  for (const auto& header :
       std::vector<std::pair<std::string, std::string>>{{"X-A", "b\r\nX-Evil: 1"},
                                                        {"X A", "b"},
                                                        {"", "b"},
                                                        {"X-A\r\n", "b"},
                                                        {"idempotency-key", "mine"}}) {
    Receiver receiver = webhook();
    std::get<WebhookConfig>(receiver.how).headers = {header};
    EXPECT_THROW(prepare(receiver, fired(), ""), std::invalid_argument) << header.first;
    Receiver secret = webhook();
    std::get<WebhookConfig>(secret.how).secret_headers = {{header.first, Secret(header.second)}};
    EXPECT_THROW(prepare(secret, fired(), ""), std::invalid_argument) << header.first;
  }
}

TEST(HeaderFault, NamesTheHeaderAndNeverItsValue) {
  EXPECT_EQ(header_fault("X-Team", "desk, a=b; \u00fc"), "");
  EXPECT_EQ(header_fault("X Team", "desk"),
            "\"X Team\" is no header name: letters, digits and hyphens only");
  EXPECT_EQ(header_fault("Idempotency-Key", "x"),
            "header Idempotency-Key is set by firstcard itself: leave it out");
  EXPECT_EQ(header_fault("Authorization", "hidden\n"),
            "the value of header Authorization holds a line end or a control character");
}

TEST(Prepare, EmailGoesToBareAddresses) {
  EmailConfig c;
  c.host = "mail.example.org";
  c.port = 465;
  c.tls = MailRequest::Tls::tls;
  c.ca_file = "/etc/ca.pem";
  c.user = "u";
  c.password = Secret("p");
  c.from = "Firstcard <alerts@example.org>";
  c.to = {"A <a@example.org>", "b@example.org"};
  Receiver receiver{.id = {"mail"}, .how = c};
  receiver.limits.total = std::chrono::milliseconds{7};
  const auto r = std::get<MailRequest>(prepare(receiver, fired(), ""));
  EXPECT_EQ(r.host, "mail.example.org");
  EXPECT_EQ(r.port, 465);
  EXPECT_EQ(r.tls, MailRequest::Tls::tls);
  EXPECT_EQ(r.ca_file, "/etc/ca.pem");
  EXPECT_EQ(r.user, "u");
  EXPECT_EQ(r.password, Secret("p"));
  EXPECT_EQ(r.from, "alerts@example.org");
  EXPECT_THAT(r.to, ElementsAre("a@example.org", "b@example.org"));
  EXPECT_EQ(r.message, mail_message(c, fired()));
  EXPECT_EQ(r.limits, receiver.limits);
}

TEST(Prepare, LogIsOneLine) {
  const Receiver receiver{.id = {"log"}, .how = LogConfig{}};
  EXPECT_EQ(std::get<LogEntry>(prepare(receiver, fired(), "")).line, render_log_line(fired()));
}

HttpResult answer(int status, TransferError error = TransferError::none, std::string message = "") {
  HttpResult r;
  r.status = status;
  r.error = error;
  r.message = std::move(message);
  return r;
}

TEST(ClassifyHttp, FollowsTheTable) {
  using enum TransferError;
  const struct {
    int status;
    TransferError error;
    Outcome outcome;
  } table[] = {
      {200, none, Outcome::delivered},
      {202, none, Outcome::delivered},
      {204, none, Outcome::delivered},
      {299, none, Outcome::delivered},
      {200, truncated, Outcome::delivered},
      {200, too_large, Outcome::delivered},
      {200, timeout, Outcome::delivered},
      {301, none, Outcome::give_up},
      {308, too_many_redirects, Outcome::give_up},
      {0, too_many_redirects, Outcome::give_up},
      {200, too_many_redirects, Outcome::give_up},
      {302, forbidden_redirect, Outcome::give_up},
      {304, none, Outcome::give_up},
      {400, none, Outcome::give_up},
      {401, none, Outcome::give_up},
      {404, none, Outcome::give_up},
      {408, none, Outcome::retry},
      {409, none, Outcome::give_up},
      {410, none, Outcome::give_up},
      {413, none, Outcome::give_up},
      {425, none, Outcome::retry},
      {429, none, Outcome::retry},
      {500, none, Outcome::retry},
      {503, none, Outcome::retry},
      {599, none, Outcome::retry},
      {600, none, Outcome::give_up},
      {503, truncated, Outcome::retry},
      {0, none, Outcome::retry},
      {0, cancelled, Outcome::retry},
      {0, bad_url, Outcome::give_up},
      {0, resolve, Outcome::retry},
      {0, connect, Outcome::retry},
      {0, tls, Outcome::retry},
      {0, timeout, Outcome::retry},
      {0, too_slow, Outcome::retry},
      {0, truncated, Outcome::retry},
      {0, authentication, Outcome::give_up},
      {0, other, Outcome::retry},
  };
  for (const auto& c : table) {
    const Attempt a = classify(answer(c.status, c.error), Instant{});
    EXPECT_EQ(a.outcome, c.outcome) << c.status << " " << to_text(c.error);
    EXPECT_FALSE(a.reason.empty());
  }
}

TEST(ClassifyHttp, TakesRetryAfterOnlyWhereItIsTriedAgain) {
  HttpResult r = answer(503);
  r.headers = {{"retry-after", "120"}};
  const Attempt again = classify(r, Instant{});
  EXPECT_EQ(again.reason, "HTTP 503");
  EXPECT_EQ(again.wait, seconds{120});
  r.headers = {{"retry-after", "Tue, 11 Aug 2026 20:06:40 GMT"}};
  EXPECT_EQ(classify(r, at("2026-08-11T20:05:00Z")).wait, seconds{100});
  r.headers = {{"retry-after", "soon"}};
  EXPECT_EQ(classify(r, Instant{}).wait, std::nullopt);
  r.status = 404;
  r.headers = {{"retry-after", "120"}};
  EXPECT_EQ(classify(r, Instant{}).wait, std::nullopt);
}

TEST(ClassifyHttp, SaysWhatToDoAboutARedirect) {
  EXPECT_EQ(classify(answer(308, TransferError::too_many_redirects, "at last to https://b.example"),
                     Instant{})
                .reason,
            "the address redirects (at last to https://b.example); put the final address into the "
            "configuration");
  EXPECT_THAT(classify(answer(0, TransferError::connect, "refused"), Instant{}).reason,
              HasSubstr(": refused"));
}

TEST(ClassifyMail, FollowsTheTable) {
  using enum TransferError;
  const struct {
    int code;
    TransferError error;
    Outcome outcome;
  } table[] = {
      {250, none, Outcome::delivered},
      {221, none, Outcome::delivered},
      {250, timeout, Outcome::retry},
      {354, truncated, Outcome::retry},
      {354, none, Outcome::retry},
      {421, none, Outcome::retry},
      {450, other, Outcome::retry},
      {454, authentication, Outcome::retry},
      {535, authentication, Outcome::give_up},
      {550, other, Outcome::give_up},
      {554, none, Outcome::give_up},
      {0, connect, Outcome::retry},
      {0, resolve, Outcome::retry},
      {0, tls, Outcome::retry},
      {0, cancelled, Outcome::retry},
      {0, bad_url, Outcome::give_up},
      {0, none, Outcome::retry},
  };
  for (const auto& c : table) {
    const Attempt a = classify(MailResult{.code = c.code, .error = c.error, .message = "said"});
    EXPECT_EQ(a.outcome, c.outcome) << c.code << " " << to_text(c.error);
    EXPECT_EQ(a.wait, std::nullopt);
  }
  EXPECT_EQ(classify(MailResult{.code = 550, .message = "no such user"}).reason,
            "SMTP 550: no such user");
}

Attempt failed(std::optional<seconds> wait = std::nullopt) {
  return {.outcome = Outcome::retry, .reason = "HTTP 503", .wait = wait};
}

TEST(Retry, WaitsLongerEachTimeUpToTheCap) {
  EXPECT_EQ(after_failure(failed(), 1, seconds{0}, 1, {}).wait, seconds{5});
  EXPECT_EQ(after_failure(failed(), 2, seconds{9}, 1, {}).wait, seconds{10});
  EXPECT_EQ(after_failure(failed(), 5, seconds{9}, 1, {}).wait, seconds{80});
  EXPECT_EQ(after_failure(failed(), 5, seconds{9}, 0, {}).wait, seconds{40});
  EXPECT_EQ(after_failure(failed(), 500, seconds{9}, 1, {}).wait, seconds{3600});
  EXPECT_EQ(after_failure(failed(), 3, seconds{9}, 1, {}).reason,
            "HTTP 503; attempt 3, next in 20 s");
}

TEST(Retry, HonoursRetryAfterWithinReason) {
  EXPECT_EQ(after_failure(failed(seconds{120}), 1, seconds{0}, 1).wait, seconds{120});
  EXPECT_EQ(after_failure(failed(seconds{0}), 1, seconds{0}, 1).wait, seconds{5});
  EXPECT_EQ(after_failure(failed(days{365}), 1, seconds{0}, 1).wait, days{1});
}

TEST(Retry, MakesTheLastAttemptAtTheMaximumAge) {
  EXPECT_EQ(after_failure(failed(), 90, days{3} - seconds{100}, 1).wait, seconds{100});
  EXPECT_EQ(after_failure(failed(), 90, days{3} - seconds{1}, 0, {.base = seconds{0}}).wait,
            seconds{1});
  const RetryDecision over = after_failure(failed(), 91, days{3}, 1);
  EXPECT_EQ(over.wait, std::nullopt);
  EXPECT_EQ(over.reason, "HTTP 503; given up after 91 attempts in 72 hours");
  EXPECT_EQ(after_failure(failed(), 3, seconds{60}, 1, {.max_age = seconds{60}}).wait,
            std::nullopt);
}

TEST(Retry, EveryFailingSeriesEnds) {
  seconds waited{0};
  int attempts = 1;
  for (RetryDecision d = after_failure(failed(), attempts, waited, 0.5); d.wait;
       d = after_failure(failed(), attempts, waited, 0.5)) {
    waited += *d.wait;
    ASSERT_LT(++attempts, 200);
  }
  EXPECT_EQ(waited, days{3});
}

TEST(Retry, GivesUpAtOnceWhereNothingWouldChange) {
  const RetryDecision d = after_failure(
      {.outcome = Outcome::give_up, .reason = "HTTP 404", .wait = {}}, 1, seconds{0}, 1);
  EXPECT_EQ(d.wait, std::nullopt);
  EXPECT_EQ(d.reason, "HTTP 404; given up: another attempt would end the same");
}

TEST(Sample, SaysThatItIsATestAndIsNewEachTime) {
  const Notification n = sample_notification({"desk"}, at("2026-08-11T20:05:00Z"));
  EXPECT_EQ(n.kind, "test");
  EXPECT_EQ(n.key, "test/desk/2026-08-11T20:05:00Z");
  EXPECT_EQ(render_subject(n), "Test: First card: 1 of 2 weakening (growth) - Sample thesis");
  EXPECT_THAT(render_text(n), HasSubstr("This is a test. Nothing has happened"));
  EXPECT_THAT(render_html(n), HasSubstr("This is a test. Nothing has happened"));
}

Template made(std::string_view text) {
  return Template::parse(text).value();
}

TEST(Texts, TakeThePlaceOfTheBuiltInOnes) {
  Receiver hook = webhook();
  hook.texts.body = made(R"({"msg": "{{ thesis.title }} \u2192 {{ verdict.after.name }}"})");
  hook.texts.headers = {{"X-Kind", made("{{ kind }} {{ incident }}")}};
  const auto request = std::get<HttpRequest>(prepare(hook, fired(), "ua"));
  EXPECT_EQ(request.body, R"({"msg": "AI demand \u2192 first_card"})");
  EXPECT_THAT(request.headers, Contains(Pair("X-Kind", "fired 3")));
  EXPECT_TRUE(template_faults(hook, fired()).empty());

  Receiver mail{.id = {"mail"}, .how = EmailConfig{.host = "h", .from = "a@b.org", .to = {"c@d.org"}}};
  mail.texts.subject = made("{{ kind }}\nBcc: x@y.org");
  mail.texts.text = made("{{ weakening }} of {{ n }}");
  mail.texts.body = made("<p>{{ thesis.title }}</p>");
  const auto message = std::get<MailRequest>(prepare(mail, fired(), "ua")).message;
  EXPECT_THAT(message, HasSubstr("\r\nSubject: fired Bcc: x@y.org\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\n\r\n2 of 4\r\n"));
  EXPECT_THAT(message, HasSubstr("\r\n\r\n<p>AI demand</p>\r\n"));
  EXPECT_FALSE(wants_pictures(mail, fired()));  // nothing would refer to them
  mail.texts.body.reset();
  EXPECT_TRUE(wants_pictures(mail, fired()));

  Receiver log{.id = {"log"}, .how = LogConfig{}};
  log.texts.text = made("{{ kind }}\n{{ key }}");
  EXPECT_EQ(std::get<LogEntry>(prepare(log, fired(), "ua")).line, "fired ai-demand/incident-3/fired");
}

TEST(Texts, ThatFailFallBackAndSaySo) {
  const std::string why = "template body: line 1, column 4: the notification has no \"nme\"";
  Receiver hook = webhook();
  hook.texts.body = made("{{ nme }}");
  hook.texts.headers = {{"X-Kind", made("{{ nme }}")}};
  auto request = std::get<HttpRequest>(prepare(hook, fired(), "ua"));
  EXPECT_EQ(notification_from_json(request.body), fired());
  EXPECT_THAT(request.body, HasSubstr("\"template_fault\":\"Built-in text stands in"));
  EXPECT_THAT(request.headers, Not(Contains(Pair("X-Kind", ::testing::_))));
  EXPECT_THAT(template_faults(hook, fired()),
              ElementsAre(HasSubstr(why), HasSubstr("template header X-Kind: line 1")));
  std::get<WebhookConfig>(hook.how).headers.emplace_back("content-type", "text/plain");
  request = std::get<HttpRequest>(prepare(hook, fired(), "ua"));
  EXPECT_THAT(request.body, ::testing::StartsWith(render_text(fired())));
  EXPECT_THAT(request.body, HasSubstr(why));

  Receiver mail{.id = {"mail"}, .how = EmailConfig{.host = "h", .from = "a@b.org", .to = {"c@d.org"}}};
  mail.texts.subject = made("{{ nme }}");
  const auto message = std::get<MailRequest>(prepare(mail, fired(), "ua")).message;
  EXPECT_THAT(message, HasSubstr("Subject: First card: 2 of 4"));
  EXPECT_THAT(message, HasSubstr("Built-in text stands in"));

  Receiver log{.id = {"log"}, .how = LogConfig{}};
  log.texts.text = made("{{ nme }}");
  EXPECT_THAT(std::get<LogEntry>(prepare(log, fired(), "ua")).line,
              ::testing::AllOf(::testing::StartsWith(render_log_line(fired())),
                               HasSubstr("template text: line 1")));
}

}  // namespace
}  // namespace firstcard::test
