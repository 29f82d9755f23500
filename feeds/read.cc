#include "read.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>

#include "conflicts.h"
#include "csv_reader.h"
#include "date.h"
#include "mapping.h"
#include "number.h"
#include "series_names.h"
#include "sniff.h"
#include "text.h"

namespace firstcard {

namespace {

// Reading one document; used once.
class Reading {
 public:
  Reading(const Feed& feed, const Catalogue& catalogue, int fd, const ReadOptions& options,
          const RowSink& sink)
      : feed_(feed),
        options_(options),
        sink_(sink),
        csv_(fd, {feed.csv.delimiter, feed.csv.quote},
             {.block = options.block, .end = options.end}),
        numbers_(feed.csv.value.format),
        table_(catalogue, feed.default_frequency) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  std::expected<ReadResult, Rejection> run();

 private:
  // The dates of the present row, read when its first value asks for them.
  struct Dates {
    DaySpan period;
    std::optional<Instant> known;  // by the source
  };

  std::optional<Rejection> read_header();
  std::optional<Rejection> read_rows();
  std::optional<Rejection> judge() const;
  void take_row();
  bool selected() const;
  bool read_dates(Dates* out);
  std::optional<Rejection> too_many_series() const;
  void add_row(const Row& row);
  void add_fault(const BoundColumn& column, std::string_view text, std::string reason);
  void add_record_fault(std::string reason);
  void keep(Fault fault);
  void flush();

  const Feed& feed_;
  const ReadOptions& options_;
  const RowSink& sink_;
  CsvReader csv_;
  const NumberReader numbers_;
  SeriesTable table_;
  Conflicts conflicts_;
  BoundMapping mapping_;
  std::deque<SeriesNamer> namers_;  // beside mapping_.values; deque, for they do not move
  std::vector<Row> rows_;           // the present batch
  ReadResult result_;
};

std::expected<ReadResult, Rejection> Reading::run() {
  if (auto refused = read_header()) return std::unexpected(std::move(*refused));
  if (options_.skip_bytes > csv_.next_offset()) {
    csv_.seek(options_.skip_bytes, options_.skip_lines + 1);
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
  switch (csv_.next()) {
    case CsvReader::Got::end:
      return Rejection{0, "", "the document is empty"};
    case CsvReader::Got::bad:
      return Rejection{csv_.line(), "", fmt::format("the header {}", csv_.reason())};
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
  auto bound = bind_mapping(feed_.csv, csv_.fields(), csv_.line());
  if (!bound) return std::move(bound.error());
  mapping_ = std::move(*bound);
  for (const BoundValue& value : mapping_.values) namers_.emplace_back(value.series, table_);
  return std::nullopt;
}

std::optional<Rejection> Reading::read_rows() {
  for (;;) {
    switch (csv_.next()) {
      case CsvReader::Got::record:
        take_row();
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

bool Reading::selected() const {
  const auto cells = csv_.fields();
  for (const BoundCondition& condition : mapping_.where) {
    const std::string_view cell = cells[condition.column.index];
    const auto& any_of = condition.any_of;
    const bool holds = std::any_of(any_of.begin(), any_of.end(), [&](const std::string& wanted) {
      return cell == wanted || trimmed(cell) == wanted;
    });
    if (!holds) return false;
  }
  return true;
}

void Reading::take_row() {
  const auto cells = csv_.fields();
  if (cells.size() != mapping_.width) {
    add_record_fault(fmt::format("has {} field{} where the header has {}", cells.size(),
                                 cells.size() == 1 ? "" : "s", mapping_.width));
    return;
  }
  if (!selected()) {
    ++result_.counts.passed_over;
    return;
  }
  Dates dates;
  bool has_dates = false;
  for (std::size_t i = 0; i < mapping_.values.size(); ++i) {
    const BoundColumn& column = mapping_.values[i].column;
    const std::string_view cell = cells[column.index];
    auto value = numbers_.read(cell);
    if (!value) {
      add_fault(column, cell, std::move(value.error()));
      continue;
    }
    if (!*value) {
      ++result_.counts.passed_over;
      continue;
    }
    if (!has_dates && !read_dates(&dates)) return;
    has_dates = true;
    SeriesNamer& namer = namers_[i];
    const SeriesNamer::Found& found = namer.find(cells);
    if (!found.fault.empty()) {
      add_fault({}, namer.cells_text(cells), found.fault);
      continue;
    }
    const Date period =
        period_end(dates.period, feed_.csv.period.means, table_.frequency(found.series));
    const Known known =
        dates.known ? Known{*dates.known, Basis::source}
                    : known_without_source(period, feed_.publication_lag, options_.fetched_at);
    add_row({.series = found.series,
             .period = period,
             .known_at = known.at,
             .value = **value,
             .basis = known.basis,
             .line = csv_.line()});
  }
}

bool Reading::read_dates(Dates* out) {
  const auto cells = csv_.fields();
  const std::string_view period = cells[mapping_.period.index];
  auto span = parse_days(period, feed_.csv.period.style);
  if (!span) {
    add_fault(mapping_.period, period, std::move(span.error().reason));
    return false;
  }
  out->period = *span;
  if (!mapping_.known) return true;
  const std::string_view cell = cells[mapping_.known->index];
  if (feed_.csv.known->optional && trimmed(cell).empty()) return true;
  auto known = parse_known(cell, feed_.csv.known->style, options_.fetched_at);
  if (!known) {
    if (known.error().ahead) ++result_.ahead;
    add_fault(*mapping_.known, cell, std::move(known.error().reason));
    return false;
  }
  out->known = *known;
  return true;
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
  for (const auto& [earlier, later] : conflicts_.take(rows_)) {
    keep({later.line, "", fmt::format("{}", *later.value),
          fmt::format(
              "contradicts line {}, which has {} for the same series ({}), period ({}) and time "
              "of publication; the later line stands",
              earlier.line, *earlier.value, table_.ids()[later.series].text,
              to_text(later.period))});
  }
  if (rows_.empty()) return;
  result_.counts.rows += static_cast<std::int64_t>(rows_.size());
  sink_(table_.ids(), std::exchange(rows_, {}));
}

void Reading::add_fault(const BoundColumn& column, std::string_view text, std::string reason) {
  keep({csv_.line(), column.name, shown(text), std::move(reason)});
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
                    "passed over by `where` or without a value, {} bad){}",
                    n.rows, feed_.min_rows, n.lines, n.passed_over, n.faults, first)};
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

std::string to_text(const Rejection& rejection) {
  return rejection.line == 0 ? rejection.reason
                             : fmt::format("line {}: {}", rejection.line, rejection.reason);
}

std::expected<ReadResult, Rejection> read_csv(const Feed& feed, const Catalogue& catalogue, int fd,
                                              const ReadOptions& options, const RowSink& sink) {
  auto head = head_of(fd, options.end);
  if (!head) return std::unexpected(std::move(head.error()));
  if (auto refused = refuse_by_first_bytes(*head)) {
    return std::unexpected(std::move(*refused));
  }
  return Reading(feed, catalogue, fd, options, sink).run();
}

}  // namespace firstcard
