// The messages as they are sent. A change here is a change of what people read at night: look at
// it.
#include "alerts/render.h"

#include <gmock/gmock.h>

#include "ai_demand_fake.h"

namespace firstcard::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RenderText, Fired) {
  EXPECT_EQ(render_text(fired()), R"(FIRST CARD: 2 OF 4 WEAKENING
Verdict: mixed -> first card (alert at 2 of 4)
AI demand, incident 3, as of 2026-08-11 20:05 UTC

- cloud weakens: -1.9 pp in 2026-Q2
- backlog weakens: -4.2% in 2026-Q2 (was holding)
- price is unknown: last 2.349 USD/h on 2026-06-14
- arr holds: 8.1% on 2026-07-31

New: backlog.

Unknown: price. Neither holding nor weakening, until there is data.

WEAKENING

Hyperscale cloud revenue keeps accelerating [cloud]: weakening
  -1.9 pp in 2026-Q2, before -1.2 pp  ██▇▄▂▁
  Why: -1.9 pp is below -1.0 pp
  Line: recovers at or above 0.0 pp, 1.9 pp to go
  Next: at or above 44.8 B USD next quarter ends its weakening
  Data: 2 of 3 members, period ends 2026-06-30, known 2026-07-30 20:01 UTC
  Source: aws.revenue: aws.csv line 31; google.revenue: google.csv line 22

Backlog and RPO keep expanding [backlog]: weakening (was holding)
  -4.2% in 2026-Q2, before 1.3%  █▇▆▅▂▁
  Why: -4.2% is below -2.0%
  Changed: new print, oracle.rpo 2026-Q2: 440 B, known 2026-08-11T20:05:00Z
  Line: recovers at or above 0.0%, 4.2 pp to go
  Next: at or above 468 B USD next quarter ends its weakening
  Data: 3 of 4 members, period ends 2026-06-30, known 2026-08-11 20:05 UTC
  Source: oracle.rpo: backlog_rpo.csv line 212

UNKNOWN

Price and gross profit of AI cloud do not collapse [price]: unknown
  last 2.349 USD/h on 2026-06-14, before 2.412 USD/h  ▁▃▇█▇
  Why: stale: no print after 2026-06-14, due by 2026-07-14
  Line: weakens below 1.9 USD/h; the last reading was on the right side by 0.449 USD/h
  Data: period ends 2026-06-14, known 2026-06-14
  Source: h100.price: gpu_price.csv line 340

NOT WEAKENING

Annualised revenue of the model companies keeps improving [arr]: holding
  8.1% on 2026-07-31, before 9.4%  ▇▅█▄▃▁
  Line: weakens below 2.0%, 6.1 pp away
  Next: below 61.2 B USD at the next event turns it weakening
  Data: period ends 2026-07-31, known 2026-08-04
  Source: openai.arr: model_arr.csv line 58

SECONDARY SIGNALS
Shown for context, never counted. Score +0.5 on a scale from -1 to +1.

Meta's capex guidance [meta_capex]: strengthening
  125 B USD in 2026, before 115 B USD  ▁▂▇█
  Line: weakens below 100 B USD, 25 B USD away
  Data: period ends 2026-12-31, known 2026-07-29
  Source: meta.capex_guidance: capex_guidance.csv line 12

--
More: firstcard explain backlog --at 2026-08-11T20:05:00Z
Key: ai-demand/incident-3/fired
)");
}

