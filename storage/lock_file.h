#pragma once
// One writer per database: an flock on a file beside it, held as long as the object lives. The
// system releases it when the process ends, however it ends; the file itself stays.
#include <filesystem>
#include <optional>

namespace firstcard {

class LockFile {
 public:
  // Throws DatabaseError (locked) that names the database and the process which holds it.
  explicit LockFile(const std::filesystem::path& database);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  int fd_ = -1;
};

// The process that writes to this database now, by the number it left; nullopt: none, or it left none.
std::optional<int> writer_of(const std::filesystem::path& database);

}  // namespace firstcard
