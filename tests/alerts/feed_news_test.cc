// Messages about a feed that is late or dead, or in time again.
#include "alerts/feed_news.h"

#include <gmock/gmock.h>

#include "ai_demand_fake.h"
#include "alerts/mail.h"
#include "alerts/render.h"

namespace firstcard::test {
namespace {

using ::testing::HasSubstr;

Notification late() {
  Notification n;
  n.key = "feed/aws/edge-3";
  n.kind = "feed";
  n.at = at("2026-08-20T00:00:00Z");
  n.feed = FeedNews{.feed = {"aws"},
                    .source = "https://example.org/aws.csv",
                    .state = Health::late,
                    .before = Health::due,
                    .series = {"aws.revenue"},
                    .newest_period = parse_date("2026-03-31"),
                    .expected = "2026-Q2",
                    .calendar = "declared in [[series]]",
                    .due_at = at("2026-08-10T00:00:00Z"),
                    .late_at = at("2026-08-20T00:00:00Z"),
                    .dead_at = at("2026-11-19T00:00:00Z"),
                    .others = {"aws.margin 2026-Q2 is late"},
                    .last_success = at("2026-08-19T22:30:00Z"),
                    .last_print = at("2026-05-01T12:00:00Z"),
                    .last_error_at = at("2026-07-04T08:15:00Z"),
                    .last_error = "HTTP 503",
                    .failures = 0};
  return n;
}

TEST(FeedNews, IsReadAsItWasWritten) {
  const Notification n = late();
  EXPECT_EQ(notification_from_json(to_json(n)), n);
  Notification bare = late();
  bare.feed = FeedNews{.feed = {"aws"},
                       .source = {},
                       .series = {},
                       .newest_period = {},
                       .expected = {},
                       .calendar = {},
                       .due_at = {},
                       .late_at = {},
                       .dead_at = {},
                       .others = {},
                       .last_success = {},
                       .last_print = {},
                       .last_error_at = {},
                       .last_error = {}};
  EXPECT_EQ(notification_from_json(to_json(bare)), bare);
}

TEST(FeedNews, APayloadFromBeforeThereWereAnyIsStillRead) {
  std::string json = to_json(fired());
  const std::string_view key = "\"feed\":null,";
  const auto place = json.find(key);
  ASSERT_NE(place, std::string::npos);
  json.erase(place, key.size());
  EXPECT_EQ(notification_from_json(json), fired());
}

TEST(FeedNews, LateAsText) {
  EXPECT_EQ(render_subject(late()), "Feed late: aws (aws.revenue 2026-Q2)");
  EXPECT_EQ(render_text(late()), R"(Feed late: aws (aws.revenue 2026-Q2)
Feed: in time -> late
https://example.org/aws.csv, as of 2026-08-20 00:00 UTC

Expected: aws.revenue 2026-Q2, due 2026-08-10 00:00 UTC, 10 d ago. The newest period is 2026-03-31. Without it the feed counts as dead from 2026-11-19 00:00 UTC.

The calendar is declared in [[series]].

Further series: aws.margin 2026-Q2 is late.

Last success 2026-08-19 22:30 UTC, last new print 2026-05-01 12:00 UTC, last error 2026-07-04 08:15 UTC: HTTP 503

What to do: the source is read without an error, but has no newer period. Look at it: if it publishes later than expected, set "due" and "grace" of the series aws.revenue; if it has moved or ended, point the feed to its successor, or take it out.

--
More: firstcard status
Key: feed/aws/edge-3
)");
  EXPECT_EQ(render_log_line(late()),
            "feed: aws is late (was in time); Expected: aws.revenue 2026-Q2, due 2026-08-10 00:00 "
            "UTC, 10 d ago. The newest period is 2026-03-31. Without it the feed counts as dead "
            "from 2026-11-19 00:00 UTC. [feed/aws/edge-3]");
}

TEST(FeedNews, WhileItCannotBeReadThatIsWhatToMend) {
  Notification n = late();
  n.feed->state = Health::dead;
  n.feed->before = Health::late;
  n.feed->failures = 12;
  EXPECT_EQ(render_subject(n), "Feed dead: aws (aws.revenue 2026-Q2)");
  EXPECT_THAT(render_text(n), HasSubstr("By now the period after it is missing as well."));
  EXPECT_THAT(render_text(n), HasSubstr("the last 12 polls failed, so mend that first"));
}

TEST(FeedNews, InTimeAgainSaysWhatComesNext) {
  Notification n = late();
  n.feed->state = Health::not_due;
  n.feed->before = Health::late;
  n.feed->others.clear();
  EXPECT_EQ(render_subject(n), "Feed in time again: aws");
  EXPECT_THAT(render_text(n), HasSubstr("the next (2026-Q2) is due 2026-08-10 00:00 UTC"));
  EXPECT_THAT(render_text(n), ::testing::Not(HasSubstr("What to do")));
}

TEST(FeedNews, HtmlHasTheSameNotesEscaped) {
  Notification n = late();
  n.feed->last_error = "<script>";
  const std::string html = render_html(n);
  EXPECT_THAT(html, HasSubstr("Expected: aws.revenue 2026-Q2"));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
}

}  // namespace
}  // namespace firstcard::test