TEST(RenderText, Updated) {
  EXPECT_EQ(render_text(updated()), R"(FIRST CARD, UPDATE: 3 OF 4 WEAKENING
Verdict: first card, as before (alert at 2 of 4)
AI demand, incident 3, as of 2026-09-02 09:00 UTC

- arr weakens: 1.1% on 2026-08-31 (was holding)
- cloud weakens: -1.9 pp in 2026-Q2
- backlog weakens: -4.2% in 2026-Q2
- price is unknown: last 2.349 USD/h on 2026-06-14

New: arr.

Unknown: price. Neither holding nor weakening, until there is data.

WEAKENING

Annualised revenue of the model companies keeps improving [arr]: weakening (was holding)
  1.1% on 2026-08-31, before 8.1%  ▇▇█▆▆▅▁
  Why: 1.1% is below 2.0%
  Changed: new print, openai.arr 2026-08-31: 30.1 B, known 2026-09-02T09:00:00Z
  Line: recovers at or above 2.0%, 0.9 pp to go
  Next: at or above 62.5 B USD at the next event ends its weakening
  Data: period ends 2026-08-31, known 2026-09-02 09:00 UTC
  Source: openai.arr: model_arr.csv line 58

Hyperscale cloud revenue keeps accelerating [cloud]: weakening
  -1.9 pp in 2026-Q2, before -1.2 pp  ██▇▄▂▁
  Why: -1.9 pp is below -1.0 pp
  Line: recovers at or above 0.0 pp, 1.9 pp to go
  Next: at or above 44.8 B USD next quarter ends its weakening
  Data: 2 of 3 members, period ends 2026-06-30, known 2026-07-30 20:01 UTC
  Source: aws.revenue: aws.csv line 31; google.revenue: google.csv line 22

Backlog and RPO keep expanding [backlog]: weakening
  -4.2% in 2026-Q2, before 1.3%  █▇▆▅▂▁
  Why: -4.2% is below -2.0%
  Line: recovers at or above 0.0%, 4.2 pp to go
  Next: at or above 468 B USD next quarter ends its weakening
  Data: 3 of 4 members, period ends 2026-06-30, known 2026-08-11 20:05 UTC
  Source: oracle.rpo: backlog_rpo.csv line 212

UNKNOWN

Price and gross profit of AI cloud do not collapse [price]: unknown
  last 2.349 USD/h on 2026-06-14, before 2.412 USD/h  ▁▃▇█▇
  Why: stale: no print after 2026-06-14, due by 2026-07-14
  Line: weakens below 1.9 USD/h; the last reading was on the right side by 0.449 USD/h
  Data: period ends 2026-06-14, known 2026-06-14
  Source: h100.price: gpu_price.csv line 340

SECONDARY SIGNALS
Shown for context, never counted. Score +0.5 on a scale from -1 to +1.

Meta's capex guidance [meta_capex]: strengthening
  125 B USD in 2026, before 115 B USD  ▁▂▇█
  Line: weakens below 100 B USD, 25 B USD away
  Data: period ends 2026-12-31, known 2026-07-29
  Source: meta.capex_guidance: capex_guidance.csv line 12

--
More: firstcard explain arr --at 2026-09-02T09:00:00Z
Key: ai-demand/incident-3/updated-9
)");
}

