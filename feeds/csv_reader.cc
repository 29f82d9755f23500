#include "csv_reader.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

namespace firstcard {

namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(int fd, CsvDialect dialect, CsvLimits limits)
    : fd_(fd),
      dialect_(std::move(dialect)),
      limits_(limits),
      needles_(dialect_.delimiter, dialect_.quote, '\n') {
  fields_.resize(16);
  begins_.resize(16);
}

void CsvReader::seek(std::int64_t offset, std::uint32_t line) {
  offset_ = offset;
  size_ = pos_ = chunk_ = record_ = raw_size_ = count_ = 0;
  marks_ = 0;
  at_end_ = added_break_ = nul_ = failed_ = in_comment_ = false;
  line_ = next_line_ = line;
}

std::int64_t CsvReader::next_offset() const {
  const bool past_added_break = added_break_ && pos_ == size_;
  return offset_ + static_cast<std::int64_t>(pos_ - (past_added_break ? 1 : 0));
}

bool CsvReader::skip_lines(int count) {
  bool partial = false;  // some of the present line was dropped with its block
  while (count > 0) {
    const void* found = size_ > pos_ ? std::memchr(at(pos_), '\n', size_ - pos_) : nullptr;
    if (found) {
      pos_ = static_cast<std::size_t>(static_cast<const char*>(found) - at(0)) + 1;
    } else {
      partial = partial || size_ > pos_;
      pos_ = size_;
      if (!at_end_ && fill()) continue;
      if (failed_ || !partial) return false;
    }
    partial = false;
    ++next_line_;
    --count;
  }
  chunk_ = pos_;
  load_marks();
  return true;
}

CsvReader::Got CsvReader::next() {
  if (failed_) return Got::error;
  for (;;) {
    if (const auto got = scan_record()) return *got;
    if (at_end_ && open_quote_ != kNone) return fail_unclosed("closed");
    if (at_end_) {
      if (std::exchange(in_comment_, false)) line_ = ++next_line_;  // it had no line break
      return Got::end;
    }
    if (!fill()) return Got::error;
  }
}

CsvReader::Position CsvReader::position(std::size_t field) const {
  const std::string_view before{at(record_), begins_[field]};
  const std::size_t last_break = before.rfind('\n');
  const auto breaks = std::count(before.begin(), before.end(), '\n');
  const std::size_t column =
      last_break == before.npos ? before.size() : before.size() - last_break - 1;
  return {line_ + static_cast<std::uint32_t>(breaks), static_cast<std::uint32_t>(column) + 1};
}

CsvReader::Got CsvReader::fail(std::uint32_t line, std::string reason) {
  failed_ = true;
  line_ = line;
  reason_ = std::move(reason);
  return Got::error;
}

CsvReader::Got CsvReader::fail_unclosed(std::string_view how) {
  begins_[0] = open_quote_;
  const Position opened = position(0);
  return fail(opened.line,
              fmt::format("the quote that opens in column {} of this line is never {}; "
                          "close it, or double it if it is part of the text",
                          opened.column, how));
}

void CsvReader::load_marks() {
  if (chunk_ >= size_) {
    marks_ = 0;
    return;
  }
  marks_ = needles_.in(at(chunk_));
  if (const std::size_t left = size_ - chunk_; left < kMarkWidth) {
    marks_ &= (std::uint64_t{1} << left) - 1;
  }
}

// The next delimiter, quote or line break; false if the buffer has no more.
inline bool CsvReader::advance(std::size_t* mark) {
  while (marks_ == 0) {
    if (chunk_ + kMarkWidth >= size_) return false;
    chunk_ += kMarkWidth;
    load_marks();
  }
  *mark = chunk_ + static_cast<std::size_t>(std::countr_zero(marks_));
  marks_ &= marks_ - 1;
  return true;
}

// Drops what was handed out, keeps the unfinished record at the front and appends a block.
bool CsvReader::fill() {
  const std::size_t kept = size_ - pos_;
  if (kept > limits_.max_record + 2) {
    if (open_quote_ == kNone) {
      finish(size_, 0, false);
    } else {
      fail_unclosed(fmt::format("closed within {} bytes", limits_.max_record));
    }
    return false;
  }
  // The 1 is for an added line break.
  const std::size_t needed = kept + limits_.block + kBom.size() + 1 + kMarkWidth;
  if (needed > capacity_) {
    auto larger = std::make_unique<char[]>(needed);
    if (kept > 0) std::memcpy(larger.get(), at(pos_), kept);
    buffer_ = std::move(larger);
    capacity_ = needed;
  } else if (kept > 0) {
    std::memmove(buffer_.get(), at(pos_), kept);
  }
  offset_ += static_cast<std::int64_t>(pos_);
  pos_ = record_ = 0;
  size_ = kept;
  if (!read_block()) return false;
  if (at_end_ && size_ > pos_ && buffer_[size_ - 1] != '\n') {
    buffer_[size_++] = '\n';
    added_break_ = true;
  }
  nul_ = std::memchr(buffer_.get(), 0, size_) != nullptr;
  chunk_ = pos_;
  load_marks();
  return true;
}

bool CsvReader::read_block() {
  // At the document's start small blocks are read until a BOM would show.
  const bool at_start = offset_ == 0 && size_ == 0;
  do {
    std::size_t want = limits_.block;
    const std::int64_t from = offset_ + static_cast<std::int64_t>(size_);
    if (limits_.end >= 0) {
      const std::int64_t left = std::max<std::int64_t>(limits_.end - from, 0);
      if (left < static_cast<std::int64_t>(want)) want = static_cast<std::size_t>(left);
    }
    ssize_t n = 0;
    do {
      n = want == 0 ? 0 : ::pread(fd_, buffer_.get() + size_, want, from);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
      fail(next_line_, fmt::format("the document cannot be read: {}", std::strerror(errno)));
      return false;
    }
    if (n == 0) at_end_ = true;
    size_ += static_cast<std::size_t>(n);
  } while (at_start && size_ < kBom.size() && !at_end_);
  if (at_start && std::string_view{at(0), size_}.starts_with(kBom)) pos_ = kBom.size();
  return true;
}

inline void CsvReader::push(std::size_t begin, std::string_view text) {
  if (count_ == fields_.size()) {
    fields_.resize(count_ * 2);
    begins_.resize(count_ * 2);
  }
  begins_[count_] = begin - record_;
  fields_[count_++] = text;
}

// Moves the record's beginning over comment lines; false if the buffer ends before the last of
// them. What has been seen of it is then dropped, for a comment may be longer than a record.
bool CsvReader::pass_comments() {
  while (in_comment_ ||
         std::string_view{at(record_), size_ - record_}.starts_with(dialect_.comment)) {
    in_comment_ = true;
    std::size_t mark = 0;
    do {
      if (!advance(&mark)) {
        record_ = pos_ = size_;
        return false;
      }
    } while (*at(mark) != '\n');
    in_comment_ = false;
    record_ = pos_ = mark + 1;
    line_ = ++next_line_;
  }
  return true;
}

// One record from pos_; nullopt if the buffer ends before it does: it is scanned again after a
// fill.
std::optional<CsvReader::Got> CsvReader::scan_record() {
  record_ = pos_;
  line_ = next_line_;
  count_ = 0;
  doubled_.clear();
  open_quote_ = kNone;
  std::size_t mark = 0;
  std::uint32_t breaks = 0;  // inside quotes
  const bool has_comments = !dialect_.comment.empty();
  if (has_comments && !pass_comments()) return std::nullopt;
  std::size_t field = record_;
  while (advance(&mark)) {
    if (*at(mark) == dialect_.delimiter) {
      push(field, {at(field), mark - field});
      field = mark + 1;
      continue;
    }
    if (*at(mark) == '\n') {
      if (mark == record_ || (mark == record_ + 1 && *at(record_) == '\r')) {  // an empty line
        record_ = pos_ = mark + 1;
        line_ = ++next_line_;
        if (has_comments && !pass_comments()) return std::nullopt;
        field = record_;
        continue;
      }
      const std::size_t end = mark > field && *at(mark - 1) == '\r' ? mark - 1 : mark;
      push(field, {at(field), end - field});
      return finish(mark, breaks, false);
    }
    if (mark != field) continue;  // a quote amid plain text

    open_quote_ = field - record_;
    bool doubled = false;
    for (;;) {
      if (!advance(&mark)) return std::nullopt;
      if (*at(mark) == '\n') {
        ++breaks;
      } else if (*at(mark) == dialect_.quote) {
        if (mark + 1 == size_) return std::nullopt;
        if (*at(mark + 1) != dialect_.quote) break;
        doubled = true;
        advance(&mark);
      }
    }
    const std::size_t close = mark;
    if (doubled) doubled_.push_back(count_);
    push(field, {at(field + 1), close - field - 1});
    open_quote_ = kNone;
    if (!advance(&mark)) return std::nullopt;
    const bool crlf = mark == close + 2 && *at(close + 1) == '\r' && *at(mark) == '\n';
    if (mark != close + 1 && !crlf) {
      // Text after the closing quote. Where the field ends is a guess; where the line ends is not.
      while (*at(mark) != '\n') {
        if (!advance(&mark)) return std::nullopt;
      }
      return finish(mark, breaks, true);
    }
    if (*at(mark) == '\n') return finish(mark, breaks, false);
    field = mark + 1;
  }
  return std::nullopt;
}

// The record ends with the line break at `line_end`; `breaks` lines ended inside its quotes.
std::optional<CsvReader::Got> CsvReader::finish(std::size_t line_end, std::uint32_t breaks,
                                                bool torn) {
  std::size_t end = line_end;
  if (end > record_ && *at(end - 1) == '\r') --end;
  raw_size_ = end - record_;
  if (raw_size_ > limits_.max_record) {
    return fail(line_,
                fmt::format("the record that begins here is longer than {} bytes; is a quote "
                            "left open, or is this not CSV?",
                            limits_.max_record));
  }
  pos_ = line_end + 1;
  next_line_ = line_ + breaks + 1;
  if (torn) {
    const Position opened = position(count_ - 1);
    reason_ = fmt::format(
        "has text after the closing quote of the field that opens on line {}, column "
        "{}; double the quotes that are part of the text",
        opened.line, opened.column);
    return Got::bad;
  }
  if (nul_ && raw().find('\0') != std::string_view::npos) {
    reason_ = "holds a NUL byte; if the file is UTF-16, have it written as UTF-8";
    return Got::bad;
  }
  if (!doubled_.empty()) unescape();
  return Got::record;
}

void CsvReader::unescape() {
  std::size_t total = 0;
  for (const std::size_t i : doubled_) total += fields_[i].size();
  unescaped_.clear();
  unescaped_.reserve(total);  // the views below point into it
  for (const std::size_t i : doubled_) {
    const std::size_t begin = unescaped_.size();
    std::string_view rest = fields_[i];
    for (std::size_t q; (q = rest.find(dialect_.quote)) != rest.npos; rest.remove_prefix(q + 2)) {
      unescaped_.append(rest, 0, q + 1);
    }
    unescaped_.append(rest);
    fields_[i] = std::string_view{unescaped_}.substr(begin);
  }
}

}  // namespace firstcard
