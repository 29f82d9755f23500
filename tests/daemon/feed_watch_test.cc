// Edges of a feed's health: each told once, over restarts too, and never for want of looking.
#include "daemon/feed_watch.h"

#include "daemon/feed_lines.h"
#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// a.x is quarterly, due 40 days after its period's end with ten of grace. With 2026-03-31 as its
// newest period, the next is due on 2026-08-10, late on 08-20 and the feed dead on 11-19.
class FeedWatchTest : public PipelineTest {
 protected:
  FeedWatchTest() {
    std::string toml =
        edited(kConfig, "unit = \"USD\"\nfrequency = \"event\"",
               "unit = \"USD\"\nfrequency = \"quarter\"\ndue = \"40d\"\ngrace = \"10d\"");
    use(toml +
        "[[receiver]]\nid = \"feeds\"\ntype = \"log\"\nkinds = [\"feed\"]\n"
        "theses = [\"t\"]\n");
  }
  std::vector<std::string> told() {
    return query(
        "SELECT key, subject FROM notifications WHERE kind = 'feed' ORDER BY notification");
  }
  std::string health() { return query("SELECT health FROM feeds").at(0); }
  Commit restarted(Instant now) {
    Pipeline other(db);
    other.declare(config);
    other.hold(config);
    return other.evaluate(config, now);
  }
  // As a start does it: what comes before the first evaluation is held back.
  void first_quarter(std::string_view now) {
    pipeline.hold(config);
    ingest(csv({"A,2026-03-31,120,2026-04-25"}), at(now));
    evaluate(at(now));
  }
};

TEST_F(FeedWatchTest, EachEdgeIsToldOnceOverRestarts) {
  first_quarter("2026-05-01T12:00:00Z");
  EXPECT_EQ(health(), "not_due");
  EXPECT_EQ(evaluate(at("2026-08-10T00:00:00Z")).recorded.next_change, at("2026-08-20T00:00:00Z"));
  EXPECT_EQ(health(), "due");
  EXPECT_THAT(told(), IsEmpty());

  const Commit late = evaluate(at("2026-08-20T00:00:00Z"));
  EXPECT_EQ(health(), "late");
  EXPECT_EQ(late.recorded.next_change, at("2026-11-19T00:00:00Z"));
  EXPECT_THAT(late.recorded.decisions, testing::Contains(HasSubstr("feed: f is late")));
  EXPECT_THAT(told(), ElementsAre("feed/f/edge-1 Feed late: f (a.x 2026-Q2)"));
  evaluate(at("2026-08-21T00:00:00Z"));
  restarted(at("2026-08-22T00:00:00Z"));
  EXPECT_EQ(told().size(), 1U);

  restarted(at("2026-11-19T00:00:00Z"));
  EXPECT_EQ(health(), "dead");
  EXPECT_EQ(told().size(), 2U);
  EXPECT_EQ(told().back(), "feed/f/edge-2 Feed dead: f (a.x 2026-Q2)");
  restarted(at("2026-11-20T00:00:00Z"));
  EXPECT_EQ(told().size(), 2U);

  ingest(csv({"A,2026-03-31,120,2026-04-25", "A,2026-06-30,121,2026-11-20",
              "A,2026-09-30,122,2026-11-20"}),
         at("2026-11-20T12:00:00Z"));
  EXPECT_EQ(health(), "not_due");
  EXPECT_EQ(told().size(), 3U);
  EXPECT_EQ(told().back(), "feed/f/edge-3 Feed in time again: f");
  evaluate(at("2026-11-21T00:00:00Z"));
  EXPECT_EQ(told().size(), 3U);
  EXPECT_THAT(sent_to("desk"), testing::Not(testing::Contains(HasSubstr("feed"))));
}

