// What a document changed of what was known before it.
#include <gmock/gmock.h>

#include "ledger_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LedgerStepsTest : public LedgerTest {
 protected:
  ValueStep step(std::int64_t before_period, double before, std::int64_t period, double after,
                 int values = 0, double least = 0, double most = 0) {
    return {names[0], day(before_period), day(period), before, after, values, least, most};
  }
  std::vector<ValueStep> steps(std::size_t most = 100) {
    return ledger.steps(ledger.newest_document(), most);
  }
  std::vector<Ledger::Restatement> restated() {
    Transaction tx(db);
    auto found = ledger.record_restatements(tx, ledger.newest_document());
    tx.commit();
    return found;
  }
};

TEST_F(LedgerStepsTest, AFirstDocumentChangesNothingThatWasKnown) {
  // Not even where it has several vintages of a period. Its own neighbours are compared.
  load({{row(1, 1, 10), row(1, 2, 20), row(2, 2, 30), row(4, 2, std::nullopt), row(5, 1, 50)}});
  EXPECT_THAT(steps(), ElementsAre(step(1, 20, 2, 30, 1, 20, 20), step(2, 30, 5, 50, 2, 20, 30)));
  EXPECT_THAT(restated(), IsEmpty());
}

TEST_F(LedgerStepsTest, EachPeriodBehindTheNewestIsAStep) {
  load({{row(1, 1, 10), row(5, 1, 50)}});
  load({{row(7, 2, 70), row(6, 2, 60), row(5, 2, 50)}});
  EXPECT_THAT(steps(),
              ElementsAre(step(5, 50, 6, 60, 2, 10, 50), step(6, 60, 7, 70, 3, 10, 60)));
}

TEST_F(LedgerStepsTest, AStepToZeroTellsOfAllValuesBefore) {
  load({{row(1, 1, 10), row(2, 1, 20)}});
  load({{row(3, 2, 0), row(4, 2, 5), row(5, 2, 0)}});
  EXPECT_THAT(steps(), ElementsAre(step(2, 20, 3, 0, 2, 10, 20), step(3, 0, 4, 5, 2, 10, 20),
                                   step(4, 5, 5, 0, 3, 0, 20)));
  load({{row(1, 3, 0)}});
  EXPECT_THAT(steps(), ElementsAre(step(1, 10, 1, 0, 5, 0, 0)));
}

TEST_F(LedgerStepsTest, OfManyNeighboursTheOddOnesAreKept) {
  std::vector<Row> rows;
  for (int i = 0; i < 3000; ++i) rows.push_back(row(i, 1, i == 2500 ? 1e6 : 100));
  load({rows});
  const auto all = steps();
  EXPECT_EQ(all.size(), 1002u);
  EXPECT_EQ(all[1000], step(2499, 100, 2500, 1e6, 12, 100, 100));
}

TEST_F(LedgerStepsTest, TheValueThatStandsCountsNotTheFirstOne) {
  load({{row(5, 1, 50)}});
  load({{row(5, 2, 55)}});
  load({{row(6, 3, 60)}});
  EXPECT_THAT(steps(), ElementsAre(step(5, 55, 6, 60, 2, 50, 55)));
}

TEST_F(LedgerStepsTest, TheLastTwelveValuesBeforeItGiveItsSize) {
  std::vector<Row> rows = {row(1, 1, 1000), row(2, 1, -7)};
  for (int i = 3; i < 14; ++i) rows.push_back(row(i, 1, 20 + i));
  rows.push_back(row(14, 1, 0));
  load({rows});
  load({{row(15, 2, 34)}});
  // Without the zero they reach back to the second; a sign is no size.
  EXPECT_THAT(steps(), ElementsAre(step(14, 0, 15, 34, 12, 7, 33)));
}

TEST_F(LedgerStepsTest, ARevisionIsAStepWithinItsPeriod) {
  load({{row(1, 1, 10), row(2, 1, 20)}});
  load({{row(1, 2, 11), row(2, 2, 20)}});
  EXPECT_THAT(steps(), ElementsAre(step(1, 10, 1, 11)));
  EXPECT_THAT(steps(0), IsEmpty()) << "none is asked for";
}

TEST_F(LedgerStepsTest, APeriodFilledInBetweenIsNoStep) {
  load({{row(1, 1, 10), row(5, 1, 50)}});
  load({{row(3, 2, 30)}});
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(LedgerStepsTest, AWithdrawnNewestPeriodHasNothingToCompareWith) {
  load({{row(5, 1, 50)}});
  load({{row(5, 2, std::nullopt)}});
  load({{row(6, 3, 60)}});
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(LedgerStepsTest, WhatTheDocumentItselfWroteBehindADay) {
  const auto behind = [&](std::int64_t n) {
    return ledger.written_behind(ledger.newest_document(), day(n));
  };
  load({{row(5, 1, 50, 2), row(9, 1, 90, 3), row(9, 1, 95, 4, 1)}});
  EXPECT_THAT(behind(5), ElementsAre(WrittenPeriod{names[0], day(9), 3},
                                     WrittenPeriod{names[1], day(9), 4}));
  EXPECT_THAT(behind(9), IsEmpty());
  load({{row(6, 2, 50, 5), row(9, 2, 90, 6)}});
  EXPECT_THAT(behind(5), ElementsAre(WrittenPeriod{names[0], day(6), 5})) << "9 was known";
  load({{row(6, 3, 51, 5), row(9, 3, std::nullopt, 6)}});
  EXPECT_THAT(behind(6), IsEmpty()) << "what is taken back is no value";
}

TEST_F(LedgerStepsTest, ManyPeriodsByOneFactorAreARebase) {
  load({{row(1, 1, 10), row(2, 1, 20), row(3, 1, 30), row(4, 1, 40), row(5, 1, 50)}});
  load({{row(1, 2, 5), row(2, 2, 10), row(3, 2, 15), row(4, 2, 20), row(5, 2, 25)}});
  EXPECT_THAT(restated(), ElementsAre(Ledger::Restatement{names[0], 5, 0.5}));
  EXPECT_EQ(count("restatements"), 1);
  load({{row(1, 3, 5.1), row(2, 3, 11), row(3, 3, 15.1), row(4, 3, 20.9)}});
  EXPECT_THAT(restated(), ElementsAre(Ledger::Restatement{names[0], 4, std::nullopt}));
}

TEST_F(LedgerStepsTest, AFewAmongManyAreNoRestatement) {
  std::vector<Row> before, after;
  for (int i = 0; i < 20; ++i) before.push_back(row(i, 1, 100 + i));
  for (int i = 0; i < 20; i += 5) after.push_back(row(i, 2, 200 + i));
  load({before});
  load({after});
  EXPECT_THAT(restated(), IsEmpty()) << "four of the sixteen between the first and the last";
}

TEST_F(LedgerStepsTest, WantedDocumentsAreThoseSinceAndTheNewestOfEachSource) {
  load({{row(1, 1, 10)}});
  load({{row(1, 2, 11)}});
  load({{row(1, 3, 12)}});
  EXPECT_THAT(ledger.hashes_since(at(2)), testing::UnorderedElementsAre("hash 2", "hash 3"));
  EXPECT_THAT(ledger.hashes_since(at(1000)), ElementsAre("hash 3"));
}

}  // namespace
}  // namespace firstcard::test
