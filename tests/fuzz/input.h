#pragma once
// The bytes of one fuzz run: settings are taken from the front, the rest is the text. And how a
// broken promise is told.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace firstcard::fuzz {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}

  // 0 to most - 1; 0 when the bytes are used up.
  unsigned choice(unsigned most) {
    if (left_ == 0) return 0;
    --left_;
    return *data_++ % most;
  }
  bool flag() { return choice(2) == 1; }
  std::string rest() const {
    std::string text(left_, '\0');
    for (std::size_t i = 0; i < left_; ++i) text[i] = static_cast<char>(data_[i]);
    return text;
  }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
};

inline void require(bool holds, std::string_view promise, std::string_view about = {}) {
  if (holds) return;
  std::fprintf(stderr, "broken: %.*s: %.*s\n", static_cast<int>(promise.size()), promise.data(),
               static_cast<int>(about.size()), about.data());
  std::abort();
}

// One file for the whole run: making one for each input is what would take the time.
inline int file_of(std::string_view text) {
  static const int fd = ::memfd_create("fuzz", MFD_CLOEXEC);
  require(fd >= 0 && ::ftruncate(fd, 0) == 0 &&
              ::pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()),
          "a file in memory can be written");
  return fd;
}

}  // namespace firstcard::fuzz
