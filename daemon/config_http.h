#pragma once
// What a feed and a webhook share: a URL, its headers, its secrets and its limits.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config.h"
#include "daemon/config_secret.h"
#include "daemon/config_section.h"
#include "net/transfer.h"
#include "net/url.h"

namespace firstcard::config {

struct Headers {
  std::vector<std::pair<std::string, std::string>> plain;
  std::vector<std::pair<std::string, Secret>> secret;
};

// http(s), without credentials in it; reported. The message quotes nothing of the URL.
std::optional<HttpUrl> read_url(const Section& section, std::string_view key,
                                const At<std::string>& url);

// What is wrong with a header, or empty.
using HeaderFault = std::string (*)(std::string_view name, std::string_view value);

// What else of the request is a secret.
struct Exposure {
  bool secret_query = false;
  bool proxied = false;      // so that even what is for this machine passes through another
  bool proxy_login = false;  // which would go unencrypted to the proxy
};

// headers, bearer, basic and allow_plain_secret. `url` is where they go, from `url_key`; nullopt if
// it is wrong. `fault` knows which headers the sender refuses beside those that no request may set.
Headers read_headers(Section& section, std::string_view url_key, const std::optional<HttpUrl>& url,
                     Secrets secrets, HeaderFault fault, const Exposure& exposure = {});

// The value of Authorization for the table `basic`, or nullopt if it is absent or reported.
std::optional<Secret> read_basic(Section& section, Secrets secrets);

// Whether a header's name is this one, which is in lower case.
bool is_header(std::string_view name, std::string_view lower_case);

// timeout and connect_timeout.
void read_times(Section& section, Limits& limits);
// The further limits of a feed: of the first byte, the speed, the redirects and the size.
void read_transfer_limits(Section& section, Limits& limits);

// localhost, 127.0.0.0/8 or ::1: nobody else can listen.
bool is_loopback(std::string_view host);
bool is_loopback(const HttpUrl& url);

}  // namespace firstcard::config
