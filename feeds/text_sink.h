#pragma once
// What an unpacked text goes through on its way to a file: recoding, the size limit.
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "recode.h"
#include "unpack.h"

namespace firstcard {

using Refused = std::optional<Rejection>;

class TextSink {
 public:
  // Writes to `out` at its offset.
  TextSink(Packing packing, const UnpackOptions& options, int out);
  TextSink(const TextSink&) = delete;
  TextSink& operator=(const TextSink&) = delete;

  Refused add(std::string_view bytes);
  Refused finish();
  std::int64_t size() const { return size_; }

 private:
  Refused begin();
  Refused take(std::string_view bytes);
  Refused write(std::string_view text);

  const Packing packing_;
  const UnpackOptions& options_;
  const int out_;
  std::string head_;  // until there is enough of it to judge by
  bool begun_ = false;
  std::unique_ptr<Recoder> recoder_;
  std::string recoded_;
  std::int64_t size_ = 0;
};

// False: errno says why.
bool write_all(int fd, std::string_view bytes);

// The first bytes of a document of that size, at most 512.
std::expected<std::string, Rejection> head_of(int fd, std::int64_t size);

}  // namespace firstcard
