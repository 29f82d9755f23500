#pragma once
// JSON texts and a jq program -> a table in CSV text (RFC 4180). Runs in a child process
// (translate_child.h): a program may never end, or want all memory.
//
// The program is run on each text of the document; every result is an object and becomes a row. The
// header is the union of the keys, in the order of first appearance. Strings stand as they are,
// numbers in their shortest exact form, null is an empty cell. A program sees $fetched
// ("2026-11-24T02:40:39Z") and `now`, both the time of the fetch; no files, and the environment of
// the child alone.
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "indicators/time.h"
#include "read.h"

namespace firstcard {

struct JsonOptions {
  Instant fetched_at{};
  std::int64_t max_bytes = 1 << 30;  // of the table
  // The header if there is no row. Empty: a document without a row is refused.
  std::vector<std::string> empty_header{};
};

// jq's message if the program does not compile, or why it may not run. Compiles: 20 ms.
std::optional<std::string> program_error(const std::string& program);

// Reads the first `size` bytes of `fd` by pread, writes the table to `out` and returns how many
// bytes it has. `spool` is an empty file for rows until the header is known. Refuses what is no
// JSON, a result that is no object, a cell that is a list or an object, and what makes the program
// fail; a document that gives no row because it is an error message is refused with the message.
std::expected<std::int64_t, Rejection> json_rows(int fd, std::int64_t size,
                                                 const std::string& program,
                                                 const JsonOptions& options, int spool, int out);

}  // namespace firstcard
