#pragma once
// The vocabulary of the evaluation's tests: series from literals, what was known of them at an
// instant, rules from text.
//
//   Data data;
//   data.series("aws.revenue", Frequency::quarter, {{"2025-03-31", 29267}, {"2025-06-30", 30873}});
//   const Indicator cloud =
//       rule("yoy(aws.revenue)", "weakening below -0.01 for 2; recovery above 0; strengthening
//       above 1");
//   const Assessment a = data.assess(cloud, "2025-08-01");
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indicators/assess.h"

namespace firstcard::test {

// A malformed literal is a mistake in the test: it throws.
inline Date day(std::string_view text) {
  if (const auto d = parse_date(text)) return *d;
  throw std::invalid_argument("not a date: " + std::string(text));
}
// A bare date is the end of that day.
inline Instant at(std::string_view text) {
  if (const auto t = parse_instant(text)) return *t;
  throw std::invalid_argument("not an instant: " + std::string(text));
}

// A row of a series: the period's last day, the value (nullopt: withdrawn), and from when it was
// known: by default the end of the period's last day.
struct Value {
  std::string_view period;
  std::optional<double> value;
  std::string_view known = {};
};

// A ledger in miniature: all vintages, and what was known of them at an instant.
class Data {
 public:
  // Declares the series and adds rows to it.
  Data& series(std::string_view name, Frequency f, const std::vector<Value>& values) {
    Series& s = catalogue_[SeriesId{std::string(name)}];
    s.id.text = name;
    s.frequency = f;
    return add(name, values);
  }
  // Further rows: new periods, or later vintages of old ones.
  Data& add(std::string_view name, const std::vector<Value>& values) {
    for (const Value& v : values)
      rows_[SeriesId{std::string(name)}].push_back(
          {.period = day(v.period),
           .known_at = v.known.empty() ? end_of_day(day(v.period)) : at(v.known),
           .value = v.value});
    return *this;
  }
  Series& of(std::string_view name) { return catalogue_.at(SeriesId{std::string(name)}); }
  const Catalogue& catalogue() const { return catalogue_; }

  Window window(Instant as_of) const {
    Window w{.as_of = as_of, .series = {}};
    for (const auto& [id, description] : catalogue_) {
      WindowSeries& known = w.series[id];
      const auto rows = rows_.find(id);
      if (rows == rows_.end()) continue;
      std::map<Date, Row> newest;
      for (const Row& row : rows->second)
        if (row.known_at <= as_of &&
            (!newest.contains(row.period) || newest.at(row.period).known_at <= row.known_at))
          newest[row.period] = row;
      for (const auto& [period, row] : newest)
        if (row.value)
          known.points.push_back({.period = period, .value = *row.value, .known_at = row.known_at});
    }
    return w;
  }
  Window window(std::string_view as_of) const { return window(at(as_of)); }

  Assessment assess(const Indicator& rule, Instant as_of) const {
    return firstcard::assess(rule, catalogue_, window(as_of), as_of);
  }
  Assessment assess(const Indicator& rule, std::string_view as_of) const {
    return assess(rule, at(as_of));
  }
  std::optional<Flip> flip(const Indicator& rule, std::string_view as_of) const {
    return flip_of(rule, catalogue_, window(as_of), assess(rule, as_of));
  }

 private:
  struct Row {
    Date period;
    Instant known_at;
    std::optional<double> value;
  };
  Catalogue catalogue_;
  std::map<SeriesId, std::vector<Row>> rows_;
};

// The series "x": quarters from the first of 2025 on, each known at the end of its last day.
inline Data quarters(const std::vector<double>& values) {
  constexpr std::string_view kEnds[] = {"2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31",
                                        "2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"};
  std::vector<Value> rows;
  for (std::size_t i = 0; i < values.size(); ++i) rows.push_back({kEnds[i], values[i]});
  Data data;
  data.series("x", Frequency::quarter, rows);
  return data;
}

inline std::string text_of(std::optional<Instant> t) {
  return t ? to_text(*t) : "none";
}

// "weakening below -0.01 for 2; recovery above 0 for 3; strengthening above 0.3": the lines of a
// test without a measure.
inline Test lines(std::string_view text) {
  Test test;
  std::istringstream clauses{std::string(text)};
  for (std::string clause; std::getline(clauses, clause, ';');) {
    std::istringstream words(clause);
    std::string what, side, for_word;
    Line line;
    int count = 1;
    if (!(words >> what >> side >> line.value) || (side != "below" && side != "above"))
      throw std::invalid_argument("not a line: " + clause);
    if (words >> for_word && (for_word != "for" || !(words >> count)))
      throw std::invalid_argument("not a count: " + clause);
    line.side = side == "below" ? Side::below : Side::above;
    if (what == "weakening") {
      test.weakening = line;
      test.weakening_for = count;
    } else if (what == "recovery") {
      test.recovery = line;
      test.recovery_for = count;
    } else if (what == "strengthening") {
      test.strengthening = line;
    } else {
      throw std::invalid_argument("not a line: " + clause);
    }
  }
  return test;
}

inline Test test_of(std::string_view measure, std::string_view lines_text, std::string name = {}) {
  Test test = lines(lines_text);
  test.name = std::move(name);
  const auto parsed = parse_measure(measure);
  if (!parsed) throw std::invalid_argument(with_caret(parsed.error(), measure));
  test.measure = *parsed;
  return test;
}

inline Indicator rule_of(std::vector<Test> tests, int quorum = 1) {
  Indicator i;
  i.id.text = "indicator";
  i.tests = std::move(tests);
  i.quorum = quorum;
  return i;
}
// An indicator with one test.
inline Indicator rule(std::string_view measure, std::string_view lines_text) {
  return rule_of({test_of(measure, lines_text)});
}

// Short forms for tables of statuses: h(olding) s(trengthening) w(eakening) u(nknown).
inline Status status_of(char letter) {
  const auto found = std::string_view("hswu").find(letter);
  if (found == std::string_view::npos)
    throw std::invalid_argument(std::string("not a status: ") + letter);
  return static_cast<Status>(found);
}
inline char letter_of(Status s) {
  return "hswu"[static_cast<std::size_t>(s)];
}

}  // namespace firstcard::test

// How a status looks in a failed assertion.
namespace firstcard {
inline void PrintTo(Status s, std::ostream* out) {
  *out << test::letter_of(s);
}
}  // namespace firstcard
