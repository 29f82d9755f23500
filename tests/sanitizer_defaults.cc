// What the sanitizers are told in every program of a sanitized build. Compiled in and not given by the
// environment: the program starts child processes with an empty one.
extern "C" {

const char* __asan_default_options() {
  return "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1";
}

const char* __ubsan_default_options() {
  return "print_stacktrace=1";
}

const char* __lsan_default_options() {
  return "print_suppressions=0";
}

// libjq 1.6 does not give back a few bytes where a program fails; fontconfig, which cairo asks for
// fonts, keeps what it has read. In the daemon both end with the child process.
const char* __lsan_default_suppressions() {
  return "leak:libjq.so\n"
         "leak:libfontconfig\n";
}

}  // extern "C"
