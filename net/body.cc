#include "body.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "temporary_file.h"

namespace firstcard {

bool Body::append(std::string_view bytes) {
  if (failure_ != Failure::none) return false;
  if (static_cast<std::int64_t>(bytes.size()) > max_bytes_ - size_) return refuse_too_large();
  if (!to_file_)
    text_ += bytes;
  else if (!write(bytes))
    return false;
  size_ += static_cast<std::int64_t>(bytes.size());
  return true;
}

bool Body::announce(std::int64_t bytes) {
  return bytes <= max_bytes_ || refuse_too_large();
}

void Body::clear() {
  *this = Body(to_file_, max_bytes_);
}

File Body::take_file() {
  if (!file_) file_ = temporary_file();
  if (::lseek(file_.fd(), 0, SEEK_SET) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot rewind a temporary file");
  return std::move(file_);
}

bool Body::refuse_too_large() {
  failure_ = Failure::too_large;
  reason_ = "the body is larger than the limit of " + std::to_string(max_bytes_) + " bytes";
  return false;
}

// Called by libcurl's C code, through which no exception may pass.
bool Body::write(std::string_view bytes) {
  try {
    if (!file_) file_ = temporary_file();
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.fd(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0)
        throw std::system_error(errno, std::generic_category(), "cannot write to a temporary file");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  } catch (const std::system_error& e) {
    failure_ = Failure::not_written;
    reason_ = e.what();
    return false;
  }
}

}  // namespace firstcard
