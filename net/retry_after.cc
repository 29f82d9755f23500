#include "retry_after.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace firstcard {

using std::chrono::seconds;

namespace {

constexpr seconds kLongest = std::chrono::days{365};

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

bool digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<seconds> retry_after(std::string_view value, std::chrono::sys_seconds now) {
  const std::string_view text = trimmed(value);
  if (text.empty()) return std::nullopt;
  if (digits(text)) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end != text.data() + text.size()) return kLongest;
    return std::min(seconds{count}, kLongest);
  }
  // curl_getdate takes much that is no HTTP date ("-5", "GMT"); all three forms of the standard
  // begin with a weekday's name.
  constexpr std::string_view kWeekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  if (std::ranges::none_of(kWeekdays, [&](std::string_view day) { return text.starts_with(day); }))
    return std::nullopt;
  const time_t at = curl_getdate(std::string(text).c_str(), nullptr);
  if (at == -1) return std::nullopt;
  const std::chrono::sys_seconds then{seconds{at}};
  return std::clamp(then - now, seconds::zero(), kLongest);
}

}  // namespace firstcard
