#include "indicators/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "evaluation_fixture.h"

namespace firstcard {
namespace {

using test::at;
using ::testing::IsEmpty;

const std::string kNames[] = {"a", "b", "c", "d"};

std::vector<IndicatorId> ids(std::string_view letters) {
  std::vector<IndicatorId> all;
  for (const char c : letters) all.push_back({std::string(1, c)});
  return all;
}

Thesis thesis(int k, std::optional<int> clear_below = std::nullopt, std::size_t n = 4) {
  Thesis t;
  t.id.text = "thesis";
  for (std::size_t i = 0; i < n; ++i) t.indicators.push_back({kNames[i]});
  t.weakening_count = k;
  t.clear_below = clear_below;
  return t;
}

Assessment assessment(std::string_view name, char status) {
  Assessment a;
  a.indicator.text = name;
  a.status = test::status_of(status);
  return a;
}

// One letter for each of a, b, c, d.
std::vector<Assessment> assessments(std::string_view statuses) {
  std::vector<Assessment> all;
  for (std::size_t i = 0; i < statuses.size(); ++i)
    all.push_back(assessment(kNames[i], statuses[i]));
  return all;
}

// The verdicts of a thesis one after the other, as the daemon makes them.
class History {
 public:
  explicit History(Thesis t) : thesis_(std::move(t)) {}
  // The edges at this evaluation, as text: "fired 1 +ab", "updated 1 -a", "verdict scarcity>mixed".
  std::string next(const std::vector<Assessment>& all, Instant when) {
    const Decision d = decide(thesis_, all, last_ ? &*last_ : nullptr, when);
    last_ = d.verdict;
    std::string text;
    for (const Edge& e : d.edges) {
      if (!text.empty()) text += ", ";
      text += to_text(e.kind);
      if (e.incident != 0) text += " " + std::to_string(e.incident);
      if (e.kind == EdgeKind::verdict) {
        text += " " + std::string(to_text(e.from)) + ">" + std::string(to_text(e.to));
      } else {
        if (!e.joined.empty()) text += " +";
        for (const IndicatorId& id : e.joined) text += id.text;
        if (!e.left.empty()) text += " -";
        for (const IndicatorId& id : e.left) text += id.text;
      }
    }
    return text;
  }
  std::string next(std::string_view statuses) {
    now_ += std::chrono::hours{1};
    return next(assessments(statuses), now_);
  }
  const Verdict& verdict() const { return *last_; }
  Instant now() const { return now_; }
  Thesis& rule() { return thesis_; }

