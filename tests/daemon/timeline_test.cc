// From one evaluated instant to the next; live equals backtest.
#include "daemon/timeline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/history.h"
#include "ledger_at_random.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TimelineTest : public PipelineTest {
 protected:
  std::vector<Instant> visited(Timeline& timeline, Instant from, Instant to,
                               const std::vector<Instant>& known) {
    std::vector<Instant> all;
    timeline.walk(from, to, known, [&](const Step& step) { all.push_back(step.at); });
    return all;
  }
  Ledger ledger{db};
  LedgerSource source{ledger};
};

const Instant kFrom = at("2026-03-01T00:00:00Z"), kTo = at("2026-03-02T00:00:00Z");

TEST_F(TimelineTest, VisitsEachKnownInstantAfterTheFirstUpToTheLast) {
  Timeline timeline(config, source);
  const Instant between = at("2026-03-01T05:00:00Z");
  EXPECT_THAT(
      visited(timeline, kFrom, kTo, {kFrom - seconds{1}, kFrom, between, kTo, kTo + seconds{1}}),
      ElementsAre(between, kTo));
}

TEST_F(TimelineTest, VisitsTheLastInstantThoughNothingBecameKnown) {
  Timeline timeline(config, source);
  EXPECT_THAT(visited(timeline, kFrom, kTo, {}), ElementsAre(kTo));
}

TEST_F(TimelineTest, WithoutTimePassingOrWithAClockSetBackItLooksOnceAtTheEnd) {
  Timeline timeline(config, source);
  EXPECT_THAT(visited(timeline, kTo, kTo, {kTo}), ElementsAre(kTo));
  EXPECT_THAT(visited(timeline, kTo, kFrom, {}), ElementsAre(kFrom));
}

TEST_F(TimelineTest, VisitsInstantsAtWhichTimeAloneMayChangeAVerdict) {
  use(edited(kConfig, "title = \"Alpha\"", "title = \"Alpha\"\nstale_after = \"40d\""));
  pipeline.hold(config);
  ingest(csv({"a,2026-02-01,90,2026-02-02"}), at("2026-02-03"));
  Timeline timeline(config, source);
  timeline.step(at("2026-02-03"));
  EXPECT_THAT(visited(timeline, at("2026-02-03"), at("2026-04-01"), {}),
              ElementsAre(at("2026-03-14T00:00:00Z"), at("2026-04-01")));
}

TEST_F(TimelineTest, AStepSaysWhatWasBeforeAndWhyItChanged) {
  pipeline.hold(config);
  ingest(csv({"a,2026-02-01,150,2026-02-02", "a,2026-02-05,90,2026-02-06"}), at("2026-03-01"));
  Timeline timeline(config, source);
  const Step first = timeline.step(at("2026-02-03"));
  EXPECT_THAT(first.before, IsEmpty());
  EXPECT_THAT(first.prior, IsEmpty());
  EXPECT_EQ(first.causes.at({"a"}).cause, Cause::first_look);
  const Step second = timeline.step(at("2026-02-07"));
  EXPECT_EQ(second.before.at({"a"}), Status::holding);
  EXPECT_EQ(second.seen.at({"a"}).assessment.status, Status::weakening);
  EXPECT_EQ(second.causes.at({"a"}).cause, Cause::new_print);
  EXPECT_FALSE(second.causes.contains({"b"}));
  EXPECT_EQ(second.prior.at({"t"}), first.decisions.at({"t"}).verdict);
}

// What the verdict is made of, as a line.
std::string shown(const Verdict& v) {
  std::vector<std::string> members;
  for (const IndicatorId& id : v.members) members.push_back(id.text);
  return fmt::format("{} {} {} {} {}", v.thesis.text, to_text(v.at), to_text(v.kind),
                     v.incident.value_or(0), fmt::join(members, ","));
}
// The same of the records of one thesis, without those that differ in nothing shown.
std::vector<std::string> thinned(const std::vector<Verdict>& all) {
  std::vector<std::string> out;
  std::string last;
  for (const Verdict& v : all) {
    const std::string line = shown(v);
    const auto place = line.find('Z');
    const std::string state = line.substr(place);
    if (state != last) out.push_back(line);
    last = state;
  }
  return out;
}

class LiveAndBacktest : public TimelineTest, public testing::WithParamInterface<unsigned> {};

TEST_P(LiveAndBacktest, RecordTheSameVerdicts) {
  use(kQuarterConfig);
  const auto versions = versions_at_random(GetParam());
  ASSERT_GT(versions.size(), 100U);
  for (const Version& v : versions) ingest(v.text, v.at);
  evaluate(versions.back().at + days{400});

  std::vector<SeriesId> series = series_of(config);
  History history(ledger, series, false);
  EXPECT_GT(history.known().size(), 100U);
  std::map<std::string, std::vector<Verdict>> replayed;
  Timeline timeline(config, history);
  const auto visit = [&](const Step& step) {
    for (const auto& [id, decision] : step.decisions) replayed[id.text].push_back(decision.verdict);
  };
  visit(timeline.step(versions.front().at));
  timeline.walk(versions.front().at, versions.back().at + days{400}, history.known(), visit);

  for (const std::string thesis : {"t", "kept"}) {
    const auto live = query(
        "SELECT thesis, at, verdict, coalesce(incident, 0), replace(members, ', ', ',')"
        " FROM verdicts WHERE thesis = '" +
        thesis + "' ORDER BY number");
    std::vector<std::string> once;  // a record that differs only in what is unknown is none here
    std::string last;
    for (std::string line : live) {
      if (line.ends_with("''")) line.resize(line.size() - 2);
      const std::string state = line.substr(line.find('Z'));
      if (state != last) once.push_back(line);
      last = state;
    }
    EXPECT_EQ(once, thinned(replayed[thesis]));
    EXPECT_GT(once.size(), 8U) << "a history in which nothing happens proves nothing";
  }
}

// All that the source ever said, read at once after the fact, is told in the order of time.
TEST_P(LiveAndBacktest, AreTheSameForALedgerThatCaughtUp) {
  use(kQuarterConfig);
  const auto versions = versions_at_random(GetParam());
  const Instant end = versions.back().at;
  ingest(versions.front().text, versions.front().at);
  ingest(versions.back().text, end);
  const auto late = query(
      "SELECT thesis, at, verdict, incident, members, edges FROM verdicts "
      "ORDER BY thesis, number");

  Scratch other;
  Database second(other / "history.db", Database::Mode::write);
  second.exec("PRAGMA synchronous = OFF");
  Pipeline live(second);
  live.declare(config);
  for (const Version& v : versions) {
    const auto document = open_document(other.write("f.csv", v.text));
    live.ingest(config, config.feeds.at(0),
                {.source = "f.csv",
                 .fd = document->file.fd(),
                 .size = document->size,
                 .fetched_at = v.at,
                 .etag = {},
                 .last_modified = {}},
                v.at);
  }
  std::vector<std::string> punctual;
  Statement s = second.prepare(
      "SELECT thesis || ' ' || at || ' ' || verdict || ' ' || "
      "coalesce(incident, '-') || ' ' || iif(members = '', '''''', members)"
      " || ' ' || iif(edges = '', '''''', edges) FROM verdicts "
      "ORDER BY thesis, number");
  while (s.step()) punctual.push_back(s.text(0));
  EXPECT_EQ(late, punctual);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LiveAndBacktest, testing::Values(1U, 2U, 3U));

}  // namespace
}  // namespace firstcard::test
