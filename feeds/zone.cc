#include "zone.h"

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <algorithm>
#include <fstream>

namespace firstcard {

namespace {

constexpr const char* kZoneList = "/usr/share/zoneinfo/tzdata.zi";

// Abseil keeps every zone that it has read.
absl::TimeZone zone_of(const std::string& name) {
  absl::TimeZone zone;
  absl::LoadTimeZone(name, &zone);
  return zone;
}

LocalTime local_of(absl::CivilSecond t) {
  return LocalTime{seconds{t - absl::CivilSecond()}};  // the default is 1970-01-01
}

Instant instant_of(absl::Time t) {
  return Instant{seconds{absl::ToUnixSeconds(t)}};
}

}  // namespace

bool zone_exists(std::string_view name) {
  // Abseil would also take a path.
  const auto sign = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-' || c == '/';
  };
  if (name.empty() || name.front() == '/' || !std::ranges::all_of(name, sign)) return false;
  absl::TimeZone zone;
  return absl::LoadTimeZone(std::string(name), &zone);
}

std::vector<std::string> zone_names() {
  // "Z NAME ..." is a zone, "L TARGET NAME" another name of one.
  std::vector<std::string> names;
  std::ifstream list(kZoneList);
  for (std::string line; std::getline(list, line);) {
    if (line.starts_with("Z ")) names.push_back(line.substr(2, line.find(' ', 2) - 2));
    if (line.starts_with("L ")) names.push_back(line.substr(line.find(' ', 2) + 1));
  }
  return names;
}

LocalTime local_time(const std::string& zone, Instant t) {
  return local_of(zone_of(zone).At(absl::FromUnixSeconds(t.time_since_epoch().count())).cs);
}

Showing showing_of(const std::string& zone, LocalTime local) {
  const auto info = zone_of(zone).At(absl::CivilSecond() + local.time_since_epoch().count());
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::SKIPPED:
      return {Showing::Times::never, instant_of(info.trans), instant_of(info.trans)};
    case absl::TimeZone::TimeInfo::REPEATED:
      return {Showing::Times::twice, instant_of(info.pre), instant_of(info.post)};
    case absl::TimeZone::TimeInfo::UNIQUE:
      break;
  }
  return {Showing::Times::once, instant_of(info.pre), instant_of(info.pre)};
}

std::optional<Instant> next_set_back(const std::string& zone, Instant after, Instant upto) {
  const absl::TimeZone tz = zone_of(zone);
  absl::Time at = absl::FromUnixSeconds(after.time_since_epoch().count());
  absl::TimeZone::CivilTransition change;
  while (tz.NextTransition(at, &change)) {
    at = tz.At(change.to).trans;
    if (instant_of(at) > upto) break;
    if (change.to < change.from) return instant_of(at);
  }
  return std::nullopt;
}

}  // namespace firstcard
