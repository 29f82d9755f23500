// [[receiver]] of the types that are reached by HTTP
#include <fmt/format.h>

#include <algorithm>

#include "alerts/tracker.h"
#include "config_http.h"
#include "config_receiver_types.h"
#include "config_secret.h"

namespace firstcard::config {

namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// A name in Alertmanager: a letter or "_", then digits too.
bool is_label(std::string_view name) {
  return !name.empty() && (name.front() < '0' || name.front() > '9') &&
         std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '_'; });
}

// "123456:ABC-DEF1234ghIkl": it becomes a part of a path.
bool is_bot_token(std::string_view token) {
  const auto colon = token.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == token.size()) return false;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::ranges::all_of(token.substr(0, colon), is_digit) &&
         std::ranges::all_of(token.substr(colon + 1),
                             [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; });
}

// For types without headers of their own: read_headers does the same.
void keep_private(Section& s, std::string_view key, const std::optional<HttpUrl>& url,
                  bool any_secret) {
  const auto allow = s.boolean("allow_plain_secret");
  if (any_secret && url && !url->secure && !(allow && allow->value) && !is_loopback(*url))
    s.error(s.place_of(key),
            "would send a secret unencrypted; use an https:// URL, or write "
            "allow_plain_secret = true if the network is yours");
}

// A URL that is a secret as a whole. `parsed` is left empty where secrets are not read.
Secret read_secret_url(Section& s, Secrets secrets, std::optional<HttpUrl>& parsed) {
  auto url = read_secret(s, "url", secrets);
  if (!url || url->value.empty()) return {};
  if (auto good = parse_http_url(url->value.reveal()))
    parsed = std::move(*good);
  else
    s.error(url->place,
            "the secret \"url\" is no URL that begins with http:// or https://; nothing of it is "
            "shown");
  return std::move(url->value);
}

// An address to which a path is added; `out` holds the default.
std::optional<HttpUrl> read_server(Section& s, std::string& out) {
  std::optional<HttpUrl> url;
  if (const auto text = s.text("server")) {
    url = read_url(s, "server", *text);
    if (url && url->url.find('?') != std::string::npos)
      s.error(text->place, "\"server\" must end before the \"?\": a path is added to it");
  } else if (!out.empty()) {
    if (auto parsed = parse_http_url(out)) url = std::move(*parsed);
  }
  if (!url) return std::nullopt;
  out = url->url;
  while (out.ends_with('/')) out.pop_back();
  return url;
}

