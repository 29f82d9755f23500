// [[receiver]] with type = "email"
#include <fmt/format.h>

#include <array>

#include "alerts/mailbox.h"
#include "config_http.h"
#include "config_receiver_types.h"
#include "config_secret.h"

namespace firstcard::config {

namespace {

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

}  // namespace

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

}  // namespace firstcard::config
