#include <algorithm>
#include <limits>
#include <random>

#include "ledger_fixture.h"

namespace firstcard::test {
namespace {

using LedgerStore = LedgerTest;

TEST_F(LedgerStore, NewPeriodsAreAdded) {
  EXPECT_EQ(load({{row(1, 5, 10), row(2, 6, 20)}}), (LoadCounts{.rows = 2, .added = 2}));
  EXPECT_EQ(stored(), "1@5=10 2@6=20");
}

TEST_F(LedgerStore, SameDocumentTwiceChangesNothing) {
  load({{row(1, 5, 10), row(2, 6, 20)}});
  EXPECT_EQ(load({{row(1, 5, 10), row(2, 6, 20)}}), (LoadCounts{.rows = 2, .unchanged = 2}));
  EXPECT_EQ(stored(), "1@5=10 2@6=20");
}

TEST_F(LedgerStore, ChangedValueIsANewVintageAndTheOldOneStillStandsAsOfBefore) {
  load({{row(1, 5, 10)}});
  EXPECT_EQ(load({{row(1, 9, 11)}}), (LoadCounts{.rows = 1, .revised = 1}));
  EXPECT_EQ(stored(), "1@5=10 1@9=11");
  EXPECT_EQ(seen(4), "");
  EXPECT_EQ(seen(5), "1=10");
  EXPECT_EQ(seen(8), "1=10");
  EXPECT_EQ(seen(9), "1=11");
}

TEST_F(LedgerStore, SameValueKnownLaterIsNoRow) {
  load({{row(1, 5, 10)}});
  EXPECT_EQ(load({{row(1, 9, 10)}}), (LoadCounts{.rows = 1, .unchanged = 1}));
  EXPECT_EQ(stored(), "1@5=10");
}

TEST_F(LedgerStore, BackdatedRowEqualToWhatStoodThenIsNoRow) {
  load({{row(1, 5, 10)}, {row(1, 9, 11)}});
  EXPECT_EQ(load({{row(1, 7, 10)}}).unchanged, 1);
  EXPECT_EQ(stored(), "1@5=10 1@9=11");
}

TEST_F(LedgerStore, BackdatedDifferentRowIsAVintageInThePast) {
  load({{row(1, 5, 10)}, {row(1, 9, 11)}});
  EXPECT_EQ(load({{row(1, 7, 12)}}).revised, 1);
  EXPECT_EQ(stored(), "1@5=10 1@7=12 1@9=11");
  EXPECT_EQ(seen(6), "1=10");
  EXPECT_EQ(seen(7), "1=12");
  EXPECT_EQ(seen(9), "1=11");
}

TEST_F(LedgerStore, RowKnownBeforeAllOthersIsStoredThoughEqualToALaterOne) {
  load({{row(1, 9, 10)}});
  EXPECT_EQ(load({{row(1, 5, 10)}}).revised, 1);
  EXPECT_EQ(seen(6), "1=10");
}

TEST_F(LedgerStore, TieOfKnownAtIsWonByTheRowStoredLater) {
  load({{row(1, 5, 10)}});
  load({{row(1, 5, 11)}});
  EXPECT_EQ(seen(5), "1=11");
  load({{row(1, 5, 10)}});
  EXPECT_EQ(seen(5), "1=10");
  EXPECT_EQ(stored(), "1@5=10 1@5=11 1@5=10");
}

// As a publisher that sends every vintage does (a Delete row in its history).
TEST_F(LedgerStore, WithdrawalsAmongTheVintagesOfOneDocumentStandInOrderOfTime) {
  const std::vector<Row> history{row(1, 9, 12), row(1, 7, std::nullopt),
                                 row(1, 5, 10), row(2, 3, std::nullopt),
                                 row(2, 4, 20), row(3, 8, std::nullopt)};
  const LoadCounts counts{.rows = 6, .added = 2, .revised = 1, .unchanged = 2, .withdrawn = 1};
  EXPECT_EQ(load({history}), counts);
  EXPECT_EQ(stored(), "1@5=10 1@7=- 1@9=12 2@4=20");
  EXPECT_EQ(seen(6), "1=10 2=20");
  EXPECT_EQ(seen(7), "2=20");
  EXPECT_EQ(seen(9), "1=12 2=20");
  EXPECT_EQ(load({history}), (LoadCounts{.rows = 6, .unchanged = 6}));
  EXPECT_EQ(load({{row(1, 10, std::nullopt)}}).withdrawn, 1);
  EXPECT_EQ(load({{row(1, 11, std::nullopt)}}).unchanged, 1);
  EXPECT_EQ(seen(11), "2=20");
  EXPECT_EQ(load({{row(1, 12, 12)}}).revised, 1);
  EXPECT_EQ(seen(12), "1=12 2=20");
}

TEST_F(LedgerStore, WithdrawalsAcrossBatchesAreTheSameAsInOne) {
  load({{row(1, 9, 12)},
        {row(1, 7, std::nullopt)},
        {row(1, 5, 10)},
        {row(2, 6, std::nullopt)},
        {row(2, 4, 20)}});
  EXPECT_EQ(seen(4), "2=20");
  EXPECT_EQ(seen(5), "1=10 2=20");
  EXPECT_EQ(seen(7), "");
  EXPECT_EQ(seen(9), "1=12");
}

TEST_F(LedgerStore, LaterLineOfOnePeriodAndTimeStandsWithinABatch) {
  EXPECT_EQ(load({{row(1, 5, 10, 2), row(1, 5, 11, 3)}}),
            (LoadCounts{.rows = 2, .added = 1, .unchanged = 1}));
  EXPECT_EQ(stored(), "1@5=11");
  EXPECT_EQ(ledger.vintages(names[0])[0].line, 3u);
}

TEST_F(LedgerStore, LaterLineStandsAcrossBatchesAndTheLoadIsIdempotent) {
  const std::vector<std::vector<Row>> document{{row(1, 5, 10, 2)}, {row(1, 5, 11, 70'000)}};
  EXPECT_EQ(load(document), (LoadCounts{.rows = 2, .added = 1, .unchanged = 1}));
  EXPECT_EQ(stored(), "1@5=11");
  EXPECT_EQ(load(document), (LoadCounts{.rows = 2, .unchanged = 2}));
  EXPECT_EQ(stored(), "1@5=11");
}

TEST_F(LedgerStore, WithdrawnRowHidesThePeriodFromThenOn) {
  load({{row(1, 5, 10), row(2, 5, 20)}});
  EXPECT_EQ(load({{row(1, 8, std::nullopt)}}), (LoadCounts{.rows = 1, .withdrawn = 1}));
  EXPECT_EQ(seen(7), "1=10 2=20");
  EXPECT_EQ(seen(8), "2=20");
  EXPECT_EQ(load({{row(1, 9, std::nullopt)}}).unchanged, 1);
  EXPECT_EQ(load({{row(1, 10, 10)}}), (LoadCounts{.rows = 1, .revised = 1}));
  EXPECT_EQ(seen(10), "1=10 2=20");
}

TEST_F(LedgerStore, WithdrawingAnUnknownPeriodIsNoRow) {
  EXPECT_EQ(load({{row(1, 5, std::nullopt)}}), (LoadCounts{.rows = 1, .unchanged = 1}));
  EXPECT_EQ(stored(), "");
}

TEST_F(LedgerStore, ProvenanceIsKept) {
  load({{row(1, 5, 10, 42)}}, 77);
  const Vintage v = ledger.vintages(names[0]).at(0);
  EXPECT_EQ(v, (Vintage{.period = day(1),
                        .value = 10,
                        .known_at = at(5),
                        .recorded_at = at(77),
                        .basis = Basis::source,
                        .document = 1,
                        .line = 42,
                        .id = v.id}));
  const auto origin = ledger.origin(v.id);
  ASSERT_TRUE(origin);
  EXPECT_EQ(origin->feed.text, "aws");
  EXPECT_EQ(origin->source, "aws.csv");
  EXPECT_EQ(origin->line, 42u);
  EXPECT_FALSE(ledger.origin(v.id + 1));
}

TEST_F(LedgerStore, EachBasisIsKept) {
  std::vector<Row> rows{row(1, 5, 1), row(2, 5, 2), row(3, 5, 3)};
  rows[1].basis = Basis::fetched;
  rows[2].basis = Basis::declared;
  load({rows});
  const auto all = ledger.vintages(names[0]);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].basis, Basis::source);
  EXPECT_EQ(all[1].basis, Basis::fetched);
  EXPECT_EQ(all[2].basis, Basis::declared);
}

TEST_F(LedgerStore, SeriesOfABatchAreKeptApartInWhateverOrderTheyCome) {
  // Day by day over all series, the second series named first.
  load({{row(2, 5, 21, 1, 1), row(2, 5, 20, 2, 0), row(1, 5, 11, 3, 1), row(1, 5, 10, 4, 0)}});
  EXPECT_EQ(stored(), "1@5=10 2@5=20");
  const auto other = ledger.vintages(names[1]);
  ASSERT_EQ(other.size(), 2u);
  EXPECT_EQ(other[0].value, 11);
  EXPECT_EQ(other[1].value, 21);
  EXPECT_TRUE(ledger.vintages(names[2]).empty());
  EXPECT_FALSE(ledger.has_series(names[2]));
}

TEST_F(LedgerStore, SparseBatchOverALongHistoryFindsItsPeriods) {
  std::vector<Row> history;
  for (int i = 0; i < 1000; ++i) history.push_back(row(i, 5, i));
  load({history});
  EXPECT_EQ(load({{row(0, 6, 0), row(500, 6, 501), row(999, 6, 999), row(1000, 6, 1)}}),
            (LoadCounts{.rows = 4, .added = 1, .revised = 1, .unchanged = 2}));
}

TEST_F(LedgerStore, NotANumberIsRefusedAndNothingIsStored) {
  EXPECT_THROW(load({{row(1, 5, 10), row(2, 5, std::numeric_limits<double>::quiet_NaN())}}),
               std::invalid_argument);
  EXPECT_EQ(count("_vintage"), 0);
  EXPECT_EQ(count("_document"), 0);
}

TEST_F(LedgerStore, PeriodsAtTheEndsOfTheCalendarAreStored) {
  using namespace std::chrono;
  std::vector<Row> rows{row(1, 5, 1), row(1, 5, 2), row(1, 5, 3)};
  rows[0].period = sys_days{0000y / 1 / 1};
  rows[1].period = sys_days{9999y / 12 / 31};
  rows[2].period = sys_days{1969y / 12 / 31};
  load({rows});
  const auto all = ledger.vintages(names[0]);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].period, rows[0].period);
  EXPECT_EQ(all[1].period, rows[2].period);
  EXPECT_EQ(all[2].period, rows[1].period);
}

TEST_F(LedgerStore, UndoneDocumentLeavesNothingInMemoryEither) {
  {
    Transaction tx(db);
    tx.mark();
    const DocumentId refused = add_document(tx);
    ledger.store(tx, refused, names, {row(1, 5, 1)}, at(100));
    ledger.store(tx, refused, names, {row(1, 9, 1)}, at(100));  // remembered as passed over
    tx.undo_to_mark();
    const DocumentId good = add_document(tx);
    EXPECT_EQ(good, refused);
    ledger.store(tx, good, names, {row(1, 5, 1)}, at(100));
    ledger.store(tx, good, names, {row(1, 7, 2)}, at(100));
    tx.commit();
  }
  EXPECT_EQ(stored(), "1@5=1 1@7=2");
}

TEST_F(LedgerStore, UndoneSeriesIsNotTakenForAnother) {
  {
    Transaction tx(db);
    tx.mark();
    ledger.store(tx, add_document(tx), std::vector<SeriesId>{{"refused"}}, {row(1, 5, 1)}, at(100));
    tx.undo_to_mark();
    ledger.store(tx, add_document(tx), names, {row(1, 5, 2)}, at(100));
    tx.commit();
  }
  EXPECT_FALSE(ledger.has_series({"refused"}));
  EXPECT_EQ(stored(), "1@5=2");
}

// One period published as 1, then 2, then 1 again, and a second period between: listed in any order
// and cut into batches anywhere, all three vintages are there, and loading again adds nothing.
TEST_F(LedgerStore, DocumentWithSeveralVintagesOfAPeriodKeepsThemAllInEveryOrderAndCut) {
  std::vector<Row> rows{row(1, 5, 1, 1), row(1, 7, 2, 2), row(1, 9, 1, 3), row(2, 7, 8, 4)};
  std::vector<int> order{0, 1, 2, 3};
  int cases = 0;
  do {
    for (unsigned cuts = 0; cuts < 8; ++cuts) {
      SCOPED_TRACE(testing::Message()
                   << "order " << order[0] << order[1] << order[2] << order[3] << " cuts " << cuts);
      names = {{"s" + std::to_string(++cases)}};
      std::vector<std::vector<Row>> batches(1);
      for (unsigned i = 0; i < 4; ++i) {
        if (i > 0 && (cuts >> (i - 1) & 1u)) batches.emplace_back();
        batches.back().push_back(rows[static_cast<std::size_t>(order[i])]);
      }
      const LoadCounts first = load(batches);
      EXPECT_EQ(stored(), "1@5=1 1@7=2 1@9=1 2@7=8");
      EXPECT_EQ(first.rows, 4);
      EXPECT_EQ(first.added + first.revised, 4);
      EXPECT_EQ(first.unchanged, 0);
      EXPECT_EQ(load(batches), (LoadCounts{.rows = 4, .unchanged = 4}));
      EXPECT_EQ(stored(), "1@5=1 1@7=2 1@9=1 2@7=8");
    }
  } while (std::ranges::next_permutation(order).found);
  EXPECT_EQ(cases, 24 * 8);
}

// What a document says at any time: of each period the row with the greatest known_at, of a tie the
// later line.
std::string model(const std::vector<Row>& rows, std::int64_t as_of) {
  std::map<std::int64_t, Row> newest;
  for (const Row& r : rows) {
    if (r.known_at > at(as_of)) continue;
    const auto [it, fresh] = newest.emplace((r.period - day(0)).count(), r);
    if (!fresh && r.known_at >= it->second.known_at) it->second = r;
  }
  std::string text;
  for (const auto& [period, r] : newest)
    if (r.value)
      text += (text.empty() ? "" : " ") + std::to_string(period) + "=" +
              std::to_string(static_cast<int>(*r.value));
  return text;
}

TEST_F(LedgerStore,
       RandomDocumentIsSeenAsItSaysAtEveryInstantHoweverItIsCutAndLoadedTwiceEqualsOnce) {
  std::mt19937 random(7);
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    names = {{"s" + std::to_string(round)}};
    std::vector<Row> rows;
    const int size = 1 + upto(14);
    for (int i = 0; i < size; ++i) {
      rows.push_back(row(upto(3), upto(8), upto(3), static_cast<std::uint32_t>(i + 1)));
      if (upto(6) == 0) rows.back().value.reset();
    }
    std::vector<std::vector<Row>> batches(1);
    for (const Row& r : rows) {
      if (upto(3) == 0) batches.emplace_back();
      batches.back().push_back(r);
    }
    const LoadCounts counts = load(batches);
    EXPECT_EQ(counts.rows, size);
    EXPECT_EQ(counts.added + counts.revised + counts.withdrawn + counts.unchanged, size);
    EXPECT_EQ(counts.added + counts.revised + counts.withdrawn,
              static_cast<std::int64_t>(ledger.vintages(names[0]).size()));
    for (int t = 0; t < 9; ++t) EXPECT_EQ(seen(t), model(rows, t)) << "as of " << t;
    const std::string once = stored();
    load(batches);
    EXPECT_EQ(stored(), once);
    for (int t = 0; t < 9; ++t) EXPECT_EQ(seen(t), model(rows, t)) << "again, as of " << t;
  }
}

