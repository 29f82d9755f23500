#pragma once
// A text as an open file, without a name.
#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>
#include <string_view>

#include "net/file.h"

namespace firstcard::test {

inline File file_of(std::string_view text) {
  File file(::memfd_create("test", MFD_CLOEXEC));
  if (!file || ::write(file.fd(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("cannot make a file for a test");
  }
  return file;
}

}  // namespace firstcard::test
