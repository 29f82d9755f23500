#pragma once
// A document's bytes -> rows and faults. Streaming: memory does not grow with the document.
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "date.h"
#include "day_span.h"
#include "feeds/feed.h"
#include "indicators/observation.h"

namespace firstcard {

// Why a whole document is refused; the last good state stays.
struct Rejection {
  std::uint32_t line = 0;  // 0: no line
  std::string column;
  std::string reason;  // "the document is HTML, not CSV: ..."
  bool operator==(const Rejection&) const = default;
};

struct ReadCounts {
  std::int64_t lines = 0;        // physical lines up to where reading ended, skip_lines included
  std::int64_t rows = 0;         // rows handed out
  std::int64_t passed_over = 0;  // by `where` or a missing value
  std::int64_t faults = 0;       // all of them
  bool operator==(const ReadCounts&) const = default;
};

// Takes rows a batch at a time. `series` grows but never changes: Row::series points into it.
using RowSink = std::function<void(std::span<const SeriesId> series, std::vector<Row> rows)>;

// A row that takes back more than one value: of all series whose name it matches, in which a "*"
// stands for any letters, digits and _, one period or all of them.
struct Takeback {
  std::string series;
  std::optional<DaySpan> period;  // its end is that of each series' frequency
  Known known;
  std::uint32_t line = 0;
};
// A lone "*" matches every name, those with dots too.
bool matches(const Takeback& takeback, const SeriesId& series);

struct ReadOptions {
  Instant fetched_at{};
  // The header is read, and then reading goes on at this byte: the end of a prefix that was read
  // before and ended with a line, after so many lines. 0: from the start.
  std::int64_t skip_bytes = 0;
  std::uint32_t skip_lines = 0;
  std::size_t batch = 65536;
  std::size_t keep_faults = 1000;
  // No byte is read from here on, so that rows and hash agree on a file that grows meanwhile. -1:
  // to the end.
  std::int64_t end = -1;
  std::size_t block = 256 << 10;  // bytes of one pread
  // Called between the batches, so that rows before and after it in the document stand in order.
  std::function<void(const Takeback&)> take_back{};
};

struct ReadResult {
  ReadCounts counts;
  std::vector<SeriesId> series;  // all that the rows named
  std::vector<Fault> faults;     // at most keep_faults, in order of line
  std::int64_t ahead = 0;  // faults whose publication date lies after the fetch: if there are any,
                           // the same bytes are worth reading again tomorrow
  std::int64_t contradicting = 0;  // faults of rows that were read, and handed on all the same
};

// `line 14, column "value": "n/a" is not a number: ...`
std::string to_text(const Fault& fault);
std::string to_text(const Rejection& rejection);

// Reads from `fd` (any offset) by pread. The sink may be called before a rejection is found: the
// caller undoes what it did. A fault's `text` and `reason` make a sentence: reasons begin with the
// verb. Two rows of one series, period and publication with different values in a batch are a fault
// on the later line, and both are handed on: the later stands. With skip_bytes the guards take the
// prefix as accepted: min_rows is met, and its lines count as good ones for max_fault_share.
std::expected<ReadResult, Rejection> read_csv(const Feed& feed, const Catalogue& catalogue, int fd,
                                              const ReadOptions& options, const RowSink& sink);

}  // namespace firstcard
