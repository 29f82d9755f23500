#pragma once
// Work in a process of its own, for what only another process shows: death without warning, other
// rights.
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <functional>

namespace firstcard::test {

// The child's wait status; 1 if `work` throws. The child runs no destructors of the parent's
// objects.
inline int in_child(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    int code = 1;
    try {
      code = work();
    } catch (const std::exception&) {
    }
    _exit(code);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

}  // namespace firstcard::test
