#include "lock_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <system_error>

#include "storage/database.h"

namespace firstcard {

namespace {

using Kind = DatabaseError::Kind;

// " (process 812)", or nothing where the holder left no number.
std::string holder_of(int fd) {
  char text[32];
  const ssize_t n = pread(fd, text, sizeof text, 0);
  std::string number;
  for (ssize_t i = 0; i < n && text[i] >= '0' && text[i] <= '9'; ++i) number += text[i];
  return number.empty() ? "" : " (process " + number + ")";
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

}  // namespace firstcard
