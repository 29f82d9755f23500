#include "read.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>

#include "row_reading.h"
#include "sniff.h"
#include "text.h"

namespace firstcard {

std::expected<ReadResult, Rejection> Reading::run() {
  if (auto refused = read_header()) return std::unexpected(std::move(*refused));
  if (options_.skip_bytes > csv_.next_offset()) {
    csv_.seek(options_.skip_bytes, options_.skip_lines + 1);
  } else if (!feed_.csv.header && options_.skip_bytes < csv_.next_offset()) {
    take_row();  // what stands in the header's place is data
  }
  if (auto refused = read_rows()) return std::unexpected(std::move(*refused));
  result_.counts.lines = std::int64_t{csv_.next_line()} - 1;
  std::sort(result_.faults.begin(), result_.faults.end(), [](const Fault& a, const Fault& b) {
    return std::tie(a.line, a.column, a.text) < std::tie(b.line, b.column, b.text);
  });
  if (auto refused = judge()) return std::unexpected(std::move(*refused));
  result_.series = table_.ids();
  return std::move(result_);
}

std::optional<Rejection> Reading::read_header() {
  const int preamble = feed_.csv.preamble;
  if (!csv_.skip_lines(preamble)) {
    if (csv_.next() == CsvReader::Got::error) return Rejection{csv_.line(), "", csv_.reason()};
    return Rejection{
        0, "", fmt::format("the document ends within the {} lines of its preamble", preamble)};
  }
  const std::string_view what = feed_.csv.header ? "header" : "first record";
  switch (csv_.next()) {
    case CsvReader::Got::end:
      return Rejection{0, "",
                       preamble > 0 ? fmt::format("the document has no {} below its preamble", what)
                                    : "the document is empty"};
    case CsvReader::Got::bad:
      return Rejection{csv_.line(), "", fmt::format("the {} {}", what, csv_.reason())};
    case CsvReader::Got::error:
      return Rejection{csv_.line(), "", csv_.reason()};
    case CsvReader::Got::record:
      break;
  }
  if (csv_.raw().find('\r') != std::string_view::npos &&
      csv_.raw().find('\n') == std::string_view::npos) {
    return Rejection{
        csv_.line(), "",
        "the lines end in CR alone, as on an old Macintosh; save them with LF or CR LF"};
  }
  if (auto refused = bind_header()) return refused;
  return pass_over_junk();
}

std::optional<Rejection> Reading::bind_header() {
  std::vector<std::string> numbers;  // the columns' names where there is no header
  std::vector<std::string_view> names(csv_.fields().begin(), csv_.fields().end());
  if (!feed_.csv.header) {
    for (std::size_t i = 1; i <= names.size(); ++i) numbers.push_back(std::to_string(i));
    names.assign(numbers.begin(), numbers.end());
  }
  header_ = shown(fmt::format("{}", fmt::join(names, ", ")), 300);
  auto bound = bind_mapping(feed_.csv, names, csv_.line());
  if (!bound) return std::move(bound.error());
  mapping_ = std::move(*bound);
  for (const BoundValue& value : mapping_.values) {
    namers_.emplace_back(value.series, table_);
    if (feed_.csv.layout == Layout::periods) break;  // one for all: the column names no series
  }
  return std::nullopt;
}

std::optional<Rejection> Reading::pass_over_junk() {
  for (int i = 0; i < feed_.csv.junk; ++i) {
    const CsvReader::Got got = csv_.next();
    if (got == CsvReader::Got::error) return Rejection{csv_.line(), "", csv_.reason()};
    if (got == CsvReader::Got::end) break;
  }
  return std::nullopt;
}

std::optional<Rejection> Reading::read_rows() {
  if (refusal_) return std::move(refusal_);
  for (;;) {
    switch (csv_.next()) {
      case CsvReader::Got::record:
        take_row();
        if (refusal_) return std::move(refusal_);
        if (auto refused = too_many_series()) return refused;
        break;
      case CsvReader::Got::bad:
        add_record_fault(csv_.reason());
        break;
      case CsvReader::Got::end:
        flush();
        return std::nullopt;
      case CsvReader::Got::error:
        return Rejection{csv_.line(), "", csv_.reason()};
    }
  }
}

std::optional<Rejection> Reading::too_many_series() const {
  const bool full = table_.full() || std::any_of(namers_.begin(), namers_.end(),
                                                 [](const SeriesNamer& n) { return n.full(); });
  if (!full) return std::nullopt;
  return Rejection{csv_.line(), "",
                   fmt::format("more than {} series are named by series = \"{}\": does it read the "
                               "wrong column?",
                               SeriesTable::kMost, feed_.csv.series)};
}

void Reading::add_row(const Row& row) {
  if (rows_.size() == rows_.capacity()) {
    rows_.reserve(std::min(options_.batch, std::max<std::size_t>(rows_.size() * 4, 64)));
  }
  rows_.push_back(row);
  conflicts_.see(row);
  if (rows_.size() >= options_.batch) flush();
}

void Reading::flush() {
  const auto value = [](const Row& row) {
    return row.value ? fmt::format("{}", *row.value) : std::string("withdrawn");
  };
  for (const auto& [earlier, later] : conflicts_.take(rows_)) {
    ++result_.contradicting;
    keep({later.line, "", value(later),
          fmt::format(
              "contradicts line {}, which has {} for the same series ({}), period ({}) and time "
              "of publication; the later line stands",
              earlier.line, value(earlier), table_.ids()[later.series].text,
              to_text(later.period))});
  }
  if (rows_.empty()) return;
  result_.counts.rows += static_cast<std::int64_t>(rows_.size());
  sink_(table_.ids(), std::exchange(rows_, {}));
}

void Reading::add_fault(const BoundColumn& column, std::string_view text, std::string reason) {
  keep({csv_.line(), column.name, shown(text), std::move(reason)});
}

void Reading::refuse(const BoundColumn& column, std::string_view text, std::string reason) {
  if (refusal_) return;
  refusal_ = Rejection{csv_.line(), column.name,
                       column.name.empty()
                           ? fmt::format("\"{}\" {}", shown(text), reason)
                           : fmt::format("column \"{}\": \"{}\" {}", column.name, shown(text), reason)};
}

void Reading::add_record_fault(std::string reason) {
  keep({csv_.line(), "", shown(csv_.raw()), std::move(reason)});
}

void Reading::keep(Fault fault) {
  ++result_.counts.faults;
  if (result_.faults.size() < options_.keep_faults) result_.faults.push_back(std::move(fault));
}

// The guards: is this the document that is expected, or the rest of one?
std::optional<Rejection> Reading::judge() const {
  const ReadCounts& n = result_.counts;
  const std::string first =
      result_.faults.empty() ? ""
                             : fmt::format("; the first bad one: {}", to_text(result_.faults[0]));
  const bool whole = options_.skip_bytes == 0;
  if (whole && n.rows < feed_.min_rows) {
    return Rejection{
        0, "",
        fmt::format("the document has {} good rows, fewer than min_rows = {} ({} lines, {} "
                    "passed over by `where` or without a value, {} bad){}{}",
                    n.rows, feed_.min_rows, n.lines, n.passed_over, n.faults, first,
                    n.rows == 0 ? what_was_passed_over() : "")};
  }
  const auto prefix = static_cast<double>(whole ? 0 : options_.skip_lines);
  const double all = static_cast<double>(n.rows + n.faults) + prefix;
  if (static_cast<double>(n.faults) > feed_.max_fault_share * all) {
    return Rejection{
        0, "",
        fmt::format("{} rows are bad and {} good, a larger share than max_fault_share = {}{}",
                    n.faults, n.rows, feed_.max_fault_share, first)};
  }
  return std::nullopt;
}

namespace {

// What a document begins with.
std::expected<std::string, Rejection> head_of(int fd, std::int64_t end) {
  std::array<char, kSniffed> head{};
  std::size_t want = head.size();
  if (end >= 0 && end < static_cast<std::int64_t>(want)) want = static_cast<std::size_t>(end);
  ssize_t n = 0;
  do {
    n = ::pread(fd, head.data(), want, 0);
  } while (n < 0 && errno == EINTR);
  if (n < 0) {
    return std::unexpected(
        Rejection{0, "", fmt::format("the document cannot be read: {}", std::strerror(errno))});
  }
  return std::string(head.data(), static_cast<std::size_t>(n));
}

}  // namespace

std::string to_text(const Fault& fault) {
  std::string out;
  if (fault.line > 0) out = fmt::format("line {}", fault.line);
  if (!fault.column.empty()) {
    out += fmt::format("{}column \"{}\"", out.empty() ? "" : ", ", fault.column);
  }
  if (!out.empty()) out += ": ";
  return out + fmt::format("\"{}\" {}", fault.text, fault.reason);
}

bool matches(const Takeback& takeback, const SeriesId& series) {
  return matches_pattern(takeback.series, series.text);
}

std::string to_text(const Rejection& rejection) {
  return rejection.line == 0 ? rejection.reason
                             : fmt::format("line {}: {}", rejection.line, rejection.reason);
}

std::expected<ReadResult, Rejection> read_csv(const Feed& feed, const Catalogue& catalogue, int fd,
                                              const ReadOptions& options, const RowSink& sink) {
  auto head = head_of(fd, options.end);
  if (!head) return std::unexpected(std::move(head.error()));
  const auto in_brackets = [](const std::string& name) { return name.starts_with('<'); };
  const auto& names = feed.csv.period.column.names;
  const bool brackets = std::any_of(names.begin(), names.end(), in_brackets);
  if (auto refused =
          refuse_by_first_bytes(*head, brackets ? Expected::csv_in_brackets : Expected::csv)) {
    return std::unexpected(std::move(*refused));
  }
  return Reading(feed, catalogue, fd, options, sink).run();
}

}  // namespace firstcard