 private:
  Thesis thesis_;
  std::optional<Verdict> last_;
  Instant now_ = at("2026-01-01T00:00:00Z");
};

// Design section 4, "A thesis", written down once more and differently: an unknown indicator is one
// of which nobody knows whether it weakens, so the verdict is what all guesses agree on.
struct Expected {
  VerdictKind kind;
  bool open;
};
Expected expected(std::string_view statuses, int k, int clear_below, bool was_open) {
  bool always_fires = true, sometimes_fires = false, always_clears = true, all_hold = true;
  for (unsigned guess = 0; guess < 16; ++guess) {
    int weakening = 0;
    for (std::size_t i = 0; i < 4; ++i)
      weakening += statuses[i] == 'w' || (statuses[i] == 'u' && (guess >> i & 1U) != 0);
    always_fires = always_fires && weakening >= k;
    sometimes_fires = sometimes_fires || weakening >= k;
    always_clears = always_clears && weakening < clear_below;
    all_hold = all_hold && weakening == 0;
  }
  const bool open = was_open ? !always_clears : always_fires;
  if (always_fires) return {VerdictKind::first_card, open};
  if (sometimes_fires) return {VerdictKind::undecided, open};
  return {all_hold ? VerdictKind::scarcity : VerdictKind::mixed, open};
}

std::string all_statuses(int code) {
  constexpr std::string_view kLetters = "hswu";
  return {kLetters[static_cast<std::size_t>(code % 4)],
          kLetters[static_cast<std::size_t>(code / 4 % 4)],
          kLetters[static_cast<std::size_t>(code / 16 % 4)],
          kLetters[static_cast<std::size_t>(code / 64)]};
}

TEST(Decide, EveryStatusOfFourUnderEveryThresholdFollowsTheDesign) {
  enum class Prior { none, not_fired, fired };
  int cases = 0;
  for (int code = 0; code < 256; ++code)
    for (int k = 1; k <= 4; ++k)
      for (int clear = 1; clear <= k; ++clear)
        for (const Prior p : {Prior::none, Prior::not_fired, Prior::fired}) {
          const std::string statuses = all_statuses(code);
          SCOPED_TRACE(statuses + " k=" + std::to_string(k) + " clear_below=" +
                       std::to_string(clear) + " prior=" + std::to_string(static_cast<int>(p)));
          Verdict prior;
          prior.since = at("2025-12-01");
          prior.incidents = 2;
          prior.kind = VerdictKind::mixed;
          if (p == Prior::fired) {
            prior.kind = VerdictKind::first_card;
            prior.members = ids("ab");
            prior.incident = prior.incidents = 3;
          }
          // Without a declared clear_below it is k.
          const Thesis t = thesis(k, clear == k ? std::nullopt : std::optional(clear));
          const Decision d = decide(t, assessments(statuses), p == Prior::none ? nullptr : &prior,
                                    at("2026-01-02"));
          const Expected e = expected(statuses, k, clear, p == Prior::fired);
          const Verdict& v = d.verdict;
          ++cases;

          ASSERT_EQ(v.kind, e.kind);
          ASSERT_EQ(v.incident.has_value(), e.open);
          ASSERT_EQ(v.weakening, std::ranges::count(statuses, 'w'));
          ASSERT_EQ(v.unknown, std::ranges::count(statuses, 'u'));
          ASSERT_EQ(v.members.size(), static_cast<std::size_t>(v.weakening));
          ASSERT_EQ(v.unknowns.size(), static_cast<std::size_t>(v.unknown));
          ASSERT_EQ(v.n, 4);
          ASSERT_EQ(v.k, k);
          const std::int64_t before = p == Prior::none ? 0 : prior.incidents;
          const bool opened = e.open && p != Prior::fired, closed = !e.open && p == Prior::fired;
          ASSERT_EQ(v.incidents, before + (opened ? 1 : 0));
          if (e.open) {
            ASSERT_EQ(v.incident, v.incidents);
          }
          ASSERT_EQ(v.since, p != Prior::none && prior.kind == v.kind ? prior.since : v.at);

          std::vector<EdgeKind> edges;
          if (opened) edges = {EdgeKind::fired};
          if (closed) edges = {EdgeKind::resolved};
          if (!opened && !closed && p != Prior::none) {
            if (p == Prior::fired && v.members != ids("ab")) edges.push_back(EdgeKind::updated);
            if (v.kind != prior.kind) edges.push_back(EdgeKind::verdict);
          }
          ASSERT_EQ(d.edges.size(), edges.size());
          for (std::size_t i = 0; i < edges.size(); ++i) {
            ASSERT_EQ(d.edges[i].kind, edges[i]);
            ASSERT_EQ(d.edges[i].to, v.kind);
            ASSERT_EQ(d.edges[i].from, p == Prior::none ? VerdictKind::undecided : prior.kind);
            ASSERT_EQ(d.edges[i].incident, opened ? v.incidents : prior.incident.value_or(0));
          }
        }
  EXPECT_EQ(cases, 256 * (1 + 2 + 3 + 4) * 3);
}

TEST(Decide, SilentFeedsNeitherStartNorEndAnIncident) {
  std::map<std::string, std::vector<Assessment>> all;
  for (int code = 0; code < 256; ++code) all[all_statuses(code)] = assessments(all_statuses(code));
  for (const auto& [k, clear] : {std::pair{1, 1}, {2, 2}, {2, 1}, {3, 2}, {4, 4}})
    for (const bool fired : {false, true})
      for (const auto& [statuses, heard] : all) {
        Verdict prior;
        if (fired) prior.incident = prior.incidents = 1;
        const Thesis t = thesis(k, clear);
        const Verdict before = decide(t, heard, &prior, at("2026-01-01")).verdict;
        for (unsigned silent = 1; silent < 16; ++silent) {
          std::string now = statuses;
          for (std::size_t i = 0; i < 4; ++i)
            if ((silent >> i & 1U) != 0) now[i] = 'u';
          const Verdict after = decide(t, all.at(now), &before, at("2026-01-02")).verdict;
          ASSERT_EQ(before.incident, after.incident)
              << statuses << " then " << now << " k=" << k << " clear_below=" << clear;
        }
      }
}

TEST(Decide, TheFirstEvaluationMakesAnEdgeOnlyIfTheThesisIsFired) {
  for (const auto& [statuses, edges] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"hhhh", ""},
           {"shsh", ""},
           {"whhh", ""},
           {"wuhh", ""},
           {"uuuu", ""},
           {"wwhh", "fired 1 +ab"},
           {"uwhw", "fired 1 +bd"}}) {
    History h(thesis(2));
    EXPECT_EQ(h.next(statuses), edges) << statuses;
  }
}

