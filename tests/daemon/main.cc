// The test program is also the child process that it starts to translate documents and to draw.
#include <gmock/gmock.h>

#include <string_view>

#include "daemon/plotting.h"
#include "feeds/translate_child.h"

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "translate") return firstcard::run_translate_child();
  if (argc == 2 && std::string_view(argv[1]) == "plot") return firstcard::run_plot_child();
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
