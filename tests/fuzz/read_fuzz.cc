// Input: the feed by one byte a key, the block and the batch, then the document.
#include <cmath>
#include <vector>

#include "feeds/read.h"
#include "input.h"

namespace firstcard::fuzz {
namespace {

constexpr std::size_t kWhole = 8192;  // no input is longer: one block takes it all

Feed feed_of(Input& in) {
  Feed feed;
  feed.id = {"fuzz"};
  feed.min_rows = 0;
  feed.max_fault_share = 1;
  CsvMapping& m = feed.csv;
  m.delimiter = ",;"[in.choice(2)];
  m.layout = static_cast<Layout>(in.choice(3));
  m.preamble = static_cast<int>(in.choice(3));
  m.junk = static_cast<int>(in.choice(2));
  m.header = m.junk > 0 || m.layout == Layout::periods || !in.flag();
  if (in.flag()) m.comment = "#";
  const auto name = [&](const char* named, const char* numbered) {
    return Column{{m.header ? named : numbered}};
  };
  m.period.style = static_cast<DateStyle>(in.choice(15));
  m.period.fiscal_year_end = 6;
  m.period.means = static_cast<PeriodMeans>(in.choice(3));
  if (m.layout != Layout::periods) m.period.column = name("p", "1");
  if (m.layout == Layout::rows) m.value.column = name("v", "2");
  m.value.format.signs = {"$"};
  m.value.format.magnitudes = true;
  const std::string cell = m.header ? "{s}" : "{3}";
  m.series = m.layout == Layout::wide ? cell + ".{column}" : cell + ".x";
  if (in.flag()) m.known = KnownColumn{name("k", "4"), DateStyle::iso};
  if (m.layout != Layout::periods && in.flag())
    m.withdrawn = Withdrawal{{name("a", "5"), {"D"}}, {}};
  if (in.flag()) m.where = {{name("w", "6"), {"x", ""}}};
  if (in.flag()) m.categories = {{name("a", "5"), {"D", "R", ""}}};
  feed.default_frequency = static_cast<Frequency>(in.choice(6));
  if (in.flag()) feed.publication_lag = days{30};
  return feed;
}

struct Result {
  std::vector<Row> rows;
  std::vector<SeriesId> series;
  std::string rejection;
  ReadCounts counts;
  bool operator==(const Result&) const = default;
};

Result read(const Feed& feed, std::string_view text, ReadOptions options) {
  if (options.block > kWhole) options.block = kWhole;
  options.fetched_at = parse_instant("2026-11-24T02:40:39Z").value();
  Result out;
  std::size_t names = 0;
  const auto got = read_csv(feed, {}, file_of(text), options,
                            [&](std::span<const SeriesId> series, std::vector<Row> rows) {
                              require(series.size() >= names, "the names only grow", text);
                              names = series.size();
                              for (const Row& row : rows) {
                                require(row.series < names, "a row's series is named", text);
                                require(!row.value || std::isfinite(*row.value), "finite", text);
                                require(row.known_at <= options.fetched_at, "known by now", text);
                                require(row.line > 0, "a row has a line", text);
                              }
                              out.rows.insert(out.rows.end(), rows.begin(), rows.end());
                            });
  if (!got) {
    out.rows.clear();  // what a rejected document stored is undone
    out.rejection = to_text(got.error());
    require(!out.rejection.empty(), "a rejection says why", text);
    return out;
  }
  out.series = got->series;
  out.counts = got->counts;
  require(out.counts.rows == static_cast<std::int64_t>(out.rows.size()), "rows are counted", text);
  for (const SeriesId& id : out.series)
    require(valid_series_name(id.text), "a series has a valid name", id.text);
  return out;
}

// What was read before and what is read from there on are the whole.
void go_on(const Feed& feed, const std::string& text, const Result& whole) {
  if (!whole.rejection.empty() || whole.rows.empty()) return;
  const std::uint32_t line = whole.rows[whole.rows.size() / 2].line;
  // A prefix that ends with a line but amid a quoted field is another document.
  std::size_t at = 0;
  for (std::uint32_t n = 1; n < line; ++n) at = text.find('\n', at) + 1;
  if (at == 0) return;
  const Result first = read(feed, text.substr(0, at), {});
  if (!first.rejection.empty()) return;
  const Result rest =
      read(feed, text, {.skip_bytes = static_cast<std::int64_t>(at), .skip_lines = line - 1});
  require(rest.rejection.empty(), "the rest of a good document is good", rest.rejection);
  require(first.rows.size() + rest.rows.size() == whole.rows.size(), "the parts are the whole",
          text);
  for (std::size_t i = 0; i < rest.rows.size(); ++i) {
    const Row& row = rest.rows[i];
    const Row& same = whole.rows[first.rows.size() + i];
    require(row.period == same.period && row.value == same.value && row.line == same.line &&
                rest.series[row.series] == whole.series[same.series],
            "a row of the rest is a row of the whole", text);
  }
}

}  // namespace
}  // namespace firstcard::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firstcard;
  using namespace firstcard::fuzz;
  Input in(data, size);
  const Feed feed = feed_of(in);
  const std::size_t block = 1 + in.choice(100);
  const std::size_t batch = 1 + in.choice(8);
  const std::string text = in.rest();

  const Result whole = read(feed, text, {});
  require(read(feed, text, {.block = block}) == whole, "blocks change nothing", text);
  // Contradictions are looked for within a batch, so their count may differ.
  Result batches = read(feed, text, {.batch = batch});
  if (batches.rejection.empty() && whole.rejection.empty()) {
    require(batches.counts.faults <= whole.counts.faults, "batches add no fault", text);
    batches.counts.faults = whole.counts.faults;
  }
  require(batches == whole, "batches change no row", text);
  go_on(feed, text, whole);
  return 0;
}