TEST(Decide, AnIncidentFromItsBeginningToItsEnd) {
  History h(thesis(2));
  EXPECT_EQ(h.next("hhhh"), "");
  EXPECT_EQ(h.next("hhhh"), "");
  EXPECT_EQ(h.next("whhh"), "verdict scarcity>mixed");
  EXPECT_EQ(h.next("wwhh"), "fired 1 +b");
  EXPECT_EQ(h.next("wwhh"), "");
  EXPECT_EQ(h.next("wwsh"), "") << "one that strengthens changes nothing";
  EXPECT_EQ(h.next("wwwh"), "updated 1 +c");
  EXPECT_EQ(h.next("hwww"), "updated 1 +d -a");
  EXPECT_EQ(h.next("hwwh"), "updated 1 -d");
  EXPECT_EQ(h.next("hwuh"), "updated 1 -c, verdict 1 first_card>undecided");
  EXPECT_EQ(h.next("hwwh"), "updated 1 +c, verdict 1 undecided>first_card");
  EXPECT_EQ(h.next("hwhh"), "resolved 1 -c");
  EXPECT_EQ(h.next("hwhh"), "");
  EXPECT_EQ(h.next("hhhh"), "verdict mixed>scarcity");
}

TEST(Decide, IncidentNumbersGoOn) {
  History h(thesis(2));
  EXPECT_EQ(h.next("wwhh"), "fired 1 +ab");
  EXPECT_EQ(h.verdict().incident, 1);
  EXPECT_EQ(h.next("hhhh"), "resolved 1 -ab");
  EXPECT_EQ(h.verdict().incident, std::nullopt);
  EXPECT_EQ(h.verdict().incidents, 1);
  EXPECT_EQ(h.next("hhww"), "fired 2 +cd");
  EXPECT_EQ(h.next("whww"), "updated 2 +a");
  EXPECT_EQ(h.next("hhhh"), "resolved 2 -acd");
  EXPECT_EQ(h.verdict().incidents, 2);
}

TEST(Decide, ClearBelowHoldsAnIncidentOpenLonger) {
  History h(thesis(3, 2));
  EXPECT_EQ(h.next("wwhh"), "");
  EXPECT_EQ(h.next("wwwh"), "fired 1 +c");
  EXPECT_EQ(h.next("wwhh"), "updated 1 -c, verdict 1 first_card>mixed");
  EXPECT_EQ(h.next("wuhh"), "updated 1 -b") << "it might still weaken";
  EXPECT_EQ(h.next("whhh"), "resolved 1");
}

TEST(Decide, SinceIsWhenTheKindBegan) {
  History h(thesis(2));
  h.next("hhhh");
  const Instant began = h.now();
  EXPECT_EQ(h.verdict().since, began);
  h.next("shhh");
  EXPECT_EQ(h.verdict().since, began);
  EXPECT_EQ(h.verdict().at, h.now());
  h.next("whhh");
  EXPECT_EQ(h.verdict().since, h.now());
}

TEST(Decide, MembersStandInTheThesisOrderAndStrangersArePassedOver) {
  std::vector<Assessment> all = assessments("wuww");
  std::ranges::reverse(all);
  all.push_back(assessment("stranger", 'w'));
  const Verdict v = decide(thesis(2), all, nullptr, at("2026-01-01")).verdict;
  EXPECT_EQ(v.members, ids("acd"));
  EXPECT_EQ(v.unknowns, ids("b"));
  EXPECT_EQ(v.thesis.text, "thesis");
}

TEST(Decide, AnIndicatorWithoutAnAssessmentIsUnknown) {
  const Verdict v = decide(thesis(2), assessments("wh"), nullptr, at("2026-01-01")).verdict;
  EXPECT_EQ(v.unknowns, ids("cd"));
  EXPECT_EQ(v.kind, VerdictKind::undecided);
}

TEST(Decide, ReorderingTheThesisIsNoEdge) {
  History h(thesis(2));
  h.next("wwhh");
  std::ranges::reverse(h.rule().indicators);
  EXPECT_EQ(h.next("wwhh"), "");
  EXPECT_EQ(h.verdict().members, ids("ba"));
}

TEST(Decide, AnIndicatorTakenOutOfTheThesisLeavesTheIncident) {
  History h(thesis(2));
  h.next("wwwh");
  h.rule().indicators.erase(h.rule().indicators.begin());
  EXPECT_EQ(h.next("wwwh"), "updated 1 -a");
  h.rule().indicators.pop_back();
  h.rule().indicators.pop_back();
  EXPECT_EQ(h.next("wwwh"), "resolved 1 -c");
}

