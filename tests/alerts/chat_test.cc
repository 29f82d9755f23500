#include "alerts/chat.h"

#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "ai_demand_fake.h"
#include "alerts/exact_json.h"
#include "alerts/render.h"
#include "alerts/shorten.h"

namespace firstcard::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string at_path(const std::string& body, std::string_view path) {
  return std::string(exact_parse(body).at_pointer(path).as_string());
}

// Signs that mean something to somebody, in the one text that everybody shows.
Notification titled(const std::string& title) {
  Notification n = fired();
  n.thesis_title = title;
  return n;
}

Notification with_notes(int lines) {
  Notification n = fired();
  for (int i = 0; i < lines; ++i) n.history.push_back("an edge of long ago, and what it was about");
  return n;
}

TEST(Shorten, LeavesWhatFits) {
  EXPECT_EQ(shorten("one\ntwo", 7, unescaped), "one\ntwo");
}

TEST(Shorten, CutsAtAWholeLine) {
  EXPECT_EQ(shorten("one\ntwo\nthree", 12, unescaped), "one\ntwo\n...");
  EXPECT_EQ(shorten("one\ntwo\nthree", 11, unescaped), "one\ntwo\n...");
  EXPECT_EQ(shorten("one\ntwo\nthree", 10, unescaped), "one\n...");
}

TEST(Shorten, CutsALoneLineBetweenCharacters) {
  EXPECT_EQ(shorten("a\xC3\xA4\xC3\xA4", 5, unescaped), "a\xC3\xA4\xC3\xA4");
  EXPECT_EQ(shorten("\xC3\xA4\xC3\xA4\xC3\xA4", 5, unescaped), "\xC3\xA4...");
}

TEST(Shorten, CutsNoEscape) {
  EXPECT_EQ(shorten("a&b&c", 10, slack_escaped), "a&amp;b...");
  EXPECT_EQ(shorten("a*b*c*", 6, markdown_escaped), "a\\*...");
}

TEST(Slack, NobodyIsCalledByATitle) {
  const std::string body = slack_body(titled("<!channel> R&D"));
  EXPECT_THAT(at_path(body, "/text"), HasSubstr("&lt;!channel&gt; R&amp;D"));
  EXPECT_THAT(at_path(body, "/blocks/1/text/text"), HasSubstr("&lt;!channel&gt; R&amp;D"));
  EXPECT_EQ(at_path(body, "/blocks/1/text/type"), "plain_text");
}

TEST(Slack, KeepsTheLimits) {
  const std::string body = slack_body(with_notes(500));
  EXPECT_LE(at_path(body, "/blocks/1/text/text").size(), 3000U);
  EXPECT_THAT(at_path(body, "/blocks/1/text/text"), ::testing::EndsWith("\n..."));
  EXPECT_LE(at_path(slack_body(titled(std::string(500, 'x'))), "/blocks/0/text/text").size(), 150U);
}

TEST(Discord, EscapesAndAllowsNoMentions) {
  const std::string body = discord_body(titled("@everyone *bold*"));
  EXPECT_THAT(at_path(body, "/embeds/0/title"), HasSubstr("\\@everyone \\*bold\\*"));
  EXPECT_TRUE(exact_parse(body).at_pointer("/allowed_mentions/parse").as_array().empty());
  EXPECT_EQ(exact_parse(body).at_pointer("/embeds/0/color").as_int64(), 0xC62828);
}

TEST(Discord, KeepsTheLimits) {
  EXPECT_LE(at_path(discord_body(with_notes(500)), "/embeds/0/description").size(), 4096U);
  EXPECT_LE(at_path(discord_body(titled(std::string(500, '*'))), "/embeds/0/title").size(), 256U);
}

TEST(Teams, IsACardWithEscapedText) {
  const std::string body = teams_body(titled("[link](http://x)"));
  EXPECT_EQ(at_path(body, "/attachments/0/content/type"), "AdaptiveCard");
  EXPECT_THAT(at_path(body, "/attachments/0/content/body/0/text"),
              HasSubstr("\\[link\\]\\(http\\://x\\)"));
  EXPECT_EQ(at_path(body, "/attachments/0/content/body/0/color"), "Attention");
  EXPECT_LE(teams_body(with_notes(2000)).size(), 28'000U);
}

TEST(Telegram, SendsPlainTextWithinTheLimit) {
  const std::string body = telegram_body(titled("<b>_x_</b>"), "-100");
  EXPECT_THAT(at_path(body, "/text"), HasSubstr("<b>_x_</b>"));
  EXPECT_FALSE(exact_parse(body).as_object().contains("parse_mode"));
  EXPECT_EQ(at_path(body, "/chat_id"), "-100");
  EXPECT_LE(at_path(telegram_body(with_notes(500), "1"), "/text").size(), 4096U);
}

constexpr std::array<int, 3> kUrgency = {5, 4, 3};

TEST(Ntfy, IsUrgentByItsSeverity) {
  EXPECT_EQ(exact_parse(ntfy_body(fired(), "t", kUrgency)).at_pointer("/priority").as_int64(), 5);
  EXPECT_EQ(exact_parse(ntfy_body(resolved(), "t", kUrgency)).at_pointer("/priority").as_int64(), 3);
  EXPECT_EQ(at_path(ntfy_body(fired(), "t", kUrgency), "/title"), render_subject(fired()));
  EXPECT_LE(at_path(ntfy_body(with_notes(500), "t", kUrgency), "/message").size(), 4096U);
}

}  // namespace
}  // namespace firstcard::test