WebhookConfig read_webhook(Section& s, Secrets secrets) {
  WebhookConfig out;
  s.require("url", R"(url = "https://example.org/hook")");
  std::optional<HttpUrl> url;
  const Value* value = s.take("url");
  const bool secret = value != nullptr && std::holds_alternative<Table>(value->what);
  if (secret)
    out.secret_url = read_secret_url(s, secrets, url);
  else if (const auto text = s.text("url"))
    url = read_url(s, "url", *text);
  if (url && !secret) out.url = url->url;
  Headers headers = read_headers(s, "url", url, secrets, header_fault, {.secret_query = secret});
  out.headers = std::move(headers.plain);
  out.secret_headers = std::move(headers.secret);
  // The key itself never travels, so it may hold any byte and the URL may be plain.
  if (auto key = read_secret(s, "hmac_key", secrets)) out.hmac_key = std::move(key->value);
  return out;
}

// Slack, Discord and Teams.
template <class Config>
Config read_chat(Section& s, Secrets secrets) {
  s.require("url", R"(url = { credential = "name" })");
  std::optional<HttpUrl> url;
  Config out{.url = read_secret_url(s, secrets, url)};
  keep_private(s, "url", url, true);
  return out;
}

TelegramConfig read_telegram(Section& s, Secrets secrets) {
  TelegramConfig out;
  const auto server = read_server(s, out.server);
  s.require("token", R"(token = { credential = "name" })");
  s.require("chat", R"(chat = "-1001234567890")");
  if (auto token = read_secret(s, "token", secrets)) {
    if (!token->value.empty() && !is_bot_token(token->value.reveal()))
      s.error(token->place,
              "the secret \"token\" is none of a bot: digits, a colon, then letters, digits, \"-\" "
              "and \"_\"");
    out.token = std::move(token->value);
  }
  const Value* chat = s.take("chat");
  if (chat != nullptr && std::holds_alternative<std::int64_t>(chat->what))
    out.chat = std::to_string(std::get<std::int64_t>(chat->what));
  else if (const auto text = s.text("chat"))
    out.chat = text->value;
  if (chat != nullptr && out.chat.empty() && std::holds_alternative<std::string>(chat->what))
    s.error(chat->place, "\"chat\" is empty; write the chat's number or \"@channel\"");
  keep_private(s, "server", server, true);
  return out;
}

void read_priorities(Section& s, NtfyConfig& out) {
  auto table = s.table("priority");
  if (!table) return;
  for (std::size_t i = 0; i < out.priorities.size(); ++i)
    if (const auto priority = table->integer(all_severities()[i], 1, 5))
      out.priorities[i] = static_cast<int>(priority->value);
  table->finish();
}

NtfyConfig read_ntfy(Section& s, Secrets secrets) {
  NtfyConfig out;
  const auto server = read_server(s, out.server);
  s.require("topic", R"(topic = "firstcard-alerts")");
  if (const auto topic = s.text("topic")) {
    const bool good = !topic->value.empty() && topic->value.size() <= 64 &&
                      std::ranges::all_of(topic->value, [](char c) {
                        return is_letter_or_digit(c) || c == '-' || c == '_';
                      });
    if (!good) s.error(topic->place, "\"topic\" must be 1 to 64 letters, digits, \"-\" and \"_\"");
    out.topic = topic->value;
  }
  read_priorities(s, out);
  const bool has_token = s.take("token"), has_basic = s.take("basic");
  if (has_token && has_basic)
    s.error(s.place_of("basic"), "says twice how to log in; keep one of \"token\" and \"basic\"");
  if (const auto token = read_secret(s, "token", secrets);
      token && !token->value.empty() && fits_one_line(s, "token", *token))
    out.authorization = Secret("Bearer " + token->value.reveal());
  if (auto basic = read_basic(s, secrets)) out.authorization = std::move(*basic);
  keep_private(s, "server", server, has_token || has_basic);
  return out;
}

PagerDutyConfig read_pagerduty(Section& s, Secrets secrets) {
  PagerDutyConfig out;
  const auto server = read_server(s, out.server);
  s.require("routing_key", R"(routing_key = { credential = "name" })");
  if (auto key = read_secret(s, "routing_key", secrets)) {
    const std::string& text = key->value.reveal();
    if (!text.empty() && (text.size() != 32 || !std::ranges::all_of(text, is_letter_or_digit)))
      s.error(key->place,
              "the secret \"routing_key\" is none: an Events API v2 integration has one of 32 "
              "letters and digits");
    out.routing_key = std::move(key->value);
  }
  keep_private(s, "server", server, true);
  return out;
}

void read_labels(Section& s, AlertmanagerConfig& out) {
  auto table = s.table("labels");
  if (!table) return;
  for (const Entry& entry : table->entries()) {
    if (!is_label(entry.key))
      table->error(entry.place,
                   fmt::format("\"{}\" is no name of a label: letters, digits and \"_\" only, a "
                               "digit not first",
                               entry.key));
    else if (is_own_label(entry.key))
      table->error(entry.place,
                   fmt::format("the label {} is set by firstcard itself; take it out", entry.key));
    else if (const auto value = table->text(entry.key))
      out.labels.emplace(entry.key, value->value);
  }
}

AlertmanagerConfig read_alertmanager(Section& s, Secrets secrets) {
  AlertmanagerConfig out;
  s.require("server", R"(server = "http://localhost:9093")");
  const auto server = read_server(s, out.server);
  Headers headers = read_headers(s, "server", server, secrets, header_fault);
  out.headers = std::move(headers.plain);
  out.secret_headers = std::move(headers.secret);
  read_labels(s, out);
  return out;
}

}  // namespace

void read_http(Section& s, Type type, Receiver& out, Secrets secrets) {
  switch (type) {
    case Type::webhook:
      out.how = read_webhook(s, secrets);
      break;
    case Type::slack:
      out.how = read_chat<SlackConfig>(s, secrets);
      break;
    case Type::discord:
      out.how = read_chat<DiscordConfig>(s, secrets);
      break;
    case Type::teams:
      out.how = read_chat<TeamsConfig>(s, secrets);
      break;
    case Type::telegram:
      out.how = read_telegram(s, secrets);
      break;
    case Type::ntfy:
      out.how = read_ntfy(s, secrets);
      break;
    case Type::pagerduty:
      out.how = read_pagerduty(s, secrets);
      break;
    case Type::alertmanager:
      out.how = read_alertmanager(s, secrets);
      break;
    case Type::email:
    case Type::log:
    case Type::exec:
      return;  // these are no HTTP
  }
  read_times(s, out.limits);
}

}  // namespace firstcard::config
