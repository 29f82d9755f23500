#pragma once
// Rows whose columns come to light one after the other -> CSV text with one header. The rows wait
// in a file until all columns are known, so memory does not grow with them.
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "read.h"

namespace firstcard {

class RowSpool {
 public:
  static constexpr std::size_t kMostColumns = 10'000;

  // `file` is empty and open for reading and writing. A table of more bytes is refused.
  RowSpool(int file, std::int64_t max_bytes) : file_(file), max_bytes_(max_bytes) {}
  RowSpool(const RowSpool&) = delete;
  RowSpool& operator=(const RowSpool&) = delete;

  // A cell of the present row; a column that is new stands behind the others.
  void set(std::string_view column, std::string_view text);
  std::optional<Rejection> end_row();
  std::int64_t rows() const { return rows_; }
  // The rest of the work: header and rows to `out`; the table's bytes.
  std::expected<std::int64_t, Rejection> write_to(int out);
  // Of a table without rows.
  static std::expected<std::int64_t, Rejection> write_header_to(
      int out, const std::vector<std::string>& columns);

 private:
  bool flush();

  int file_;
  std::int64_t max_bytes_;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<std::string> columns_;
  std::vector<std::string> cells_;  // of the present row
  std::string waiting_;             // for the file
  std::int64_t rows_ = 0;
  std::int64_t bytes_ = 0;
};

}  // namespace firstcard
