#include "chat.h"

#include <fmt/format.h>

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string_view>

#include "exact_json.h"
#include "kind.h"
#include "page.h"
#include "render.h"
#include "shorten.h"

namespace firstcard {

namespace json = boost::json;

namespace {

// What is worth reading in a chat: the verdict, a line for each indicator and the notes. The
// evidence behind is for a mail.
std::string message_of(const Notification& n) {
  const Page page = page_of(n);
  std::string out = fmt::format("{}\n{}\n", page.verdict, page.context);
  for (const Glance& g : page.glance) {
    out += fmt::format("{} {}: {}", g.id, g.verb, g.reading);
    out += g.change.empty() ? "\n" : fmt::format(" ({})\n", g.change);
  }
  for (const std::string& note : page.notes) out += note + "\n";
  for (const std::string& line : page.history) out += line + "\n";
  for (const std::string& line : page.footer) out += line + "\n";
  out.pop_back();
  return out;
}

template <class T>
T by_severity(const Notification& n, const std::array<T, 3>& of) {
  return of[static_cast<std::size_t>(severity_of(n))];
}

json::object plain(std::string text) {
  return {{"type", "plain_text"}, {"text", std::move(text)}, {"emoji", false}};
}

}  // namespace

// A header holds 150 characters, a section 3,000. plain_text knows no markup but entities.
std::string slack_body(const Notification& n) {
  const std::string subject = render_subject(n);
  return exact_serialize(json::object{
      {"text", shorten(subject, 1000, slack_escaped)},
      {"blocks",
       json::array{
           json::object{{"type", "header"}, {"text", plain(shorten(subject, 150, unescaped))}},
           json::object{{"type", "section"},
                        {"text", plain(shorten(message_of(n), 3000, slack_escaped))}}}}});
}

// An embed's title holds 256 characters, its description 4,096.
std::string discord_body(const Notification& n) {
  return exact_serialize(json::object{
      {"allowed_mentions", json::object{{"parse", json::array{}}}},
      {"embeds",
       json::array{json::object{{"title", shorten(render_subject(n), 256, markdown_escaped)},
                                {"description", shorten(message_of(n), 4096, markdown_escaped)},
                                {"color", by_severity<int>(n, {0xC62828, 0xEF6C00, 0x546E7A})},
                                {"timestamp", to_text(n.at)}}}}});
}

// A message holds 28 KB. A card shows a line end only as an empty line.
std::string teams_body(const Notification& n) {
  std::string text;
  for (const char c : shorten(message_of(n), 12'000, markdown_escaped))
    text += c == '\n' ? std::string("\n\n") : std::string(1, c);
  return exact_serialize(json::object{
      {"type", "message"},
      {"attachments",
       json::array{json::object{
           {"contentType", "application/vnd.microsoft.card.adaptive"},
           {"contentUrl", nullptr},
           {"content",
            json::object{
                {"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
                {"type", "AdaptiveCard"},
                {"version", "1.4"},
                {"body",
                 json::array{
                     json::object{{"type", "TextBlock"},
                                  {"text", shorten(render_subject(n), 1000, markdown_escaped)},
                                  {"weight", "Bolder"},
                                  {"wrap", true},
                                  {"color", by_severity<std::string_view>(
                                                n, {"Attention", "Warning", "Default"})}},
                     json::object{{"type", "TextBlock"}, {"text", text}, {"wrap", true}}}}}}}}}});
}

// A message holds 4,096 characters.
std::string telegram_body(const Notification& n, const std::string& chat) {
  return exact_serialize(
      json::object{{"chat_id", chat},
                   {"text", shorten(render_subject(n) + "\n\n" + message_of(n), 4096, unescaped)},
                   {"disable_notification", severity_of(n) == Severity::info}});
}

// A message holds 4,096 bytes; a longer one would arrive as an attachment.
std::string ntfy_body(const Notification& n, const std::string& topic,
                      const std::array<int, 3>& priorities) {
  return exact_serialize(json::object{{"topic", topic},
                                      {"title", shorten(render_subject(n), 250, unescaped)},
                                      {"message", shorten(message_of(n), 4096, unescaped)},
                                      {"priority", by_severity<int>(n, priorities)},
                                      {"tags", json::array{n.kind, to_text(severity_of(n))}}});
}

}  // namespace firstcard
