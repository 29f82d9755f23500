#pragma once
// Instants and dates. Everything is UTC. An instant counts whole seconds; a date is a day.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace firstcard {

using Instant = std::chrono::sys_seconds;
using Date = std::chrono::sys_days;
using std::chrono::days;
using std::chrono::seconds;

// The last second of the day: what a bare date means wherever an instant is asked for.
constexpr Instant end_of_day(Date day) { return Instant{day} + days{1} - seconds{1}; }
constexpr Date day_of(Instant t) { return std::chrono::floor<days>(t); }

// "2026-11-24T02:40:39Z" and "2026-11-24".
std::string to_text(Instant t);
std::string to_text(Date day);

// Strict ISO 8601. An instant is a date (its end of day), or a date and time with `Z` or an offset
// (fractions are cut off); nullopt for anything else, impossible days included.
std::optional<Date> parse_date(std::string_view text);
std::optional<Instant> parse_instant(std::string_view text);

// Whole months later or earlier, the day clamped to the month's length: 2024-02-29 + 12 = 2025-02-28.
Date add_months(Date day, int months);

}  // namespace firstcard
