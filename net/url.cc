#include "url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <new>

namespace firstcard {

namespace {

constexpr std::string_view kMalformed = "(malformed URL)";

struct Cleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};

// libcurl's URL, of any scheme.
class ParsedUrl {
 public:
  ParsedUrl() : url_(curl_url()) {
    if (!url_) throw std::bad_alloc();
  }

  CURLUcode parse(std::string_view text) {
    // A control character would end up in the request or in a log line.
    if (std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
      return CURLUE_MALFORMED_INPUT;
    return set(CURLUPART_URL, std::string(text).c_str());
  }
  // nullptr removes the part.
  CURLUcode set(CURLUPart part, const char* text) {
    return curl_url_set(url_.get(), part, text, CURLU_NON_SUPPORT_SCHEME);
  }
  // "" if the URL has no such part.
  std::string get(CURLUPart part, unsigned flags = 0) const {
    char* text = nullptr;
    if (curl_url_get(url_.get(), part, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, Cleanup> owned(text);
    return text;
  }
  void drop_userinfo_and_fragment() {
    for (const CURLUPart part :
         {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_FRAGMENT})
      set(part, nullptr);
  }
  std::string origin() const {
    std::string text = get(CURLUPART_SCHEME) + "://" + get(CURLUPART_HOST);
    if (const std::string port = get(CURLUPART_PORT, CURLU_NO_DEFAULT_PORT); !port.empty())
      text += ":" + port;
    // Scheme and host know no case; the rest of an origin has none.
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return text;
  }

 private:
  std::unique_ptr<CURLU, Cleanup> url_;
};

// "a=1&b" -> "a=...&...": a part without "=" may be a bare token.
std::string without_values(std::string_view query) {
  std::string shown;
  while (true) {
    const auto end = query.find('&');
    const std::string_view part = query.substr(0, end);
    const auto equals = part.find('=');
    if (equals != std::string_view::npos) shown += part.substr(0, equals + 1);
    if (!part.empty()) shown += "...";
    if (end == std::string_view::npos) return shown;
    shown += '&';
    query.remove_prefix(end + 1);
  }
}

// The parts between the "&" of a query.
std::vector<std::string_view> parts_of(std::string_view query) {
  std::vector<std::string_view> parts;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    if (end > 0) parts.push_back(query.substr(0, end));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return parts;
}

// The name in front of "=", "+" meaning a space.
std::string name_of(std::string_view part) {
  std::string name(part.substr(0, part.find('=')));
  std::ranges::replace(name, '+', ' ');
  int length = 0;
  const std::unique_ptr<char, Cleanup> decoded(
      curl_easy_unescape(nullptr, name.c_str(), static_cast<int>(name.size()), &length));
  return decoded ? std::string(decoded.get(), static_cast<std::size_t>(length)) : name;
}

}  // namespace

std::string query_encoded(std::string_view text) {
  if (text.empty()) return {};  // libcurl would ask for its length
  const std::unique_ptr<char, Cleanup> encoded(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
  if (!encoded) throw std::bad_alloc();
  return encoded.get();
}

std::vector<std::string> query_names(std::string_view text) {
  ParsedUrl url;
  std::vector<std::string> names;
  if (url.parse(text) != CURLUE_OK) return names;
  const std::string query = url.get(CURLUPART_QUERY);
  for (const std::string_view part : parts_of(query)) names.push_back(name_of(part));
  return names;
}

std::string with_query(std::string_view text, const Parameters& parameters) {
  ParsedUrl url;
  if (url.parse(text) != CURLUE_OK) return {};
  url.drop_userinfo_and_fragment();
  std::string query;
  const auto add = [&](std::string_view part) {
    if (!query.empty()) query += '&';
    query += part;
  };
  const std::string before = url.get(CURLUPART_QUERY);
  for (const std::string_view part : parts_of(before)) {
    const std::string name = name_of(part);
    if (!std::ranges::any_of(parameters, [&](const auto& p) { return p.first == name; })) add(part);
  }
  for (const auto& [name, value] : parameters)
    add(query_encoded(name) + "=" + query_encoded(value));
  url.set(CURLUPART_QUERY, query.empty() ? nullptr : query.c_str());
  return url.get(CURLUPART_URL);
}

std::string resolved(std::string_view base, std::string_view reference) {
  ParsedUrl url;
  if (url.parse(base) != CURLUE_OK || url.parse(reference) != CURLUE_OK) return {};
  url.set(CURLUPART_FRAGMENT, nullptr);
  return url.get(CURLUPART_URL);
}

std::string without_secrets(std::string_view text) {
  ParsedUrl url;
  if (url.parse(text) != CURLUE_OK) return std::string(kMalformed);
  url.drop_userinfo_and_fragment();
  const std::string query = url.get(CURLUPART_QUERY);
  url.set(CURLUPART_QUERY, nullptr);
  std::string shown = url.get(CURLUPART_URL);
  if (!query.empty()) shown += "?" + without_values(query);
  return shown;
}

std::string origin_of(std::string_view text) {
  ParsedUrl url;
  return url.parse(text) == CURLUE_OK ? url.origin() : std::string(kMalformed);
}

std::expected<HttpUrl, std::string> parse_http_url(std::string_view text) {
  if (text.empty()) return std::unexpected("the URL is empty");
  ParsedUrl url;
  if (const CURLUcode code = url.parse(text); code == CURLUE_BAD_SCHEME)
    return std::unexpected("the URL has no scheme: write http:// or https:// before it");
  else if (code != CURLUE_OK)
    return std::unexpected(std::string("not a URL: ") + curl_url_strerror(code));
  const std::string scheme = url.get(CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https")
    return std::unexpected("the URL's scheme is \"" + scheme +
                           "\": only http and https are fetched");

  HttpUrl parsed;
  parsed.user = url.get(CURLUPART_USER, CURLU_URLDECODE);
  parsed.password = Secret(url.get(CURLUPART_PASSWORD, CURLU_URLDECODE));
  url.drop_userinfo_and_fragment();
  parsed.url = url.get(CURLUPART_URL);
  parsed.origin = url.origin();
  parsed.host = parsed.origin.substr(parsed.origin.find("://") + 3);
  parsed.secure = scheme == "https";
  return parsed;
}

std::expected<std::string, std::string> mail_url(std::string_view scheme, const std::string& host,
                                                 int port) {
  ParsedUrl url;
  url.set(CURLUPART_SCHEME, std::string(scheme).c_str());
  const bool address = host.find(':') != std::string::npos && !host.starts_with('[');
  if (host.empty() ||
      url.set(CURLUPART_HOST, (address ? "[" + host + "]" : host).c_str()) != CURLUE_OK)
    return std::unexpected("\"" + host + "\" is not a host name or address");
  if (port < 1 || port > 65535 ||
      url.set(CURLUPART_PORT, std::to_string(port).c_str()) != CURLUE_OK)
    return std::unexpected(std::to_string(port) + " is not a port: 1 to 65535");
  return url.get(CURLUPART_URL);
}

}  // namespace firstcard