TEST(RenderText, Resolved) {
  EXPECT_EQ(render_text(resolved()), R"(RESOLVED, NOW MIXED: 1 OF 4 WEAKENING
Verdict: first card -> mixed (alert at 2 of 4)
AI demand, incident 3, as of 2026-11-12 21:30 UTC

- cloud strengthens: +2.1 pp in 2026-Q3 (was weakening)
- backlog holds: 0.4% in 2026-Q3 (was weakening)
- arr weakens: 1.1% on 2026-08-31
- price holds: 2.349 USD/h on 2026-11-11

No longer counted: cloud, backlog.

The alert is over, but the way back needs new evidence: growth that returns and beats expectations. Evidence so far: cloud strengthens (+2.1 pp in 2026-Q3); backlog is back over its recovery line (0.4% in 2026-Q3).

RECOVERED

Hyperscale cloud revenue keeps accelerating [cloud]: strengthening (was weakening)
  +2.1 pp in 2026-Q3, before -1.9 pp  ██▇▄▂▁▇
  Why: +2.1 pp is above +2.0 pp
  Changed: new print, aws.revenue 2026-Q3: 45.1 B, known 2026-10-29T20:01:00Z
  Line: weakens again below -1.0 pp, 3.1 pp away
  Next: below 41.2 B USD next quarter turns it weakening
  Data: 3 of 3 members, period ends 2026-09-30, known 2026-10-29 20:01 UTC
  Source: aws.revenue: aws.csv line 31; google.revenue: google.csv line 22

Backlog and RPO keep expanding [backlog]: holding (was weakening)
  0.4% in 2026-Q3, before -4.2%  █▇▆▅▂▁▂
  Why: 0.4% is not below -2.0%
  Changed: new print, msft.rpo 2026-Q3: 702 B, known 2026-11-12T21:30:00Z
  Line: weakens again below -2.0%, 2.4 pp away
  Data: 4 of 4 members, period ends 2026-09-30, known 2026-11-12 21:30 UTC
  Source: oracle.rpo: backlog_rpo.csv line 212

WEAKENING

Annualised revenue of the model companies keeps improving [arr]: weakening
  1.1% on 2026-08-31, before 8.1%  ▇▇█▆▆▅▁
  Why: 1.1% is below 2.0%
  Line: recovers at or above 2.0%, 0.9 pp to go
  Next: at or above 62.5 B USD at the next event ends its weakening
  Data: period ends 2026-08-31, known 2026-09-02 09:00 UTC
  Source: openai.arr: model_arr.csv line 58

NOT WEAKENING

Price and gross profit of AI cloud do not collapse [price]: holding
  2.349 USD/h on 2026-11-11, before 2.412 USD/h  ▁▃▇█▇
  Line: weakens below 1.9 USD/h, 0.449 USD/h away
  Data: period ends 2026-11-11, known 2026-11-11
  Source: h100.price: gpu_price.csv line 340

SECONDARY SIGNALS
Shown for context, never counted. Score +0.5 on a scale from -1 to +1.

Meta's capex guidance [meta_capex]: strengthening
  125 B USD in 2026, before 115 B USD  ▁▂▇█
  Line: weakens below 100 B USD, 25 B USD away
  Data: period ends 2026-12-31, known 2026-07-29
  Source: meta.capex_guidance: capex_guidance.csv line 12

--
More: firstcard explain cloud --at 2026-11-12T21:30:00Z
Key: ai-demand/incident-3/resolved
)");
}

TEST(RenderText, Digest) {
  EXPECT_EQ(render_text(digest()), R"(DIGEST, NOW MIXED: 1 OF 4 WEAKENING
Verdict: mixed, as before (alert at 2 of 4)
AI demand, incident 3, as of 2026-11-12 21:30 UTC

- arr weakens: 1.1% on 2026-08-31
- cloud strengthens: +2.1 pp in 2026-Q3
- backlog holds: 0.4% in 2026-Q3
- price holds: 2.349 USD/h on 2026-11-11

Late: this happened while firstcard was not watching, and was found on catching up.

In between the alert fired and ended. None is open now.

Meanwhile:
- 2026-08-11 20:05 UTC: incident 3 fired, mixed -> first card; new: backlog
- 2026-11-12 21:30 UTC: incident 3 resolved, first card -> mixed; no longer counted: cloud, backlog

WEAKENING

Annualised revenue of the model companies keeps improving [arr]: weakening
  1.1% on 2026-08-31, before 8.1%  ▇▇█▆▆▅▁
  Why: 1.1% is below 2.0%
  Line: recovers at or above 2.0%, 0.9 pp to go
  Next: at or above 62.5 B USD at the next event ends its weakening
  Data: period ends 2026-08-31, known 2026-09-02 09:00 UTC
  Source: openai.arr: model_arr.csv line 58

NOT WEAKENING

Hyperscale cloud revenue keeps accelerating [cloud]: strengthening
  +2.1 pp in 2026-Q3, before -1.9 pp  ██▇▄▂▁▇
  Changed: new print, aws.revenue 2026-Q3: 45.1 B, known 2026-10-29T20:01:00Z
  Line: weakens below -1.0 pp, 3.1 pp away
  Next: below 41.2 B USD next quarter turns it weakening
  Data: 3 of 3 members, period ends 2026-09-30, known 2026-10-29 20:01 UTC
  Source: aws.revenue: aws.csv line 31; google.revenue: google.csv line 22

Backlog and RPO keep expanding [backlog]: holding
  0.4% in 2026-Q3, before -4.2%  █▇▆▅▂▁▂
  Changed: new print, msft.rpo 2026-Q3: 702 B, known 2026-11-12T21:30:00Z
  Line: weakens below -2.0%, 2.4 pp away
  Data: 4 of 4 members, period ends 2026-09-30, known 2026-11-12 21:30 UTC
  Source: oracle.rpo: backlog_rpo.csv line 212

Price and gross profit of AI cloud do not collapse [price]: holding
  2.349 USD/h on 2026-11-11, before 2.412 USD/h  ▁▃▇█▇
  Line: weakens below 1.9 USD/h, 0.449 USD/h away
  Data: period ends 2026-11-11, known 2026-11-11
  Source: h100.price: gpu_price.csv line 340

SECONDARY SIGNALS
Shown for context, never counted. Score +0.5 on a scale from -1 to +1.

Meta's capex guidance [meta_capex]: strengthening
  125 B USD in 2026, before 115 B USD  ▁▂▇█
  Line: weakens below 100 B USD, 25 B USD away
  Data: period ends 2026-12-31, known 2026-07-29
  Source: meta.capex_guidance: capex_guidance.csv line 12

--
More: firstcard explain arr --at 2026-11-12T21:30:00Z
Key: ai-demand/digest-11
)");
}

