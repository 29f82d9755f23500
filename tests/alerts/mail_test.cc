#include "alerts/mail.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "ai_demand_fake.h"
#include "alerts/mailbox.h"
#include "alerts/mime.h"
#include "alerts/render.h"
#include "support/child_process.h"
#include "support/scratch.h"

namespace firstcard::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

EmailConfig desk() {
  EmailConfig c;
  c.host = "mail.example.org";
  c.from = "Firstcard <alerts@example.org>";
  c.to = {"desk@example.org", "Zo\u00eb B\u00f6hm <zoe@example.org>"};
  return c;
}

// The reverse of quoted_printable, by RFC 2045's rules and nothing of mime.cc.
std::string decoded(std::string_view encoded) {
  std::string out;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] != '=') {
      if (encoded[i] != '\r') out += encoded[i];
      continue;
    }
    const std::string digits(encoded.substr(i + 1, 2));
    if (digits != "\r\n") out += static_cast<char>(std::stoi(digits, nullptr, 16));
    i += 2;
  }
  return out;
}

std::string headers_of(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n") + 2);
}

// Bodies of the parts of a multipart message, still encoded.
std::vector<std::string> parts_of(const std::string& message) {
  const std::size_t from = message.find("boundary=\"") + 10;
  const std::string boundary = "--" + message.substr(from, message.find('"', from) - from);
  std::vector<std::string> parts;
  std::size_t at = message.find(boundary + "\r\n");
  while (message.substr(at, boundary.size() + 2) != boundary + "--") {
    const std::size_t body = message.find("\r\n\r\n", at) + 4;
    at = message.find("\r\n" + boundary, body);
    parts.push_back(message.substr(body, at - body));
    at += 2;
  }
  return parts;
}

TEST(MailMessage, HasTheHeadersOfAnAlert) {
  EXPECT_EQ(headers_of(mail_message(desk(), fired())),
            "Date: Tue, 11 Aug 2026 20:05:00 +0000\r\n"
            "From: \"Firstcard\" <alerts@example.org>\r\n"
            "To: desk@example.org, =?UTF-8?B?Wm/DqyBCw7ZobQ==?= <zoe@example.org>\r\n"
            "Subject: First card: 2 of 4 weakening (cloud, backlog), 1 unknown (price) - AI\r\n"
            " demand\r\n"
            "Message-ID: <ai-demand.incident-3.fired.20260811T200500Z@example.org>\r\n"
            "In-Reply-To: <ai-demand.incident-3@example.org>\r\n"
            "References: <ai-demand.incident-3@example.org>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "X-Firstcard-Event: fired\r\n"
            "X-Firstcard-Key: ai-demand/incident-3/fired\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/alternative; boundary=\"=_firstcard_6a7b806c_26\"\r\n");
}

TEST(MailMessage, HoldsTheTextAndThenTheHtml) {
  const auto parts = parts_of(mail_message(desk(), fired()));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(decoded(parts[0]), render_text(fired()));
  EXPECT_EQ(decoded(parts[1]), render_html(fired()));
}

TEST(MailMessage, HasShortAsciiLinesThatEndWithCrLf) {
  const std::string message = mail_message(desk(), fired());
  std::size_t column = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    ASSERT_LT(static_cast<unsigned char>(message[i]), 0x7F);
    if (message[i] == '\n') {
      ASSERT_EQ(message[i - 1], '\r');
      column = 0;
    } else if (message[i] == '\r') {
      ASSERT_EQ(message[i + 1], '\n');
    } else {
      ASSERT_LE(++column, 78u);
    }
  }
}

