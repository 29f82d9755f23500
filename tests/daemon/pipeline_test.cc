// From a document's bytes to one commit.
#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const Instant kNow = at("2026-03-02T12:00:00Z");
const Instant kLater = at("2026-03-03T12:00:00Z");

const std::string kAllHold = csv(
    {"a,2026-02-01,150,2026-02-02", "b,2026-02-01,150,2026-02-02", "c,2026-02-01,150,2026-02-02"});
const std::string kTwoFall =
    csv({"a,2026-02-01,150,2026-02-02", "b,2026-02-01,150,2026-02-02",
         "c,2026-02-01,150,2026-02-02", "a,2026-03-01,90,2026-03-02T20:00:00Z",
         "b,2026-03-01,80,2026-03-02T20:00:00Z", "b,2026-03-01,none,2026-03-02T20:00:00Z"});

TEST_F(PipelineTest, ADocumentIsStoredEvaluatedAndToldInOneCommit) {
  pipeline.declare(config);
  ingest(kAllHold, kNow);
  const Commit commit = ingest(kTwoFall, kLater);
  ASSERT_TRUE(commit.run);
  EXPECT_EQ(commit.run->outcome, RunOutcome::stored);
  EXPECT_EQ(commit.run->counts.added, 2);
  EXPECT_EQ(commit.run->faults, 1);
  EXPECT_THAT(commit.faults, ElementsAre(testing::Field(&Fault::line, 7U)));
  EXPECT_EQ(commit.recorded.notifications, 2);
  EXPECT_THAT(commit.recorded.decisions,
              ElementsAre("thesis t: fired (incident 1), scarcity -> first_card, 2 of 3 weakening "
                          "(a, b), 0 unknown; a is weakening (new_print: a.x 2026-03-01: 90, known "
                          "2026-03-02T20:00:00Z); b is weakening (new_print: b.x 2026-03-01: 80, "
                          "known 2026-03-02T20:00:00Z)"));
  EXPECT_THAT(commit.recorded.verdicts, ElementsAre("t: first_card, 2 of 3 weakening, 0 unknown"));
  EXPECT_THAT(query("SELECT feed, outcome, rows, added, revised, unchanged, withdrawn, faults "
                    "FROM feed_runs ORDER BY run"),
              ElementsAre("f stored 3 3 0 0 0 0", "f stored 2 2 0 0 0 1"));
  EXPECT_THAT(query("SELECT at, known_at FROM assessments WHERE indicator = 'a' ORDER BY 1"),
              ElementsAre("2026-03-02T12:00:00Z 2026-02-02T23:59:59Z",
                          "2026-03-02T20:00:00Z 2026-03-02T20:00:00Z"));
}

TEST_F(PipelineTest, ADecisionWithoutMembersNamesNone) {
  ingest(kAllHold, kNow);
  ingest(csv({"a,2026-03-01,90,2026-03-03T08:00:00Z"}), kLater);
  const Commit back = ingest(csv({"a,2026-03-02,130,2026-03-04T08:00:00Z"}), at("2026-03-04"));
  ASSERT_EQ(back.recorded.decisions.size(), 1U);
  EXPECT_THAT(back.recorded.decisions[0],
              StartsWith("thesis t: verdict, mixed -> scarcity, 0 of 3 weakening, 0 unknown; "));
}

// Whatever fails in the middle of a commit, and wherever: nothing is left of it, and the next
// attempt stores everything.
class BrokenCommit : public PipelineTest, public testing::WithParamInterface<std::string> {};