TEST(RenderSubject, NamesTheVerdictAndWhoWeakens) {
  EXPECT_EQ(render_subject(fired()),
            "First card: 2 of 4 weakening (cloud, backlog), 1 unknown (price) - AI demand");
  EXPECT_EQ(
      render_subject(updated()),
      "First card, update: 3 of 4 weakening (arr, cloud, backlog), 1 unknown (price) - AI demand");
  EXPECT_EQ(render_subject(resolved()), "Resolved, now mixed: 1 of 4 weakening (arr) - AI demand");
  EXPECT_EQ(render_subject(digest()),
            "Digest, now mixed: 1 of 4 weakening (arr) - AI demand (late)");
}

TEST(RenderLogLine, IsOneLineWithTheKey) {
  EXPECT_EQ(
      render_log_line(fired()),
      "fired: 2 of 4 weakening; cloud weakens: -1.9 pp in 2026-Q2, backlog weakens: -4.2% in "
      "2026-Q2, price is unknown: last 2.349 USD/h on 2026-06-14; verdict first_card (was mixed), "
      "AI demand, incident 3, as of 2026-08-11 20:05 UTC [ai-demand/incident-3/fired]");
  EXPECT_EQ(render_log_line(updated()),
            "updated: 3 of 4 weakening; arr weakens: 1.1% on 2026-08-31, cloud weakens: -1.9 pp in "
            "2026-Q2, backlog weakens: -4.2% in 2026-Q2, price is unknown: last 2.349 USD/h on "
            "2026-06-14; verdict first_card (was first_card), AI demand, incident 3, as of "
            "2026-09-02 09:00 UTC [ai-demand/incident-3/updated-9]");
  EXPECT_EQ(render_log_line(resolved()),
            "resolved: 1 of 4 weakening; arr weakens: 1.1% on 2026-08-31; verdict mixed (was "
            "first_card), AI demand, incident 3, as of 2026-11-12 21:30 UTC "
            "[ai-demand/incident-3/resolved]");
  EXPECT_EQ(render_log_line(digest()),
            "digest: 1 of 4 weakening; arr weakens: 1.1% on 2026-08-31; verdict mixed (was mixed), "
            "AI demand, incident 3, as of 2026-11-12 21:30 UTC, late [ai-demand/digest-11]");
}

