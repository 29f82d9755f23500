#pragma once
// A [[feed]] whose source is an http(s) URL: what is asked for, how, and within which limits.
#include <array>
#include <string>
#include <string_view>

#include "daemon/config.h"
#include "daemon/config_section.h"

namespace firstcard::config {

// The keys that belong to such a feed alone.
inline constexpr std::array<std::string_view, 19> kHttpKeys = {
    "headers",
    "bearer",
    "basic",
    "allow_plain_secret",
    "timeout",
    "method",
    "connect_timeout",
    "first_byte_timeout",
    "low_speed",
    "low_speed_time",
    "max_redirects",
    "body",
    "query",
    "ca_file",
    "proxy",
    "client_cert",
    "client_key",
    "client_key_password",
    "paging",
};

struct HttpFeedSource {
  HttpSource source;
  std::string shown;  // without a secret
};
HttpFeedSource read_http_source(Section& section, const At<std::string>& url,
                                const std::string& user_agent, Secrets secrets);

}  // namespace firstcard::config
