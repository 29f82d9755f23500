// What is worth saying of a sound configuration; and the texts by which an edit of a rule is seen.
#include "config_cases.h"

namespace firstcard::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct WarningCase {
  std::string_view name;
  std::string_view text;
  std::string_view instead_of;
  std::vector<std::string> warnings;
};
void PrintTo(const WarningCase& c, std::ostream* out) {
  *out << c.name;
}

class ConfigWarnings : public testing::TestWithParam<WarningCase> {};

TEST_P(ConfigWarnings, AreAllThereIsToSay) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(GetParam().text, GetParam().instead_of));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  EXPECT_THAT(texts_of(config->warnings, scratch), testing::ElementsAreArray(GetParam().warnings));
}

INSTANTIATE_TEST_SUITE_P(
    Config, ConfigWarnings,
    testing::Values(
        WarningCase{"NothingIsWrong", "", "", {}},
        WarningCase{
            "TwoFeedsOfOneSeries",
            R"toml([[feed]]
id = "g"
source = "g.csv"
period = { column = "p" }
value = { column = "v" }
series = "a.x"
[[feed]]
id = "h"
source = "h.csv"
period = { column = "p" }
value = { column = "v" }
series = "a.x"
)toml",
            "",
            {R"(12:10: feed "h": the feed "g" (c.toml:6) writes the series a.x too; where they differ, each fetch will look like a revision)"}},
        WarningCase{"AFeedThatNoRuleUses",
                    R"toml([[feed]]
id = "g"
source = "g.csv"
period = { column = "p" }
value = { column = "v" }
series = "{e}.y"
)toml",
                    "",
                    {R"(1:1: feed "g": no indicator uses what it brings ({e}.y))"}},
        WarningCase{"AWideFeedWhoseColumnsNoRuleUses",
                    R"toml([[feed]]
id = "g"
source = "g.csv"
layout = "wide"
columns = ["A B", "C"]
period = { column = "p" }
series = "{column}.x"
)toml",
                    "",
                    {R"(1:1: feed "g": no indicator uses what it brings ({column}.x))"}},
        WarningCase{"AWideFeedWithAColumnThatARuleUses",
                    R"toml([[feed]]
id = "g"
source = "g.csv"
layout = "wide"
columns = ["A", "C"]
period = { column = "p" }
series = "{column}.x"
)toml",
                    "",
                    {}},
        WarningCase{"AColumnOfWholeNamesMayBringAnything",
                    R"toml([[feed]]
id = "g"
source = "g.csv"
period = { column = "p" }
value = { column = "v" }
series = "{series}"
)toml",
                    "",
                    {}},
        WarningCase{"ASeriesThatNoFeedBrings",
                    "",
                    "feed",
                    {R"(4:6: series "a.x": an indicator needs it and no feed brings it)"}},
        WarningCase{"AnIndicatorInNoThesis",
                    R"toml([[indicator]]
id = "j"
measure = "yoy(a.x)"
weakening = { below = 0 }
)toml",
                    "",
                    {R"(2:6: indicator "j": no thesis counts it or shows it)"}},
        WarningCase{"NoThesis",
                    "",
                    "thesis receiver",
                    {"there is no thesis, so nothing is judged",
                     R"(16:6: indicator "i": no thesis counts it or shows it)"}},
        WarningCase{
            "AFeedThatContradictsItsSeries",
            R"toml([[feed]]
id = "g"
source = "g.csv"
period = { column = "p" }
value = { column = "v" }
series = "a.x"
frequency = "month"
unit = "EUR"
)toml",
            "",
            {R"(7:13: feed "g": "frequency" has no effect: the series a.x is declared as quarter)",
             R"(8:8: feed "g": "unit" has no effect: the series a.x is declared in "")"}},
        WarningCase{"ATemplateThatFailsForOneOfItsKinds",
                    R"toml([[receiver]]
id = "hook"
type = "webhook"
url = "https://example.org"
kinds = ["fired", "checkpoint", "feed"]
body = '{"price": {{ indicators.1.reading }}}'
)toml",
                    "",
                    {R"(6:9: receiver "hook": for messages of the kind "checkpoint", "feed" built-in text will stand in: "body": what it makes is not JSON: not JSON at byte 11: syntax error; write a whole value with the filter json)"}},
        WarningCase{"ACheckpointThatNothingCanMeet",
                    R"toml([[checkpoint]]
id = "c"
by = 2026-12-31
indicator = "i"
expect = "strengthening"
)toml",
                    "",
                    {R"(2:6: checkpoint "c": it will be missed whatever comes: the indicator "i" has no "strengthening" line; give it one, or expect "holding")"}},
        WarningCase{"ACheckpointOfAnIndicatorThatCanStrengthen",
                    R"toml([[checkpoint]]
id = "c"
by = 2026-12-31
indicator = "j"
expect = "strengthening"
[[indicator]]
id = "j"
[[indicator.test]]
name = "one"
measure = "yoy(a.x)"
weakening = { below = 0 }
[[indicator.test]]
name = "two"
measure = "qoq(a.x)"
weakening = { below = 0 }
strengthening = { above = 0.1 }
)toml",
                    "",
                    {}},
        WarningCase{"ASeverityThatNoneOfTheKindsHas",
                    R"toml([[receiver]]
id = "q"
type = "log"
kinds = ["fired", "resolved", "digest"]
severity = ["warning", "info"]
[[receiver]]
id = "s"
type = "log"
kinds = ["summary", "verdict"]
severity = "critical"
[summary]
at = "daily"
)toml",
                    "",
                    {R"(2:6: receiver "q": nothing is ever sent to it: what it takes by "kinds" is critical, which its "severity" leaves out)",
                     R"(7:6: receiver "s": nothing is ever sent to it: what it takes by "kinds" is warning or info, which its "severity" leaves out)"}},
        WarningCase{"ASeverityOfDefaultKindsThatNeedsACheckpoint",
                    R"toml([[receiver]]
id = "q"
type = "log"
severity = "info"
)toml",
                    "",
                    {R"(2:6: receiver "q": nothing is ever sent to it: what it takes by "kinds" is critical or warning, which its "severity" leaves out)"}},
        WarningCase{"SeveritiesThatSomeKindHas",
                    R"toml([[receiver]]
id = "q"
type = "log"
kinds = ["fired", "undecided"]
severity = "warning"
[[receiver]]
id = "r2"
type = "log"
kinds = "checkpoint"
severity = "info"
[[receiver]]
id = "r3"
type = "log"
kinds = "verdict"
severity = "warning"
[[receiver]]
id = "r4"
type = "log"
kinds = "feed"
severity = "warning"
[[checkpoint]]
id = "c"
by = 2026-12-31
indicator = "i"
expect = "holding"
)toml",
                    "",
                    {}},
        WarningCase{"KindsThatCanNeverCome",
                    R"toml([[receiver]]
id = "q"
type = "log"
kinds = "summary"
[[receiver]]
id = "s"
type = "log"
kinds = ["summary", "checkpoint", "test"]
[[receiver]]
id = "some"
type = "log"
kinds = ["summary", "fired"]
)toml",
                    "",
                    {R"(2:6: receiver "q": nothing is ever sent to it: none of its "kinds" can come: "summary" needs a [summary])",
                     R"(6:6: receiver "s": nothing is ever sent to it: none of its "kinds" can come: "summary" needs a [summary], "checkpoint" needs a [[checkpoint]])"}},
        WarningCase{"AFallbackGetsWhatAnotherWouldHaveGot",
                    R"toml([[receiver]]
id = "q"
type = "log"
kinds = "summary"
[[receiver]]
id = "s"
type = "log"
fallback = "q"
)toml",
                    "",
                    {}},
        WarningCase{"WindowsThatOverlapForEver",
                    R"toml([[mute]]
at = "hourly"
for = "2h"
[[mute]]
at = "Fri 18:00 Europe/Berlin"
for = "1w"
[[mute]]
at = "Mon..Sat *:00"
for = "25h"
[[mute]]
at = "monthly"
for = "31d"
[[mute]]
at = "22:00"
for = "24h"
)toml",
                    "",
                    {R"(3:7: mute: mutes for ever: each window begins before the one before it is over; write a shorter "for", or take the receiver out instead)",
                     R"(9:7: mute: mutes for ever: each window begins before the one before it is over; write a shorter "for", or take the receiver out instead)",
                     R"(12:7: mute: mutes for ever: each window begins before the one before it is over; write a shorter "for", or take the receiver out instead)",
                     R"(15:7: mute: mutes for ever: each window begins before the one before it is over; write a shorter "for", or take the receiver out instead)"}},
        WarningCase{"WindowsThatEnd",
                    R"toml([[mute]]
at = "hourly"
for = "59m"
[[mute]]
at = "Mon..Sat *:00"
for = "24h"
[[mute]]
at = "monthly"
for = "30d"
[[mute]]
at = "2026-*-* *:00"
for = "2h"
[[mute]]
at = "*-01..11-* *:00"
for = "1w"
)toml",
                    "",
                    {}},
        WarningCase{
            "GraceOfASeriesThatIsNeverDue",
            R"toml([[series]]
id = "c.x"
frequency = "event"
grace = "5d"
)toml",
            "",
            {R"(4:9: series "c.x": "grace" has no effect on an event series without "due": it never goes stale)"}}),
    [](const testing::TestParamInfo<WarningCase>& row) { return std::string(row.param.name); });

