#include "lock_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <string>
#include <system_error>

#include "storage/database.h"

namespace firstcard {

namespace {

using Kind = DatabaseError::Kind;

std::optional<int> number_in(int fd) {
  char text[32];
  const ssize_t n = pread(fd, text, sizeof text, 0);
  int number = 0;
  if (n <= 0 || std::from_chars(text, text + n, number).ec != std::errc{} || number <= 0) return std::nullopt;
  return number;
}

// " (process 812)", or nothing where the holder left no number.
std::string holder_of(int fd) {
  const auto number = number_in(fd);
  return number ? " (process " + std::to_string(*number) + ")" : "";
}

}  // namespace

LockFile::LockFile(const std::filesystem::path& database) {
  const std::string file = database.string() + ".lock";
  fd_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (fd_ < 0) {
    const int number = errno;
    const bool missing = number == ENOENT;
    throw DatabaseError(
        number == EROFS || number == EACCES ? Kind::read_only : Kind::cannot_open,
        file + ": cannot be created: " + std::generic_category().message(number) + ". " +
            (missing ? "Create the folder, or set [storage] path"
                     : "Give the daemon's user write permission to the folder, or set "
                       "[storage] path"));
  }
  if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const std::string holder = holder_of(fd_);
    close(fd_);
    throw DatabaseError(Kind::locked, database.string() + ": another firstcard" + holder +
                                          " writes to it. Stop that one first; reading commands "
                                          "work while it runs");
  }
  // For the message above only; a lock without a number is as good.
  const std::string number = std::to_string(getpid()) + "\n";
  if (ftruncate(fd_, 0) == 0 &&
      pwrite(fd_, number.data(), number.size(), 0) != static_cast<ssize_t>(number.size())) {
    [[maybe_unused]] const int emptied = ftruncate(fd_, 0);
  }
}

LockFile::~LockFile() {
  close(fd_);
}

std::optional<int> writer_of(const std::filesystem::path& database) {
  const int fd = open((database.string() + ".lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::nullopt;
  std::optional<int> writer;
  if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) writer = number_in(fd);
  close(fd);
  return writer;
}

}  // namespace firstcard
