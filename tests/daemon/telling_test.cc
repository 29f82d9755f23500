// What is told when: reminders, silences, mute windows, flapping, single indicators.
#include "daemon/quiet.h"
#include "pipeline_fixture.h"
#include "storage/holdbacks.h"

namespace firstcard::test {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Instant kStart = at("2026-03-02T12:00:00Z");  // a Monday

class TellingTest : public PipelineTest {
 protected:
  // The newest values from `now` on; each call is one document more.
  void values(double a, double b, double c, Instant now) {
    const std::string day = to_text(day_of(now)), known = to_text(now);
    for (const auto& [name, value] : {std::pair{"a", a}, {"b", b}, {"c", c}})
      rows_.push_back(std::string(name) + "," + known.substr(0, 10) + "," + std::to_string(value) +
                      "," + known);
    ingest(csv(rows_), now);
  }
  void all_hold(Instant now) { values(150, 150, 150, now); }
  void fires(Instant now) { values(90, 90, 150, now); }

  std::vector<std::string> sent(const std::string& receiver = "desk") {
    return query("SELECT key FROM notifications WHERE receiver = '" + receiver +
                 "' ORDER BY notification");
  }
  void silence(Scope scope, const std::string& name, Instant now, std::optional<seconds> lasts) {
    Transaction tx(db);
    Silence s{.created_at = now, .scope = scope, .name = name, .author = "ann", .reason = "known"};
    if (lasts)
      s.ends_at = now + *lasts;
    else
      s.changes = changes_of(db, scope, name);
    Holdbacks(db).add(tx, s);
    tx.commit();
  }
  void ack(Instant now) {
    Transaction tx(db);
    Holdbacks(db).add(tx, Ack{.thesis = {"t"},
                              .incident = 1,
                              .edge = changes_of(db, Scope::thesis, "t"),
                              .at = now,
                              .author = "ann",
                              .reason = "seen it"});
    tx.commit();
  }
  static std::string with(std::string_view key) {
    return edited(kConfig, "weakening_count = 2\n", "weakening_count = 2\n" + std::string(key) + "\n");
  }

 private:
  std::vector<std::string> rows_;
};

TEST_F(TellingTest, AnOpenIncidentIsRemindedOfAtExactDistances) {
  use(with("remind = [\"7d\", \"14d\"]"));
  all_hold(kStart);
  fires(kStart + hours{1});
  const Instant fired = kStart + hours{1};
  EXPECT_EQ(evaluate(fired + hours{1}).recorded.next_change, fired + days{7});
  evaluate(fired + days{7} - seconds{1});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired"));
  EXPECT_EQ(evaluate(fired + days{7}).recorded.next_change, fired + days{21});
  evaluate(fired + days{8});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/reminder-1-1"));
  const Notification n = notification();
  EXPECT_EQ(n.kind, "reminder");
  EXPECT_TRUE(n.open);
  EXPECT_EQ(n.incident, 1);
  EXPECT_THAT(n.joined, IsEmpty());
  EXPECT_THAT(n.footnotes.at(0), HasSubstr("Reminder 1: nothing has changed since 2026-03-02"));
}

TEST_F(TellingTest, OfRemindersThatWereSleptThroughOneIsTold) {
  use(with("remind = \"7d\""));
  all_hold(kStart);
  fires(kStart + hours{1});
  evaluate(kStart + days{30});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/reminder-1-4"));
}

TEST_F(TellingTest, AnAcknowledgedIncidentIsNotRemindedOfUntilItChanges) {
  use(with("remind = \"7d\""));
  all_hold(kStart);
  fires(kStart + hours{1});
  ack(kStart + days{1});
  evaluate(kStart + days{8});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired"));
  values(90, 90, 90, kStart + days{9});
  EXPECT_THAT(notification().footnotes, ElementsAre(HasSubstr("Acknowledged by ann on 2026-03-03")));
  evaluate(kStart + days{17});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/updated-2",
                                  "t/incident-1/reminder-2-1"));
}

