// Why an indicator stands as it does, and a notification's long form.
#include "daemon/explanation.h"

#include "daemon/rederived.h"
#include "ledger_at_random.h"
#include "program.h"

namespace firstcard::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Instant kNow = at("2026-03-02T12:00:00Z");

class ExplanationTest : public PipelineTest {
 protected:
  Explanation explained(std::string_view indicator, Instant as_of) {
    return explain(config, db, config.indicators.at({std::string(indicator)}), as_of);
  }
  std::string text(std::string_view indicator, Instant as_of) {
    return explanation_text(explained(indicator, as_of), config, false);
  }
  std::vector<std::string> inputs(const Explanation& e) {
    std::vector<std::string> all;
    for (const ExplainedInput& in : e.tests.at(0).inputs)
      all.push_back(in.input.series.text + " " + to_text(in.input.point.period) + " " +
                    std::to_string(static_cast<int>(in.input.point.value)) + " " +
                    std::string(to_text(in.basis)) + " " + std::to_string(in.vintage) + " line " +
                    std::to_string(in.origin->line));
    return all;
  }
};

TEST_F(ExplanationTest, TheInputCarriesItsVintageItsDocumentAndItsLine) {
  ingest(csv({"a,2026-02-01,150,2026-02-02"}), kNow);
  ingest(csv({"a,2026-02-01,150,2026-02-02", "a,2026-02-01,90,2026-02-20"}), kNow + hours{1});
  const Explanation now = explained("a", kNow + hours{2});
  EXPECT_EQ(now.assessment.status, Status::weakening);
  EXPECT_THAT(inputs(now), ElementsAre("a.x 2026-02-01 90 source 2 line 3"));
  EXPECT_EQ(now.tests[0].inputs[0].line.value().value(), "a,2026-02-01,90,2026-02-20");
  const Explanation then = explained("a", at("2026-02-10"));
  EXPECT_EQ(then.assessment.status, Status::holding);
  EXPECT_THAT(inputs(then), ElementsAre("a.x 2026-02-01 150 source 1 line 2"));
}

TEST_F(ExplanationTest, TheChangeIsTheRecordedOneAsOfThen) {
  ingest(csv({"a,2026-02-01,150,2026-02-02"}), kNow);
  ingest(csv({"a,2026-02-01,150,2026-02-02", "a,2026-03-03,90,2026-03-03T10:00:00Z"}),
         at("2026-03-03T11:00:00Z"));
  const Explanation e = explained("a", at("2026-03-10"));
  ASSERT_TRUE(e.change.has_value());
  EXPECT_TRUE(e.change->recorded);
  EXPECT_EQ(e.change->at, at("2026-03-03T10:00:00Z"));
  EXPECT_EQ(e.change->cause.cause, Cause::new_print);
  EXPECT_EQ(explained("a", at("2026-03-02")).change, std::nullopt);
}

// Before the first evaluation nothing is recorded; the change is found all the same.
TEST_F(ExplanationTest, AChangeOfAnUnrecordedPastIsFoundInTheHistory) {
  ingest(csv({"a,2025-01-01,150,2025-01-02", "a,2025-05-01,90,2025-05-02T08:00:00Z",
              "a,2025-06-01,80,2025-06-02"}),
         kNow);
  const Explanation e = explained("a", at("2025-07-01"));
  ASSERT_TRUE(e.change.has_value());
  EXPECT_FALSE(e.change->recorded);
  EXPECT_EQ(e.change->at, at("2025-05-02T08:00:00Z"));
  EXPECT_EQ(e.change->cause.cause, Cause::new_print);
}

TEST_F(ExplanationTest, FragilityReadsTheRevisionsThatWereKnownThen) {
  ingest(csv({"a,2026-01-01,200,2026-01-02", "a,2026-01-01,100,2026-02-02",
              "a,2026-02-10,150,2026-02-11"}),
         kNow);
  EXPECT_EQ(explained("a", kNow).fragility.revisions, 1);
  EXPECT_EQ(explained("a", kNow).fragility.turning, 1) << "150 halved is 75";
  EXPECT_EQ(explained("a", at("2026-01-20")).fragility.revisions, 0);
}

TEST_F(ExplanationTest, TheSqlGivesTheReadingAsOfThen) {
  ingest(csv({"a,2026-02-01,150,2026-02-02", "a,2026-02-20,90,2026-02-21"}), kNow);
  for (const auto& [as_of, row] :
       {std::pair("2026-02-10", "2026-02-01 150.0"), std::pair("2026-03-01", "2026-02-20 90.0")}) {
    const Explanation e = explained("a", at(as_of));
    EXPECT_THAT(query(e.tests[0].sql), ElementsAre(row));
    EXPECT_THAT(e.tests[0].no_sql, IsEmpty());
  }
}

TEST_F(ExplanationTest, NoLineIsWiderThanATerminal) {
  use(kQuarterConfig);
  for (const Version& v : versions_at_random(3)) ingest(v.text, v.at);
  for (const char* id : {"a", "b", "c"})
    for (const char* as_of : {"2022-01-01", "2024-06-01", "2025-01-01"}) {
      const std::string all = text(id, at(as_of));
      for (std::size_t from = 0; from < all.size();) {
        const std::size_t end = all.find('\n', from);
        const std::string line = all.substr(from, end - from);
        EXPECT_LE(line.size(), 100U) << line;
        EXPECT_FALSE(line.ends_with(' ')) << line;
        from = end + 1;
      }
      EXPECT_THAT(all, HasSubstr("\nFragility\n"));
      EXPECT_THAT(all, HasSubstr("ORDER BY i DESC LIMIT 1;"));
    }
}

