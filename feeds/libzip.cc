// libzip's functions, as libjq.cc has those of libjq.
#include <zip.h>

#include "late_library.h"

namespace {

firstcard::LateLibrary& library() {
  static firstcard::LateLibrary loaded("libzip.so.4", "libzip4");
  return loaded;
}

}  // namespace

#define FORWARD(result, name, parameters, ...)                           \
  extern "C" result name parameters {                                    \
    static const auto real = library().function<decltype(&name)>(#name); \
    return real(__VA_ARGS__);                                            \
  }

// clang-format off
FORWARD(void, zip_discard, (zip_t* a), a)
FORWARD(void, zip_error_fini, (zip_error_t* a), a)
FORWARD(void, zip_error_init_with_code, (zip_error_t* a, int b), a, b)
FORWARD(const char*, zip_error_strerror, (zip_error_t* a), a)
FORWARD(int, zip_fclose, (zip_file_t* a), a)
FORWARD(zip_t*, zip_fdopen, (int a, int b, int* c), a, b, c)
FORWARD(zip_error_t*, zip_file_get_error, (zip_file_t* a), a)
FORWARD(zip_file_t*, zip_fopen_index, (zip_t* a, zip_uint64_t b, zip_flags_t c), a, b, c)
FORWARD(zip_int64_t, zip_fread, (zip_file_t* a, void* b, zip_uint64_t c), a, b, c)
FORWARD(zip_int64_t, zip_get_num_entries, (zip_t* a, zip_flags_t b), a, b)
FORWARD(int, zip_stat_index, (zip_t* a, zip_uint64_t b, zip_flags_t c, zip_stat_t* d), a, b, c, d)
FORWARD(void, zip_stat_init, (zip_stat_t* a), a)
FORWARD(const char*, zip_strerror, (zip_t* a), a)
// clang-format on
