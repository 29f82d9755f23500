// The public views, as docs/sql.md promises them.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "ledger_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Views : public LedgerTest {
 protected:
  // Rows as text, columns parted by '|'.
  std::vector<std::string> rows(const std::string& sql) {
    std::vector<std::string> all;
    Statement s = db.prepare(sql);
    while (s.step()) {
      std::string text;
      for (int i = 0; i < s.columns(); ++i)
        text += (i ? "|" : "") + (s.null(i) ? "NULL" : s.text(i));
      all.push_back(text);
    }
    return all;
  }
};

TEST_F(Views, ObservationsShowWhatStandsNow) {
  load({{row(1, 5, 10), row(2, 5, 20), row(3, 5, 30, 7)}});
  load({{row(1, 9, 11), row(2, 9, std::nullopt)}});
  load({{row(1, 7, 99)}});            // known before the newest: does not stand now
  load({{row(3, 100'000'000, 31)}});  // known in the far future: not yet
  EXPECT_THAT(rows("SELECT series, period, value, known_at, basis, line FROM observations"),
              ElementsAre("aws.revenue|2022-01-09|11.0|2023-11-15T07:13:20Z|source|1",
                          "aws.revenue|2022-01-11|30.0|2023-11-15T03:13:20Z|source|7"));
}

TEST_F(Views, ObservationsOfATieShowTheOneStoredLater) {
  load({{row(1, 5, 10)}});
  load({{row(1, 5, 11)}});
  EXPECT_THAT(rows("SELECT value FROM observations"), ElementsAre("11.0"));
}

TEST_F(Views, VintagesShowEverythingAndWhatWasWithdrawn) {
  load({{row(1, 5, 10)}}, 77);
  load({{row(1, 9, std::nullopt)}}, 78);
  EXPECT_THAT(rows("SELECT value, withdrawn, recorded_at, document FROM vintages ORDER BY vintage"),
              ElementsAre("10.0|0|" + to_text(at(77)) + "|1", "NULL|1|" + to_text(at(78)) + "|2"));
}

TEST_F(Views, RevisionsPairAVintageWithTheOneThatStoodBeforeIt) {
  load({{row(1, 5, 10), row(2, 5, 20)}});
  load({{row(1, 9, 12)}});
  load({{row(1, 7, 11)}});  // between the two
  load({{row(1, 12, std::nullopt)}});
  EXPECT_THAT(rows("SELECT period, value_before, value, round(relative_change, 3) FROM revisions "
                   "ORDER BY known_at"),
              ElementsAre("2022-01-09|10.0|11.0|0.1", "2022-01-09|11.0|12.0|0.091",
                          "2022-01-09|12.0|NULL|NULL"));
}

TEST_F(Views, ConditionOnASeriesReadsNoOther) {
  load({{row(1, 5, 10)}});
  for (const char* view : {"observations", "vintages", "revisions"}) {
    std::string plan;
    for (const auto& line : rows("EXPLAIN QUERY PLAN SELECT * FROM " + std::string(view) +
                                 " WHERE series = 'aws.revenue'"))
      plan += line + "\n";
    EXPECT_THAT(plan, HasSubstr("SEARCH v USING INTEGER PRIMARY KEY")) << view;
    EXPECT_THAT(plan, HasSubstr("SEARCH s USING")) << view;
    EXPECT_THAT(plan, Not(HasSubstr("SCAN"))) << view << "\n" << plan;
  }
}

TEST_F(Views, EveryExampleOfTheDocumentationRuns) {
  load({{row(1, 5, 10), row(2, 5, 20)}});
  std::ifstream in(FIRSTCARD_SOURCE_DIR "/docs/sql.md");
  ASSERT_TRUE(in);
  std::string line, sql;
  bool inside = false;
  int examples = 0;
  while (std::getline(in, line)) {
    if (line == "```sql") {
      inside = true;
      sql.clear();
    } else if (line == "```" && inside) {
      inside = false;
      ++examples;
      EXPECT_NO_THROW(rows(sql)) << sql;
    } else if (inside) {
      sql += line + "\n";
    }
  }
  EXPECT_GE(examples, 15);
}

TEST_F(Views, EveryViewHasTheColumnsThatTheDocumentationLists) {
  std::ifstream in(FIRSTCARD_SOURCE_DIR "/docs/sql.md");
  std::ostringstream all;
  all << in.rdbuf();
  const std::string text = all.str();
  for (const std::string& view :
       rows("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")) {
    std::string columns;
    for (const std::string& c : rows("SELECT name FROM pragma_table_info('" + view + "')"))
      columns += (columns.empty() ? "" : ", ") + c;
    // Lists are wrapped at the end of a line.
    std::string flat = text;
    for (char& c : flat)
      if (c == '\n') c = ' ';
    EXPECT_THAT(flat, HasSubstr("`" + columns + "`")) << view;
  }
}

}  // namespace
}  // namespace firstcard::test