// Judged by another implementation.
TEST(MailMessage, CarriesItsPicturesWhereTheHtmlLooksForThem) {
  const Plotter plotter;
  Pictures pictures;
  for (const IndicatorLine& i : plotted(fired()))
    pictures.all.push_back({.indicator = i.id, .png = plotter.png(i).value()});
  ASSERT_EQ(pictures.all.size(), 2u);
  const std::string message = mail_message(desk(), fired(), pictures);
  EXPECT_EQ(message, mail_message(desk(), fired(), pictures));
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t end = message.find("\r\n", at);
    ASSERT_LE(end - at, 100u) << message.substr(at, end - at);
    at = end + 2;
  }
  const Scratch scratch;
  ChildProcess python({"/usr/bin/python3", FIRSTCARD_SOURCE_DIR "/tests/alerts/mail_parts.py",
                       scratch.write("m.eml", message).string()});
  const std::string id = ".ai-demand.incident-3.fired.20260811T200500Z@example.org";
  EXPECT_EQ(python.read_all(),
            R"({"subject": "First card: 2 of 4 weakening (cloud, backlog), 1 unknown (price) - AI demand", )"
            R"("body": {"type": "multipart/alternative", "parts": [{"type": "text/plain", "cids": []}, )"
            R"({"type": "multipart/related", "parts": [{"type": "text/html", "cids": ["plot-cloud)" +
                id + R"(", "plot-backlog)" + id + R"("]}, {"type": "image/png", "id": "<plot-cloud)" +
                id + R"(>", "inline": true, "png": true, "size": )" +
                std::to_string(pictures.all[0].png.size()) +
                R"(}, {"type": "image/png", "id": "<plot-backlog)" + id +
                R"(>", "inline": true, "png": true, "size": )" +
                std::to_string(pictures.all[1].png.size()) + "}]}]}}\n");
}

TEST(MailMessage, SaysInTheHtmlThatPicturesAreMissing) {
  const auto parts = parts_of(
      mail_message(desk(), fired(), Pictures{.all = {}, .fault = "libcairo.so.2 <is> missing"}));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(decoded(parts[0]), render_text(fired()));
  EXPECT_THAT(decoded(parts[1]), HasSubstr("Plots are missing: libcairo.so.2 &lt;is&gt; missing"));
}

TEST(MailMessage, IsTheSameForEveryRepeatAndAnotherForAnotherEdge) {
  EXPECT_EQ(mail_message(desk(), fired()), mail_message(desk(), fired()));
  EXPECT_THAT(
      mail_message(desk(), updated()),
      HasSubstr("Message-ID: <ai-demand.incident-3.updated-9.20260902T090000Z@example.org>"));
  // A new database counts from 1 again; what it says must not pass for an old message.
  Notification again = fired();
  again.at += days{400};
  EXPECT_THAT(mail_message(desk(), again),
              HasSubstr("Message-ID: <ai-demand.incident-3.fired.20270915T200500Z@example.org>"));
}

TEST(MailMessage, NoHeaderCanBeInjected) {
  Notification n = fired();
  n.thesis_title = "AI\r\nBcc: thief@example.net\r\n\r\nbody";
  n.kind = "fired\r\nX-Evil: 1";
  n.key = "key\r\nX-Evil: 2";
  const std::string headers = headers_of(mail_message(desk(), n));
  EXPECT_THAT(headers, Not(HasSubstr("\nBcc:")));
  EXPECT_THAT(headers, Not(HasSubstr("\nX-Evil")));
  EXPECT_THAT(headers, HasSubstr(" - AI\r\n Bcc: thief@example.net body\r\n"));

  for (const std::string address : {"a@example.org\r\nBcc: b@example.net", "a@example.org\nx",
                                    "A\r <a@example.org>", "a@example.org, b@example.org", ""}) {
    EmailConfig to = desk();
    to.to = {address};
    EXPECT_THROW(mail_message(to, fired()), std::invalid_argument) << address;
    EmailConfig from = desk();
    from.from = address;
    EXPECT_THROW(mail_message(from, fired()), std::invalid_argument) << address;
  }
}

TEST(Mailbox, ReadsBareAndNamedAddresses) {
  EXPECT_EQ(parse_mailbox("a@b.org"), (Mailbox{"", "a@b.org"}));
  EXPECT_EQ(parse_mailbox(" root@localhost "), (Mailbox{"", "root@localhost"}));
  EXPECT_EQ(parse_mailbox("First Card <a+b@c.org>"), (Mailbox{"First Card", "a+b@c.org"}));
  EXPECT_EQ(parse_mailbox("\"Card, First\" <a@c.org>"), (Mailbox{"Card, First", "a@c.org"}));
  EXPECT_EQ(parse_mailbox("<a@c.org>"), (Mailbox{"", "a@c.org"}));
}