struct Texts {
  std::string indicator, thesis;
  bool operator==(const Texts&) const = default;
};

// The texts of indicator "j" and thesis "u".
Texts texts_with(std::string_view indicator_keys, std::string_view thesis_keys,
                 std::string_view series_keys = "frequency = \"quarter\"") {
  const Scratch scratch;
  const auto config = load(
      scratch, with_sound_tables("[[series]]\nid = \"c.x\"\n" + std::string(series_keys) +
                                     "\n[[indicator]]\nid = \"j\"\n" + std::string(indicator_keys) +
                                     "\n[[thesis]]\nid = \"u\"\n" + std::string(thesis_keys) + "\n",
                                 "thesis"));
  if (!config) {
    ADD_FAILURE() << testing::PrintToString(texts_of(config.error(), scratch));
    return {};
  }
  return {config->indicator_texts.at(IndicatorId{"j"}), config->thesis_texts.at(ThesisId{"u"})};
}

constexpr std::string_view kIndicator = "measure = \"yoy(c.x)\"\nweakening = { below = 0 }";
constexpr std::string_view kThesis = "indicators = [\"i\", \"j\"]\nweakening_count = 2";

TEST(RuleTexts, SayAllThatDecides) {
  EXPECT_EQ(texts_with(kIndicator, kThesis),
            (Texts{"test yoy(c.x)\n"
                   "  weakening below 0 for 1\n"
                   "  recovery none for 1\n"
                   "  strengthening none\n"
                   "quorum 1\nlookback 120\nmin_coverage 1\nstale_after none\n"
                   "series c.x quarter due 91d grace 1965600s\n",
                   "indicators i j\nweakening_count 2\nclear_below 2\nwithin none\n"}));
}