TEST_F(FeedWatchTest, AtTheFirstLookOnlyADeadFeedIsTold) {
  first_quarter("2026-08-25T12:00:00Z");
  EXPECT_EQ(health(), "late");
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(query("SELECT health_since FROM feeds").at(0), "2026-08-20T00:00:00Z");
  evaluate(at("2026-11-19T00:00:00Z"));
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(FeedWatchTest, ADeadFeedIsToldAtTheFirstLook) {
  first_quarter("2026-12-01T12:00:00Z");
  EXPECT_EQ(health(), "dead");
  EXPECT_THAT(told(), ElementsAre("feed/f/edge-1 Feed dead: f (a.x 2026-Q2) (found late)"));
  evaluate(at("2026-12-02T12:00:00Z"));
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(FeedWatchTest, WhatWasPublishedDuringAPauseIsNotCalledLate) {
  first_quarter("2026-05-01T12:00:00Z");
  Pipeline other(db);
  other.declare(config);
  other.hold(config);
  const auto document = open_document(
      scratch.write("f.csv", csv({"A,2026-03-31,120,2026-04-25", "A,2026-06-30,121,2026-08-05"})));
  other.ingest(config, config.feeds.at(0),
               {.source = (scratch / "f.csv").string(),
                .fd = document->file.fd(),
                .size = document->size,
                .fetched_at = at("2026-09-01T12:00:00Z"),
                .etag = {},
                .last_modified = {}},
               at("2026-09-01T12:00:00Z"));
  other.evaluate(config, at("2026-09-01T12:00:00Z"));
  EXPECT_EQ(health(), "not_due");
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(FeedWatchTest, AnEdgeDuringAPauseIsMarkedLate) {
  first_quarter("2026-05-01T12:00:00Z");
  restarted(at("2026-09-01T12:00:00Z"));
  ASSERT_EQ(told().size(), 1U);
  const Notification n = notification("feeds");
  EXPECT_TRUE(n.late);
  EXPECT_EQ(n.at, at("2026-09-01T12:00:00Z"));
}

TEST_F(FeedWatchTest, TheMessageSaysWhatWasExpectedAndWhatIsKnownOfThePolls) {
  first_quarter("2026-05-01T12:00:00Z");
  pipeline.note({.feed = {"f"},
                 .source = "f.csv",
                 .at = at("2026-08-19T12:00:00Z"),
                 .outcome = RunOutcome::failed,
                 .message = "no such file"});
  evaluate(at("2026-08-20T00:00:00Z"));
  const Notification n = notification("feeds");
  ASSERT_TRUE(n.feed);
  EXPECT_EQ(n.kind, "feed");
  EXPECT_EQ(n.feed->series.text, "a.x");
  EXPECT_EQ(n.feed->expected, "2026-Q2");
  EXPECT_EQ(n.feed->due_at, at("2026-08-10T00:00:00Z"));
  EXPECT_EQ(n.feed->last_success, at("2026-05-01T12:00:00Z"));
  EXPECT_EQ(n.feed->last_print, at("2026-05-01T12:00:00Z"));
  EXPECT_EQ(n.feed->last_error, "no such file");
  EXPECT_EQ(n.feed->failures, 1);
  EXPECT_EQ(n.feed->calendar, "declared in [[series]]");
}

TEST_F(FeedWatchTest, AFeedThatIsTakenOutIsForgottenButNotItsNumbers) {
  first_quarter("2026-05-01T12:00:00Z");
  evaluate(at("2026-08-20T00:00:00Z"));
  ASSERT_EQ(told().size(), 1U);
  Config without = config;
  without.feeds.clear();
  pipeline.evaluate(without, at("2026-08-21T00:00:00Z"));
  EXPECT_EQ(health(), "-");
  EXPECT_EQ(query("SELECT next_due_at, next_poll_at FROM feeds").at(0), "- -");
  // Back again, it is seen for the first time; later edges have new keys.
  evaluate(at("2026-08-22T00:00:00Z"));
  evaluate(at("2026-11-19T00:00:00Z"));
  EXPECT_EQ(told().back(), "feed/f/edge-3 Feed dead: f (a.x 2026-Q2)");
}

TEST_F(FeedWatchTest, EventSeriesAreNeverLate) {
  use(kConfig);
  pipeline.hold(config);
  ingest(csv({"A,2020-03-31,120,2020-04-25"}), at("2026-05-01T12:00:00Z"));
  evaluate(at("2026-05-01T12:00:00Z"));
  EXPECT_EQ(health(), "-");
  EXPECT_EQ(query("SELECT newest_period, next_due_at FROM feeds").at(0), "2020-03-31 -");
}

TEST_F(FeedWatchTest, TheNextPollIsPartOfTheCommit) {
  first_quarter("2026-05-01T12:00:00Z");
  const FeedRun run{.feed = {"f"},
                    .source = "f.csv",
                    .at = at("2026-05-02T12:00:00Z"),
                    .outcome = RunOutcome::unchanged,
                    .message = {}};
  const PollPlan plan{.schedule = {.every = std::chrono::hours{6}, .at = {}, .window = {}}};
  EXPECT_EQ(pipeline.note(run, &plan).next_poll, at("2026-05-02T18:00:00Z"));
  EXPECT_EQ(query("SELECT next_poll_at, health FROM feeds").at(0), "2026-05-02T18:00:00Z not_due");
}

TEST_F(FeedWatchTest, AWindowEndsWithANewPeriodAndNotWithARevision) {
  const PollPlan plan{.schedule = {.every = std::chrono::hours{6},
                                   .at = {},
                                   .window = ReleaseWindow{.from = parse_calendar("12:00").value(),
                                                           .lasts = std::chrono::hours{2},
                                                           .every = std::chrono::minutes{1}}}};
  first_quarter("2026-05-01T11:00:00Z");
  const auto polled = [&](std::string_view text, std::string_view now) {
    const auto document = open_document(scratch.write("f.csv", text));
    return pipeline
        .ingest(config, config.feeds.at(0),
                {.source = (scratch / "f.csv").string(),
                 .fd = document->file.fd(),
                 .size = document->size,
                 .fetched_at = at(now),
                 .plan = &plan},
                at(now))
        .next_poll;
  };
  EXPECT_EQ(polled(csv({"A,2026-03-31,119,2026-05-01"}), "2026-05-01T12:00:00Z"),
            at("2026-05-01T12:01:00Z"));
  EXPECT_EQ(polled(csv({"A,2026-03-31,119,2026-05-01", "A,2026-06-30,110,2026-05-01"}),
                   "2026-05-01T12:01:00Z"),
            at("2026-05-01T18:01:00Z"));
}

TEST_F(FeedWatchTest, StatusShowsEachFeed) {
  first_quarter("2026-05-01T12:00:00Z");
  const Instant now = at("2026-08-21T00:00:00Z");
  const auto lines = feed_lines(db, config, now);
  const std::string text = feeds_text(lines, now, false);
  EXPECT_THAT(text, HasSubstr("f     late    2026-03-31  2026-08-10 00:00 UTC"));
  EXPECT_THAT(text, HasSubstr("a.x 2026-Q2: late, due 2026-08-10 00:00 UTC, 11 d ago"));
  const auto json = feeds_json(lines);
  EXPECT_EQ(json.at(0).at("health").as_string(), "late");
  EXPECT_EQ(json.at(0).at("next_due_at").as_string(), "2026-08-10T00:00:00Z");
  EXPECT_EQ(json.at(0).at("last_success_at").as_string(), "2026-05-01T12:00:00Z");
  EXPECT_TRUE(json.at(0).at("last_error").is_null());
}

}  // namespace
}  // namespace firstcard::test
