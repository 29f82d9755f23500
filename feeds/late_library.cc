#include "late_library.h"

#include <dlfcn.h>

#include <stdexcept>

namespace firstcard {

LateLibrary::LateLibrary(const std::string& file, const std::string& package)
    : file_(file), handle_(::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ != nullptr) return;
  const char* why = ::dlerror();
  throw std::runtime_error(file + " cannot be loaded (" + (why != nullptr ? why : "unknown") +
                           "); install the package " + package);
}

void* LateLibrary::symbol(const char* name) {
  void* found = ::dlsym(handle_, name);
  if (found == nullptr)
    throw std::runtime_error(file_ + " has no function " + name + "; is it of another version?");
  return found;
}

}  // namespace firstcard
