#include "config_http.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace firstcard::config {

namespace {

std::string base64(const std::string& text) {
  std::string out((text.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a NUL
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// A token of RFC 9110, section 5.6.2.
bool is_header_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").contains(c);
  });
}

// Headers whose value is a secret by their meaning.
bool is_secret_header(std::string_view name) {
  static constexpr std::array<std::string_view, 3> names = {"authorization", "proxy-authorization",
                                                            "cookie"};
  return std::ranges::find(names, lower(name)) != names.end();
}

// Those that the transfer itself writes.
bool is_own_header(std::string_view name) {
  static constexpr std::array<std::string_view, 6> names = {
      "user-agent", "host", "content-length", "transfer-encoding", "connection", "accept-encoding"};
  return std::ranges::find(names, lower(name)) != names.end();
}

std::string_view host_of_origin(std::string_view origin) {
  if (const auto scheme = origin.find("://"); scheme != std::string_view::npos)
    origin.remove_prefix(scheme + 3);
  if (origin.starts_with('[')) return origin.substr(1, origin.find(']') - 1);
  return origin.substr(0, origin.find(':'));
}

// Returns whether one of them is a secret.
bool read_header_table(Section& section, Secrets secrets, HeaderFault fault, Headers& out) {
  auto table = section.table("headers");
  if (!table) return false;
  bool any_secret = false;
  std::vector<std::string> seen;
  for (const Entry& entry : table->entries()) {
    if (!is_header_name(entry.key)) {
      table->error(entry.place, fmt::format("\"{}\" is no name of an HTTP header", entry.key));
      continue;
    }
    if (is_own_header(entry.key)) {
      table->error(
          entry.place,
          fmt::format("{} is set by the program{}; take it out", entry.key,
                      lower(entry.key) == "user-agent" ? ", see the key \"contact\"" : ""));
      continue;
    }
    if (std::ranges::find(seen, lower(entry.key)) != seen.end()) {
      table->error(entry.place, fmt::format("the header {} stands here twice", entry.key));
      continue;
    }
    seen.push_back(lower(entry.key));
    if (const std::string reason = fault(entry.key, ""); !reason.empty()) {
      table->error(entry.place, reason);
      continue;
    }
    if (std::holds_alternative<std::string>(entry.value.what) && !is_secret_header(entry.key)) {
      if (const auto text = table->text(entry.key)) out.plain.emplace_back(entry.key, text->value);
      continue;
    }
    any_secret = true;
    const auto secret = read_secret(*table, entry.key, entry.value, secrets);
    if (secret && fits_one_line(*table, entry.key, *secret))
      out.secret.emplace_back(entry.key, secret->value);
  }
  return any_secret;
}

std::optional<Secret> read_bearer(Section& section, Secrets secrets) {
  const auto token = read_secret(section, "bearer", secrets);
  if (!token || !fits_one_line(section, "bearer", *token)) return std::nullopt;
  return Secret{"Bearer " + token->value.reveal()};
}

}  // namespace

std::optional<Secret> read_basic(Section& section, Secrets secrets) {
  auto table = section.table("basic");
  if (!table) return std::nullopt;
  table->require("user", R"(user = "joe")");
  table->require("password", R"(password = { credential = "name" })");
  const auto user = table->text("user");
  const auto password = read_secret(*table, "password", secrets);
  table->finish();
  if (user && user->value.find(':') != std::string::npos) {
    table->error(user->place,
                 "\"user\" must not hold a colon: HTTP basic authentication ends the "
                 "name there");
    return std::nullopt;
  }
  if (!user || !password || !fits_one_line(*table, "password", *password)) return std::nullopt;
  return Secret{"Basic " + base64(user->value + ":" + password->value.reveal())};
}

bool is_loopback(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (lower(host) == "localhost" || host == "::1") return true;
  // Only digits and dots: "127.example.org" is somebody else.
  return host.starts_with("127.") &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_loopback(const HttpUrl& url) {
  return is_loopback(host_of_origin(url.origin));
}

std::optional<HttpUrl> read_url(const Section& section, std::string_view key,
                                const At<std::string>& url) {
  auto parsed = parse_http_url(url.value);
  if (!parsed) {
    section.error(url.place, fmt::format("\"{}\": {}", key, parsed.error()));
    return std::nullopt;
  }
  if (!parsed->user.empty() || !parsed->password.empty()) {
    section.error(url.place,
                  fmt::format("\"{}\" holds a user name or a password; take it out of the URL and "
                              "write basic = {{ user = \"...\", password = {{ credential = "
                              "\"name\" }} }}",
                              key));
    return std::nullopt;
  }
  return std::move(*parsed);
}

Headers read_headers(Section& section, std::string_view url_key, const std::optional<HttpUrl>& url,
                     Secrets secrets, HeaderFault fault, const Exposure& exposure) {
  Headers out;
  const bool secret_in_headers = read_header_table(section, secrets, fault, out);
  const auto is_authorization = [](const auto& h) { return lower(h.first) == "authorization"; };
  const bool logs_in_by_header = std::ranges::any_of(out.secret, is_authorization);
  auto bearer = read_bearer(section, secrets);
  auto basic = read_basic(section, secrets);
  const bool has_bearer = section.take("bearer"), has_basic = section.take("basic");
  if (logs_in_by_header + has_bearer + has_basic > 1)
    section.error(section.place_of(has_basic ? "basic" : "bearer"),
                  "says twice how to log in; keep one of \"bearer\", \"basic\" and the header "
                  "Authorization");
  if (bearer) out.secret.emplace_back("Authorization", std::move(*bearer));
  if (basic) out.secret.emplace_back("Authorization", std::move(*basic));

  const auto allow = section.boolean("allow_plain_secret");
  const bool allowed = allow && allow->value;
  // Asked of what is written, not of what could be read: both errors are to be seen at once.
  const bool any_secret = secret_in_headers || has_bearer || has_basic || exposure.secret_query;
  if (any_secret && url && !url->secure && !allowed &&
      (exposure.proxied || !is_loopback(*url)))
    section.error(section.place_of(url_key),
                  "would send a secret unencrypted; use an https:// URL, or write "
                  "allow_plain_secret = true if the network is yours");
  if (exposure.proxy_login && !allowed)
    section.error(section.place_of("proxy"),
                  "would send the proxy's password unencrypted; use an https:// proxy, or write "
                  "allow_plain_secret = true if the network is yours");
  return out;
}

void read_times(Section& section, Limits& limits) {
  if (const auto total = section.span("timeout")) limits.total = total->value;
  if (const auto connect = section.span("connect_timeout")) limits.connect = connect->value;
}

bool is_header(std::string_view name, std::string_view lower_case) {
  return lower(name) == lower_case;
}

void read_transfer_limits(Section& section, Limits& limits) {
  if (const auto first = section.span("first_byte_timeout")) limits.first_byte = first->value;
  if (const auto speed = section.integer("low_speed", 0)) limits.low_speed = speed->value;
  if (const auto time = section.span("low_speed_time")) limits.low_speed_time = time->value;
  if (const auto most = section.integer("max_redirects", 0, 20))
    limits.max_redirects = static_cast<int>(most->value);
  if (const auto bytes = section.integer("max_bytes", 1, INT64_MAX))
    limits.max_bytes = bytes->value;
}

}  // namespace firstcard::config
