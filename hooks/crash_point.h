#pragma once
// Named places at which a test build dies by SIGKILL, to show that a crash there loses nothing.
// FIRSTCARD_CRASH=NAME:COUNT in the environment chooses one: the process ends when it passes there
// for the COUNTth time, counted from 1. In other builds a call is nothing.

namespace firstcard {

#ifdef FIRSTCARD_TEST_HOOKS
void crash_point(const char* name);
#else
inline void crash_point(const char*) {}
#endif

}  // namespace firstcard