TEST_P(BrokenCommit, LeavesNothingAndCanBeRepeated) {
  ingest(kAllHold, kNow);
  const auto before = dump();
  db.exec("CREATE TEMP TRIGGER broken BEFORE INSERT ON main." + GetParam() +
          " BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END");
  EXPECT_THROW(ingest(kTwoFall, kLater), DatabaseError);
  EXPECT_EQ(dump(), before);

  db.exec("DROP TRIGGER broken");
  EXPECT_EQ(ingest(kTwoFall, kLater).recorded.notifications, 2);
  EXPECT_THAT(query("SELECT series, period, value FROM observations WHERE period > '2026-02-28'"),
              ElementsAre("a.x 2026-03-01 90.0", "b.x 2026-03-01 80.0"));
  EXPECT_THAT(sent_to("desk"), ElementsAre("fired t/incident-1/fired"));
}

INSTANTIATE_TEST_SUITE_P(Tables, BrokenCommit,
                         testing::Values("_document", "_load", "_vintage", "_change", "_assessment",
                                         "_verdict", "_incident", "_notification", "_feed_run",
                                         "_fault"),
                         [](const auto& each) { return "Of" + each.param.substr(1); });

TEST_F(PipelineTest, ACommitThatFailsAtTheVeryEndLeavesNothing) {
  ingest(kAllHold, kNow);
  const auto before = dump();
  // Checked when the transaction ends, after all is written.
  db.exec("PRAGMA foreign_keys = ON");
  db.exec("CREATE TABLE parent(id INTEGER PRIMARY KEY)");
  db.exec("CREATE TABLE child(id REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
  db.exec(
      "CREATE TEMP TRIGGER broken AFTER INSERT ON main._feed_run"
      " BEGIN INSERT INTO child VALUES (1); END");
  EXPECT_THROW(ingest(kTwoFall, kLater), DatabaseError);
  EXPECT_EQ(dump(), before);
}

TEST_F(PipelineTest, TheSameDocumentTwiceStoresNothingAndTellsNothing) {
  ingest(kAllHold, kNow);
  ingest(kTwoFall, kLater);
  const auto documents = query("SELECT * FROM documents");
  const auto vintages = query("SELECT * FROM vintages");
  const auto records = query("SELECT * FROM assessments");
  const Commit again = ingest(kTwoFall, at("2026-03-04T12:00:00Z"));
  EXPECT_EQ(again.run->outcome, RunOutcome::unchanged);
  EXPECT_EQ(again.run->counts, LoadCounts{});
  EXPECT_THAT(again.recorded.decisions, IsEmpty());
  EXPECT_EQ(query("SELECT * FROM documents"), documents);
  EXPECT_EQ(query("SELECT * FROM vintages"), vintages);
  EXPECT_EQ(query("SELECT * FROM assessments"), records);
  EXPECT_EQ(count("notifications"), 2);
  EXPECT_THAT(query("SELECT outcome FROM feed_runs ORDER BY run DESC LIMIT 1"),
              ElementsAre("unchanged"));
}

// Other bytes, the same rows.
TEST_F(PipelineTest, TheSameRowsInAnotherOrderStoreNoVintageAndTellNothing) {
  ingest(kAllHold, kNow);
  const auto vintages = query("SELECT * FROM vintages");
  const Commit again = ingest(csv({"c,2026-02-01,150,2026-02-02", "b,2026-02-01,150,2026-02-02",
                                   "a,2026-02-01,150.0,2026-02-02"}),
                              kLater);
  EXPECT_EQ(again.run->counts, (LoadCounts{.rows = 3, .unchanged = 3}));
  EXPECT_EQ(query("SELECT * FROM vintages"), vintages);
  EXPECT_EQ(count("assessments"), 3);
  EXPECT_EQ(count("verdicts"), 1);
}

TEST_F(PipelineTest, AChangedValueIsANewVintageAndItsCauseARevision) {
  use(as_fetched());
  ingest(csv_as_fetched({"a,2026-02-01,150", "b,2026-02-01,150", "c,2026-02-01,150"}), kNow);
  const Commit commit =
      ingest(csv_as_fetched({"a,2026-02-01,95", "b,2026-02-01,150", "c,2026-02-01,150"}), kLater);
  EXPECT_EQ(commit.run->counts, (LoadCounts{.rows = 3, .revised = 1, .unchanged = 2}));
  EXPECT_THAT(
      query("SELECT value, known_at, basis, line FROM vintages WHERE series = 'a.x'"),
      ElementsAre("150.0 2026-03-02T12:00:00Z fetched 2", "95.0 2026-03-03T12:00:00Z fetched 2"));
  Ledger ledger(db);
  EXPECT_EQ(ledger.vintages({"a.x"}, kNow).at(0).value, 150);
  EXPECT_EQ(ledger.vintages({"a.x"}, kLater).at(0).value, 95);
  EXPECT_THAT(query("SELECT status, cause, detail FROM assessments WHERE indicator = 'a'"),
              ElementsAre("holding first_look first evaluation",
                          "weakening revision a.x 2026-02-01: 150 -> 95"));
}

TEST_F(PipelineTest, OfAnAppendedDocumentOnlyTheTailIsReadAndLinesGoOn) {
  ingest(kAllHold, kNow);
  const std::string longer =
      kAllHold + "a,2026-03-01,90,2026-03-03T08:00:00Z\nb,soon,80,2026-03-03\n";
  const Commit commit = ingest(longer, kLater);
  EXPECT_EQ(commit.run->counts, (LoadCounts{.rows = 1, .added = 1}));
  EXPECT_THAT(query("SELECT line, column_name, text FROM faults"), ElementsAre("6 period soon"));
  EXPECT_THAT(query("SELECT line FROM vintages WHERE period = '2026-03-01'"), ElementsAre("5"));
  EXPECT_THAT(query("SELECT lines FROM documents ORDER BY document"), ElementsAre("4", "6"));

  const Commit third = ingest(longer + "c,2026-03-01,90,2026-03-04T08:00:00Z\n", at("2026-03-04"));
  EXPECT_EQ(third.run->counts.rows, 1);
  const Ledger::Origin origin =
      Ledger(db)
          .origin(std::stoll(query("SELECT vintage FROM vintages WHERE series = 'c.x' AND "
                                   "period = '2026-03-01'")
                                 .at(0)))
          .value();
  EXPECT_EQ(origin.line, 7U);
  EXPECT_EQ(origin.feed, (FeedId{"f"}));
  EXPECT_EQ(origin.source, (scratch / "f.csv").string());
}

TEST_F(PipelineTest, ADocumentThatGoesOnAmidALineIsReadAnew) {
  std::string cut = kAllHold;
  cut.resize(cut.size() - std::string_view(",2026-02-02\n").size() - 1);  // c's value is 15 so far
  cut += ",2026-02-02";
  ingest(cut, kNow);
  EXPECT_EQ(ingest(cut + "T09:00:00Z\n", kLater).run->counts.rows, 3);
}

TEST_F(PipelineTest, AnEditAboveTheTailIsReadWhole) {
  ingest(kAllHold, kNow);
  std::string other = edited(kAllHold, "150", "151");
  const Commit commit = ingest(other + "a,2026-03-01,140,2026-03-03T08:00:00Z\n", kLater);
  EXPECT_EQ(commit.run->counts, (LoadCounts{.rows = 4, .added = 1, .revised = 1, .unchanged = 2}));
}

TEST_F(PipelineTest, ADocumentIsOnlyComparedWithTheLastOneOfItsOwnFile) {
  ingest(kAllHold, kNow, "one.csv");
  EXPECT_EQ(ingest(kAllHold, kNow, "two.csv").run->outcome, RunOutcome::stored);
  EXPECT_EQ(ingest(kAllHold, kLater, "one.csv").run->outcome, RunOutcome::unchanged);
}

struct Refused {
  std::string name, text, message;
};
class RejectedDocument : public PipelineTest, public testing::WithParamInterface<Refused> {};

TEST_P(RejectedDocument, KeepsTheLastStateAndSaysWhy) {
  ingest(kAllHold, kNow);
  const auto vintages = query("SELECT * FROM vintages");
  const auto documents = query("SELECT * FROM documents");
  const Commit commit = ingest(GetParam().text, kLater);
  EXPECT_EQ(commit.run->outcome, RunOutcome::rejected);
  EXPECT_EQ(commit.run->counts, LoadCounts{});
  EXPECT_EQ(commit.run->document, 0);
  EXPECT_THAT(commit.run->message, HasSubstr(GetParam().message));
  EXPECT_EQ(query("SELECT message FROM feed_runs ORDER BY run DESC LIMIT 1").at(0),
            commit.run->message);
  EXPECT_EQ(query("SELECT * FROM vintages"), vintages);
  EXPECT_EQ(query("SELECT * FROM documents"), documents);
  EXPECT_EQ(count("verdicts"), 1);
  EXPECT_EQ(count("series"), 3);
  // The last good one is still the one that a new document is compared with.
  EXPECT_EQ(ingest(kAllHold, kLater).run->outcome, RunOutcome::unchanged);
  EXPECT_EQ(ingest(kAllHold + "a,2026-03-01,90,2026-03-03\n", at("2026-03-04")).run->counts.rows,
            1);
}

INSTANTIATE_TEST_SUITE_P(
    Documents, RejectedDocument,
    testing::Values(Refused{"Html", "<!DOCTYPE html><title>Sign in</title>\n", "HTML"},
                    Refused{"Empty", "", ""},
                    Refused{"MissingColumn",
                            "entity,period,amount,known\na,2026-02-01,1,2026-02-02\n", "value"},
                    Refused{"MostlyBadRows",
                            csv({"a,2026-03-01,90,2026-03-02", "d,2026-03-01,x,2026-03-02",
                                 "e,2026-03-01,y,2026-03-02"}),
                            "max_fault_share"},
                    Refused{"NoRows", "entity,period,value,known\n", "min_rows"}),
    [](const auto& each) { return each.param.name; });

TEST_F(PipelineTest, AnEditedMappingReadsTheWholeDocumentAgain) {
  ingest(kAllHold, kNow);
  use(edited(kConfig, "value = { column = \"value\" }",
             "value = { column = \"value\", scale = 0.5 }"));
  const Commit commit = ingest(kAllHold, kLater);
  EXPECT_EQ(commit.run->outcome, RunOutcome::stored);
  EXPECT_EQ(commit.run->counts.rows, 3);
  EXPECT_EQ(commit.run->counts.revised, 3);
  EXPECT_THAT(verdicts(),
              ElementsAre("2026-03-02T12:00:00Z scarcity - '' '' 0",
                          "2026-03-03T12:00:00Z first_card 1 a, b, c fired +a +b +c 0"));
}

// Where the source names a period by its first day, the series' frequency says where it ends.
TEST_F(PipelineTest, AnEditedFrequencyReadsTheDocumentAgainWherePeriodsDependOnIt) {
  const std::string by_start = edited(as_fetched(), "period = { column = \"period\" }",
                                      "period = { column = \"period\", means = \"start\" }");
  const std::string quarters = edited(by_start, "frequency = \"event\"", "frequency = \"quarter\"");
  const std::string text =
      csv_as_fetched({"a,2026-01-01,150", "b,2026-01-01,150", "c,2026-01-01,150"});
  use(edited(by_start, "frequency = \"event\"", "frequency = \"month\""));
  etag = "\"one\"";
  ingest(text, kNow);
  EXPECT_THAT(query("SELECT period FROM observations WHERE series = 'a.x'"),
              ElementsAre("2026-01-31"));
  use(quarters);
  EXPECT_EQ(ingest(text, kLater).run->outcome, RunOutcome::stored);
  EXPECT_THAT(query("SELECT period FROM observations WHERE series = 'a.x'"),
              ElementsAre("2026-01-31", "2026-03-31"));
}

TEST_F(PipelineTest, ACompleteDocumentWithdrawsWhatItNoLongerHas) {
  use(edited(as_fetched(), "series = \"{entity}.x\"", "series = \"{entity}.x\"\ncomplete = true"));
  ingest(csv_as_fetched({"a,2026-01-01,150", "a,2026-02-01,90", "b,2026-02-01,150"}), kNow);
  const Commit commit = ingest(csv_as_fetched({"a,2026-01-01,150", "b,2026-02-01,150"}), kLater);
  EXPECT_EQ(commit.run->counts, (LoadCounts{.rows = 2, .unchanged = 2, .withdrawn = 1}));
  EXPECT_THAT(query("SELECT period, value, withdrawn FROM vintages WHERE series = 'a.x'"),
              ElementsAre("2026-01-01 150.0 0", "2026-02-01 90.0 0", "2026-02-01 - 1"));
  EXPECT_THAT(query("SELECT status, cause, detail FROM assessments WHERE indicator = 'a'"),
              ElementsAre("weakening first_look first evaluation",
                          "holding withdrawal a.x 2026-02-01: 90 withdrawn"));
}

TEST_F(PipelineTest, ASeriesThatACompleteDocumentNoLongerNamesIsWithdrawnWhole) {
  use(edited(as_fetched(), "series = \"{entity}.x\"", "series = \"{entity}.x\"\ncomplete = true"));
  ingest(csv_as_fetched({"a,2026-01-01,150", "a,2026-02-01,140", "b,2026-02-01,150"}), kNow);
  const Commit commit = ingest(csv_as_fetched({"b,2026-02-01,150"}), kLater);
  EXPECT_EQ(commit.run->counts, (LoadCounts{.rows = 1, .unchanged = 1, .withdrawn = 2}));
  EXPECT_THAT(query("SELECT series FROM observations"), ElementsAre("b.x"));
}

TEST_F(PipelineTest, AReloadThatFailsLeavesTheSeriesAsTheyWereDescribed) {
  use(kConfig);
  ingest(kAllHold, kNow);
  const auto unit = [&] { return query("SELECT unit FROM _series WHERE name = 'a.x'"); };
  config = config_of(
      scratch, edited(kConfig, "id = \"a.x\"\nunit = \"USD\"", "id = \"a.x\"\nunit = \"EUR\""));
  db.exec("CREATE TEMP TRIGGER full BEFORE UPDATE ON _mark BEGIN SELECT RAISE(ABORT, 'full'); END");
  EXPECT_THROW(pipeline.evaluate(config, kLater), DatabaseError);
  EXPECT_THAT(unit(), ElementsAre("USD"));
  db.exec("DROP TRIGGER full");
  pipeline.evaluate(config, kLater);
  EXPECT_THAT(unit(), ElementsAre("EUR"));
}

TEST_F(PipelineTest, AnEvaluationThatFailsAfterAHoldIsMadeUpForByTheNext) {
  ingest(kAllHold, kNow);
  pipeline.hold(config);
  ingest(csv({"a,2026-03-01,90,2026-03-01", "b,2026-02-01,150,2026-02-02",
              "c,2026-02-01,140,2026-02-02"}),
         kLater, "g.csv");
  db.exec("CREATE TEMP TRIGGER full BEFORE UPDATE ON _mark BEGIN SELECT RAISE(ABORT, 'full'); END");
  EXPECT_THROW(pipeline.evaluate(config, kLater), DatabaseError);
  db.exec("DROP TRIGGER full");
  pipeline.evaluate(config, kLater);
  EXPECT_THAT(
      query("SELECT status, cause FROM status WHERE indicator IN ('a', 'c') ORDER BY indicator"),
      ElementsAre("weakening new_print", "holding revision"));
}

TEST_F(PipelineTest, ACompleteDocumentIsReadWholeThoughOnlyItsTailIsNew) {
  use(edited(as_fetched(), "series = \"{entity}.x\"", "series = \"{entity}.x\"\ncomplete = true"));
  const std::string text = csv_as_fetched({"a,2026-01-01,150"});
  ingest(text, kNow);
  const Commit commit = ingest(text + "a,2026-02-01,140\n", kLater);
  EXPECT_EQ(commit.run->counts, (LoadCounts{.rows = 2, .added = 1, .unchanged = 1}));
}

TEST_F(PipelineTest, AnIncompleteDocumentWithdrawsNothing) {
  ingest(kAllHold, kNow);
  EXPECT_EQ(ingest(csv({"a,2026-02-01,150,2026-02-02"}), kLater).run->counts.withdrawn, 0);
  EXPECT_EQ(count("observations"), 3);
}

// They are still in the document, though it was not read again.
TEST_F(PipelineTest, FaultsAreShownUntilTheDocumentIsReadAnew) {
  const std::string text = kAllHold + "a,soon,80,2026-02-02\n";
  const auto lines = [&] { return query("SELECT line, text FROM faults ORDER BY run, line"); };
  ingest(text, kNow);
  EXPECT_THAT(lines(), ElementsAre("5 soon"));
  ingest(text, kLater);
  pipeline.note({.feed = {"f"},
                 .source = (scratch / "f.csv").string(),
                 .at = kLater,
                 .outcome = RunOutcome::failed,
                 .counts = {},
                 .message = "no such file"});
  ingest("<html>", kLater);
  EXPECT_THAT(lines(), ElementsAre("5 soon"));
  ingest(text + "a,2026-03-01,120,2026-03-02\n", kLater);  // only the tail
  EXPECT_THAT(lines(), ElementsAre("5 soon"));
  ingest(kAllHold + "a,2026-03-01,121,2026-03-02\n", at("2026-03-04"));
  EXPECT_THAT(lines(), IsEmpty());
}

TEST_F(PipelineTest, AFailedFetchIsRecordedAndChangesNothingElse) {
  ingest(kAllHold, kNow);
  pipeline.note({.feed = {"f"},
                 .source = "f.csv",
                 .at = kLater,
                 .outcome = RunOutcome::failed,
                 .counts = {},
                 .message = "no such file"});
  EXPECT_THAT(query("SELECT last_outcome, last_message, failures_in_a_row FROM feeds"),
              ElementsAre("failed no such file 1"));
  EXPECT_EQ(count("verdicts"), 1);
}

TEST_F(PipelineTest, ValidatorsAreThoseOfTheLastAcceptedDocumentUnderTheSameMapping) {
  use(edited(kConfig, "source = \"f.csv\"", "source = \"https://example.org/f.csv\""));
  const auto fetch = [&](std::string_view text, std::string tag) {
    etag = std::move(tag);
    const auto document = open_document(scratch.write("body", text));
    pipeline.ingest(config, config.feeds.at(0),
                    {.source = config.feeds.at(0).shown_source,
                     .fd = document->file.fd(),
                     .size = document->size,
                     .fetched_at = kNow,
                     .etag = etag,
                     .last_modified = "Mon, 02 Mar 2026 12:00:00 GMT"},
                    kNow);
  };
  const auto validators = [&] { return pipeline.validators(config, config.feeds.at(0), kNow); };
  EXPECT_TRUE(validators().empty());
  fetch(kAllHold, "\"one\"");
  EXPECT_EQ(validators(), (Validators{"\"one\"", "Mon, 02 Mar 2026 12:00:00 GMT"}));
  fetch("<html>", "\"two\"");
  EXPECT_EQ(validators().etag, "\"one\"");
  use(edited(edited(kConfig, "source = \"f.csv\"", "source = \"https://example.org/f.csv\""),
             "{ column = \"value\" }", "{ column = \"value\", scale = 2 }"));
  EXPECT_TRUE(validators().empty());
}

}  // namespace
}  // namespace firstcard::test