TEST_F(TellingTest, AProblemAndItsRecoveryInsideASilenceCancelOut) {
  use(kConfig);
  all_hold(kStart);
  silence(Scope::thesis, "t", kStart, days{2});
  values(90, 150, 150, kStart + hours{1});  // a verdict changes, and comes back
  all_hold(kStart + hours{2});
  EXPECT_EQ(evaluate(kStart + hours{3}).recorded.next_change, kStart + days{2});
  evaluate(kStart + days{2});
  EXPECT_THAT(sent("verdicts"), IsEmpty());
  EXPECT_THAT(query("SELECT * FROM held_back"), IsEmpty());
  EXPECT_THAT(query("SELECT ended_by FROM silences"), ElementsAre("its time was over"));
}

TEST_F(TellingTest, AfterASilenceTheNetChangeIsToldOnceWithWhatHeldItBack) {
  use(kConfig);
  all_hold(kStart);
  silence(Scope::thesis, "t", kStart, days{2});
  fires(kStart + hours{1});
  values(90, 90, 90, kStart + hours{2});
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(query("SELECT receiver, scope, name FROM held_back"),
              ElementsAre("desk thesis t", "verdicts thesis t"));
  EXPECT_THAT(query("SELECT verdict, open FROM verdicts v JOIN incidents i ON i.thesis = v.thesis"
                    " ORDER BY v.number DESC LIMIT 1"),
              ElementsAre("first_card 1"));
  evaluate(kStart + days{2});
  evaluate(kStart + days{3});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired"));
  const Notification n = notification();
  EXPECT_THAT(n.members, ElementsAre(IndicatorId{"a"}, IndicatorId{"b"}, IndicatorId{"c"}));
  EXPECT_EQ(n.joined, n.members);
  EXPECT_EQ(n.indicators[0].before, Status::holding);
  EXPECT_EQ(n.at, kStart + days{2});
  EXPECT_EQ(n.history.size(), 2U);
  EXPECT_THAT(n.footnotes.at(0),
              HasSubstr("Held back since 2026-03-02 13:00 UTC by silence 1 of thesis t by ann"));
}

TEST_F(TellingTest, AnIncidentThatOpenedAndClosedInASilenceCancelsOut) {
  use(kConfig);
  all_hold(kStart);
  silence(Scope::thesis, "t", kStart, days{2});
  fires(kStart + hours{1});
  values(90, 150, 150, kStart + hours{2});
  evaluate(kStart + days{2});
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(sent("verdicts"), ElementsAre("t/verdict-2")) << "the verdict is another than before";
  EXPECT_THAT(query("SELECT count(*) FROM held_back"), ElementsAre("0"));
}

TEST_F(TellingTest, WhoKeepsAListWithoutDigestsIsToldOfTheOtherIncident) {
  use(edited(kConfig, "id = \"desk\"\ntype = \"log\"",
             "id = \"desk\"\ntype = \"alertmanager\"\nserver = \"http://localhost:9093\"\n"
             "kinds = [\"fired\", \"resolved\"]"));
  all_hold(kStart);
  fires(kStart + hours{1});
  silence(Scope::thesis, "t", kStart + hours{2}, days{2});
  all_hold(kStart + hours{3});
  fires(kStart + hours{4});
  evaluate(kStart + days{3});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/resolved", "t/incident-2/fired"));
  EXPECT_TRUE(notification().open);
}

TEST_F(TellingTest, AnUpdateOfASilencedIndicatorIsHeldBackThoughTheVerdictChangesWithIt) {
  use(with("clear_below = 1"));
  all_hold(kStart);
  fires(kStart + hours{1});
  silence(Scope::indicator, "b", kStart + hours{2}, days{2});
  values(90, 150, 150, kStart + hours{3});
  EXPECT_EQ(sent().size(), 1U);
  EXPECT_THAT(query("SELECT receiver FROM held_back"), ElementsAre("desk"));
  evaluate(kStart + days{3});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/updated-2"));
}

TEST_F(TellingTest, NothingIsHeldBackForWhoIsToldNothingOfTheThesis) {
  use(edited(kConfig, "kinds = [\"fired\", \"updated\", \"resolved\", \"digest\", \"verdict\"]",
             "kinds = [\"indicator\"]"));
  all_hold(kStart);
  silence(Scope::thesis, "t", kStart, days{2});
  fires(kStart + hours{1});
  EXPECT_THAT(query("SELECT receiver, scope FROM held_back ORDER BY 1, 2"),
              ElementsAre("desk thesis", "verdicts indicator", "verdicts indicator"));
}

