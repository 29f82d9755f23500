#pragma once
// A random but repeatable history of several series with revisions and withdrawn periods, as the
// document versions in which a source publishes it.
#include <map>
#include <random>
#include <string>
#include <vector>

#include "pipeline_fixture.h"

namespace firstcard::test {

// Three quarterly series, two of them with a due date that gaps exceed; measures that look back.
inline constexpr std::string_view kQuarterConfig = R"toml([storage]
path = "history.db"
[[feed]]
id = "f"
source = "f.csv"
guards = { min_share = 0, newest = false, scale = false, future = false }
period = { column = "period" }
value = { column = "value" }
known = { column = "known" }
series = "{entity}.x"
[[series]]
id = "a.x"
frequency = "quarter"
due = "60d"
grace = "20d"
[[series]]
id = "b.x"
frequency = "quarter"
due = "60d"
grace = "20d"
[[series]]
id = "c.x"
frequency = "month"
[[indicator]]
id = "a"
measure = "change(a.x, 1q)"
weakening = { below = 0, for = 2 }
[[indicator]]
id = "b"
measure = "matched(growth(basket, 2q), a.x, b.x)"
weakening = { below = 0 }
strengthening = { above = 0.3 }
[[indicator]]
id = "c"
measure = "quarterly(c.x, mean)"
weakening = { below = 100 }
recovery = { above = 105 }
lookback = 6
[[thesis]]
id = "t"
indicators = ["a", "b", "c"]
weakening_count = 2
[[thesis]]
id = "kept"
indicators = ["a", "c"]
weakening_count = 1
within = "40d"
[[receiver]]
id = "desk"
type = "log"
)toml";

struct Version {
  Instant at;        // when it is published, and when its new rows are known
  std::string text;  // all rows so far, in order of time
};

inline std::vector<Version> versions_at_random(unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::map<std::string, std::vector<std::string>> periods;
  const std::pair<std::string, Frequency> series[] = {
      {"a", Frequency::quarter}, {"b", Frequency::quarter}, {"c", Frequency::month}};
  std::map<std::string, Index> next;
  const Date start = day("2020-01-01");
  for (const auto& [name, f] : series) next[name] = index_at(f, start);

  std::vector<Version> versions;
  std::string text = csv({});
  Instant t{start + days{40}};
  while (t < Instant{start + days{5 * 365}}) {
    t += seconds{3600 * (1 + below(24 * 20))};
    const int rows = 1 + below(3);
    for (int i = 0; i < rows; ++i) {
      const auto& [name, f] = series[below(3)];
      const bool revision = below(4) == 0 && !periods[name].empty();
      std::string period;
      if (revision) {
        period = periods[name][periods[name].size() - 1 -
                               static_cast<std::size_t>(below(static_cast<int>(
                                   std::min<std::size_t>(periods[name].size(), 4))))];
      } else {
        // A quarter behind at most, and now and then one is left out.
        if (last_day(f, next[name]) > day_of(t)) continue;
        period = to_text(last_day(f, next[name]));
        next[name] += 1 + (below(12) == 0 ? 1 : 0);
        periods[name].push_back(period);
      }
      text += name + "," + period + "," + std::to_string(80 + below(50)) + "," + to_text(t) + "\n";
    }
    versions.push_back({t, text});
  }
  // A document without a row would be refused.
  std::erase_if(versions, [](const Version& v) { return v.text == csv({}); });
  return versions;
}

}  // namespace firstcard::test