TEST_F(ExplanationTest, WithoutDataItSaysWhatIsMissing) {
  const std::string all = text("a", kNow);
  EXPECT_THAT(all, HasSubstr("a is unknown as of 2026-03-02 12:00 UTC"));
  EXPECT_THAT(all, HasSubstr("  next        it stays unknown until its series have what"));
  EXPECT_THAT(all, HasSubstr("a.x had no value then"));
  EXPECT_THAT(all, HasSubstr("Its inputs have not been revised so far."));
}

class RederivedTest : public ExplanationTest {};

TEST_F(RederivedTest, WhatIsDerivedAnewAgreesWithEveryNotificationThatWasSent) {
  int sent = 0;
  for (unsigned seed = 1; seed < 6; ++seed) {
    Scratch folder;
    const Config rules = config_of(folder, kQuarterConfig);
    Database own(folder / "history.db", Database::Mode::write);
    own.exec("PRAGMA synchronous = OFF");
    Pipeline pipe(own);
    pipe.declare(rules);
    for (const Version& v : versions_at_random(seed)) {
      const auto document = open_document(folder.write("f.csv", v.text));
      ASSERT_TRUE(document.has_value());
      pipe.ingest(rules, rules.feeds.at(0),
                  {.source = (folder / "f.csv").string(),
                   .fd = document->file.fd(),
                   .size = document->size,
                   .fetched_at = v.at,
                   .etag = {},
                   .last_modified = {}},
                  v.at);
    }
    Statement s = own.prepare("SELECT payload FROM notifications");
    while (s.step()) {
      const Notification n = notification_from_json(s.text(0));
      const Rederived now = rederive(rules, own, n);
      EXPECT_THAT(now.differences, IsEmpty()) << n.key << " at " << to_text(n.at);
      EXPECT_EQ(now.indicators.size(), n.indicators.size());
      ++sent;
    }
  }
  EXPECT_GT(sent, 20);
}

TEST_F(RederivedTest, WhatWasPublishedByThenAndFetchedLaterIsTold) {
  ingest(csv({"a,2026-02-01,90,2026-02-02", "b,2026-02-01,80,2026-02-02"}), kNow);
  const Notification n = notification();
  EXPECT_THAT(rederive(config, db, n).differences, IsEmpty());
  ingest(csv({"a,2026-02-01,90,2026-02-02", "b,2026-02-01,80,2026-02-02",
              "a,2026-02-20,150,2026-02-21"}),
         kNow + hours{1});
  const Rederived now = rederive(config, db, n);
  EXPECT_THAT(now.differences, testing::Contains("a: status was weakening, is holding"));
  EXPECT_THAT(now.differences, testing::Contains("a: the reading was 90 USD, is 150 USD"));
  EXPECT_THAT(now.differences, testing::Contains("t: weakening was 2, is 1"));
}

TEST_F(RederivedTest, AnEditedRuleIsTold) {
  ingest(csv({"a,2026-02-01,90,2026-02-02", "b,2026-02-01,80,2026-02-02"}), kNow);
  const Notification n = notification();
  use(edited(kConfig, "weakening = { below = 100 }", "weakening = { below = 50 }"));
  EXPECT_THAT(rederive(config, db, n).differences,
              testing::Contains("a: status was weakening, is holding"));
  use(edited(kConfig, "id = \"t\"", "id = \"u\""));
  EXPECT_THAT(rederive(config, db, n).differences,
              testing::Contains("t: there is no such thesis any more"));
}

TEST(Explain, OfANotificationShowsWhatWasSentAndThatItAgrees) {
  Program program;
  program.configure("[[receiver]]\nid = \"journal\"\ntype = \"log\"\n");
  program.values({{"2026-01-31", "20", "2026-02-01"}, {"2026-02-28", "5", "2026-03-01"}});
  ASSERT_EQ(program.run({"once"}).exit_code, 0);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"explain", "--notification", "t/incident-1/fired"},
        {"explain", "--notification", "1"},
        {"notifications", "show", "1"}}) {
    const Ended ended = program.run(words);
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.output, HasSubstr("FIRST CARD: 1 OF 1 WEAKENING"));
    EXPECT_THAT(ended.output, HasSubstr("to journal: delivered"));
    EXPECT_THAT(ended.output, HasSubstr("All of it agrees with what was sent."));
    EXPECT_THAT(ended.output, HasSubstr("x is weakening as of"));
    EXPECT_THAT(ended.output, HasSubstr("values.csv line 3"));
  }
  const std::string json = program.run({"notifications", "show", "1", "--json"}).output;
  EXPECT_THAT(json, HasSubstr("\"agrees\":true,\"differences\":[]"));
  EXPECT_THAT(json, HasSubstr("\"sql_gives\":\"reading\""));
  EXPECT_EQ(program.run({"explain", "--notification", "nothing"}).exit_code, 1);
}

TEST(Explain, NamesAnIndicatorOrANotificationAndNotBoth) {
  Program program;
  EXPECT_EQ(program.run({"explain"}).exit_code, 2);
  EXPECT_EQ(program.run({"explain", "x", "--notification", "1"}).exit_code, 2);
  const Ended at = program.run({"explain", "--notification", "1", "--at", "2026-01-01"});
  EXPECT_EQ(at.exit_code, 2);
  EXPECT_THAT(at.output, HasSubstr("--notification excludes --at"));
}

}  // namespace
}  // namespace firstcard::test
