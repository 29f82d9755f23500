#pragma once
#include <filesystem>

#include "scratch.h"

namespace firstcard::test {

// A self-signed certificate for 127.0.0.1 and localhost and its key, made by the openssl tool; they
// go away with the object. Who is to trust the server is given the certificate as CA file. Throws
// if the tool is missing.
class TlsCertificate {
 public:
  TlsCertificate();
  std::filesystem::path certificate() const { return folder_ / "certificate.pem"; }
  std::filesystem::path key() const { return folder_ / "key.pem"; }

 private:
  Scratch folder_;
};

}  // namespace firstcard::test
