#include "signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace firstcard {

std::string hmac_sha256_hex(const Secret& key, std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const std::string& k = key.reveal();
  const auto* bytes = reinterpret_cast<const unsigned char*>(body.data());
  if (!HMAC(EVP_sha256(), k.data(), static_cast<int>(k.size()), bytes, body.size(), digest.data(),
            &size))
    throw std::runtime_error("HMAC-SHA256 failed in OpenSSL");
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

}  // namespace firstcard