TEST_F(TellingTest, AnEditedThesisSaysWhatWasEdited) {
  use(kConfig);
  all_hold(kStart);
  fires(kStart + hours{1});
  use(edited(kConfig, "weakening_count = 2", "weakening_count = 3"));
  evaluate(kStart + hours{2});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/resolved"));
  const std::string what = "weakening_count 2 -> 3, clear_below 2 -> 3";
  EXPECT_THAT(notification().footnotes, ElementsAre("The thesis was edited: " + what + "."));
  EXPECT_THAT(query("SELECT reason FROM verdicts ORDER BY number DESC LIMIT 1"),
              ElementsAre("config: the thesis was edited: " + what));
}

TEST_F(TellingTest, SetBackBeforeTheLastEdgeRemindersGoOn) {
  use(with("remind = \"1d\""));
  all_hold(kStart);
  fires(kStart + hours{1});
  const Instant back = kStart - days{365};
  evaluate(back);
  evaluate(back + days{1} + hours{1});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/reminder-1-1"));
}

TEST_F(TellingTest, WhoKeepsAListIsToldThatTheEarlierIncidentClosed) {
  use(edited(kConfig, "id = \"desk\"\ntype = \"log\"",
             "id = \"desk\"\ntype = \"alertmanager\"\nserver = \"http://localhost:9093\""));
  all_hold(kStart);
  fires(kStart + hours{1});
  silence(Scope::thesis, "t", kStart + hours{2}, days{2});
  all_hold(kStart + hours{3});
  fires(kStart + hours{4});
  evaluate(kStart + days{3});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/resolved", "t/digest-3"));
  EXPECT_THAT(sent("verdicts"), ElementsAre("t/incident-1/fired", "t/digest-3"));
  const Notification n = notification("verdicts");
  EXPECT_EQ(n.incident, 2);
  EXPECT_EQ(n.closed, 1);
}

TEST_F(TellingTest, ASilencedReceiverIsHeldBackAndTheOthersAreNot) {
  use(kConfig);
  all_hold(kStart);
  silence(Scope::receiver, "desk", kStart, days{2});
  fires(kStart + hours{1});
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(sent("verdicts"), ElementsAre("t/incident-1/fired"));
}

TEST_F(TellingTest, ASilenceThatIsRemovedIsOverAtOnce) {
  use(kConfig);
  all_hold(kStart);
  silence(Scope::thesis, "t", kStart, days{2});
  fires(kStart + hours{1});
  Transaction tx(db);
  EXPECT_TRUE(Holdbacks(db).end(tx, 1, kStart + hours{2}, "bob"));
  EXPECT_FALSE(Holdbacks(db).end(tx, 1, kStart + hours{2}, "bob"));
  tx.commit();
  evaluate(kStart + hours{2});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired"));
}

TEST_F(TellingTest, ASilenceUntilTheChangeStopsRemindersAndLetsTheChangeThrough) {
  use(with("remind = \"7d\""));
  all_hold(kStart);
  fires(kStart + hours{1});
  silence(Scope::thesis, "t", kStart + hours{2}, std::nullopt);
  evaluate(kStart + days{8});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired"));
  all_hold(kStart + days{9});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/resolved"));
  EXPECT_THAT(query("SELECT ended_by FROM silences"), ElementsAre("the state changed"));
}

TEST_F(TellingTest, UpdatesOfSilencedIndicatorsAloneWaitAndAnAlertDoesNot) {
  use(kConfig);
  all_hold(kStart);
  silence(Scope::indicator, "c", kStart, days{2});
  values(90, 150, 90, kStart + hours{1});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired")) << "an alert is never held back by it";
  values(90, 90, 90, kStart + hours{2});
  values(90, 90, 150, kStart + hours{3});  // c alone left
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/updated-2"));
  evaluate(kStart + days{2});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/updated-2",
                                  "t/incident-1/updated-3"));
}

