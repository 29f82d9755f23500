#include "daemon/service.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "net/file.h"

// The protocol of sd_notify(3), which is stable and meant to be spoken without the library: one
// datagram to the socket in NOTIFY_SOCKET. libsystemd would bring four compression libraries and
// half a MiB at rest.

namespace firstcard {

namespace {

void tell(std::string_view message) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (path == nullptr || (path[0] != '/' && path[0] != '@')) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t length = std::strlen(path);
  if (length >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, path, length);
  if (path[0] == '@') address.sun_path[0] = '\0';  // the abstract name space
  const File socket_fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket_fd) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
  // Nobody to tell of a failure: the manager finds out by its own time limits.
  [[maybe_unused]] const auto sent =
      ::sendto(socket_fd.fd(), message.data(), message.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address), size);
}

std::optional<std::uint64_t> number_in(const char* variable) {
  const char* text = std::getenv(variable);
  std::uint64_t value = 0;
  if (text == nullptr || std::from_chars(text, text + std::strlen(text), value).ec != std::errc{})
    return std::nullopt;
  return value;
}

}  // namespace

void notify_ready(const std::string& status) {
  tell("READY=1\nSTATUS=" + status);
}
void notify_status(const std::string& status) {
  tell("STATUS=" + status);
}
void notify_reloading() {
  tell("RELOADING=1");
}
void notify_stopping() {
  tell("STOPPING=1");
}
void notify_watchdog() {
  tell("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdog_interval() {
  const auto limit = number_in("WATCHDOG_USEC");
  const auto whose = number_in("WATCHDOG_PID");
  if (!limit || *limit == 0 || (whose && *whose != static_cast<std::uint64_t>(::getpid())))
    return std::nullopt;
  return std::chrono::microseconds{*limit / 2};
}

}  // namespace firstcard
