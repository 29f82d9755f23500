#include "batch.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace firstcard {

namespace {

bool earlier(const Row& a, const Row& b) {
  return a.period != b.period ? a.period < b.period : a.known_at < b.known_at;
}

// Equal ones keep their order. (std::stable_sort of this libstdc++ does not build with clang's
// warnings.)
void sort_in_place(std::span<Row> rows) {
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    if (earlier(rows[a], rows[b])) return true;
    return !earlier(rows[b], rows[a]) && a < b;
  });
  std::vector<Row> sorted;
  sorted.reserve(rows.size());
  for (const std::uint32_t i : order) sorted.push_back(rows[i]);
  std::ranges::copy(sorted, rows.begin());
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

void Batch::take(std::vector<Row> taken, std::span<const SeriesId> series) {
  series_.clear();
  rows_ = std::move(taken);
  check(rows_, series);
  // A file lists one series after the other, or all series day by day: nothing to do, or a counting
  // sort.
  const bool sorted = std::ranges::is_sorted(rows_, {}, &Row::series);
  const std::span<Row> rows = sorted ? std::span(rows_) : group(rows_, series.size());
  for (auto row = rows.begin(); row != rows.end();) {
    const std::uint32_t here = row->series;
    const auto end = std::find_if(row, rows.end(), [&](const Row& r) { return r.series != here; });
    if (!std::is_sorted(row, end, earlier)) sort_in_place({row, end});
    series_.push_back({here, {row, end}});
    row = end;
  }
}

std::span<Row> Batch::group(std::span<const Row> rows, std::size_t count) {
  std::vector<std::size_t> place(count + 1, 0);
  for (const Row& row : rows) ++place[row.series + 1];
  for (std::size_t i = 1; i < place.size(); ++i) place[i] += place[i - 1];
  if (grouped_.size() < rows.size()) grouped_.resize(rows.size());
  for (const Row& row : rows) grouped_[place[row.series]++] = row;
  return std::span(grouped_).first(rows.size());
}

}  // namespace firstcard
