// The SQL of a measure, run by a real SQLite over the public views, gives the reading.
#include "indicators/measure_sql.h"

#include <gmock/gmock.h>

#include <random>

#include "ledger_fixture.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;

Instant instant(std::string_view text) {
  return *parse_instant(text);
}

class MeasureSql : public LedgerTest {
 protected:
  void SetUp() override {
    LedgerTest::SetUp();
    const std::pair<const char*, Frequency> series[] = {
        {"q.a", Frequency::quarter}, {"q.b", Frequency::quarter}, {"q.fiscal", Frequency::quarter},
        {"m.a", Frequency::month},   {"m.b", Frequency::month},   {"w.a", Frequency::week},
        {"w.b", Frequency::week},    {"y.a", Frequency::year},    {"d.a", Frequency::day},
        {"d.b", Frequency::day},     {"e.a", Frequency::event},   {"e.b", Frequency::event}};
    for (const auto& [name, f] : series) {
      Series& s = catalogue[{name}];
      s.id = {name};
      s.frequency = f;
    }
    Transaction tx(db);
    ledger.declare(tx, catalogue);
    tx.commit();
    for (const auto& [id, s] : catalogue) fill(s);
  }

  // Values with cents, holes, revisions, withdrawals and a few that are negative or zero.
  void fill(const Series& s) {
    std::vector<Row> rows;
    const Date start = *parse_date("2022-01-01"), end = *parse_date("2025-12-31");
    const auto add = [&](Date period, int days_later, std::optional<double> value) {
      rows.push_back({.series = 0,
                      .period = period,
                      .known_at = Instant{period} + days{days_later} + seconds{below(86400)},
                      .value = value,
                      .basis = Basis::source,
                      .line = static_cast<std::uint32_t>(rows.size() + 2)});
    };
    const auto value = [&] {
      const int kind = below(40);
      return kind == 0 ? 0.0 : kind == 1 ? -12.25 : (1000 + below(9000)) / 100.0;
    };
    Date day = start;
    while (day < end) {
      Date period = day;
      if (has_calendar(s.frequency)) {
        period = last_day(s.frequency, index_at(s.frequency, day));
        day = period + days{1};
        if (s.id.text == "q.fiscal") period -= days{31};  // May to July
      } else {
        day += days{s.frequency == Frequency::day ? 1 + (below(7) == 0 ? below(12) : 0)
                                                  : 1 + below(40)};
      }
      if (below(25) == 0) continue;
      add(period, 1 + below(40), value());
      if (below(6) == 0) add(period, 60 + below(90), value());
      if (below(40) == 0) add(period, 200, std::nullopt);
    }
    Transaction tx(db);
    const DocumentId document = add_document(tx);
    names = {s.id};
    ledger.store(tx, document, names, rows, at(1));
    tx.commit();
  }

  struct Reading {
    std::string period;
    double value;
  };
  std::optional<Reading> run(const std::string& sql) {
    Statement s = db.prepare(sql);
    if (!s.step()) return std::nullopt;
    const Reading reading{s.text(0), s.real(1)};
    EXPECT_FALSE(s.step()) << "one row";
    return reading;
  }
  std::vector<Print> prints(const Measure& m, Instant as_of, int min_coverage) {
    std::map<SeriesId, Need> all;
    for (const SeriesId& id : series_of(m)) all[id] = {.prints = 1'000'000, .reach = days{0}};
    return evaluate(m, catalogue, ledger.window(all, as_of), min_coverage);
  }
  Measure measure(std::string_view text) {
    const auto m = parse_measure(text);
    if (!m) throw std::invalid_argument(with_caret(m.error(), text));
    if (const auto checked = check_measure(*m, catalogue); !checked)
      throw std::invalid_argument(with_caret(checked.error(), text));
    return *m;
  }
  int below(int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }

  std::mt19937 random{7};
  Catalogue catalogue;
};

