#include "storage/excerpt.h"

#include <gmock/gmock.h>

#include "ledger_fixture.h"
#include "storage/held.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;

class ExcerptTest : public LedgerTest {
 protected:
  ExcerptTest() {
    load({{row(1, 1, 10), row(1, 1, 5, 2, 1)}});
    load({{row(1, 2, 11), row(2, 2, 12)}});
  }
  Database copy_{scratch / "copy with # and ? and %41.db", Database::Mode::write};
};

TEST_F(ExcerptTest, HoldsAllVintagesOfTheSeriesThatAreNamedAndNoOthers) {
  copy_excerpt(copy_, db.path(), {.feed = FeedId{"another"}, .series = std::span(names).first(1)});
  Ledger copied(copy_);
  EXPECT_THAT(copied.series_names(), ElementsAre(names[0]));
  EXPECT_EQ(copied.vintages(names[0]), ledger.vintages(names[0]));
  EXPECT_EQ(copied.newest_document(), ledger.newest_document());
}

TEST_F(ExcerptTest, OfAFileWhoseNameHasSignsOfAUri) {
  copy_excerpt(copy_, db.path(), {.feed = FeedId{"f"}, .series = names});
  Database second(scratch / "second.db", Database::Mode::write);
  copy_excerpt(second, copy_.path(), {.feed = FeedId{"f"}, .series = names});
  EXPECT_EQ(Ledger(second).vintages(names[0]), ledger.vintages(names[0]));
}

TEST_F(ExcerptTest, HoldsAllThatAFeedWroteIfItIsAsked) {
  const FeedId feed = ledger.document(1).value().feed;
  copy_excerpt(copy_, db.path(), {.feed = feed, .series = {}, .all_series = true});
  EXPECT_EQ(Ledger(copy_).series_names(), ledger.series_names());
}

TEST_F(ExcerptTest, WhatIsWrittenToItIsNotInTheLedger) {
  const auto before = ledger.vintages(names[0]);
  copy_excerpt(copy_, db.path(), {.feed = FeedId{"f"}, .series = names});
  Ledger copied(copy_);
  Transaction tx(copy_);
  const DocumentId document = copied.add_document(tx, {.feed = FeedId{"f"}, .source = "s"});
  EXPECT_EQ(copied.store(tx, document, names, {row(3, 3, 13)}, at(3)).added, 1);
  tx.commit();
  EXPECT_EQ(copied.steps(document, 0).size(), 1U) << "it is compared with what was copied";
  EXPECT_EQ(ledger.vintages(names[0]), before);
}

TEST_F(ExcerptTest, OfAFileThatIsNoLedgerSaysSo) {
  EXPECT_THROW(copy_excerpt(copy_, scratch.write("text", "a text, not a database"),
                            {.feed = FeedId{"f"}, .series = names}),
               DatabaseError);
}

}  // namespace
}  // namespace firstcard::test