// What no golden above shows.
Notification with(IndicatorLine i) {
  Notification n = fired();
  n.indicators = {std::move(i)};
  return n;
}

TEST(RenderText, NamesAnIndicatorWithoutATitleOnce) {
  IndicatorLine i = fired().indicators[1];
  EXPECT_THAT(render_text(with(i)), HasSubstr(" [cloud]: weakening"));
  i.title.clear();
  EXPECT_THAT(render_text(with(i)), HasSubstr("\ncloud: weakening"));
}

TEST(RenderText, SaysHowFarTheReadingIsFromTheLine) {
  IndicatorLine i = fired().indicators[1];  // cloud, weakening, recovers at or above 0.0 pp
  i.reading = 0.003;
  i.distance = 0.003;
  EXPECT_THAT(
      render_text(with(i)),
      HasSubstr("Line: recovers at or above 0.0 pp, passed by 0.3 pp but not yet for long enough\n"));
  i.status = Status::holding;
  i.reading = -0.014;
  i.line = Line{.side = Side::below, .value = -0.01};
  i.distance = -0.004;
  EXPECT_THAT(
      render_text(with(i)),
      HasSubstr(
          "Line: weakens again below -1.0 pp, passed by 0.4 pp but not yet for long enough\n"));
  i.before = Status::holding;
  i.reading = i.line->value;
  i.distance = 0;
  EXPECT_THAT(render_text(with(i)), HasSubstr("Line: weakens below -1.0 pp, 0.0 pp away\n"));
  // An indicator may hold in spite of a weakening test: then the line shown is that test's recovery
  // line.
  i.reading = -0.02;
  i.line = Line{.side = Side::above, .value = 0};
  i.distance = -0.02;
  EXPECT_THAT(render_text(with(i)), HasSubstr("Line: recovers at or above 0.0 pp, 2.0 pp to go\n"));
  i.distance.reset();
  i.line = Line{.side = Side::below, .value = -0.01};
  EXPECT_THAT(render_text(with(i)), HasSubstr("Line: weakens below -1.0 pp\n"));
}

TEST(RenderText, WeakensAboveIsReadTheOtherWayRound) {
  IndicatorLine i = fired().indicators[0];
  i.line = Line{.side = Side::above, .value = 0.09};
  i.distance = 0.009;
  EXPECT_THAT(render_text(with(i)), HasSubstr("Line: weakens above 9.0%, 0.9 pp away\n"));
}

TEST(RenderText, UndecidedNamesTheFeedsThatWouldSettleIt) {
  Notification n = updated();
  n.kind = "undecided";
  n.open = false;
  n.incident = 0;
  n.joined.clear();
  n.indicators[3].repair = {"feed gpu: h100.price 2026-07-14 is late (HTTP 503)"};
  const std::string text = render_text(n);
  EXPECT_THAT(text, HasSubstr("\nNo alert: but if the unknown ones weaken, it is one (2 of 4).\n"));
  EXPECT_THAT(text,
              HasSubstr("\nTo settle it: feed gpu: h100.price 2026-07-14 is late (HTTP 503)\n"));
  n.open = true;
  EXPECT_THAT(render_text(n), HasSubstr("\nThe alert stays open: with the unknown ones it could "
                                        "still be 2 of 4.\n"));
}

TEST(RenderText, AnIndicatorWithoutAnyReadingSaysSo) {
  IndicatorLine i;
  i.id = {"arr"};
  i.reason = "no data yet";
  const std::string text = render_text(with(i));
  EXPECT_THAT(text, HasSubstr("- arr is unknown: no reading\n"));
  EXPECT_THAT(text, HasSubstr("\narr: unknown\n  no reading\n  Why: no data yet\n"));
}

