#pragma once
// Reads a text under a feed and shows what came of it, one line a row.
#include <sys/mman.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feeds/read.h"
#include "text_file.h"

namespace firstcard::test {

inline Instant at(std::string_view text) {
  return parse_instant(text).value();
}
inline const Instant kFetched = parse_instant("2026-11-24T02:40:39Z").value();

// A long feed over the columns series, period, value.
inline Feed long_feed() {
  Feed feed;
  feed.id = {"test"};
  feed.csv.series = "{series}";
  feed.csv.period.column.names = {"period"};
  feed.csv.value.column.names = {"value"};
  return feed;
}
inline Feed wide_feed() {
  Feed feed;
  feed.id = {"test"};
  feed.csv.layout = Layout::wide;
  feed.csv.series = "{column}";
  feed.csv.period.column.names = {"period"};
  return feed;
}

struct Outcome {
  std::vector<std::string> rows;    // "3 aws.revenue 2026-06-30 = 42 source 2026-07-30T23:59:59Z"
  std::vector<std::string> faults;  // to_text of each
  ReadCounts counts;
  std::int64_t ahead = 0;
  std::optional<Rejection> rejection;
  std::string rejected() const { return rejection ? to_text(*rejection) : ""; }
  bool operator==(const Outcome&) const = default;
};

inline Outcome read_text(const Feed& feed, std::string_view text, ReadOptions options = {},
                         const Catalogue& catalogue = {}) {
  if (options.fetched_at == Instant{}) options.fetched_at = kFetched;
  const File file = file_of(text);
  Outcome out;
  const RowSink sink = [&](std::span<const SeriesId> series, std::vector<Row> rows) {
    for (const Row& row : rows) {
      std::string value = row.value ? std::to_string(*row.value) : "withdrawn.";
      value.erase(value.find_last_not_of('0') + 1);
      if (value.ends_with('.')) value.pop_back();
      out.rows.push_back(std::to_string(row.line) + " " + series[row.series].text + " " +
                         to_text(row.period) + " = " + value + " " +
                         std::string(to_text(row.basis)) + " " + to_text(row.known_at));
    }
  };
  auto result = read_csv(feed, catalogue, file.fd(), options, sink);
  if (!result) {
    out.rejection = result.error();
    return out;
  }
  for (const Fault& fault : result->faults) out.faults.push_back(to_text(fault));
  out.counts = result->counts;
  out.ahead = result->ahead;
  return out;
}

}  // namespace firstcard::test
