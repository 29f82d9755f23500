#include "daemon/journal.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "net/file.h"

// https://systemd.io/JOURNAL_NATIVE_PROTOCOL/, spoken without libsystemd as in service.cc.

namespace firstcard {

namespace {

// NAME=value and a line end; a value of several lines has its length in eight bytes, the lowest
// first, in place of the "=".
void add(std::string& to, const std::string& name, const std::string& value) {
  to += name;
  if (value.find('\n') == std::string::npos) {
    to += "=" + value + "\n";
    return;
  }
  to += '\n';
  std::uint64_t length = value.size();
  for (int i = 0; i < 8; ++i, length >>= 8) to += static_cast<char>(length & 0xFF);
  to += value + "\n";
}

}  // namespace

bool journal_is_ours() {
  return std::getenv("JOURNAL_STREAM") != nullptr;
}

bool tell_journal(const std::string& line,
                  const std::vector<std::pair<std::string, std::string>>& fields,
                  const std::filesystem::path& path) {
  std::string entry;
  add(entry, "MESSAGE", line);
  add(entry, "SYSLOG_IDENTIFIER", "firstcard");
  for (const auto& [name, value] : fields) add(entry, name, value);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.c_str(), path.native().size() + 1);
  // A journal that does not read must not hold up the loop.
  const File to(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return to && ::sendto(to.fd(), entry.data(), entry.size(), MSG_NOSIGNAL,
                        reinterpret_cast<const sockaddr*>(&address),
                        sizeof address) == static_cast<ssize_t>(entry.size());
}

}  // namespace firstcard
