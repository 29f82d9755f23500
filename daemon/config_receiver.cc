// [[receiver]]
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "alerts/mailbox.h"
#include "config_http.h"
#include "config_parts.h"
#include "config_receiver_texts.h"
#include "config_secret.h"

namespace firstcard::config {

namespace {

enum class Type : std::uint8_t { webhook, email, log };
constexpr std::array<std::string_view, 3> kTypes = {"webhook", "email", "log"};

// The keys that only one type has.
constexpr std::array<std::string_view, 6> kWebhookKeys = {"url",   "headers",  "bearer",
                                                          "basic", "hmac_key", "connect_timeout"};
constexpr std::array<std::string_view, 8> kEmailKeys = {"host", "port",     "tls",  "ca_file",
                                                        "user", "password", "from", "to"};

// Keys of another type are told apart from misspelt ones.
void refuse_keys_of_others(Section& s, Type type) {
  const auto refuse = [&](Type owner, const auto& keys) {
    for (const auto key : keys)
      if (owner != type)
        s.refuse(key, fmt::format("belongs to type = \"{}\"; take it out",
                                  kTypes[static_cast<std::size_t>(owner)]));
  };
  refuse(Type::webhook, kWebhookKeys);
  refuse(Type::email, kEmailKeys);
  if (type == Type::log)
    for (const auto* key : {"allow_plain_secret", "timeout"})
      s.refuse(key, "has no effect on a log; take it out");
}

WebhookConfig read_webhook(Section& s, Limits& limits, Secrets secrets) {
  WebhookConfig out;
  s.require("url", R"(url = "https://example.org/hook")");
  std::optional<HttpUrl> url;
  if (const auto text = s.text("url")) url = read_url(s, "url", *text);
  if (url) out.url = url->url;
  Headers headers = read_headers(s, "url", url, secrets, header_fault);
  out.headers = std::move(headers.plain);
  out.secret_headers = std::move(headers.secret);
  // The key itself never travels, so it may hold any byte and the URL may be plain.
  if (auto key = read_secret(s, "hmac_key", secrets)) out.hmac_key = std::move(key->value);
  read_times(s, limits);
  return out;
}

void check_address(const Section& s, std::string_view key, const At<std::string>& address) {
  if (const auto mailbox = parse_mailbox(address.value); !mailbox)
    s.error(address.place, fmt::format("\"{}\": {}", key, mailbox.error()));
}

void read_server(Section& s, EmailConfig& out) {
  s.require("host", R"(host = "smtp.example.org")");
  if (const auto host = s.text("host")) {
    out.host = host->value;
    if (const auto url = mail_url("smtp", out.host, out.port); !url)
      s.error(host->place, fmt::format("\"host\": {}", url.error()));
  }
  if (const auto tls = s.word("tls", {"none", "starttls", "tls"}))
    out.tls = static_cast<MailRequest::Tls>(tls->value);
  // The ports of RFC 5321, 6409 and 8314.
  static constexpr std::array<int, 3> ports = {25, 587, 465};
  out.port = ports[static_cast<std::size_t>(out.tls)];
  if (const auto port = s.integer("port", 1, 65535)) out.port = static_cast<int>(port->value);
  if (const auto file = s.text("ca_file"))
    out.ca_file = s.report().resolve(file->place, file->value).string();
}

void read_login(Section& s, EmailConfig& out, Secrets secrets) {
  const auto user = s.text("user");
  auto password = read_secret(s, "password", secrets);
  const bool has_password = s.take("password");
  if (user.has_value() != has_password)
    s.error(s.place(), fmt::format("has \"{}\" without \"{}\"; write both or none",
                                   user ? "user" : "password", user ? "password" : "user"));
  const auto allow = s.boolean("allow_plain_secret");
  if (has_password && out.tls == MailRequest::Tls::none && !(allow && allow->value) &&
      !is_loopback(out.host))
    s.error(s.place_of("password"),
            "would send the password unencrypted; use tls = \"starttls\" or \"tls\", or "
            "write allow_plain_secret = true if the network is yours");
  if (user) out.user = user->value;
  if (password && fits_one_line(s, "password", *password))
    out.password = std::move(password->value);
}

EmailConfig read_email(Section& s, Limits& limits, Secrets secrets) {
  EmailConfig out;
  read_server(s, out);
  read_login(s, out, secrets);
  s.require("from", R"(from = "Firstcard <alerts@example.org>")");
  if (const auto from = s.text("from")) {
    check_address(s, "from", *from);
    out.from = from->value;
  }
  s.require("to", R"(to = "desk@example.org", or a list)");
  if (const auto to = s.texts("to")) {
    if (to->empty())
      s.error(s.place_of("to"), "\"to\" is an empty list; name at least one address");
    for (const auto& address : *to) {
      check_address(s, "to", address);
      out.to.push_back(address.value);
    }
  }
  if (const auto total = s.span("timeout")) limits.total = total->value;
  return out;
}

void read_kinds(Section& s, Receiver& out) {
  static const std::vector<std::string> known(all_kinds().begin(), all_kinds().end());
  const auto kinds = s.texts("kinds");
  if (!kinds) return;
  out.kinds = {"test"};
  bool unknown = false;
  for (const auto& kind : *kinds) {
    if (std::ranges::find(known, kind.value) != known.end()) {
      out.kinds.insert(kind.value);
    } else {
      unknown = true;
      s.error(kind.place,
              fmt::format("unknown kind \"{}\"{}", kind.value, suggestion(kind.value, known)));
    }
  }
  if (out.kinds.size() == 1 && !unknown)
    s.error(s.place_of("kinds"),
            fmt::format("nothing is ever sent to it: \"kinds\" names none of {}; name one, or take "
                        "\"kinds\" out",
                        fmt::join(all_kinds().first(all_kinds().size() - 1), ", ")));
}

void read_routes(Section& s, const Names& names, Receiver& out) {
  const auto theses = s.texts("theses");
  if (theses) {
    if (theses->empty())
      s.error(s.place_of("theses"),
              "nothing is ever sent to it: \"theses\" is an empty list; name a thesis, or take "
              "\"theses\" out to get all");
    for (const auto& thesis : *theses) {
      is_declared(s, "thesis", thesis, names.theses, names);
      out.theses.insert(ThesisId{thesis.value});
    }
  } else if (!s.take("theses") && !names.any_thesis && names.complete) {
    s.error(s.place(), "nothing is ever sent to it: there is no thesis; write a [thesis]");
  }
}

std::optional<Receiver> read_one(Section& s, Names& names, Secrets secrets) {
  Receiver out;
  const auto id = read_id(s, names.receivers);
  s.require("type", R"(type = "webhook")");
  if (const auto word = s.word("type", {"webhook", "email", "log"})) {
    const auto type = static_cast<Type>(word->value);
    refuse_keys_of_others(s, type);
    if (type == Type::webhook)
      out.how = read_webhook(s, out.limits, secrets);
    else if (type == Type::email)
      out.how = read_email(s, out.limits, secrets);
    else
      out.how = LogConfig{};
    read_texts(s, out);
  } else {  // which keys belong to it cannot be said
    for (const auto key : kWebhookKeys) s.take(key);
    for (const auto key : kEmailKeys) s.take(key);
    for (const auto key : kTextKeys) s.take(key);
    for (const auto* key : {"allow_plain_secret", "timeout"}) s.take(key);
  }
  read_kinds(s, out);
  read_routes(s, names, out);
  s.finish();
  if (!id) return std::nullopt;
  out.id = ReceiverId{*id};
  return out;
}

}  // namespace

std::vector<Receiver> read_receivers(std::vector<Section> sections, Names& names, Secrets secrets) {
  std::vector<Receiver> out;
  for (Section& section : sections)
    if (auto receiver = read_one(section, names, secrets)) out.push_back(std::move(*receiver));
  return out;
}

}  // namespace firstcard::config
