#include "storage/held.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger_fixture.h"
#include "support/scratch.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

HeldDocument document(const std::string& source, const std::string& hash) {
  return {.feed = {"aws"},
          .source = source,
          .hash = hash,
          .bytes = 42,
          .fetched_at = at(3),
          .etag = "\"e\"",
          .last_modified = "Tue, 24 Nov 2026 02:40:39 GMT",
          .headers = "etag: \"e\"\n",
          .guard = "scale",
          .reason = "about times 1/1000",
          .finding = "a.x: 120",
          .since = at(2)};
}

TEST(Held, OneOfASourceComesBackWholeUntilItIsRemoved) {
  Scratch scratch;
  Database db(scratch / "history.db", Database::Mode::write);
  Held held(db);
  EXPECT_EQ(held.of({"aws"}, "a.csv"), std::nullopt);
  HeldDocument second = document("a.csv", "bb");
  second.refused_at = at(9);
  second.author = "joe";
  second.note = "called them";
  {
    Transaction tx(db);
    held.put(tx, document("b.csv", "cc"));
    held.put(tx, document("a.csv", "aa"));
    held.put(tx, second);
    tx.commit();
  }
  EXPECT_EQ(held.of({"aws"}, "a.csv"), second) << "the newest of a source stands";
  EXPECT_THAT(held.of({"aws"}), ElementsAre(second, document("b.csv", "cc")));
  EXPECT_THAT(held.of({"gcp"}), IsEmpty());
  EXPECT_THAT(held.hashes(), ElementsAre("bb", "cc"));
  Transaction tx(db);
  held.remove(tx, {"aws"}, "a.csv");
  tx.commit();
  EXPECT_THAT(held.of({"aws"}), ElementsAre(document("b.csv", "cc")));
}

}  // namespace
}  // namespace firstcard::test