TEST(RenderText, AMemberThatHasRecoveredIsStillCountedWithinTheTrailingTime) {
  Notification n = fired();
  n.indicators[1].status = Status::holding;
  EXPECT_EQ(render_subject(n),
            "First card: 2 of 4 weakening (cloud, backlog), 1 unknown (price) - AI demand");
  EXPECT_THAT(render_text(n),
              AllOf(HasSubstr("- cloud holds, still counted: -1.9 pp in 2026-Q2 (was weakening)\n"),
                    HasSubstr("\nCOUNTED AS WEAKENING\n")));
  n.indicators[1].counted_until = at("2026-10-01T12:00:00Z");
  EXPECT_THAT(render_text(n), HasSubstr("- cloud holds, still counted until 2026-10-01 12:00 UTC: "));
}

TEST(RenderText, AnAlertThatEndsWithoutStrengtheningSaysSo) {
  Notification n = resolved();
  n.left = {{"cloud"}};
  n.indicators.erase(n.indicators.begin() + 2);
  n.indicators[1].status = Status::unknown;
  EXPECT_THAT(render_text(n), HasSubstr("Evidence so far: none: no indicator strengthens."));
}

TEST(RenderText, ADigestThatLeavesAnIncidentOpenNamesIt) {
  Notification n = digest();
  n.open = true;
  n.incident = 4;
  EXPECT_THAT(render_text(n),
              HasSubstr("In between the alert ended and fired again: incident 4 is open now.\n"));
}

TEST(RenderText, ForeignTextCannotAddLines) {
  Notification n = fired();
  n.indicators[1].detail = "x\n\nRESOLVED\n";
  n.indicators[1].cause = Cause::revision;
  n.indicators[1].sources = {"a\r\nb", "Z\xfcrich"};
  n.thesis_title = "AI\ndemand";
  n.history = {"one\ntwo"};
  EXPECT_THAT(
      render_text(n),
      AllOf(HasSubstr("Changed: revision, x RESOLVED\n"), HasSubstr("Source: a b; Z\uFFFDrich\n"),
            HasSubstr("\nAI demand, incident 3"), HasSubstr("\n- one two\n")));
  EXPECT_THAT(render_log_line(n), Not(HasSubstr("\n")));
  EXPECT_THAT(render_subject(n), Not(HasSubstr("\n")));
}

TEST(RenderHtml, SaysEverythingThatTheTextSays) {
  for (const Notification& n : {fired(), updated(), resolved(), digest()}) {
    const std::string html = render_html(n);
    for (const std::string said :
         {"Hyperscale cloud revenue keeps accelerating", "-1.9 pp",
          "aws.revenue: aws.csv line 31; google.revenue", "in 2026-Q",
          "Shown for context, never counted. Score +0.5", "AI demand, incident 3"})
      EXPECT_THAT(html, HasSubstr(said)) << n.kind;
    EXPECT_THAT(html, HasSubstr(n.key));
    EXPECT_THAT(html, HasSubstr("of 4 weakening"));
  }
  EXPECT_THAT(render_html(resolved()), HasSubstr("the way back needs new evidence"));
  EXPECT_THAT(render_html(digest()), HasSubstr("<li>2026-08-11 20:05 UTC: incident 3 fired"));
}

TEST(RenderHtml, EscapesEveryForeignText) {
  const std::string evil = "<script>'\"&";
  Notification n = digest();
  n.key = n.thesis_title = n.after_name = n.before_name = evil;
  n.history = {evil};
  n.joined = n.left = n.members = {{evil}};
  for (IndicatorLine& i : n.indicators) {
    i.id = {evil};
    i.title = i.unit = i.period = i.detail = i.reason = i.flip = evil;
    i.sources = {evil};
    i.cause = Cause::revision;
    i.before = Status::weakening;
  }
  const std::string html = render_html(n);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("'\"&")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;&#39;&quot;&amp;"));
}

TEST(RenderHtml, LoadsNothingFromAnywhere) {
  for (const std::string foreign :
       {"http:", "https:", "<img", "<script", "<link", "url(", "@import"})
    EXPECT_THAT(render_html(fired()), Not(HasSubstr(foreign)));
}

}  // namespace
}  // namespace firstcard::test
