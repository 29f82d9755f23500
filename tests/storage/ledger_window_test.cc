#include <sqlite3.h>

#include "ledger_fixture.h"

namespace firstcard::test {
namespace {

using LedgerWindow = LedgerTest;

TEST_F(LedgerWindow, ReachesFromTheOldestPrintAskedForAndOnePointBeyond) {
  std::vector<Row> rows;
  for (int i = 0; i < 100; ++i) rows.push_back(row(i * 10, 5, i));
  load({rows});
  struct Case {
    const char* name;
    int prints;
    std::int64_t reach;
    std::string expected;
    bool complete;
  };
  const std::vector<Case> cases{
      {"one print, no reach", 1, 0, "980=98 990=99", false},
      {"two prints", 2, 0, "970=97 980=98 990=99", false},
      {"the reach is inclusive", 1, 20, "960=96 970=97 980=98 990=99", false},
      {"a day short of the next", 1, 29, "960=96 970=97 980=98 990=99", false},
      {"nothing asked for is one print", 0, 0, "980=98 990=99", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(seen(5, c.prints, c.reach), c.expected) << c.name;
    const Window w = ledger.window({{names[0], {c.prints, days{c.reach}}}}, at(5));
    EXPECT_EQ(w.series.at(names[0]).complete, c.complete) << c.name;
  }
}

TEST_F(LedgerWindow, CompleteSaysWhetherSomethingOlderIsThere) {
  load({{row(10, 5, 1), row(20, 5, 2), row(30, 5, 3)}});
  const auto complete = [&](int prints, int reach) {
    return ledger.window({{names[0], {prints, days{reach}}}}, at(5)).series.at(names[0]).complete;
  };
  EXPECT_FALSE(complete(1, 0));
  EXPECT_TRUE(complete(2, 0)) << "the point beyond is the oldest there is";
  EXPECT_TRUE(complete(3, 0));
  EXPECT_TRUE(complete(9, 0));
}

TEST_F(LedgerWindow, SeriesWithoutDataIsEmptyAndComplete) {
  {
    Transaction tx(db);
    ledger.declare(tx,
                   {{{"declared"}, Series{.id = {"declared"}, .frequency = Frequency::quarter}}});
    tx.commit();
  }
  const Window w =
      ledger.window({{{"declared"}, {.prints = 1}}, {{"unheard"}, {.prints = 1}}}, at(0));
  EXPECT_EQ(w.as_of, at(0));
  ASSERT_EQ(w.series.size(), 2u);
  for (const auto& [id, s] : w.series) EXPECT_EQ(s, WindowSeries{}) << id.text;
}

TEST_F(LedgerWindow, PointCarriesWhenItBecameKnownAndItsVintage) {
  load({{row(1, 5, 10)}});
  const auto points = ledger.window({{names[0], {.prints = 1}}}, at(9)).series.at(names[0]).points;
  ASSERT_EQ(points.size(), 1u);
  EXPECT_EQ(points[0], (Point{day(1), 10, at(5), ledger.vintages(names[0])[0].id}));
}

TEST_F(LedgerWindow, WithdrawnPeriodsCountAsNoPrints) {
  load({{row(1, 5, 10), row(2, 5, 20), row(3, 5, 30)}});
  load({{row(3, 6, std::nullopt)}});
  EXPECT_EQ(seen(6, 1, 0), "1=10 2=20");
}

TEST_F(LedgerWindow, ForecastOfALaterPeriodIsSeenAsOfThen) {
  // Known in hour 0 for a period 400 days later; then the ordinary kind.
  const std::int64_t then = (day_of(at(0)) - day(0)).count();
  load({{row(then + 400, 0, 7), row(then - 1, 48, 1), row(then, 72, 2)}});
  EXPECT_EQ(seen(0), std::to_string(then + 400) + "=7");
  EXPECT_EQ(seen(72, 3, 0), std::to_string(then - 1) + "=1 " + std::to_string(then) + "=2 " +
                                std::to_string(then + 400) + "=7");
}

// The work of a query, counted by SQLite: steps of its machine over all statements.
std::int64_t steps(Database& db) {
  std::int64_t sum = 0;
  for (sqlite3_stmt* s = sqlite3_next_stmt(db.handle(), nullptr); s;
       s = sqlite3_next_stmt(db.handle(), s))
    sum += sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 0);
  return sum;
}

class LedgerWork : public LedgerTest {
 protected:
  void load_days(int from, int upto) {
    std::vector<std::vector<Row>> batches(1);
    for (int i = from; i < upto; ++i) {
      if (batches.back().size() == 65'536) batches.emplace_back();
      // Known one day after the period.
      batches.back().push_back(row(i - 1'000'000, i * 24, i, static_cast<std::uint32_t>(i + 1)));
    }
    load(batches);
  }
  std::int64_t work_of_window(std::int64_t as_of_day) {
    const std::map<SeriesId, Need> needs{{names[0], {.prints = 120, .reach = days{365}}}};
    ledger.window(needs, at(as_of_day * 24));  // prepares the statements
    const std::int64_t before = steps(db);
    const Window w = ledger.window(needs, at(as_of_day * 24));
    EXPECT_EQ(w.series.at(names[0]).points.size(), 120u + 365u + 1u);
    return steps(db) - before;
  }
};

TEST_F(LedgerWork, WindowCostsTheSameWhateverTheLengthOfHistory) {
  load_days(0, 10'000);
  const std::int64_t few = work_of_window(9'999);
  load_days(10'000, 1'000'000);
  const std::int64_t many = work_of_window(999'999);
  EXPECT_GT(few, 400);
  EXPECT_EQ(many, few);
  // As of the past, too: what was not yet known then is not walked through.
  EXPECT_LT(work_of_window(500'000), few + 100);
}

TEST_F(LedgerWork, OneNewRowCostsTheSameWhateverTheLengthOfHistory) {
  const auto work_of_store = [&](int i) {
    load({{row(i - 1'000'000, i * 24, i)}});
    const std::int64_t before = steps(db);
    load({{row(i + 1 - 1'000'000, (i + 1) * 24, i)}});
    return steps(db) - before;
  };
  load_days(0, 10'000);
  const std::int64_t few = work_of_store(10'000);
  load_days(10'002, 200'000);
  EXPECT_LE(work_of_store(200'000), few + 20);
}

TEST_F(LedgerWindow, KnownBetweenListsEachInstantOnceInOrder) {
  load({{row(1, 5, 1), row(2, 6, 2), row(3, 8, 3), row(1, 7, 9, 4, 1)}});
  const DocumentId first = ledger.newest_document();
  load({{row(4, 9, 4), row(5, 9, 5), row(1, 6, 7)}});
  using Times = std::vector<Instant>;
  const std::vector<SeriesId> one{names[0]}, both{names[0], names[1]}, none{{"unheard"}};
  EXPECT_EQ(ledger.known_between(one, at(0), at(100), 0), (Times{at(5), at(6), at(8), at(9)}));
  EXPECT_EQ(ledger.known_between(both, at(0), at(100), 0),
            (Times{at(5), at(6), at(7), at(8), at(9)}));
  EXPECT_EQ(ledger.known_between(one, at(5), at(8), 0), (Times{at(6), at(8)}))
      << "after is exclusive, upto not";
  EXPECT_EQ(ledger.known_between(one, at(0), at(100), first), (Times{at(6), at(9)}));
  EXPECT_EQ(ledger.known_between(one, at(7), at(100), first), (Times{at(9)}));
  EXPECT_EQ(ledger.known_between(both, at(0), at(100), ledger.newest_document()), Times{});
  EXPECT_EQ(ledger.known_between(none, at(0), at(100), 0), Times{});
}

TEST_F(LedgerWindow, VintagesAsOfShowOneRowForAPeriod) {
  load({{row(1, 5, 10), row(2, 5, 20)}});
  load({{row(1, 7, 11), row(2, 8, std::nullopt)}});
  EXPECT_EQ(stored(), "1@5=10 1@7=11 2@5=20 2@8=-");
  const auto then = ledger.vintages(names[0], at(7));
  ASSERT_EQ(then.size(), 2u);
  EXPECT_EQ(then[0].value, 11);
  EXPECT_EQ(then[1].value, 20);
  EXPECT_EQ(ledger.vintages(names[0], at(8)).size(), 1u);
  EXPECT_TRUE(ledger.vintages({"unheard"}).empty());
}

TEST_F(LedgerWindow, DeclaringDescribesASeriesAndLeavesItsVintages) {
  load({{row(1, 5, 10)}});
  Series series{.id = names[0],
                .title = "AWS revenue",
                .unit = "USD",
                .frequency = Frequency::quarter,
                .due = days{40},
                .grace = std::nullopt};
  const auto declare = [&] {
    Transaction tx(db);
    ledger.declare(tx, {{names[0], series}});
    tx.commit();
  };
  declare();
  EXPECT_EQ(stored(), "1@5=10");
  Statement s = db.prepare(
      "SELECT title, unit, frequency, due_days, grace_days FROM series WHERE series = ?");
  ASSERT_TRUE(s.bind(names[0].text).step());
  EXPECT_EQ(s.text(0) + "|" + s.text(1) + "|" + s.text(2), "AWS revenue|USD|quarter");
  EXPECT_EQ(s.optional_integer(3), 40);
  EXPECT_TRUE(s.null(4));
  s.reset();
  series.unit = "EUR";
  declare();
  EXPECT_EQ(ledger.series_names(), (std::vector<SeriesId>{names[0]}));
  ASSERT_TRUE(s.bind(names[0].text).step());
  EXPECT_EQ(s.text(1), "EUR");
}

TEST_F(LedgerWindow, DocumentsAreRememberedBySource) {
  Document d{.feed = {"aws"},
             .source = "https://example.org/aws.csv",
             .hash = "ab12",
             .bytes = 4096,
             .lines = 0,
             .mapping = "m1",
             .fetched_at = at(3),
             .etag = "\"e\"",
             .last_modified = "Tue, 24 Nov 2026 02:40:39 GMT"};
  EXPECT_EQ(ledger.newest_document(), 0);
  DocumentId id = 0;
  {
    Transaction tx(db);
    id = ledger.add_document(tx, d);
    ledger.set_contents(tx, id, {.lines = 77, .rows = 70, .newest_period = day(20)});
    tx.commit();
  }
  d.lines = 77;
  d.rows = 70;
  d.newest_period = day(20);
  EXPECT_EQ(ledger.document(id), d);
  EXPECT_EQ(ledger.last_document({"aws"}, d.source), d);
  EXPECT_EQ(ledger.last_document({"aws"}, "other"), std::nullopt);
  EXPECT_EQ(ledger.last_document({"gcp"}, d.source), std::nullopt);
  EXPECT_EQ(ledger.document(id + 1), std::nullopt);
  EXPECT_EQ(ledger.newest_document(), id);
}

}  // namespace
}  // namespace firstcard::test