TEST(Mailbox, RefusesAndSaysWhy) {
  const auto why = [](std::string_view text) {
    const auto box = parse_mailbox(text);
    return box ? "accepted" : box.error();
  };
  EXPECT_EQ(why(""), "\"\" is no mail address: there is no address");
  EXPECT_THAT(why("desk"), HasSubstr("one @"));
  EXPECT_THAT(why("a@b@c"), HasSubstr("one @"));
  EXPECT_THAT(why("@b"), HasSubstr("one @"));
  EXPECT_THAT(why("a b@c.org"), HasSubstr("a space or one of"));
  EXPECT_THAT(why("a@b.org;c@d.org"), HasSubstr("a space or one of"));
  EXPECT_THAT(why("x <a@b.org"), HasSubstr("closing >"));
  EXPECT_THAT(why("a\"b <a@b.org>"), HasSubstr("a quote"));
  EXPECT_THAT(why("zo\u00eb@b.org"), HasSubstr("ASCII"));
  EXPECT_EQ(why("a@b.org\r\nBcc: c"),
            "\"a@b.org Bcc: c\" is no mail address: it holds a control character");
}

TEST(QuotedPrintable, EncodesWhatTheStandardAsks) {
  EXPECT_EQ(quoted_printable(""), "");
  EXPECT_EQ(quoted_printable("plain\ntext"), "plain\r\ntext");
  EXPECT_EQ(quoted_printable("crlf\r\n\n"), "crlf\r\n\r\n");
  EXPECT_EQ(quoted_printable("1+1=2"), "1+1=3D2");
  EXPECT_EQ(quoted_printable("end \nend\t"), "end=20\r\nend=09");
  EXPECT_EQ(quoted_printable("\u2581"), "=E2=96=81");
  EXPECT_EQ(quoted_printable("a\rb"), "a=0Db");
  const std::string seventy_six(76, 'x');
  EXPECT_EQ(quoted_printable(seventy_six), seventy_six);
  EXPECT_EQ(quoted_printable(seventy_six + "y"), std::string(75, 'x') + "=\r\nxy");
  EXPECT_EQ(quoted_printable(std::string(75, 'x') + "="), std::string(75, 'x') + "=\r\n=3D");
}

TEST(HeaderText, EncodesOnlyWhatNeedsIt) {
  EXPECT_EQ(header_text("plain"), "plain");
  EXPECT_EQ(header_text("Z\u00fcrich"), "=?UTF-8?B?WsO8cmljaA==?=");
  EXPECT_EQ(header_text("=?UTF-8?Q?trick?="), "=?UTF-8?B?PT9VVEYtOD9RP3RyaWNrPz0=?=");
  EXPECT_EQ(header_text("a\r\nb"), "a b");
  EXPECT_EQ(header_text(""), "");
}

TEST(HeaderText, NeverPartsACharacter) {
  std::string euros;
  for (int i = 0; i < 40; ++i) euros += "\u20ac";
  const std::string text = header_text("x" + euros);
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\r\n ", at), text.size());
    EXPECT_LE(end - at, 75u);
    EXPECT_THAT(text.substr(at), StartsWith("=?UTF-8?B?"));
    ++words;
    at = end + 3;
  }
  // 45 bytes a word: "x" and 14 of 3 bytes, then 15, then the rest.
  EXPECT_EQ(words, 3u);
}

TEST(HeaderLine, FoldsAtSpacesAndTakesOutLineEnds) {
  EXPECT_EQ(header_line("A", "b"), "A: b\r\n");
  EXPECT_EQ(header_line("A", "b\r\nBcc: c\nd"), "A: bBcc: cd\r\n");
  const std::string w(40, 'w');
  EXPECT_EQ(header_line("A", w + " " + w + " " + w),
            "A: " + w + "\r\n " + w + "\r\n " + w + "\r\n");
  EXPECT_EQ(header_line("A", std::string(120, 'w')), "A: " + std::string(120, 'w') + "\r\n");
  EXPECT_EQ(header_line("A", "=?x?=\r\n =?y?="), "A: =?x?=\r\n =?y?=\r\n");
}

}  // namespace
}  // namespace firstcard::test
