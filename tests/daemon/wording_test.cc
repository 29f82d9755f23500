// What people read of an assessment.
#include "daemon/wording.h"

#include "pipeline_fixture.h"

namespace firstcard::test {
namespace {

struct ReasonCase {
  std::string name;
  std::string rule;         // instead of the measure and the lines of the indicator "a"
  std::vector<int> values;  // of a.x, one a day from 2026-02-01 on
  std::string reason;
};

class Reason : public PipelineTest, public testing::WithParamInterface<ReasonCase> {};

TEST_P(Reason, SaysWhyTheStatusIsWhatItIs) {
  use(edited(kConfig, "measure = \"a.x\"\nunit = \"USD\"\nweakening = { below = 100 }\n",
             "unit = \"USD\"\n" + GetParam().rule));
  std::vector<std::string> rows = {"b,2026-02-01,150,2026-02-02"};
  for (std::size_t i = 0; i < GetParam().values.size(); ++i) {
    const std::string date = to_text(day("2026-02-01") + days{i});
    rows.push_back("a," + date + "," + std::to_string(GetParam().values[i]) + "," + date);
  }
  ingest(csv(rows), at("2026-03-01"));
  EXPECT_EQ(query("SELECT reason FROM status WHERE indicator = 'a'").at(0), GetParam().reason);
}

const std::string kBelow = "measure = \"a.x\"\nweakening = { below = 100 }\n";
const std::string kBelowTwice = "measure = \"a.x\"\nweakening = { below = 100, for = 2 }\n";

INSTANTIATE_TEST_SUITE_P(
    Statuses, Reason,
    testing::Values(ReasonCase{"Holding", kBelow, {150}, "150 USD is not below 100 USD"},
                    ReasonCase{"OnTheLine", kBelow, {100}, "100 USD is not below 100 USD"},
                    ReasonCase{"Weakening", kBelow, {90}, "90 USD is below 100 USD"},
                    ReasonCase{"Above",
                               "measure = \"a.x\"\nweakening = { above = 100 }\n",
                               {150},
                               "150 USD is above 100 USD"},
                    ReasonCase{"HoldingUnderWay",
                               kBelowTwice,
                               {150, 90},
                               "90 USD is below 100 USD, for 1 of 2 prints"},
                    ReasonCase{"NotYetRecovered",
                               kBelow + "recovery = { above = 120 }\n",
                               {90, 110},
                               "110 USD is not yet at or above 120 USD"},
                    ReasonCase{"RecoveryUnderWay",
                               kBelow + "recovery = { above = 120, for = 2 }\n",
                               {90, 130},
                               "130 USD is at or above 120 USD, for 1 of 2 prints"},
                    ReasonCase{"Strengthening",
                               kBelow + "strengthening = { above = 200 }\n",
                               {250},
                               "250 USD is above 200 USD"},
                    ReasonCase{"NoData", kBelow, {}, "no print: a series is missing or too short"},
                    ReasonCase{"TooFewPrints",
                               "measure = \"a.x\"\nweakening = { below = 100, for = 3 }\n",
                               {90, 90},
                               "too few prints: needs 3 prints"},
                    ReasonCase{"Stale",
                               kBelow + "stale_after = \"10d\"\n",
                               {90},
                               "stale: no print after 2026-02-01, due by 2026-02-11"},
                    ReasonCase{
                        "TwoTests",
                        "quorum = \"all\"\n[[indicator.test]]\nname = \"level\"\n" + kBelow +
                            "[[indicator.test]]\nname = \"sum\"\nmeasure = \"a.x + b.x\"\n"
                            "weakening = { below = 100 }\n",
                        {90},
                        "level: 90 USD is below 100 USD; sum: 240 USD is not below 100 USD"}),
    [](const auto& each) { return each.param.name; });

struct FlipCase {
  std::optional<Flip> flip;
  Frequency frequency;
  std::string text;
};

TEST(FlipText, NamesTheSideTheValueAndThePeriod) {
  const auto flip = [](Status to, Side side, double value) {
    return Flip{.to = to, .side = side, .value = value, .factor = 1, .unit = "USD"};
  };
  const FlipCase cases[] = {{std::nullopt, Frequency::quarter, ""},
                            {flip(Status::weakening, Side::below, 812e9), Frequency::quarter,
                             "below 812 B USD next quarter turns it weakening"},
                            {flip(Status::holding, Side::above, 1.5), Frequency::event,
                             "at or above 1.5 USD at the next event ends its weakening"},
                            {flip(Status::strengthening, Side::above, 2), Frequency::day,
                             "at or above 2 USD on the next day ends its weakening"},
                            {flip(Status::weakening, Side::above, 2), Frequency::week,
                             "above 2 USD next week turns it weakening"},
                            {flip(Status::weakening, Side::below, 2), Frequency::month,
                             "below 2 USD next month turns it weakening"},
                            {flip(Status::weakening, Side::below, 2), Frequency::year,
                             "below 2 USD next year turns it weakening"},
                            {flip(Status::holding, Side::above, 0), Frequency::day,
                             "at or above 0 USD on the next day ends its weakening"},
                            {flip(Status::weakening, Side::below, -2.5e9), Frequency::day,
                             "below -2.5 B USD on the next day turns it weakening"},
                            {flip(Status::holding, Side::below, -1), Frequency::day,
                             "at or below -1 USD on the next day ends its weakening"}};
  for (const FlipCase& c : cases) EXPECT_EQ(flip_text(c.flip, c.frequency), c.text);
}

TEST(NoFlipText, OfAnUnknownStatusSaysWhatWouldSettleIt) {
  const std::pair<UnknownReason, std::string_view> cases[] = {
      {UnknownReason::none,
       "no value is known that the next print would have to cross to change it"},
      {UnknownReason::no_data, "it stays unknown until its series have what a print needs"},
      {UnknownReason::too_few_prints, "it stays unknown until there are more prints"},
      {UnknownReason::stale, "it stays unknown until a newer print comes"}};
  for (const auto& [why, text] : cases) {
    Assessment a;
    a.tests.resize(1);
    a.tests[0].why_unknown = why;
    EXPECT_EQ(no_flip_text(a), text);
  }
}

TEST(PeriodOf, IsTheNameOfTheReadingsPeriodOrNothing) {
  Assessment a;
  a.tests.resize(2);
  a.tests[1].frequency = Frequency::quarter;
  a.tests[1].reading = Print{.index = index_of(Frequency::quarter, day("2026-06-30"))};
  EXPECT_EQ(period_of(a), "");
  a.lead = 1;
  EXPECT_EQ(period_of(a), "2026-Q2");
}

}  // namespace
}  // namespace firstcard::test
