#include "row_spool.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "text_sink.h"

namespace firstcard {

namespace {

// In the spool a row is its length, the number of its cells, and its text without the end.
struct RowHead {
  std::uint32_t bytes = 0;
  std::uint32_t cells = 0;
};

constexpr std::size_t kBlock = 256 << 10;

void append_cell(std::string& to, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    to += text;
    return;
  }
  to += '"';
  for (const char c : text) {
    if (c == '"') to += '"';
    to += c;
  }
  to += '"';
}

std::string row_text(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    append_cell(out, cells[i]);
  }
  if (out.empty()) out = "\"\"";  // an empty line is no row
  return out;
}

// Reads the spool in blocks.
class SpoolReader {
 public:
  explicit SpoolReader(int file) : file_(file) {}

  // False: the end, or fewer bytes than that.
  bool next(std::size_t count, std::string_view* out) {
    while (buffer_.size() - begin_ < count) {
      buffer_.erase(0, begin_);
      begin_ = 0;
      const std::size_t had = buffer_.size();
      buffer_.resize(had + kBlock);
      ssize_t n = 0;
      do {
        n = ::pread(file_, buffer_.data() + had, kBlock, offset_);
      } while (n < 0 && errno == EINTR);
      buffer_.resize(had + static_cast<std::size_t>(n < 0 ? 0 : n));
      if (n <= 0) return false;
      offset_ += n;
    }
    *out = std::string_view(buffer_).substr(begin_, count);
    begin_ += count;
    return true;
  }

 private:
  int file_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::int64_t offset_ = 0;
};

Rejection cannot(std::string_view what) {
  return {0, "", fmt::format("the table cannot be {}: {}", what, std::strerror(errno))};
}

}  // namespace

void RowSpool::set(std::string_view column, std::string_view text) {
  const auto [found, added] = numbers_.try_emplace(std::string(column), columns_.size());
  if (added) columns_.emplace_back(column);
  if (cells_.size() < columns_.size()) cells_.resize(columns_.size());
  cells_[found->second] = text;
}

std::optional<Rejection> RowSpool::end_row() {
  ++rows_;
  if (columns_.size() > kMostColumns) {
    return Rejection{0, "",
                     fmt::format("the rows have more than {} different keys; a row's keys are "
                                 "columns, such as period and value",
                                 kMostColumns)};
  }
  cells_.resize(columns_.size());
  const std::string text = row_text(cells_);
  bytes_ += static_cast<std::int64_t>(text.size()) + 1;
  if (bytes_ > max_bytes_) {
    return Rejection{0, "",
                     fmt::format("the program makes more than max_bytes = {} bytes of rows; does "
                                 "it end? If it should make so many, raise max_bytes",
                                 max_bytes_)};
  }
  const RowHead head{static_cast<std::uint32_t>(text.size()),
                     static_cast<std::uint32_t>(std::max<std::size_t>(cells_.size(), 1))};
  waiting_.append(reinterpret_cast<const char*>(&head), sizeof head);
  waiting_ += text;
  for (std::string& cell : cells_) cell.clear();
  if (waiting_.size() >= kBlock && !flush()) return cannot("written");
  return std::nullopt;
}

bool RowSpool::flush() {
  const bool good = write_all(file_, waiting_);
  waiting_.clear();
  return good;
}

std::expected<std::int64_t, Rejection> RowSpool::write_to(int out) {
  if (!flush()) return std::unexpected(cannot("written"));
  std::int64_t size = 0;
  std::string text = row_text(columns_) + '\n';
  const auto write = [&] {
    size += static_cast<std::int64_t>(text.size());
    const bool good = write_all(out, text);
    text.clear();
    return good;
  };
  SpoolReader reader(file_);
  for (std::int64_t i = 0; i < rows_; ++i) {
    RowHead head;
    std::string_view bytes;
    if (!reader.next(sizeof head, &bytes)) return std::unexpected(cannot("read"));
    std::memcpy(&head, bytes.data(), sizeof head);
    if (!reader.next(head.bytes, &bytes)) return std::unexpected(cannot("read"));
    // The sign for a row of one empty cell is only needed where no comma follows.
    if (bytes == "\"\"" && columns_.size() > 1) bytes = {};
    text += bytes;
    text.append(std::max<std::size_t>(columns_.size(), 1) - head.cells, ',');
    text += '\n';
    if (size + static_cast<std::int64_t>(text.size()) > 2 * max_bytes_) {
      return std::unexpected(Rejection{
          0, "", fmt::format("the table has more than twice max_bytes = {}", max_bytes_)});
    }
    if (text.size() >= kBlock && !write()) return std::unexpected(cannot("written"));
  }
  if (!write()) return std::unexpected(cannot("written"));
  return size;
}

std::expected<std::int64_t, Rejection> RowSpool::write_header_to(
    int out, const std::vector<std::string>& columns) {
  const std::string text = row_text(columns) + '\n';
  if (!write_all(out, text)) return std::unexpected(cannot("written"));
  return static_cast<std::int64_t>(text.size());
}

}  // namespace firstcard
