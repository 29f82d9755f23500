#pragma once
// A streaming CSV tokenizer: RFC 4180 over pread blocks.
//
//   document := [BOM] line (break line)* [break]
//   line     := record | comment text          `comment` as the dialect has it, if at all
//   break    := LF | CR LF                     (mixed freely)
//   record   := field (delimiter field)*       an empty line is no record
//   field    := quote (any | quote quote)* quote | text
//   text     := bytes without delimiter, LF    a quote that is not its first byte is plain text
//
// Memory: one block and the longest record.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "marks.h"

namespace firstcard {

struct CsvDialect {
  char delimiter = ',';
  char quote = '"';
  std::string comment;  // a line that begins with it is no record; empty: none
  bool operator==(const CsvDialect&) const = default;
};

struct CsvLimits {
  std::size_t block = 256 << 10;     // bytes of one pread
  std::size_t max_record = 1 << 20;  // a longer record is an error: most often an unclosed quote
  std::int64_t end = -1;             // read no byte from here on; -1: to the end of the file
  bool operator==(const CsvLimits&) const = default;
};

// Not thread-safe; owns its buffer, not `fd`, whose offset it neither uses nor moves.
class CsvReader {
 public:
  enum class Got : std::uint8_t {
    record,  // fields() holds it
    bad,  // a record that cannot be split: reason() says why, raw() is its text; reading may go on
    end,
    error  // reading cannot go on: reason() and line() say why and where
  };
  struct Position {
    std::uint32_t line = 0;    // physical, 1-based
    std::uint32_t column = 0;  // bytes, 1-based
    bool operator==(const Position&) const = default;
  };

  CsvReader(int fd, CsvDialect dialect, CsvLimits limits = {});
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // Goes on at a byte offset where a record begins, on that physical line. Offset 0 is where a
  // reader begins.
  void seek(std::int64_t offset, std::uint32_t line);

  // Passes over so many physical lines, quotes or not; false if the document has fewer, or cannot
  // be read. Before the first record, or between two.
  bool skip_lines(int count);

  // The next record. What fields(), raw() and reason() show stands until the next call.
  Got next();

  std::span<const std::string_view> fields() const { return {fields_.data(), count_}; }
  std::string_view raw() const { return {at(record_), raw_size_}; }  // without the line's end
  std::uint32_t line() const { return line_; }                       // on which the record began
  std::uint32_t next_line() const { return next_line_; }             // on which the next one begins
  std::int64_t next_offset() const;                                  // in the document
  Position position(std::size_t field) const;  // of its first byte, a quote included
  const std::string& reason() const { return reason_; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  const char* at(std::size_t i) const { return buffer_.get() + i; }
  void load_marks();
  bool advance(std::size_t* mark);
  bool fill();
  bool read_block();
  void push(std::size_t begin, std::string_view text);
  std::optional<Got> scan_record();
  bool pass_comments();
  std::optional<Got> finish(std::size_t line_end, std::uint32_t breaks, bool torn);
  void unescape();
  Got fail(std::uint32_t line, std::string reason);
  Got fail_unclosed(std::string_view how);

  const int fd_;
  const CsvDialect dialect_;
  const CsvLimits limits_;
  const Needles needles_;

  // The buffer holds the bytes [offset_, offset_ + size_) of the document, padded for Needles.
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::int64_t offset_ = 0;
  std::size_t size_ = 0;
  bool at_end_ = false;       // nothing is left to read from the file
  bool added_break_ = false;  // the last line had no end and was given one
  bool nul_ = false;          // a NUL byte is among the buffer's
  bool failed_ = false;
  bool in_comment_ = false;  // the buffer's end cut a comment short

  std::size_t pos_ = 0;      // where the next record begins
  std::size_t chunk_ = 0;    // the 64 bytes that marks_ describes begin here
  std::uint64_t marks_ = 0;  // those not yet passed

  std::size_t record_ = 0;  // the present record
  std::size_t raw_size_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t next_line_ = 1;
  std::size_t open_quote_ =
      kNone;  // relative to record_: of the field that the buffer's end cut short
  std::size_t count_ = 0;
  std::vector<std::string_view> fields_;
  std::vector<std::size_t> begins_;   // of each field, relative to record_
  std::vector<std::size_t> doubled_;  // fields with doubled quotes
  std::string unescaped_;             // their texts
  std::string reason_;
};

}  // namespace firstcard
