#pragma once
// What the program needs to know of a URL. Parsed by libcurl, so that what is judged here and what
// the transfer connects to cannot differ.
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "secret.h"

namespace firstcard {

// For people, rows and logs: without userinfo and fragment, each value in the query replaced by
// "...". "https://joe:pw@example.org/x?key=1&raw" -> "https://example.org/x?key=...&...". A text
// that is no URL becomes "(malformed URL)", because nobody can say where in it a secret stands. The
// path stays: where the path itself is a secret (some webhooks), show origin_of() instead.
std::string without_secrets(std::string_view url);

// Scheme, host and port, the port only if it is not the scheme's own: "https://example.org:8443".
// "(malformed URL)" if it is none.
std::string origin_of(std::string_view url);

// An http(s) URL taken apart for a transfer.
struct HttpUrl {
  std::string url;      // without userinfo and fragment
  std::string origin;   // as origin_of
  std::string host;     // of the origin: "example.org", "example.org:8443"
  bool secure = false;  // https
  std::string user;     // from the userinfo, decoded
  Secret password;
  bool operator==(const HttpUrl&) const = default;
};
// The error says what is wrong and quotes nothing of the text but its scheme.
std::expected<HttpUrl, std::string> parse_http_url(std::string_view url);

// The URL with these parameters, encoded, in its query, in place of those of the same names.
// Userinfo goes. An empty text if it is no URL.
using Parameters = std::vector<std::pair<std::string, std::string>>;
std::string with_query(std::string_view url, const Parameters& parameters);
// What `reference`, absolute or not, means on the page `base`; an empty text if it is no URL.
std::string resolved(std::string_view base, std::string_view reference);
// A name or a value as it stands in a query.
std::string query_encoded(std::string_view text);
// The names of the parameters in the URL's query, decoded.
std::vector<std::string> query_names(std::string_view url);

// "smtp://example.org:587" with an IPv6 address in brackets; the error names the host or the port.
std::expected<std::string, std::string> mail_url(std::string_view scheme, const std::string& host,
                                                 int port);

}  // namespace firstcard
