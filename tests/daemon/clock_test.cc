// A clock that jumps, forwards and back: nothing fires that the data do not say, nothing freezes.
#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;

const Instant kNow = at("2026-03-02T12:00:00Z");
constexpr days kYear{365};

class ClockTest : public PipelineTest {
 protected:
  ClockTest() { use(as_fetched()); }
  void values(double a, double b, Instant now, std::string_view day = "2026-03-01") {
    std::vector<std::string> rows;
    for (const auto& [name, value] : {std::pair{"a", a}, {"b", b}, {"c", 150.0}})
      rows.push_back(std::string(name) + "," + std::string(day) + "," + std::to_string(value));
    ingest(csv_as_fetched(rows), now);
  }
  std::string verdict() {
    return query("SELECT verdict FROM verdicts ORDER BY number DESC LIMIT 1").at(0);
  }
};

TEST_F(ClockTest, SetBackItForgetsNothingAndFiresNothing) {
  values(150, 150, kNow);
  values(90, 90, kNow + hours{1});
  for (const Instant t : {kNow, kNow - hours{1}, kNow - kYear, kNow + hours{2}}) {
    evaluate(t);
    EXPECT_EQ(verdict(), "first_card") << to_text(t);
  }
  EXPECT_THAT(sent_to("desk"), ElementsAre("fired t/incident-1/fired"));
}

TEST_F(ClockTest, SetBackAfterAYearAheadItStillTakesNewValues) {
  values(150, 150, kNow);
  values(150, 150, kNow + kYear, "2026-03-02");
  values(90, 90, kNow + hours{1}, "2026-03-03");
  EXPECT_EQ(verdict(), "first_card");
  values(150, 150, kNow + hours{2}, "2026-03-04");
  EXPECT_EQ(verdict(), "scarcity");
  EXPECT_THAT(sent_to("desk"),
              ElementsAre("fired t/incident-1/fired", "resolved t/incident-1/resolved"));
}

TEST_F(ClockTest, SetBackTheViewStillShowsWhatWasKnownAhead) {
  const Instant ahead = std::chrono::floor<seconds>(std::chrono::system_clock::now()) + kYear;
  values(150, 150, kNow);
  values(160, 160, ahead);
  evaluate(kNow + hours{1});
  EXPECT_THAT(query("SELECT value FROM observations WHERE series = 'a.x'"), ElementsAre("160.0"));
}

TEST_F(ClockTest, SetBackARevisionOfAValueFromAheadReplacesIt) {
  values(150, 150, kNow);
  values(149, 149, kNow + kYear);
  values(90, 90, kNow + hours{1});
  EXPECT_EQ(verdict(), "first_card");
  EXPECT_THAT(query("SELECT value, recorded_at FROM vintages WHERE series = 'a.x' ORDER BY"
                    " known_at DESC, vintage DESC LIMIT 1"),
              ElementsAre("90.0 2026-03-02T13:00:00Z"));
}

TEST_F(ClockTest, AYearAheadMakesDataStaleAndBackTheyAreFreshAgain) {
  const std::string daily = edited(as_fetched(), "frequency = \"event\"", "frequency = \"day\"");
  use(edited(daily, "id = \"b.x\"\nfrequency = \"event\"", "id = \"b.x\"\nfrequency = \"day\""));
  values(150, 150, kNow);
  evaluate(kNow + kYear);
  EXPECT_EQ(verdict(), "undecided");
  evaluate(kNow + hours{1});
  EXPECT_EQ(verdict(), "scarcity");
  EXPECT_THAT(query("SELECT kind FROM notifications WHERE kind IN ('fired', 'resolved')"),
              IsEmpty());
}

TEST_F(ClockTest, AheadAgainItGoesOnAsBefore) {
  values(150, 150, kNow);
  evaluate(kNow - hours{1});
  evaluate(kNow + hours{1});
  values(90, 90, kNow + hours{2});
  EXPECT_THAT(verdicts(),
              ElementsAre("2026-03-02T12:00:00Z scarcity - '' '' 0",
                          "2026-03-02T14:00:00Z first_card 1 a, b fired +a +b 0"));
}

}  // namespace
}  // namespace firstcard::test