TEST(RuleTexts, AreUntouchedByWording) {
  const Texts before = texts_with(kIndicator, kThesis);
  EXPECT_EQ(before,
            texts_with("title = \"A title\"\nunit = \"percent\"\n"
                       "measure = \"\"\"\n  yoy( c.x )\"\"\"\nquorum = \"any\"\n"
                       "weakening = { for = 1, below = 0.0 }",
                       "title = \"A title\"\nindicators = [\"j\", \"i\"]\nweakening_count = 2\n"
                       "clear_below = 2\nnames = { mixed = \"so so\" }",
                       "frequency = \"quarter\"\ntitle = \"C\"\nunit = \"USD\"\ndue = \"91d\""));
}

TEST(RuleTexts, ChangeWithEverythingThatDecides) {
  const Texts before = texts_with(kIndicator, kThesis);
  for (const std::string_view keys :
       {"measure = \"qoq(c.x)\"\nweakening = { below = 0 }",
        "measure = \"yoy(c.x)\"\nweakening = { below = 0.1 }",
        "measure = \"yoy(c.x)\"\nweakening = { above = 0 }",
        "measure = \"yoy(c.x)\"\nweakening = { below = 0, for = 2 }",
        "measure = \"yoy(c.x)\"\nweakening = { below = 0 }\nrecovery = { above = 0.1 }",
        "measure = \"yoy(c.x)\"\nweakening = { below = 0 }\nrecovery = { for = 2 }",
        "measure = \"yoy(c.x)\"\nweakening = { below = 0 }\nstrengthening = { above = 0.1 }",
        "measure = \"yoy(c.x)\"\nweakening = { below = 0 }\nlookback = 10",
        "measure = \"yoy(c.x)\"\nweakening = { below = 0 }\nstale_after = \"200d\""})
    EXPECT_NE(before.indicator, texts_with(keys, kThesis).indicator) << keys;
  for (const std::string_view keys :
       {"frequency = \"month\"", "frequency = \"quarter\"\ndue = \"40d\"",
        "frequency = \"quarter\"\ngrace = \"1d\""})
    EXPECT_NE(before.indicator, texts_with(kIndicator, kThesis, keys).indicator) << keys;
  for (const std::string_view keys :
       {"indicators = [\"i\"]\nweakening_count = 1",
        "indicators = [\"i\", \"j\"]\nweakening_count = 1",
        "indicators = [\"i\", \"j\"]\nweakening_count = 2\nclear_below = 1",
        "indicators = [\"i\", \"j\"]\nweakening_count = 2\nwithin = \"90d\"",
        "indicators = [\"i\"]\nweakening_count = 1\nsecondary = [ { indicator = \"j\" } ]"})
    EXPECT_NE(before.thesis, texts_with(kIndicator, keys).thesis) << keys;
}

}  // namespace
}  // namespace firstcard::test
