#include "sha256.h"

#include <openssl/evp.h>

#include <stdexcept>

namespace firstcard {

namespace {

// OpenSSL fails here only for want of memory or of its own modules: nothing a caller could decide
// on.
void must(int ok) {
  if (ok != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
}

}  // namespace

void Sha256::Free::operator()(EVP_MD_CTX* context) const {
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_) throw std::bad_alloc();
  must(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  must(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
}

std::string Sha256::hex_so_far() const {
  const std::unique_ptr<EVP_MD_CTX, Free> copy{EVP_MD_CTX_new()};
  if (!copy) throw std::bad_alloc();
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  must(EVP_MD_CTX_copy_ex(copy.get(), context_.get()));
  must(EVP_DigestFinal_ex(copy.get(), digest.data(), &size));
  std::string out;
  out.reserve(std::size_t{size} * 2);
  for (unsigned int i = 0; i < size; ++i) {
    out += "0123456789abcdef"[digest[i] >> 4];
    out += "0123456789abcdef"[digest[i] & 15];
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex_so_far();
}

}  // namespace firstcard
