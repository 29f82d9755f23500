#include "daemon/cli.h"

int main(int argc, char** argv) {
  return firstcard::run_cli(argc, argv);
}
