#pragma once
// The key of a vintage: series, period and ordinal in one integer, so that a series' periods lie
// side by side in the order of the table itself and the newest ones are found by walking backwards.
// Private to storage/; the views take it apart with the same shifts.
//
//   bit 62 ... 42  series (the number in _series, from 1)
//   bit 41 ... 20  period: days since 1970-01-01 + 1,000,000
//   bit 19 ...  0  ordinal: the vintages of a period in the order in which they were stored, from 0
#include <cstdint>
#include <stdexcept>

#include "indicators/time.h"

namespace firstcard {

inline constexpr int kOrdinalBits = 20;
inline constexpr int kPeriodBits = 22;
inline constexpr int kSeriesShift = kOrdinalBits + kPeriodBits;
inline constexpr std::int64_t kMaxSeries = (std::int64_t{1} << (63 - kSeriesShift)) - 1;
inline constexpr std::int64_t kMaxOrdinal = (std::int64_t{1} << kOrdinalBits) - 1;
inline constexpr std::int64_t kPeriodMask = (std::int64_t{1} << kPeriodBits) - 1;
inline constexpr std::int64_t kPeriodOffset = 1'000'000;

// The key of ordinal 0. Throws std::out_of_range for a day before the year -768 or after 10715.
inline std::int64_t vintage_key(std::int64_t series, Date period) {
  const std::int64_t day = period.time_since_epoch().count() + kPeriodOffset;
  if (day < 0 || day > kPeriodMask || series < 1 || series > kMaxSeries)
    throw std::out_of_range("a vintage's series or period is beyond what the ledger can number");
  return series << kSeriesShift | day << kOrdinalBits;
}
constexpr std::int64_t first_key(std::int64_t series) {
  return series << kSeriesShift;
}
constexpr std::int64_t last_key(std::int64_t series) {
  return ((series + 1) << kSeriesShift) - 1;
}
// The same for every vintage of a period.
constexpr std::int64_t period_key(std::int64_t key) {
  return key >> kOrdinalBits << kOrdinalBits;
}
constexpr std::int64_t ordinal_of(std::int64_t key) {
  return key & kMaxOrdinal;
}
constexpr Date period_of(std::int64_t key) {
  return Date{days{((key >> kOrdinalBits) & kPeriodMask) - kPeriodOffset}};
}

}  // namespace firstcard
