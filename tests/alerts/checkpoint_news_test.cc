// Messages about a dated expectation that was met or missed.
#include "alerts/checkpoint_news.h"

#include <gmock/gmock.h>

#include "ai_demand_fake.h"
#include "alerts/kind.h"
#include "alerts/render.h"

namespace firstcard::test {
namespace {

using testing::HasSubstr;
using testing::Not;

Notification judged(bool met) {
  Notification n;
  n.key = "checkpoint/half-year/2026-12-31";
  n.kind = "checkpoint";
  n.at = *parse_instant("2026-12-31T23:59:59Z");
  n.indicators = {fired().indicators[0]};
  n.indicators[0].id = {"cloud"};
  n.indicators[0].before = n.indicators[0].status;
  n.checkpoint = CheckpointNews{.id = {"half-year"},
                                .title = "Returns improve within six months",
                                .by = *parse_date("2026-12-31"),
                                .indicator = {"cloud"},
                                .expected = "strengthening",
                                .met = met,
                                .found = "weakening: -1.9 pp is below -1.0 pp"};
  return n;
}

TEST(CheckpointNews, ComesBackFromItsJson) {
  for (const bool met : {false, true})
    EXPECT_EQ(notification_from_json(to_json(judged(met))), judged(met));
  EXPECT_THAT(
      to_json(judged(false)),
      HasSubstr(R"("checkpoint":{"id":"half-year","title":"Returns improve within six months",)"
                R"("by":"2026-12-31","indicator":"cloud","expected":"strengthening",)"
                R"("outcome":"missed","found":"weakening: -1.9 pp is below -1.0 pp"},)"));
}

TEST(CheckpointNews, OfAnEarlierVersionIsNone) {
  std::string json = to_json(fired());
  const std::string_view key = "\"checkpoint\":null,";
  ASSERT_NE(json.find(key), std::string::npos);
  json.erase(json.find(key), key.size());
  EXPECT_EQ(notification_from_json(json), fired());
}

TEST(CheckpointNews, TheTextSaysWhatWasExpectedAndWhatWasFound) {
  EXPECT_EQ(render_subject(judged(false)), "Checkpoint missed: Returns improve within six months");
  const std::string text = render_text(judged(false));
  EXPECT_TRUE(
      text.starts_with("Checkpoint missed: Returns improve within six months\n"
                       "Expected by 2026-12-31: cloud strengthening\n"
                       "as of 2026-12-31\n"))
      << text;
  EXPECT_THAT(text, HasSubstr("\nFound: weakening: -1.9 pp is below -1.0 pp.\n"));
  EXPECT_THAT(text, HasSubstr("\nMore: firstcard explain cloud --at 2026-12-31T23:59:59Z\n"));
  EXPECT_THAT(text, Not(HasSubstr("Late:")));
  EXPECT_EQ(render_log_line(judged(true)),
            "checkpoint: half-year met; Expected by 2026-12-31: cloud strengthening; found: "
            "weakening: -1.9 pp is below -1.0 pp [checkpoint/half-year/2026-12-31]");
}

TEST(CheckpointNews, TheHtmlIsGreenWhenMetRedWhenMissedAndEscaped) {
  Notification n = judged(false);
  n.checkpoint->title = "<b>";
  EXPECT_THAT(render_html(n), HasSubstr("background:#b3261e;color:#ffffff;padding:14px"));
  EXPECT_THAT(render_html(n), HasSubstr("Checkpoint missed: &lt;b&gt;"));
  EXPECT_THAT(render_html(judged(true)),
              HasSubstr("background:#1e6b3a;color:#ffffff;padding:14px"));
}

TEST(CheckpointNews, ALateOneSaysSo) {
  Notification n = judged(true);
  n.late = true;
  EXPECT_THAT(render_text(n), HasSubstr("\nLate: the day ended while firstcard was not watching."));
  EXPECT_THAT(render_subject(n), testing::EndsWith("(late)"));
}

TEST(CheckpointNews, AMissedOneIsAWarning) {
  EXPECT_EQ(severity_of(judged(false)), Severity::warning);
  EXPECT_EQ(severity_of(judged(true)), Severity::info);
  EXPECT_TRUE(default_kinds().contains("checkpoint"));
}

}  // namespace
}  // namespace firstcard::test
