#include "daemon/cli.h"

// libcurl brings GnuTLS, for protocols that are never spoken here. This tells it not to set itself
// up when it is loaded (its GNUTLS_SKIP_GLOBAL_INIT), which would cost 0.7 MiB. It is found because
// CMakeLists.txt exports it.
extern "C" int _gnutls_global_init_skip();
extern "C" int _gnutls_global_init_skip() {
  return 1;
}

int main(int argc, char** argv) {
  return firstcard::run_cli(argc, argv);
}