// Documents of different days: no value returns to an earlier one, so that no row is passed over.
TEST_F(LedgerStore, OrderOfDocumentsDoesNotMatterForAnyWindow) {
  std::vector<Row> rows;
  for (int i = 0; i < 5; ++i)
    rows.push_back(row(1 + i % 2, i, 10 + i, static_cast<std::uint32_t>(i + 1)));
  std::vector<std::size_t> order{0, 1, 2, 3, 4};
  int cases = 0;
  do {
    names = {{"s" + std::to_string(++cases)}};
    for (const std::size_t i : order) load({{rows[i]}});
    for (int t = 0; t < 6; ++t)
      ASSERT_EQ(seen(t), model(rows, t)) << "order " << cases << " as of " << t;
  } while (std::ranges::next_permutation(order).found);
  EXPECT_EQ(cases, 120);
}

TEST_F(LedgerStore, MissingPeriodsOfACompleteDocumentAreWithdrawn) {
  load({{row(1, 5, 10), row(2, 5, 20), row(3, 5, 30), row(1, 5, 100, 9, 1)}});
  std::int64_t withdrawn = 0;
  {
    Transaction tx(db);
    const std::vector<Row> offered{row(2, 5, 20), row(1, 5, 100, 1, 1)};
    withdrawn = ledger.withdraw_missing(tx, add_document(tx), names, offered, at(50));
    tx.commit();
  }
  EXPECT_EQ(withdrawn, 2);
  EXPECT_EQ(stored(), "1@5=10 1@50=- 2@5=20 3@5=30 3@50=-");
  EXPECT_EQ(seen(49), "1=10 2=20 3=30");
  EXPECT_EQ(seen(50), "2=20");
  EXPECT_EQ(ledger.vintages(names[0])[1].basis, Basis::fetched);
  EXPECT_EQ(ledger.vintages(names[1]).size(), 1u);

  Transaction tx(db);
  const std::vector<Row> offered{row(2, 5, 20), row(1, 5, 100, 1, 1)};
  EXPECT_EQ(ledger.withdraw_missing(tx, add_document(tx), names, offered, at(60)), 0)
      << "withdrawn once";
}

}  // namespace
}  // namespace firstcard::test
