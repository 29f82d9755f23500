// libjq's functions, as far as they are used here, without linking it: it is loaded when the first
// one is called, which happens in the child that translates documents. The daemon itself, which
// rests for days, does not carry it and what it needs in memory.
#include "late_library.h"

extern "C" {
#include <jq.h>
}

namespace {

firstcard::LateLibrary& library() {
  static firstcard::LateLibrary loaded("libjq.so.1", "libjq1");
  return loaded;
}

}  // namespace

#define FORWARD(result, name, parameters, ...)                           \
  extern "C" result name parameters {                                    \
    static const auto real = library().function<decltype(&name)>(#name); \
    return real(__VA_ARGS__);                                            \
  }

// clang-format off
FORWARD(int, jq_compile_args, (jq_state* a, const char* b, jv c), a, b, c)
FORWARD(jv, jq_format_error, (jv a), a)
FORWARD(jv, jq_get_error_message, (jq_state* a), a)
FORWARD(int, jq_halted, (jq_state* a), a)
FORWARD(jq_state*, jq_init, ())
FORWARD(jv, jq_next, (jq_state* a), a)
FORWARD(void, jq_set_attr, (jq_state* a, jv b, jv c), a, b, c)
FORWARD(void, jq_set_error_cb, (jq_state* a, jq_msg_cb b, void* c), a, b, c)
FORWARD(void, jq_set_input_cb, (jq_state* a, jq_input_cb b, void* c), a, b, c)
FORWARD(void, jq_start, (jq_state* a, jv b, int c), a, b, c)
FORWARD(void, jq_teardown, (jq_state** a), a)
FORWARD(jv, jv_array, ())
FORWARD(jv, jv_array_get, (jv a, int b), a, b)
FORWARD(int, jv_array_length, (jv a), a)
FORWARD(jv, jv_copy, (jv a), a)
FORWARD(jv, jv_dump_string, (jv a, int b), a, b)
FORWARD(void, jv_free, (jv a), a)
FORWARD(jv_kind, jv_get_kind, (jv a), a)
FORWARD(jv, jv_invalid, ())
FORWARD(jv, jv_invalid_get_msg, (jv a), a)
FORWARD(int, jv_invalid_has_msg, (jv a), a)
FORWARD(jv, jv_invalid_with_msg, (jv a), a)
FORWARD(const char*, jv_kind_name, (jv_kind a), a)
FORWARD(double, jv_number_value, (jv a), a)
FORWARD(jv, jv_object, ())
FORWARD(jv, jv_object_get, (jv a, jv b), a, b)
FORWARD(int, jv_object_iter, (jv a), a)
FORWARD(jv, jv_object_iter_key, (jv a, int b), a, b)
FORWARD(int, jv_object_iter_next, (jv a, int b), a, b)
FORWARD(int, jv_object_iter_valid, (jv a, int b), a, b)
FORWARD(jv, jv_object_iter_value, (jv a, int b), a, b)
FORWARD(int, jv_object_length, (jv a), a)
FORWARD(jv, jv_object_set, (jv a, jv b, jv c), a, b, c)
FORWARD(void, jv_parser_free, (jv_parser* a), a)
FORWARD(jv_parser*, jv_parser_new, (int a), a)
FORWARD(jv, jv_parser_next, (jv_parser* a), a)
FORWARD(int, jv_parser_remaining, (jv_parser* a), a)
FORWARD(void, jv_parser_set_buf, (jv_parser* a, const char* b, int c, int d), a, b, c, d)
FORWARD(jv, jv_string, (const char* a), a)
FORWARD(int, jv_string_length_bytes, (jv a), a)
FORWARD(jv, jv_string_sized, (const char* a, int b), a, b)
FORWARD(const char*, jv_string_value, (jv a), a)
// clang-format on
