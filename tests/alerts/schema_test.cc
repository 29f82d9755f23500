// docs/notification.schema.json and what is sent agree, by the judgement of another implementation.
#include <gmock/gmock.h>

#include <filesystem>

#include "ai_demand_fake.h"
#include "alerts/kind.h"
#include "alerts/sample.h"
#include "support/child_process.h"
#include "support/scratch.h"

namespace firstcard::test {
namespace {

// What does not fit, a line each.
std::string misfits(const std::vector<Notification>& all) {
  const Scratch scratch;
  std::string lines;
  for (const Notification& n : all) lines += to_json(n) + "\n";
  ChildProcess python({"/usr/bin/python3", FIRSTCARD_SOURCE_DIR "/tests/alerts/schema_check.py",
                       FIRSTCARD_SOURCE_DIR "/docs/notification.schema.json",
                       scratch.write("lines.json", lines).string()});
  return python.read_all();
}

#define SKIP_WITHOUT_JSONSCHEMA()                                                     \
  if (!std::filesystem::exists("/usr/lib/python3/dist-packages/jsonschema"))          \
  GTEST_SKIP() << "python3-jsonschema is not installed"

TEST(Schema, FitsEveryKindOfNotification) {
  SKIP_WITHOUT_JSONSCHEMA();
  std::vector<Notification> all = {fired(), updated(), resolved(), digest(),
                                   sample_notification({"desk"}, fired().at)};
  Notification of_feed;
  of_feed.key = "feed/aws/edge-1";
  of_feed.at = fired().at;
  of_feed.feed = FeedNews{.feed = {"aws"}, .state = Health::late, .late_at = fired().at};
  all.push_back(of_feed);
  Notification of_checkpoint;
  of_checkpoint.key = "checkpoint/c/2026-12-31";
  of_checkpoint.at = fired().at;
  of_checkpoint.checkpoint = CheckpointNews{.id = {"c"}, .indicator = {"cloud"}, .met = true};
  all.push_back(of_checkpoint);
  all[5].kind = "feed";
  all[6].kind = "checkpoint";
  for (const std::string_view kind : all_kinds()) {
    all.push_back(updated());
    all.back().kind = kind;
    all.back().footnotes = {"Acknowledged by ann."};
  }
  EXPECT_EQ(misfits(all), "");
}

TEST(Schema, DoesNotFitWhatIsNotMeant) {
  SKIP_WITHOUT_JSONSCHEMA();
  Notification odd = fired();
  odd.kind = "whim";
  odd.score = 2;
  const std::string found = misfits({odd});
  EXPECT_THAT(found, testing::HasSubstr("1: $.kind: 'whim' is not one of"));
  EXPECT_THAT(found, testing::HasSubstr("1: $.score: 2"));
}

}  // namespace
}  // namespace firstcard::test
