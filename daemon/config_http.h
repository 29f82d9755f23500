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

// headers, bearer, basic and allow_plain_secret. `url` is where they go, from `url_key`; nullopt if
// it is wrong. `fault` knows which headers the sender refuses beside those that no request may set.
Headers read_headers(Section& section, std::string_view url_key, const std::optional<HttpUrl>& url,
                     Secrets secrets, HeaderFault fault);

// timeout, connect_timeout and, for a feed, max_bytes.
void read_times(Section& section, Limits& limits);
void read_max_bytes(Section& section, Limits& limits);

// localhost, 127.0.0.0/8 or ::1: nobody else can listen.
bool is_loopback(std::string_view host);

}  // namespace firstcard::config
