#include "tls_certificate.h"

#include <stdexcept>

#include "child_process.h"

namespace firstcard::test {

TlsCertificate::TlsCertificate() {
  ChildProcess openssl({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        "/CN=firstcard test", "-addext",
                        "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", key().string(),
                        "-out", certificate().string()});
  std::string said;
  while (const auto line = openssl.read_line()) said += *line + "\n";
  if (openssl.wait() != 0) throw std::runtime_error("openssl makes no certificate:\n" + said);
}

}  // namespace firstcard::test
