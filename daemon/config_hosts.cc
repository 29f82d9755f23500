#include "config_hosts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace firstcard::config {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kMostConnections = 100;
constexpr int kMostInATime = 10'000;
constexpr Rate kRate{.count = 20, .per = seconds{1}};

// What the publishers ask of their guests.
std::vector<HostRule> known_hosts(int connections) {
  return {
      {.name = "sec.gov", .connections = connections, .rate = Rate{.count = 10, .per = seconds{1}}},
      {.name = "api.stlouisfed.org",
       .connections = connections,
       .rate = Rate{.count = 120, .per = minutes{1}}},
      {.name = "sdmx.oecd.org",
       .connections = connections,
       .rate = Rate{.count = 60, .per = hours{1}}},
      {.name = "alphavantage.co",
       .connections = connections,
       .rate = Rate{.count = 1, .per = seconds{1}}},
  };
}

std::optional<seconds> unit_of(std::string_view text) {
  if (text == "s") return seconds{1};
  if (text == "m") return minutes{1};
  if (text == "h") return hours{1};
  if (text == "d") return hours{24};
  return std::nullopt;
}

// "10/s"; nullopt: "none". An error is reported, and `otherwise` taken.
std::optional<Rate> read_rate(Section& s, std::optional<Rate> otherwise) {
  const auto text = s.text("rate");
  if (!text) return otherwise;
  if (text->value == "none") return std::nullopt;
  const auto slash = text->value.find('/');
  int count = 0;
  const char* begin = text->value.data();
  const char* end = begin + std::min(slash, text->value.size());
  const auto [at, error] = std::from_chars(begin, end, count);
  const auto per = slash == std::string::npos
                       ? std::nullopt
                       : unit_of(std::string_view(text->value).substr(slash + 1));
  if (!per || error != std::errc{} || at != end || count < 1 || count > kMostInATime) {
    s.error(text->place,
            fmt::format("\"rate\" is a number from 1 to {} and s, m, h or d: \"10/s\"; or \"none\"",
                        kMostInATime));
    return otherwise;
  }
  return Rate{.count = count, .per = *per};
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

HostRules read_hosts(std::vector<Section> http, std::vector<Section> hosts) {
  HostRules out{.connections = 4, .rate = kRate, .hosts = {}};
  for (std::size_t i = 0; i < http.size(); ++i) {
    Section& s = http[i];
    if (i > 0)
      s.error(s.place(), fmt::format("[http] stands at {} already; keep one",
                                     s.report().shown(http.front().place())));
    if (const auto number = s.integer("per_host", 1, kMostConnections))
      out.connections = static_cast<int>(number->value);
    out.rate = read_rate(s, out.rate);
    s.finish();
  }
  out.hosts = known_hosts(out.connections);
  std::vector<std::string> declared;
  for (Section& s : hosts) {
    s.require("name", R"(name = "example.org")");
    const auto text = s.text("name");
    HostRule rule{
        .name = text ? lower(text->value) : "", .connections = out.connections, .rate = out.rate};
    if (text) s.retitle(fmt::format("host \"{}\"", text->value));
    if (text && (rule.name.empty() || rule.name.find_first_of("/@ *?") != std::string::npos))
      s.error(text->place,
              "\"name\" is a host as in a URL, without scheme and path: "
              "\"example.org\", \"example.org:8080\"");
    if (std::ranges::find(declared, rule.name) != declared.end())
      s.error(text->place, "this host has a table already; keep one");
    declared.push_back(rule.name);
    if (const auto number = s.integer("connections", 1, kMostConnections))
      rule.connections = static_cast<int>(number->value);
    rule.rate = read_rate(s, rule.rate);
    s.finish();
    std::erase_if(out.hosts, [&](const HostRule& known) { return known.name == rule.name; });
    out.hosts.push_back(std::move(rule));
  }
  return out;
}

}  // namespace firstcard::config