TEST_F(TellingTest, InAMuteWindowNothingIsToldAndAtItsEndWhatDiffers) {
  use(std::string(kConfig) + "[[mute]]\nat = \"Mon 18:00\"\nfor = \"12h\"\nreceivers = [\"desk\"]\n");
  all_hold(kStart);
  fires(kStart + hours{7});  // Monday 19:00
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_THAT(sent("verdicts"), ElementsAre("t/incident-1/fired"));
  EXPECT_EQ(evaluate(kStart + hours{8}).recorded.next_change, at("2026-03-03T06:00:00Z"));
  evaluate(at("2026-03-03T06:00:00Z"));
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired"));
  EXPECT_THAT(notification().footnotes.at(0), HasSubstr("by a mute window until 2026-03-03 06:00 UTC"));
}

TEST_F(TellingTest, AReminderThatFallsIntoAMuteWindowComesAtItsEnd) {
  use(with("remind = \"7d\"") + "[[mute]]\nat = \"Mon 12:30\"\nfor = \"2h\"\n");
  all_hold(kStart - days{1});
  fires(kStart + hours{1});  // 13:00, muted; told at 14:30
  evaluate(at("2026-03-02T14:30:00Z"));
  evaluate(at("2026-03-09T13:00:00Z"));
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired"));
  evaluate(at("2026-03-09T14:30:00Z"));
  evaluate(at("2026-03-09T15:30:00Z"));
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/reminder-1-1"));
}

TEST_F(TellingTest, AFlappingThesisIsToldOfOnceMoreWhenItHasRested) {
  use(with("flap = { crossings = 3, within = \"7d\", settle = \"2d\" }"));
  all_hold(kStart);
  for (int i = 0; i < 3; ++i) {
    fires(kStart + hours{1 + 2 * i});
    all_hold(kStart + hours{2 + 2 * i});
  }
  fires(kStart + hours{8});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/resolved", "t/incident-2/fired"));
  EXPECT_THAT(notification().footnotes.at(0), HasSubstr("It flaps: 3 openings or closings within 1w"));
  EXPECT_THAT(query("SELECT count(*) FROM incidents"), ElementsAre("4"));
  EXPECT_EQ(evaluate(kStart + hours{9}).recorded.next_change, kStart + hours{8} + days{2});
  evaluate(kStart + hours{8} + days{2});
  ASSERT_EQ(sent().size(), 4U);
  EXPECT_EQ(notification().kind, "digest");
  EXPECT_EQ(notification().incident, 4);
  EXPECT_TRUE(notification().open);
}

TEST_F(TellingTest, OnlyGrowthIsToldWhereThatIsWanted) {
  use(with("updates = \"growth\""));
  all_hold(kStart);
  fires(kStart + hours{1});
  values(90, 90, 90, kStart + hours{2});
  values(150, 90, 90, kStart + hours{3});
  EXPECT_THAT(sent(), ElementsAre("t/incident-1/fired", "t/incident-1/updated-2"));
  use(with("updates = \"none\""));
  evaluate(kStart + hours{4});
  values(90, 90, 90, kStart + hours{5});
  EXPECT_EQ(sent().size(), 2U);
}

TEST_F(TellingTest, SingleIndicatorsAreToldOfToThoseWhoListThem) {
  use(edited(kConfig, "kinds = [\"fired\", \"updated\", \"resolved\", \"digest\", \"verdict\"]",
             "kinds = [\"indicator\"]"));
  all_hold(kStart);
  EXPECT_THAT(sent("verdicts"), IsEmpty()) << "a first look is no change";
  values(90, 150, 150, kStart + hours{1});
  EXPECT_THAT(sent("verdicts"), ElementsAre("t/indicator/a/change-2"));
  const Notification n = notification("verdicts");
  EXPECT_EQ(n.kind, "indicator");
  ASSERT_EQ(n.indicators.size(), 1U);
  EXPECT_EQ(n.indicators[0].before, Status::holding);
  EXPECT_EQ(n.indicators[0].status, Status::weakening);
  EXPECT_THAT(query("SELECT subject FROM notifications"),
              ElementsAre("a weakens, was holding (90 USD on 2026-03-02) - Three letters"));
  silence(Scope::indicator, "a", kStart + hours{2}, days{1});
  all_hold(kStart + hours{3});
  values(90, 150, 150, kStart + hours{4});
  evaluate(kStart + days{2});
  EXPECT_EQ(sent("verdicts").size(), 1U) << "it came back within the silence";
  EXPECT_THAT(sent(), IsEmpty());
}

}  // namespace
}  // namespace firstcard::test
