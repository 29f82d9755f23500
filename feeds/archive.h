#pragma once
// The bytes of documents as they came, compressed, under their hash: FOLDER/ab/abcdef....gz. So
// every observation leads back to its line, and `gunzip` reads what was kept.
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <string>

#include "net/file.h"

namespace firstcard {

// A kept document with which another one begins, byte by byte.
struct KeptBeginning {
  std::string hash;
  std::int64_t bytes = 0;  // 0: there is none
};

// A folder that several processes may read and write at once; an object is a mere name for it and
// may be used on any thread.
class Archive {
 public:
  // An empty path keeps nothing.
  explicit Archive(std::filesystem::path folder) : folder_(std::move(folder)) {}

  bool keeps() const { return !folder_.empty(); }
  // Keeps the first `size` bytes of `fd`, unless they are there. Of a document that only goes on
  // where a kept one ended, what is packed already is copied and only the rest is packed, as one
  // more member of the gzip file. A document appears whole or not at all, also after a crash. The
  // error names the file and says why.
  std::expected<void, std::string> keep(int fd, std::int64_t size, const std::string& hash,
                                        const KeptBeginning& beginning = {}) const;
  bool has(const std::string& hash) const;
  // The document unpacked, in an unnamed file at offset 0; an error if it is not there or not
  // whole.
  std::expected<File, std::string> open(const std::string& hash) const;
  std::filesystem::path path_of(const std::string& hash) const;

  // Removes the documents that `wanted` does not ask for, and what a crash left half written.
  // Returns how many documents went.
  int prune(const std::function<bool(const std::string& hash)>& wanted) const;

 private:
  // Writes the packed bytes of `beginning` to an empty file; false: nothing was written.
  bool copy_kept(const KeptBeginning& beginning, int to) const;

  std::filesystem::path folder_;
};

}  // namespace firstcard
