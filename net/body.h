#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "file.h"

namespace firstcard {

// Takes the bytes of an answer up to a limit: into memory, or into an unnamed temporary file.
class Body {
 public:
  enum class Failure : std::uint8_t { none, too_large, not_written };

  Body(bool to_file, std::int64_t max_bytes) : to_file_(to_file), max_bytes_(max_bytes) {}

  // False: refused, see failure(); nothing more is taken then.
  bool append(std::string_view bytes);
  // The length the peer announces, if it does: false if that is over the limit.
  bool announce(std::int64_t bytes);
  void clear();

  std::int64_t size() const { return size_; }
  Failure failure() const { return failure_; }
  const std::string& reason() const { return reason_; }  // of the failure

  std::string take_text() { return std::move(text_); }
  // Positioned at 0; an empty file if there was nothing. Throws std::system_error.
  File take_file();

 private:
  bool refuse_too_large();
  bool write(std::string_view bytes);

  bool to_file_;
  std::int64_t max_bytes_;
  std::int64_t size_ = 0;
  std::string text_;
  File file_;
  Failure failure_ = Failure::none;
  std::string reason_;
};

}  // namespace firstcard
