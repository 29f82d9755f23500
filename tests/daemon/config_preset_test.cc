// `preset` and `parameters` of a feed.
#include "daemon/config_preset.h"

#include <variant>

#include "config_cases.h"
#include "daemon/presets.h"

namespace firstcard {
namespace {

using test::ErrorCase;
using test::Scratch;
using testing::ElementsAre;
using testing::HasSubstr;

class ConfigPresetErrors : public test::ConfigErrors {};

TEST_P(ConfigPresetErrors, AreReportedAtTheUsersPlace) {
  test::expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Presets, ConfigPresetErrors,
    testing::Values(
        ErrorCase{"Unknown",
                  "[[feed]]\nid = \"f\"\npreset = \"sec.concepts\"\nseries = \"a.x\"\n",
                  "feed",
                  {"3:10: feed \"f\": unknown preset \"sec.concepts\"; did you mean "
                   "\"sec.concept\"?"}},
        ErrorCase{"NothingLikeIt",
                  "[[feed]]\nid = \"f\"\npreset = \"bloomberg\"\nseries = \"a.x\"\n",
                  "feed",
                  {"3:10: feed \"f\": unknown preset \"bloomberg\"; known: alfred, ..."}},
        ErrorCase{"NoText",
                  "[[feed]]\nid = \"f\"\npreset = 7\nseries = \"a.x\"\n",
                  "feed",
                  {"3:10: feed \"f\": \"preset\" must be a text, not an integer"}},
        ErrorCase{"ParameterMissing",
                  "[[feed]]\nid = \"f\"\npreset = \"sec.concept\"\nparameters = { cik = 1 }\n"
                  "series = \"a.x\"\n",
                  "feed",
                  {"3:10: feed \"f\": the preset sec.concept needs the parameter \"tag\" (the "
                   "figure's XBRL tag, like RevenueRemainingPerformanceObligation); write "
                   "parameters = { tag = ... }"}},
        ErrorCase{"AllParametersMissing",
                  "[[feed]]\nid = \"f\"\npreset = \"ecb.csv\"\nseries = \"a.x\"\n",
                  "feed",
                  {"3:10: feed \"f\": the preset ecb.csv needs the parameters \"flow\" (the "
                   "dataset, like EXR), \"key\" (the series in it, like D.USD.EUR.SP00.A); write "
                   "parameters = { flow = ..., key = ... }"}},
        ErrorCase{"UnknownParameter",
                  "[[feed]]\nid = \"f\"\npreset = \"fred.csv\"\n"
                  "parameters = { id = \"GDP\", vintage = \"x\" }\nseries = \"a.x\"\n",
                  "feed",
                  {"4:28: feed \"f\", parameters: the preset fred.csv has no parameter "
                   "\"vintage\"; known: id"}},
        ErrorCase{"NoNumberOfACompany",
                  "[[feed]]\nid = \"f\"\npreset = \"sec.concept\"\n"
                  "parameters = { cik = \"MSFT\", tag = \"A\" }\nseries = \"a.x\"\n",
                  "feed",
                  {"4:22: feed \"f\", parameters: \"cik\" must be the company's number at the SEC, "
                   "like 1045810, of 10 digits at most"}},
        ErrorCase{"ASecretInTheOpen",
                  "[[feed]]\nid = \"f\"\npreset = \"fred.api\"\n"
                  "parameters = { id = \"GDP\", key = \"hunter2\" }\nseries = \"a.x\"\n",
                  "feed",
                  {"4:34: feed \"f\", parameters: \"key\" is a secret: write { credential = "
                   "\"name\" }, { file = \"path\" } or { env = \"NAME\" }"}},
        ErrorCase{"AParameterThatIsNoText",
                  "[[feed]]\nid = \"f\"\npreset = \"cboe.csv\"\n"
                  "parameters = { index = [\"VIX\"] }\nseries = \"a.x\"\n",
                  "feed",
                  {"4:24: feed \"f\": the parameter \"index\" must be a text or a number, not a "
                   "list"}},
        ErrorCase{"ParametersWithoutAPreset",
                  "[[feed]]\nid = \"f\"\nsource = \"a.csv\"\nparameters = { id = \"x\" }\n"
                  "period = { column = \"p\" }\nvalue = { column = \"v\" }\nseries = \"a.x\"\n",
                  "feed",
                  {"4:1: feed \"f\": \"parameters\" belongs to \"preset\"; name one, or take it "
                   "out"}},
        ErrorCase{"TheUsersOwnKeysAreCheckedAsEver",
                  "[[feed]]\nid = \"f\"\npreset = \"fred.csv\"\nparameters = { id = \"GDP\" }\n"
                  "value = { scael = 2 }\nmin_row = 3\nseries = \"a.x\"\n",
                  "feed",
                  {"5:11: feed \"f\", value: unknown key \"scael\"; did you mean \"scale\"?",
                   "6:1: feed \"f\": unknown key \"min_row\"; did you mean \"min_rows\"?"}},
        ErrorCase{"FactsOfAnotherFormat",
                  "[[feed]]\nid = \"f\"\nsource = \"a.csv\"\nfacts = { unit = \"USD\" }\n"
                  "period = { column = \"p\" }\nvalue = { column = \"v\" }\nseries = \"a.x\"\n",
                  "feed",
                  {"4:1: feed \"f\": \"facts\" belongs to format = \"edgar\"; set the format, or "
                   "take it out"}},
        ErrorCase{"BadFacts",
                  "[[feed]]\nid = \"f\"\nsource = \"a.json\"\nformat = \"edgar\"\n"
                  "facts = { concept = [\"A\", \"A\"], unit = \"\", duration = \"month\", forms = "
                  "[], rounding = 1, units = 2 }\n",
                  "feed",
                  {"1:1: feed \"f\": missing \"series\"; for example series = \"msft.backlog\"",
                   "5:27: feed \"f\", facts: \"A\" stands here twice",
                   "5:40: feed \"f\", facts: \"unit\" is empty; write it as the SEC does: \"USD\", "
                   "\"USD/shares\"",
                   "5:55: feed \"f\", facts: \"duration\" is \"month\"; known: instant, quarter, "
                   "half, year, ytd",
                   "5:72: feed \"f\", facts: \"forms\" is an empty list; write forms = [\"10-Q\", "
                   "\"10-K\"]",
                   "5:87: feed \"f\", facts: \"rounding\" is a share of the value, from 0 to less "
                   "than 1, like 0.001",
                   "5:90: feed \"f\", facts: unknown key \"units\"; did you mean \"unit\"?"}},
        ErrorCase{
            "NothingToDerive",
            "[[feed]]\nid = \"f\"\nsource = \"a.json\"\nformat = \"edgar\"\nseries = \"a.x\"\n"
            "facts = { duration = \"instant\", derive = true }\n",
            "feed",
            {"6:42: feed \"f\", facts: \"derive\" makes quarters and halves of longer "
             "figures; with this \"duration\" there is nothing to derive, take it out"}}),
    test::name_of);

class ConfigPreset : public testing::Test {
 protected:
  Feed feed_of(std::string_view keys) {
    const auto config = test::load(
        scratch_, test::with_sound_tables("[[feed]]\nid = \"f\"\n" + std::string(keys), "feed"));
    if (!config) {
      for (const std::string& error : test::texts_of(config.error(), scratch_))
        ADD_FAILURE() << error;
      return {};
    }
    catalogue_ = config->catalogue;
    return config->feeds.front();
  }
  static std::string url(const Feed& feed) { return std::get<HttpSource>(feed.source).request.url; }
  Scratch scratch_;
  Catalogue catalogue_;
};

TEST_F(ConfigPreset, GivesTheKeysOfAFeed) {
  const Feed feed =
      feed_of("preset = \"fred.csv\"\nparameters = { id = \"DGS10\" }\nseries = \"a.x\"\n");
  EXPECT_EQ(feed.preset, "fred.csv");
  EXPECT_EQ(url(feed), "https://fred.stlouisfed.org/graph/fredgraph.csv?id=DGS10");
  EXPECT_THAT(feed.csv.value.column.names, ElementsAre("DGS10"));
  EXPECT_THAT(feed.csv.value.format.missing, ElementsAre("", "."));
  EXPECT_EQ(feed.csv.period.means, PeriodMeans::start);
}

TEST_F(ConfigPreset, TheUsersKeysWinAndTablesAreJoined) {
  const Feed feed = feed_of(
      "preset = \"fred.csv\"\nparameters = { id = \"DGS10\" }\nseries = \"a.x\"\n"
      "every = \"1d\"\nvalue = { scale = 0.01 }\nperiod = { means = \"end\" }\n");
  EXPECT_EQ(feed.schedule.every, std::chrono::hours{24});
  EXPECT_EQ(feed.csv.value.format.scale, 0.01);
  EXPECT_THAT(feed.csv.value.column.names, ElementsAre("DGS10"));
  EXPECT_EQ(feed.csv.period.means, PeriodMeans::end);
}

TEST_F(ConfigPreset, ANumberIsWrittenWithAllItsDigits) {
  for (const char* cik : {"789019", "\"789019\"", "\"0000789019\""})
    EXPECT_EQ(url(feed_of("preset = \"sec.concept\"\nseries = \"a.x\"\nparameters = { cik = " +
                          std::string(cik) + ", tag = \"Revenues\" }\n")),
              "https://data.sec.gov/api/xbrl/companyconcept/CIK0000789019/us-gaap/Revenues.json");
}

TEST_F(ConfigPreset, AParameterIsWrittenForItsPlace) {
  EXPECT_EQ(url(feed_of("preset = \"fred.csv\"\nseries = \"a.x\"\n"
                        "parameters = { id = \"A&b=C d\" }\n")),
            "https://fred.stlouisfed.org/graph/fredgraph.csv?id=A%26b%3DC%20d");
  const Feed feed = feed_of(
      "preset = \"vast.offers\"\nseries = \"a.x\"\n"
      "parameters = { gpu = \"a\\\"b\" }\n");
  EXPECT_THAT(feed.json.program, HasSubstr(R"(.gpu_name == "a\"b")"));
}

TEST_F(ConfigPreset, WithAFileTheKeysForRequestsAreLeftOut) {
  const Feed feed = feed_of(
      "preset = \"fred.api\"\nparameters = { id = \"GDP\" }\nsource = \"a.json\"\n"
      "series = \"a.x\"\n");
  EXPECT_TRUE(std::holds_alternative<FileSource>(feed.source));
  EXPECT_EQ(feed.format, Format::json);
}

TEST_F(ConfigPreset, FactsOfTheSec) {
  const Feed feed = feed_of(
      "preset = \"sec.facts\"\nparameters = { cik = 1, concept = [\"A\", \"B\"] }\n"
      "facts = { duration = \"year\", unit = \"RUB\", forms = \"20-F\", rounding = 0.01 }\n"
      "series = \"a.x\"\n");
  EXPECT_EQ(feed.format, Format::edgar);
  EXPECT_EQ(feed.edgar, (EdgarMapping{.concepts = {"A", "B"},
                                      .unit = "RUB",
                                      .duration = EdgarDuration::year,
                                      .forms = {"20-F"},
                                      .rounding = 0.01}));
  EXPECT_EQ(catalogue_.at(SeriesId{"a.x"}).rounding, 0.01);
  EXPECT_EQ(catalogue_.at(SeriesId{"b.x"}).rounding, std::nullopt);
  Feed other = feed;
  other.edgar.duration = EdgarDuration::quarter;
  EXPECT_NE(mapping_digest(feed), mapping_digest(other));
}

TEST(Presets, AreSortedAndPrinted) {
  const auto all = config::presets();
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &config::Preset::name));
  for (const config::Preset& preset : all) {
    const auto text = config::preset_text(preset.name);
    ASSERT_TRUE(text.has_value());
    EXPECT_THAT(*text, HasSubstr("preset = \"" + std::string(preset.name) + "\""));
  }
  EXPECT_EQ(config::preset_text("fred.cvs").error(),
            "unknown preset \"fred.cvs\"; did you mean \"fred.csv\"?");
}

}  // namespace
}  // namespace firstcard
