#pragma once
// A small language for the tests of measures: series are written down, prints are read off as text.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "indicators/measure.h"

namespace firstcard::test {

inline Date date(std::string_view text) {
  const auto d = parse_date(text);
  if (!d) ADD_FAILURE() << "not a date: " << text;
  return d.value_or(Date{});
}

// A catalogue and the window on it.
class World {
 public:
  // Points as "2024-03-31 100; 2024-06-30 110 @2024-08-01": a period's last day, a value, and the
  // day on which it became known (without one: 30 days after the period).
  World& has(std::string_view name, Frequency f, std::string_view points) {
    const SeriesId id{std::string(name)};
    catalogue[id] =
        Series{.id = id, .title = {}, .unit = {}, .frequency = f, .due = {}, .grace = {}};
    WindowSeries& s = window.series[id];
    s.points.clear();
    while (!points.empty()) {
      const std::string one(points.substr(0, points.find(';')));
      points.remove_prefix(std::min(points.size(), one.size() + 1));
      char period[32] = {}, value[32] = {}, known[32] = {};
      const int found = std::sscanf(one.c_str(), " %31s %31s @%31s", period, value, known);
      if (found < 2) {
        if (found > 0) ADD_FAILURE() << "not a point: " << one;
        continue;
      }
      const Date last = date(period);
      s.points.push_back({.period = last,
                          .value = std::strtod(value, nullptr),
                          .known_at = end_of_day(found == 3 ? date(known) : last + days{30})});
    }
    return *this;
  }
  World& at(std::string_view as_of) {
    window.as_of = *parse_instant(as_of);
    return *this;
  }

  // The newest points of a series alone, as the ledger reads them for a need.
  void cut(std::string_view name, const Need& need) {
    WindowSeries& s = window.series[SeriesId{std::string(name)}];
    auto& p = s.points;
    if (p.empty()) return;
    const std::size_t newest =
        std::min<std::size_t>(p.size(), static_cast<std::size_t>(need.prints));
    if (newest == 0) {
      p.clear();
      s.complete = false;
      return;
    }
    const Date oldest = p[p.size() - newest].period - need.reach;
    const auto keep =
        std::find_if(p.begin(), p.end(), [&](const Point& x) { return x.period >= oldest; });
    s.complete = keep == p.begin();
    p.erase(p.begin(), keep);
  }

  std::vector<Print> evaluate(std::string_view text, int min_coverage = 1) const {
    const auto m = parse_measure(text);
    if (!m) {
      ADD_FAILURE() << with_caret(m.error(), text);
      return {};
    }
    const auto f = check_measure(*m, catalogue);
    if (!f) {
      ADD_FAILURE() << with_caret(f.error(), text);
      return {};
    }
    return firstcard::evaluate(*m, catalogue, window, min_coverage);
  }

  // "2024-Q1 100, 2024-Q2 110": each print by its index and value, to six digits.
  std::string prints(std::string_view text, int min_coverage = 1) const {
    const auto m = parse_measure(text);
    const auto f = m ? check_measure(*m, catalogue) : std::unexpected(m.error());
    std::string out;
    for (const Print& p : evaluate(text, min_coverage)) {
      char value[64];
      std::snprintf(value, sizeof value, "%.6g", p.value == 0 ? 0.0 : p.value);
      out += (out.empty() ? "" : ", ") + period_name(f.value_or(Frequency::event), p.index) + ' ' +
             value;
    }
    return out;
  }

  // The message of the first error of parsing or checking, with its column in front: "7: ...".
  std::string error(std::string_view text) const {
    const auto m = parse_measure(text);
    const auto f = m ? check_measure(*m, catalogue) : std::unexpected(m.error());
    return f ? "none" : std::to_string(f.error().column) + ": " + f.error().message;
  }

  Catalogue catalogue;
  Window window{.as_of = *parse_instant("2030-12-31"), .series = {}};
};

}  // namespace firstcard::test
