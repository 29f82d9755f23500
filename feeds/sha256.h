#pragma once
// SHA-256 through OpenSSL.
//
// Why a cryptographic hash to see whether a file changed: with the SHA extensions of today's
// processors it takes 1.5 GB/s (`openssl speed`), so hashing 40 MB and reading them costs some 45
// ms, under 8 % of the first load of such a file; people can check it with sha256sum; and a
// document that was made to collide cannot pass for one already loaded. BLAKE2b in OpenSSL is
// slower (1 GB/s); a non-cryptographic hash would save 25 ms for one more dependency.
#include <openssl/types.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace firstcard {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  std::string hex_so_far() const;  // lower case, 64 digits; adding may go on

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const;
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace firstcard
