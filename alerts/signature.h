#pragma once
#include <string>
#include <string_view>

#include "net/secret.h"

namespace firstcard {

// HMAC-SHA256 (RFC 2104) of `body`, as 64 lower-case hexadecimal digits.
std::string hmac_sha256_hex(const Secret& key, std::string_view body);

}  // namespace firstcard
