#pragma once
// Looks up places of a JSON document without building it: memory does not grow with its length.
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firstcard {

// RFC 6901: "" is the whole, "/items/0/next" a path; "~1" is a slash in a name, "~0" a tilde.
struct JsonPointer {
  std::vector<std::string> parts;
  bool operator==(const JsonPointer&) const = default;
};
// nullopt: not a pointer.
std::optional<JsonPointer> parse_json_pointer(std::string_view text);

// What stands there.
struct JsonPlace {
  enum class Kind : std::uint8_t { absent, null, boolean, number, text, list, object };
  Kind kind = Kind::absent;
  std::string text;        // of a text; of a number as the document writes it
  std::uint64_t size = 0;  // of a list or an object
  bool operator==(const JsonPlace&) const = default;
};

// One place for each pointer, in their order; at most 32. The first `size` bytes of `fd`, read by
// pread, must be one JSON text, with or without a byte order mark; the error says what is wrong and
// at which byte.
std::expected<std::vector<JsonPlace>, std::string> find_in_json(
    int fd, std::int64_t size, const std::vector<JsonPointer>& pointers);

}  // namespace firstcard
