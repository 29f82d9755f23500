#include "batch.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace firstcard {

namespace {

bool earlier(const Row& a, const Row& b) {
  return a.period != b.period ? a.period < b.period : a.known_at < b.known_at;
}

void check(const std::vector<Row>& rows, std::span<const SeriesId> series) {
  for (const Row& row : rows) {
    if (row.series >= series.size())
      throw std::invalid_argument("line " + std::to_string(row.line) +
                                  ": a row names no series of its batch");
    if (row.value && !std::isfinite(*row.value))
      throw std::invalid_argument(series[row.series].text + ", line " + std::to_string(row.line) +
                                  ": the ledger stores finite numbers only");
  }
}

}  // namespace

Batch::Batch(std::vector<Row> rows, std::span<const SeriesId> series) : rows_(std::move(rows)) {
  check(rows_, series);
  // A file lists one series after the other, or all series day by day: nothing to do, or a counting
  // sort.
  if (!std::ranges::is_sorted(rows_, {}, &Row::series)) group(series.size());
  for (auto row = rows_.begin(); row != rows_.end();) {
    const std::uint32_t here = row->series;
    const auto end = std::find_if(row, rows_.end(), [&](const Row& r) { return r.series != here; });
    if (!std::is_sorted(row, end, earlier)) std::stable_sort(row, end, earlier);
    series_.push_back({here, {row, end}});
    row = end;
  }
}

void Batch::group(std::size_t count) {
  std::vector<std::size_t> place(count + 1, 0);
  for (const Row& row : rows_) ++place[row.series + 1];
  for (std::size_t i = 1; i < place.size(); ++i) place[i] += place[i - 1];
  std::vector<Row> grouped(rows_.size());
  for (const Row& row : rows_) grouped[place[row.series]++] = row;
  rows_ = std::move(grouped);
}

}  // namespace firstcard
