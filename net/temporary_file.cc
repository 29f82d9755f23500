#include "temporary_file.h"

#include <fcntl.h>
#include <stdlib.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace firstcard {

File temporary_file() {
  return temporary_file(std::filesystem::temp_directory_path());
}

File temporary_file(const std::filesystem::path& folder) {
  // O_EXCL: the file can never be given a name.
  if (const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600); fd >= 0)
    return File(fd);
  // Not every file system can do that; a kernel that does not know the flag says EISDIR. There the
  // file has a name for a moment.
  std::string name = (folder / "firstcard-XXXXXX").string();
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0)
    throw std::system_error(errno, std::generic_category(),
                            "cannot create a temporary file in " + folder.string());
  ::unlink(name.c_str());
  return File(fd);
}

}  // namespace firstcard
