#pragma once
// A shared library that is loaded when it is needed.
#include <string>

namespace firstcard {

class LateLibrary {
 public:
  // `package`: of Debian, for the message. Throws std::runtime_error if it is not there.
  LateLibrary(const std::string& file, const std::string& package);
  LateLibrary(const LateLibrary&) = delete;
  LateLibrary& operator=(const LateLibrary&) = delete;
  // Never unloaded: what it handed out may live as long as the process.

  // Throws std::runtime_error if the library has no such function.
  template <class Function>
  Function function(const char* name) {
    return reinterpret_cast<Function>(symbol(name));
  }

 private:
  void* symbol(const char* name);

  const std::string file_;
  void* handle_;
};

}  // namespace firstcard
