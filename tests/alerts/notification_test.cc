#include "alerts/notification.h"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "ai_demand_fake.h"
#include "alerts/exact_json.h"
#include "alerts/sample.h"

namespace firstcard::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

void expect_round_trip(const Notification& n) {
  const std::string json = to_json(n);
  EXPECT_EQ(notification_from_json(json), n);
  EXPECT_EQ(to_json(notification_from_json(json)), json);
}

std::string refusal(const std::string& json) {
  try {
    notification_from_json(json);
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "accepted";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t found = text.find(from);
  EXPECT_NE(found, std::string::npos) << from;
  return text.replace(found, from.size(), to);
}

TEST(NotificationJson, ParsesToWhatWasRendered) {
  expect_round_trip(fired());
  expect_round_trip(updated());
  expect_round_trip(resolved());
  expect_round_trip(digest());
  Notification of_another = digest();
  of_another.closed = 2;
  expect_round_trip(of_another);
  expect_round_trip(sample_notification({"desk"}, at("2026-08-11T20:05:00Z")));
  expect_round_trip(Notification{});
}

TEST(NotificationJson, KeepsOddUnicode) {
  for (const std::string text :
       {"Z\u00fcrich \u6771\u4eac \U0001F4C9", "quote \" backslash \\ slash /",
        "line\nend\ttab\r\x01\x1f\x7f", "\u2028\u2029\ufeff", "e\u0301 combining, \u202e reversed",
        "\U0010FFFF \uFFFD"}) {
    Notification n = fired();
    n.thesis_title = n.after_name = n.key = text;
    n.history = {text, ""};
    n.indicators[0].detail = n.indicators[0].title = text;
    n.indicators[0].sources = {text};
    expect_round_trip(n);
  }
  Notification n = fired();
  n.indicators[0].detail = std::string("nul \0 inside", 12);
  expect_round_trip(n);
}

TEST(NotificationJson, BytesThatAreNotUtf8BecomeReplacementSigns) {
  Notification n = fired();
  n.indicators[0].detail = "Z\xfcrich";
  EXPECT_EQ(notification_from_json(to_json(n)).indicators[0].detail, "Z\uFFFDrich");
}

TEST(NotificationJson, NumbersAreExactWhateverTheirBits) {
  std::mt19937_64 bits(20260811);
  Notification n = fired();
  for (int i = 0; i < 200; ++i) {
    n.indicators[0].recent.clear();
    while (n.indicators[0].recent.size() < 100) {
      const double x = std::bit_cast<double>(bits());
      if (std::isfinite(x)) n.indicators[0].recent.push_back(x);
    }
    ASSERT_EQ(notification_from_json(to_json(n)), n);
  }
  n.indicators[0].recent = {0.1,  1.0 / 3, 5e-324, 1.7976931348623157e308, 9007199254740993.0,
                            -0.0, 1e16};
  expect_round_trip(n);
}

TEST(NotificationJson, NumbersThatAreNotFiniteAreLeftOut) {
  Notification n = fired();
  n.indicators[0].distance = std::numeric_limits<double>::quiet_NaN();
  n.indicators[0].recent = {1, std::numeric_limits<double>::infinity(), 2};
  const Notification back = notification_from_json(to_json(n));
  EXPECT_EQ(back.indicators[0].distance, std::nullopt);
  EXPECT_EQ(back.indicators[0].recent, (std::vector<double>{1, 2}));
}

TEST(NotificationJson, KeysAreInTheDocumentedOrder) {
  Notification n = fired();
  n.indicators = {n.indicators[2]};
  const std::string json = to_json(n);
  EXPECT_THAT(
      json,
      StartsWith(
          R"({"version":1,"key":"ai-demand/incident-3/fired","kind":"fired","at":"2026-08-11T20:05:00Z","late":false,"severity":"critical",)"
          R"("subject":"First card: 2 of 4 weakening (backlog) - AI demand",)"
          R"("thesis":{"id":"ai-demand","title":"AI demand"},"incident":3,"open":true,"closed":null,)"
          R"("verdict":{"before":{"kind":"mixed","name":"mixed"},"after":{"kind":"first_card","name":"first_card"}},)"
          R"("weakening":2,"unknown":1,"k":2,"n":4,"members":["cloud","backlog"],"joined":["backlog"],"left":[],)"
          R"("indicators":[{"id":"backlog","title":"Backlog and RPO keep expanding","secondary":false,)"
          R"("status":"weakening","before":"holding","reading":-0.042,"previous":0.013,"unit":"percent",)"
          R"("line":{"side":"above","value":0},"distance":-0.042,"period":"2026-Q2","period_end":"2026-06-30",)"
          R"("known_at":"2026-08-11T20:05:00Z","coverage":{"have":3,"of":4},"cause":"new_print",)"
          R"("detail":"oracle.rpo 2026-Q2: 440 B, known 2026-08-11T20:05:00Z","reason":"-4.2% is below -2.0%",)"
          R"("flip":"at or above 468 B USD next quarter ends its weakening","sources":["oracle.rpo: backlog_rpo.csv line 212"],)"
          R"("recent":[0.31,0.28,0.22,0.14,0.013,-0.042],"recent_from":"2025-Q1","counted_until":null,"repair":[]}],"score":0.5,"history":[],"footnotes":[],"feed":null,"checkpoint":null,"text":"FIRST CARD: )"));
}

TEST(NotificationJson, RefusesWhatItDidNotWriteAndNamesTheKey) {
  const std::string json = to_json(fired());
  EXPECT_THAT(refusal(""), HasSubstr("not JSON"));
  EXPECT_THAT(refusal(json + "x"), HasSubstr("not JSON at byte"));
  EXPECT_THAT(refusal(json.substr(0, 100)), HasSubstr("not JSON"));
  EXPECT_THAT(refusal("[]"), HasSubstr("not an object"));
  EXPECT_THAT(refusal("{}"), HasSubstr("\"version\""));
  EXPECT_THAT(refusal(replaced(json, R"("version":1)", R"("version":2)")),
              HasSubstr("version 2 is not known"));
  EXPECT_THAT(refusal(replaced(json, R"("late":false)", R"("late":0)")),
              HasSubstr("\"late\" is missing or not true or false"));
  EXPECT_THAT(refusal(replaced(json, R"("at":"2026-08-11T20:05:00Z")", R"("at":"yesterday")")),
              HasSubstr("\"at\" is missing or not a known word: \"yesterday\""));
  EXPECT_THAT(refusal(replaced(json, R"("k":2)", R"("k":4294967298)")), HasSubstr("\"k\""));
  EXPECT_THAT(refusal(replaced(json, R"("status":"holding")", R"("status":"fine")")),
              HasSubstr("\"status\""));
  EXPECT_THAT(refusal(replaced(json, R"("side":"below")", R"("side":"beside")")),
              HasSubstr("\"side\""));
  EXPECT_THAT(refusal(replaced(json, R"("recent":[0.12)", R"("recent":["x")")),
              HasSubstr("\"recent\" is missing or not a number"));
  EXPECT_THAT(refusal(replaced(json, R"("members":["cloud")", R"("members":[1)")),
              HasSubstr("\"members\""));
}

TEST(NotificationJson, PassesOverKeysThatALaterVersionMayAdd) {
  EXPECT_EQ(notification_from_json(replaced(to_json(fired()), "{", R"({"extra":[1,{}],)")),
            fired());
}

TEST(ExactJson, WritesEveryKindOfValueAsJson) {
  EXPECT_EQ(exact_serialize(exact_parse(
                R"( {"a":[],"b":{},"c":[1,-2,18446744073709551615,0.019,true,null,"x"]} )")),
            R"({"a":[],"b":{},"c":[1,-2,18446744073709551615,0.019,true,null,"x"]})");
}

}  // namespace
}  // namespace firstcard::test