constexpr const char* kMeasures[] = {
    "q.a",
    "-q.a * 2 + 12 / q.b",
    "q.a / q.fiscal - 1e-3",
    "lag(q.a, 1q) - q.b",
    "lag(q.a, 2q)",
    "change(q.a, 1y)",
    "yoy(q.a)",
    "qoq(q.fiscal)",
    "change(yoy(q.a), 1q)",
    "sum(q.a, q.b, q.fiscal)",
    "mean(q.a, q.b, 3)",
    "min(q.a, q.b, q.fiscal)",
    "max(q.a, 50)",
    "median(q.a, q.b, q.fiscal)",
    "median(q.a, q.b)",
    "avg(q.a, 1y)",
    "peak(q.a, 1y) - trough(q.a, 1y)",
    "drawdown(q.a, 1y)",
    "stdev(q.a, 1y)",
    "zscore(q.a, 1y)",
    "slope(q.a, 1y)",
    "percentile(q.a, 1y)",
    "growth(m.a, 3m) + lag(m.b, 1m)",
    "avg(m.a, 12m)",
    "yoy(y.a)",
    "change(w.a, 4w) / w.b",
    "zscore(w.a, 26w)",
    "d.a - d.b",
    "growth(d.a, 30d)",
    "change(d.a, 3m)",
    "lag(d.a, 1q) + lag(d.b, 1w)",
    "avg(d.a, 30d)",
    "drawdown(d.a, 3m)",
    "percentile(d.a, 90d)",
    "slope(d.a, 30d)",
    "stdev(d.a, 1y)",
    "pace(d.a, 7d)",
    "e.a",
    "e.a / e.b",
    "total(e.a, e.b)",
    "growth(total(e.a, e.b), 180d)",
    "drawdown(total(e.a, e.b), 180d)",
    "pace(total(e.a, e.b), 30d)",
    "change(e.a, 6m)",
    "lag(e.a, 1y)",
    "avg(e.a, 1y)",
    "zscore(e.a / e.b, 1y)",
    "median(e.a, e.b)",
    "quarterly(m.a, mean) - q.a",
    "quarterly(m.a, last)",
    "quarterly(d.a, median)",
    "quarterly(d.a, mean) / lag(quarterly(d.a, mean), 1y) - 1",
    "monthly(d.a, min) + monthly(d.b, max)",
    "weekly(d.a, last)",
    "monthly(e.a, median)",
    "daily(e.a, last) - d.a",
    "drawdown(monthly(d.a, median), 12m)",
    "matched(yoy(basket), q.a, q.b, q.fiscal)",
    "matched(change(yoy(basket), 1q), q.a, q.b, q.fiscal)",
    "matched(growth(basket, 2q), q.a, q.b)",
    "matched(basket / lag(basket, 1y) - 1, q.a, q.b, q.fiscal) * 100",
    "matched(lag(basket, 1q), q.a, q.b)",
    "matched(drawdown(basket, 1y), q.a, q.b, q.fiscal)",
    "matched(zscore(basket, 1y), q.a, quarterly(m.a, mean))",
    "matched(yoy(basket), q.a, q.b) - matched(qoq(basket), q.a, q.fiscal)",
};

TEST_F(MeasureSql, GivesTheReadingOfEveryMeasureAtEveryTime) {
  int readings = 0;
  for (const char* text : kMeasures) {
    const Measure m = measure(text);
    const Frequency f = *check_measure(m, catalogue);
    for (const char* as_of :
         {"2022-01-03", "2022-07-20T12:00:00Z", "2024-02-29", "2025-08-15T11:11:11Z", "2030-01-01"})
      for (const int coverage : {1, 2}) {
        const auto all = prints(m, instant(as_of), coverage);
        const auto newest = all.empty() ? std::nullopt : std::optional(all.back().period);
        const auto sql = sql_of(m, catalogue, instant(as_of), coverage, newest);
        ASSERT_TRUE(sql.has_value()) << text << ": " << sql.error();
        const auto found = run(*sql);
        ASSERT_EQ(found.has_value(), !all.empty()) << text << " as of " << as_of << "\n" << *sql;
        if (!found) continue;
        ++readings;
        const Print& last = all.back();
        if (f != Frequency::week) {
          EXPECT_EQ(found->period, period_name(f, last.index)) << text << " as of " << as_of;
        }
        EXPECT_EQ(found->value, last.value) << text << " as of " << as_of << "\n" << *sql;
      }
  }
  EXPECT_GT(readings, 400);
}

TEST_F(MeasureSql, LinesAreShortEnoughForATerminal) {
  for (const char* text : kMeasures) {
    const std::string sql = *sql_of(measure(text), catalogue, instant("2025-01-01"), 1);
    for (std::size_t at = 0; at < sql.size();) {
      const std::size_t end = std::min(sql.find('\n', at), sql.size());
      EXPECT_LE(end - at, 98U) << sql.substr(at, end - at);
      at = end + 1;
    }
  }
}

TEST_F(MeasureSql, WhatCannotBeSaidGivesTheReasonAndTheInputs) {
  for (const char* text : {"pace(w.a, 7d)", "monthly(w.a, last)"}) {
    const auto sql = sql_of(measure(text), catalogue, instant("2025-01-01"), 1);
    ASSERT_FALSE(sql.has_value()) << text;
    EXPECT_FALSE(sql.error().empty());
  }
  const Instant as_of = instant("2024-06-01");
  Statement s = db.prepare(inputs_sql(measure("pace(w.a, 7d)"), as_of));
  std::vector<std::pair<std::string, double>> found;
  while (s.step()) found.emplace_back(s.text(1), s.real(2));
  std::vector<std::pair<std::string, double>> expected;
  const Window window = ledger.window({{{"w.a"}, {.prints = 1'000'000, .reach = days{0}}}}, as_of);
  for (const Point& p : window.series.at({"w.a"}).points)
    expected.emplace_back(to_text(p.period), p.value);
  std::ranges::reverse(expected);
  EXPECT_GT(found.size(), 50U);
  EXPECT_EQ(found, expected);
}

TEST_F(MeasureSql, IsReadableSql) {
  const std::string sql =
      *sql_of(measure("yoy(q.a)"), catalogue, instant("2024-06-01T00:00:00Z"), 1);
  EXPECT_THAT(sql, HasSubstr("FROM vintages WHERE series IN ('q.a')"));
  EXPECT_THAT(sql, HasSubstr("AND known_at <= '2024-06-01T00:00:00Z')"));
  EXPECT_THAT(sql, HasSubstr("-- yoy(q.a)\n"));
  EXPECT_TRUE(sql.ends_with("ORDER BY i DESC LIMIT 1;\n")) << sql;
}

}  // namespace
}  // namespace firstcard::test
