// What a notification says of its edge and of each indicator.
#include "daemon/notice.h"

#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

const Instant kNow = at("2026-03-02T12:00:00Z");
const std::string kAllHold = csv(
    {"a,2026-02-01,150,2026-02-02", "b,2026-02-01,150,2026-02-02", "c,2026-02-01,150,2026-02-02"});

using NoticeTest = PipelineTest;

TEST_F(NoticeTest, TheLinesCarryWhatWasBeforeWhyItChangedAndWhereItCameFrom) {
  ingest(kAllHold, kNow);
  ingest(kAllHold + "a,2026-03-01,90,2026-03-03T08:00:00Z\nb,2026-03-01,80,2026-03-03\n",
         at("2026-03-05T12:00:00Z"));
  const Notification n = notification();
  EXPECT_EQ(n.key, "t/incident-1/fired");
  EXPECT_EQ(n.kind, "fired");
  EXPECT_EQ(n.thesis_title, "Three letters");
  EXPECT_EQ(n.incident, 1);
  EXPECT_TRUE(n.open);
  EXPECT_EQ(n.after_name, "first_card");
  EXPECT_THAT(n.members, ElementsAre(IndicatorId{"a"}, IndicatorId{"b"}));
  ASSERT_EQ(n.indicators.size(), 3U);

  const IndicatorLine& a = n.indicators[0];
  EXPECT_EQ(a.title, "Alpha");
  EXPECT_EQ(a.status, Status::weakening);
  EXPECT_EQ(a.before, Status::holding);
  EXPECT_EQ(a.reading, 90);
  EXPECT_EQ(a.previous, 150);
  EXPECT_EQ(a.unit, "USD");
  EXPECT_EQ(a.period, "2026-03-01");
  EXPECT_EQ(a.period_end, day("2026-03-01"));
  EXPECT_EQ(a.known_at, at("2026-03-03T08:00:00Z"));
  EXPECT_EQ(a.cause, Cause::new_print);
  EXPECT_EQ(a.detail, "a.x 2026-03-01: 90, known 2026-03-03T08:00:00Z");
  EXPECT_EQ(a.reason, "90 USD is below 100 USD");
  EXPECT_EQ(a.flip, "at or above 100 USD at the next event ends its weakening");
  EXPECT_THAT(a.sources, ElementsAre("a.x: f.csv line 5 (feed f)"));
  EXPECT_THAT(a.recent, ElementsAre(150, 90));

  const IndicatorLine& c = n.indicators[2];
  EXPECT_EQ(c.status, Status::holding);
  EXPECT_EQ(c.before, Status::holding);
  EXPECT_EQ(c.cause, Cause::none);
  EXPECT_EQ(c.detail, "");
  EXPECT_EQ(c.distance, 50);
  EXPECT_EQ(c.flip, "below 100 at the next event turns it weakening");
}

// A later print that changes nothing is not why the indicator weakens.
TEST_F(NoticeTest, TheCauseIsThatOfTheChangeAndNotOfALaterPrint) {
  ingest(kAllHold, kNow);
  ingest(csv({"a,2026-03-03,90,2026-03-03T10:00:00Z",    // weakens
              "a,2026-03-04,91,2026-03-04T10:00:00Z",    // still does
              "b,2026-03-05,90,2026-03-05T10:00:00Z",    // fired
              "a,2026-03-06,92,2026-03-06T10:00:00Z"}),  // after the edge that is told
         at("2026-03-09T12:00:00Z"));
  const Notification n = notification();
  EXPECT_EQ(n.kind, "fired");
  EXPECT_EQ(n.at, at("2026-03-05T10:00:00Z"));
  EXPECT_EQ(n.indicators[0].reading, 91);
  EXPECT_EQ(n.indicators[0].before, Status::holding);
  EXPECT_EQ(n.indicators[0].detail, "a.x 2026-03-03: 90, known 2026-03-03T10:00:00Z");
}

