// A split or another base that only the periods of a rolling window show.
#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class RebasedTest : public PipelineTest {
 protected:
  RebasedTest() { use(as_fetched()); }
  // Months of 2024 and 2025 from the first to the last, times the factor.
  static std::string months(int first, int last, double factor) {
    std::vector<std::string> rows;
    const Index first_month = index_at(Frequency::month, day("2024-01-01"));
    for (int i = first; i <= last; ++i)
      rows.push_back("a," + to_text(last_day(Frequency::month, first_month + i)) + "," +
                     std::to_string((200 + i) * factor));
    return csv_as_fetched(rows);
  }
  const Instant now = at("2026-01-10T10:00:00Z"), later = at("2026-01-20T10:00:00Z");
};

TEST_F(RebasedTest, OlderPeriodsThatTheDocumentDoesNotHaveMoveWithIt) {
  ingest(months(0, 23, 1), now);
  const Commit commit = ingest(months(12, 23, 0.25), later);
  EXPECT_THAT(commit.run->message,
              HasSubstr("12 older periods before 2025-01-31, which the document does not have, moved "
                        "with them"));
  EXPECT_THAT(query("SELECT min(value), max(value) FROM observations WHERE series = 'a.x'"),
              ElementsAre("50.0 55.75"));
  EXPECT_THAT(query("SELECT known_at, line FROM vintages WHERE period = '2024-01-31'"
                    " ORDER BY vintage DESC LIMIT 1"),
              ElementsAre("2026-01-20T10:00:00Z 0"));
}

TEST_F(RebasedTest, WhatTheDocumentHasOnTheOldBaseStays) {
  ingest(months(0, 23, 1), now);
  std::string mixed = months(0, 11, 1);
  mixed += months(12, 23, 0.25).substr(csv_as_fetched({}).size());
  EXPECT_THAT(ingest(mixed, later).run->message, Not(HasSubstr("older period")));
  EXPECT_THAT(query("SELECT max(value) FROM observations WHERE series = 'a.x'"),
              ElementsAre("211.0"));
}

}  // namespace
}  // namespace firstcard::test
