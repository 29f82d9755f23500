#pragma once
// How values stand in the tables: instants as seconds and dates as days since 1970-01-01, names as
// text. Private to storage/.
#include <cstdint>
#include <optional>

#include "indicators/series.h"

namespace firstcard {

constexpr std::int64_t stored(Instant t) {
  return t.time_since_epoch().count();
}
constexpr std::int64_t stored(Date day) {
  return day.time_since_epoch().count();
}
template <class T>
constexpr std::optional<std::int64_t> stored(const std::optional<T>& t) {
  return t ? std::optional(stored(*t)) : std::nullopt;
}

constexpr Instant instant_of(std::int64_t s) {
  return Instant{seconds{s}};
}
constexpr Date date_of(std::int64_t d) {
  return Date{days{d}};
}
constexpr std::optional<Instant> instant_of(std::optional<std::int64_t> s) {
  return s ? std::optional(instant_of(*s)) : std::nullopt;
}
constexpr std::optional<Date> date_of(std::optional<std::int64_t> d) {
  return d ? std::optional(date_of(*d)) : std::nullopt;
}

}  // namespace firstcard
