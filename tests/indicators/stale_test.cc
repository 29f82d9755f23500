// When an indicator's newest print is too old to be believed.
#include <gtest/gtest.h>

#include "evaluation_fixture.h"

namespace firstcard {
namespace {

using test::Data;
using test::quarters;
using test::rule;
using test::text_of;

struct Calendar {
  Frequency frequency;
  std::optional<days> due, grace, stale_after;
  std::string_view stale_at;
};

TEST(Stale, FromPeriodEndPlusPeriodPlusDuePlusGraceToTheSecond) {
  constexpr auto q = Frequency::quarter, m = Frequency::month, w = Frequency::week,
                 y = Frequency::year, d = Frequency::day, e = Frequency::event;
  for (const Calendar& c :
       std::initializer_list<Calendar>{// 31 December + 91 days + 91 days + 22 days 18 hours
                                       {q, {}, {}, {}, "2025-07-24T18:00:00Z"},
                                       {q, days{40}, {}, {}, "2025-05-22T00:00:00Z"},
                                       {q, days{40}, days{0}, {}, "2025-05-12T00:00:00Z"},
                                       {q, days{0}, days{0}, {}, "2025-04-02T00:00:00Z"},
                                       {q, {}, days{3}, {}, "2025-07-05T00:00:00Z"},
                                       {q, days{40}, days{10}, days{100}, "2025-04-11T00:00:00Z"},
                                       {m, {}, {}, {}, "2025-03-09T12:00:00Z"},
                                       {w, {}, {}, {}, "2025-01-16T18:00:00Z"},
                                       {y, days{90}, days{10}, {}, "2026-04-11T00:00:00Z"},
                                       // Without the period's length
                                       {d, {}, {}, {}, "2025-01-02T06:00:00Z"},
                                       {d, days{4}, days{1}, {}, "2025-01-06T00:00:00Z"},
                                       {e, days{60}, {}, {}, "2025-03-17T00:00:00Z"},
                                       {e, {}, {}, days{120}, "2025-05-01T00:00:00Z"},
                                       {e, {}, {}, {}, "none"},
                                       {e, {}, days{10}, {}, "none"}}) {
    Data data;
    data.series("x", c.frequency, {{"2024-12-31", 1}});
    data.of("x").due = c.due;
    data.of("x").grace = c.grace;
    Indicator r = rule("x", "weakening below 0");
    r.stale_after = c.stale_after;
    const Assessment fresh = data.assess(r, "2024-12-31");
    SCOPED_TRACE(std::string(to_text(c.frequency)) + " stale at " + std::string(c.stale_at));
    ASSERT_EQ(text_of(fresh.leading().stale_at), c.stale_at);
    if (c.stale_at == "none") {
      EXPECT_EQ(data.assess(r, "2099-01-01").status, Status::holding);
      continue;
    }
    const Instant stale = *fresh.leading().stale_at;
    EXPECT_EQ(data.assess(r, stale - seconds{1}).status, Status::holding);
    const Assessment a = data.assess(r, stale);
    EXPECT_EQ(a.status, Status::unknown);
    EXPECT_EQ(a.leading().why_unknown, UnknownReason::stale);
    EXPECT_EQ(a.leading().since, stale);
    EXPECT_EQ(a.leading().reading, fresh.leading().reading) << "shown, but not believed";
    EXPECT_EQ(a.leading().distance, fresh.leading().distance);
  }
}

TEST(Stale, TheLatestOfSeveralSeriesCounts) {
  Data data;
  data.series("a", Frequency::quarter, {{"2024-12-31", 1}})
      .series("b", Frequency::quarter, {{"2024-12-31", 1}});
  data.of("a").due = days{40};
  data.of("a").grace = days{0};
  data.of("b").due = days{10};
  data.of("b").grace = days{20};
  const Indicator r = rule("a + b", "weakening below 0");
  EXPECT_EQ(text_of(data.assess(r, "2025-01-01").leading().stale_at), "2025-05-12T00:00:00Z");
  data.of("b").grace = days{31};
  EXPECT_EQ(text_of(data.assess(r, "2025-01-01").leading().stale_at), "2025-05-13T00:00:00Z");
}

TEST(Stale, OfEventsOnlyThoseWithADueDateCount) {
  Data data;
  data.series("a", Frequency::event, {{"2025-01-10", 1}})
      .series("b", Frequency::event, {{"2025-01-20", 1}});
  data.of("a").due = days{40};
  data.of("a").grace = days{0};
  const Indicator r = rule("total(a, b)", "weakening below 0");
  EXPECT_EQ(text_of(data.assess(r, "2025-02-01").leading().stale_at), "2025-03-02T00:00:00Z");
}

TEST(Stale, AResampledSeriesHasThePeriodItIsResampledTo) {
  Data data;
  data.series("price", Frequency::day, {{"2025-03-31", 2}});
  data.of("price").due = days{4};
  data.of("price").grace = days{1};
  const Indicator r = rule("quarterly(price, last)", "weakening below 0");
  EXPECT_EQ(data.assess(r, "2025-03-31T23:59:58Z").status, Status::unknown)
      << "the quarter is not over";
  const Assessment a = data.assess(r, "2025-04-01");
  EXPECT_EQ(a.status, Status::holding);
  EXPECT_EQ(text_of(a.leading().stale_at), "2025-07-06T00:00:00Z");
}

TEST(Stale, AWeakeningThatGoesStaleIsUnknownAndStaysItsOwnWhenTheFeedComesBack) {
  Data data = quarters({1, -1});
  data.add("x", {{"2025-12-31", -1, "2026-02-01"}});
  const Indicator r = rule("x", "weakening below 0");
  EXPECT_EQ(data.assess(r, "2025-12-31").status, Status::weakening);
  EXPECT_EQ(data.assess(r, "2026-01-31").status, Status::unknown);
  const Assessment a = data.assess(r, "2026-02-01");
  EXPECT_EQ(a.status, Status::weakening);
  EXPECT_EQ(text_of(a.leading().since), "2025-06-30T23:59:59Z");
}

TEST(Stale, AStaleReadingIsStaleEvenWithTooFewPrints) {
  const Assessment a = quarters({1}).assess(rule("x", "weakening below 0 for 2"), "2026-12-31");
  EXPECT_EQ(a.leading().why_unknown, UnknownReason::stale);
}

}  // namespace
}  // namespace firstcard
