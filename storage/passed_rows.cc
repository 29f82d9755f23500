#include "passed_rows.h"

#include <algorithm>

namespace firstcard {

void PassedRows::clear() {
  rows_ = {};
  starts_ = {};
}

void PassedRows::begin_batch() {
  if (starts_.empty() || starts_.back() != rows_.size()) starts_.push_back(rows_.size());
}

std::span<const PassedRow> PassedRows::batch(std::size_t i) const {
  const std::size_t end = i + 1 < starts_.size() ? starts_[i + 1] : rows_.size();
  return std::span(rows_).subspan(starts_[i], end - starts_[i]);
}

std::vector<PassedRow> PassedRows::of(std::int64_t key) const {
  std::vector<PassedRow> found;
  for (std::size_t i = 0; i < starts_.size(); ++i) {
    const auto rows = batch(i);
    if (rows.empty() || key < rows.front().key || key > rows.back().key) continue;
    const auto same = std::ranges::equal_range(rows, key, {}, &PassedRow::key);
    found.insert(found.end(), same.begin(), same.end());
  }
  return found;
}

}  // namespace firstcard