TEST(Within, AnIndicatorCountsForATimeAfterItLastWeakened) {
  Thesis t = thesis(2);
  t.within = days{90};
  std::vector<Assessment> all = assessments("hwhh");
  all[0].left_weakening_at = at("2026-01-01T00:00:00Z");
  History h(t);
  EXPECT_EQ(h.next(all, at("2026-03-31T23:59:59Z")), "fired 1 +ab");
  EXPECT_EQ(h.next(all, at("2026-04-01T00:00:00Z")), "resolved 1 -a");
}

TEST(Within, TheDefaultCountsOnlyWhatWeakensNow) {
  std::vector<Assessment> all = assessments("hwhh");
  all[0].left_weakening_at = at("2026-01-01T00:00:00Z");
  const Verdict v = decide(thesis(2), all, nullptr, at("2026-01-01T00:00:00Z")).verdict;
  EXPECT_EQ(v.members, ids("b"));
}

TEST(Within, AnIndicatorThatCountsIsNotUnknownAsWell) {
  Thesis t = thesis(2);
  t.within = days{90};
  std::vector<Assessment> all = assessments("uhhh");
  all[0].left_weakening_at = at("2026-01-01");
  const Verdict v = decide(t, all, nullptr, at("2026-02-01")).verdict;
  EXPECT_EQ(v.members, ids("a"));
  EXPECT_THAT(v.unknowns, IsEmpty());
  EXPECT_EQ(v.kind, VerdictKind::mixed);
}

TEST(Within, TheSameIndicatorWeakeningAgainIsNoEdge) {
  Thesis t = thesis(1);
  t.within = days{90};
  History h(t);
  std::vector<Assessment> left = assessments("hhhh");
  left[0].left_weakening_at = at("2026-01-10");
  EXPECT_EQ(h.next(assessments("whhh"), at("2026-01-01")), "fired 1 +a");
  EXPECT_EQ(h.next(left, at("2026-01-20")), "");
  EXPECT_EQ(h.next(assessments("whhh"), at("2026-02-01")), "");
}

TEST(Score, IsTheWeightedMeanOfWhatIsKnown) {
  struct Case {
    std::string_view statuses;
    std::vector<double> weights;
    std::optional<double> score;
  };
  for (const Case& c : std::initializer_list<Case>{{"hhhh", {}, std::nullopt},
                                                   {"s", {1}, 1},
                                                   {"w", {2}, -1},
                                                   {"h", {1}, 0},
                                                   {"u", {1}, std::nullopt},
                                                   {"sw", {1, 1}, 0},
                                                   {"sw", {3, 1}, 0.5},
                                                   {"shw", {1, 2, 1}, 0},
                                                   {"suh", {1, 8, 1}, 0.5},
                                                   {"s", {0}, std::nullopt},
                                                   {"s", {1, 1}, 1}}) {  // b is not assessed
    Thesis t = thesis(1, {}, 0);
    for (std::size_t i = 0; i < c.weights.size(); ++i)
      t.secondary.push_back({.indicator = {kNames[i]}, .weight = c.weights[i]});
    const Verdict v = decide(t, assessments(c.statuses), nullptr, at("2026-01-01")).verdict;
    EXPECT_EQ(v.score, c.score) << c.statuses;
  }
}

TEST(Score, SecondarySignalsAreNeverCounted) {
  Thesis t = thesis(1, {}, 2);
  t.secondary = {{.indicator = {"c"}, .weight = 1}, {.indicator = {"d"}, .weight = 1}};
  const Verdict v = decide(t, assessments("hhww"), nullptr, at("2026-01-01")).verdict;
  EXPECT_EQ(v.kind, VerdictKind::scarcity);
  EXPECT_EQ(v.n, 2);
  EXPECT_EQ(v.score, -1);
}

TEST(Words, OfEdgesAndVerdictsReadBack) {
  for (const EdgeKind e :
       {EdgeKind::fired, EdgeKind::updated, EdgeKind::resolved, EdgeKind::verdict})
    EXPECT_EQ(parse_edge(to_text(e)), e);
  for (const VerdictKind v :
       {VerdictKind::scarcity, VerdictKind::mixed, VerdictKind::undecided, VerdictKind::first_card})
    EXPECT_EQ(parse_verdict(to_text(v)), v);
  EXPECT_EQ(to_text(VerdictKind::first_card), "first_card");
  EXPECT_FALSE(parse_edge("Fired"));
  EXPECT_FALSE(parse_verdict(""));
}

TEST(Words, AThesisMayRenameAVerdict) {
  Thesis t = thesis(2);
  t.names[VerdictKind::first_card] = "the first card falls";
  EXPECT_EQ(verdict_name(t, VerdictKind::first_card), "the first card falls");
  EXPECT_EQ(verdict_name(t, VerdictKind::mixed), "mixed");
}

}  // namespace
}  // namespace firstcard
