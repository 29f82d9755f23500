#include "config_http_feed.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "config_http.h"
#include "config_paging.h"

namespace firstcard::config {

namespace {

// Beside what no request may set, a feed may send any header.
std::string no_fault(std::string_view, std::string_view) {
  return {};
}

void read_body(Section& s, HttpRequest& request) {
  const auto body = s.line_breaks_too("body");
  const auto method = s.word("method", {"GET", "POST"});
  request.method = (method ? method->value == 1 : body.has_value()) ? "POST" : "GET";
  if (!body) return;
  if (request.method == "GET")
    s.error(body->place, R"("body" belongs to method = "POST"; take it out, or change the method)");
  request.body = body->value;
}

// What the body is, where the feed's headers do not say so.
void add_content_type(HttpRequest& request) {
  const auto is_content_type = [](const auto& h) { return is_header(h.first, "content-type"); };
  if (request.body.empty() || std::ranges::any_of(request.headers, is_content_type)) return;
  const auto first = request.body.find_first_not_of(" \t\r\n");
  const bool json =
      first != std::string::npos && std::string_view("{[").contains(request.body[first]);
  request.headers.emplace_back("Content-Type",
                               json ? "application/json" : "application/x-www-form-urlencoded");
}

// A value of a query that is no secret, as text; nullopt: it is of another kind.
std::optional<std::string> plain_text(const Value& v) {
  if (const auto* text = std::get_if<std::string>(&v.what)) return *text;
  if (const auto* integer = std::get_if<std::int64_t>(&v.what)) return std::to_string(*integer);
  if (const auto* number = std::get_if<double>(&v.what)) return fmt::format("{}", *number);
  if (const auto* yes = std::get_if<bool>(&v.what)) return *yes ? "true" : "false";
  return std::nullopt;
}

// Returns whether one of them is a secret.
bool read_query(Section& section, const std::optional<HttpUrl>& url, Secrets secrets,
                HttpRequest& request) {
  auto table = section.table("query");
  if (!table) return false;
  const auto in_source = url ? query_names(url->url) : std::vector<std::string>{};
  bool any_secret = false;
  for (const Entry& entry : table->entries()) {
    if (std::ranges::find(in_source, entry.key) != in_source.end()) {
      table->error(entry.place, fmt::format("\"{}\" stands in the query of the source, too; keep "
                                            "one of them",
                                            entry.key));
      continue;
    }
    const auto* list = std::get_if<List>(&entry.value.what);
    const auto one = [&](const Value& v) {
      if (const auto text = plain_text(v)) {
        request.query.emplace_back(entry.key, *text);
      } else if (std::holds_alternative<Table>(v.what)) {
        any_secret = true;
        if (auto secret = read_secret(*table, entry.key, v, secrets))
          request.secret_query.emplace_back(entry.key, std::move(secret->value));
      } else {
        table->error(v.place, fmt::format("\"{}\" must be a text, a number, a boolean or a secret, "
                                          "not {}",
                                          entry.key, kind_of(v)));
      }
    };
    if (list)
      for (const Value& v : *list) one(v);
    else
      one(entry.value);
  }
  return any_secret;
}

// The path of a file that can be read; reported. Commands that send nothing need not be able to.
std::string read_file(Section& s, std::string_view key, Secrets secrets) {
  const auto text = s.text(key);
  if (!text) return {};
  const std::string path = s.report().resolve(text->place, text->value).string();
  if (secrets == Secrets::read && ::access(path.c_str(), R_OK) != 0)
    s.error(text->place, fmt::format("\"{}\": cannot read {}: {}; correct the path, or its "
                                     "permissions",
                                     key, path, std::strerror(errno)));
  return path;
}

void read_certificates(Section& s, const std::optional<HttpUrl>& url, Secrets secrets,
                       HttpRequest& request) {
  request.ca_file = read_file(s, "ca_file", secrets);
  request.client_cert = read_file(s, "client_cert", secrets);
  request.client_key = read_file(s, "client_key", secrets);
  const auto password = read_secret(s, "client_key_password", secrets);
  if (password) request.client_key_password = password->value;
  const bool cert = s.take("client_cert");
  for (const auto* key : {"client_key", "client_key_password"})
    if (!cert && s.take(key))
      s.error(s.place_of(key), fmt::format("\"{}\" belongs to a \"client_cert\"; add it", key));
  if (cert && url && !url->secure)
    s.error(s.place_of("client_cert"),
            "\"client_cert\" is shown to https:// URLs only; take it out, or correct the source");
}

std::optional<HttpUrl> proxy_url(const Section& s, const At<std::string>& text) {
  if (text.value.empty()) return std::nullopt;
  auto url = parse_http_url(text.value);
  if (!url) {
    s.error(text.place, fmt::format("the proxy: {}", url.error()));
    return std::nullopt;
  }
  if (!url->user.empty() || !url->password.empty()) {
    s.error(text.place,
            "the proxy's URL holds a user name or a password; write proxy = { url = \"...\", user "
            "= \"...\", password = { credential = \"name\" } }");
    return std::nullopt;
  }
  return std::move(*url);
}

// Returns whether its credentials would go unencrypted to another machine.
bool read_proxy(Section& s, Secrets secrets, HttpRequest& request) {
  const Value* v = s.take("proxy");
  if (!v) return false;
  if (!std::holds_alternative<Table>(v->what)) {
    if (const auto text = s.text("proxy")) {
      request.proxy = Proxy{};
      if (const auto url = proxy_url(s, *text)) request.proxy->url = url->url;
    }
    return false;
  }
  Section table = *s.table("proxy");
  request.proxy = Proxy{};
  table.require("url", R"(url = "http://proxy.example.org:3128")");
  std::optional<HttpUrl> url;
  if (const auto text = table.text("url")) {
    url = proxy_url(table, *text);
    if (text->value.empty()) table.error(text->place, "the proxy's URL is empty");
  }
  if (url) request.proxy->url = url->url;
  const auto user = table.text("user");
  const auto password = read_secret(table, "password", secrets);
  const bool has_password = table.take("password");
  if (user.has_value() != has_password)
    table.error(table.place_of(user ? "user" : "password"),
                "\"user\" and \"password\" of a proxy belong together; write both or none");
  if (user) request.proxy->user = user->value;
  if (password && fits_one_line(table, "password", *password))
    request.proxy->password = password->value;
  table.finish();
  return has_password && url && !url->secure && !is_loopback(*url);
}

std::string shown_source(const HttpRequest& request) {
  std::string shown = without_secrets(request.url);
  char between = shown.contains('?') ? '&' : '?';
  const auto add = [&](const std::string& name, const std::string& value) {
    shown += fmt::format("{}{}={}", between, query_encoded(name), value);
    between = '&';
  };
  for (const auto& [name, value] : request.query) add(name, query_encoded(value));
  for (const auto& [name, value] : request.secret_query) add(name, "...");
  return shown;
}

}  // namespace

HttpFeedSource read_http_source(Section& s, const At<std::string>& source,
                                const std::string& user_agent, Secrets secrets) {
  s.refuse("watch", "belongs to a source that is a file; take it out");
  HttpFeedSource out;
  HttpRequest& request = out.source.request;
  const auto url = read_url(s, "source", source);
  if (url) request.url = url->url;
  request.user_agent = user_agent;
  request.body_to_file = true;
  read_body(s, request);
  Exposure exposure;
  exposure.secret_query = read_query(s, url, secrets, request);
  exposure.proxy_login = read_proxy(s, secrets, request);
  exposure.proxied = request.proxy && !request.proxy->url.empty();
  Headers headers = read_headers(s, "source", url, secrets, no_fault, exposure);
  request.headers = std::move(headers.plain);
  request.secret_headers = std::move(headers.secret);
  add_content_type(request);
  read_certificates(s, url, secrets, request);
  read_times(s, request.limits);
  read_transfer_limits(s, request.limits);
  out.source.paging = read_paging(s);
  out.shown = shown_source(request);
  return out;
}

}  // namespace firstcard::config