TEST_F(NoticeTest, SourcesAreThoseOfEveryInputTheNewestFirst) {
  use(edited(kConfig, "measure = \"a.x\"", "measure = \"a.x + b.x\""));
  ingest(csv({"a,2026-02-01,40,2026-02-02", "b,2026-02-01,50,2026-02-03"}), kNow);
  const Notification n = notification();
  EXPECT_THAT(n.indicators[0].sources,
              ElementsAre("b.x: f.csv line 3 (feed f)", "a.x: f.csv line 2 (feed f)"));
}

TEST_F(NoticeTest, SecondarySignalsFollowAndAreMarked) {
  use(edited(edited(kConfig, "indicators = [\"a\", \"b\", \"c\"]", "indicators = [\"a\", \"b\"]"),
             "weakening_count = 2",
             "weakening_count = 2\nsecondary = [{ indicator = \"c\", weight = 2 }]"));
  ingest(csv({"a,2026-02-01,90,2026-02-02", "b,2026-02-01,90,2026-02-02",
              "c,2026-02-01,90,2026-02-02"}),
         kNow);
  const Notification n = notification();
  ASSERT_EQ(n.indicators.size(), 3U);
  EXPECT_FALSE(n.indicators[1].secondary);
  EXPECT_TRUE(n.indicators[2].secondary);
  EXPECT_EQ(n.weakening, 2);
  EXPECT_EQ(n.score, -1);
}

TEST_F(NoticeTest, TheThesisNamesItsVerdicts) {
  use(edited(
      kConfig, "weakening_count = 2",
      "weakening_count = 2\nnames = { first_card = \"the first card\", scarcity = \"scarce\" }"));
  ingest(kAllHold, kNow);
  ingest(csv({"a,2026-03-01,90,2026-03-02T13:00:00Z", "b,2026-03-01,90,2026-03-02T13:00:00Z"}),
         kNow + hours{1});
  const Notification n = notification();
  EXPECT_EQ(n.before_name, "scarce");
  EXPECT_EQ(n.after_name, "the first card");
  EXPECT_EQ(n.before, VerdictKind::scarcity);
}

TEST_F(NoticeTest, AReceiverTakesItsKindsOfItsTheses) {
  Receiver r{.id = {"r"}, .how = LogConfig{}, .theses = {}, .limits = {}};
  const auto of = [](const char* thesis, const char* kind) {
    return Notification{.kind = kind, .thesis = {thesis}};
  };
  EXPECT_TRUE(takes(r, of("t", "fired")));
  EXPECT_FALSE(takes(r, of("t", "verdict")));
  r.theses = {ThesisId{"u"}};
  EXPECT_FALSE(takes(r, of("t", "fired")));
  EXPECT_TRUE(takes(r, of("u", "resolved")));
  r.theses = {};
  r.severities = {Severity::critical};
  EXPECT_TRUE(takes(r, of("t", "fired")));
  EXPECT_TRUE(takes(r, of("t", "resolved"))) << "who heard the beginning hears the end";
  EXPECT_FALSE(takes(r, of("t", "undecided")));
  r.severities = {Severity::warning};
  EXPECT_FALSE(takes(r, of("t", "fired")));
  EXPECT_TRUE(takes(r, of("t", "undecided")));
  EXPECT_TRUE(takes(r, of("t", "decided")));
}

TEST_F(NoticeTest, WithoutAnEdgeNothingIsPlanned) {
  Ledger ledger(db);
  LedgerSource source(ledger);
  Timeline timeline(config, source);
  Notices notices(config, config.theses.at(0), 0);
  notices.add(timeline.step(kNow), false);
  notices.add(timeline.step(kNow + hours{1}), false);
  EXPECT_THAT(notices.turns(), IsEmpty());
  EXPECT_THAT(notices.plan([](const SeriesId&, const Point&) { return std::string(); }), IsEmpty());
}

}  // namespace
}  // namespace firstcard::test
