// How news is told: `updates`, `remind` and `flap` of a thesis, and [[mute]].
#include "config_cases.h"
#include "daemon/mute.h"

namespace firstcard::test {
namespace {

using std::chrono::days;
using std::chrono::hours;

class TellingErrors : public ConfigErrors {};

TEST_P(TellingErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, TellingErrors,
    testing::Values(
        ErrorCase{
            "OfAThesis",
            R"toml([thesis]
id = "t"
indicators = ["i"]
weakening_count = 1
updates = "some"
remind = ["7d", "soon", "5s"]
flap = { crossings = 1, settled = "2d" }
)toml",
            "thesis",
            {R"(5:11: thesis "t": "updates" is "some"; known: members, growth, none)",
             R"(6:17: thesis "t": "remind": "soon" is no span of time: write a whole number with m, h, d or w, like "7d")",
             R"(6:25: thesis "t": "remind" is shorter than a minute; write at least "1m")",
             R"(7:22: thesis "t", flap: "crossings" is 1; it must be at least 2)",
             R"(7:25: thesis "t", flap: unknown key "settled"; did you mean "settle"?)"}},
        ErrorCase{
            "OfAMute",
            R"toml([[mute]]
at = "Fry 18:00"
receivers = ["q"]
theses = []
)toml",
            "",
            {R"(1:1: mute: missing "for"; for example for = "62h")",
             R"(2:7: mute: "at": "Fry" is not a weekday; write Mon, Mon,Wed or Mon..Fri)",
             R"(3:14: mute: unknown receiver "q"; known: r)",
             R"(4:10: mute: "theses" is an empty list; name one, or take it out to mean all)"}}),
    name_of);

TEST(TellingConfig, IsReadAndIsNoPartOfTheRule) {
  const Scratch scratch;
  constexpr std::string_view kThesis =
      "[thesis]\nid = \"t\"\nindicators = [\"i\"]\nweakening_count = 1\n";
  const auto plain = load(scratch, with_sound_tables(kThesis, "thesis"));
  const auto told = load(scratch, with_sound_tables(
                                      std::string(kThesis) +
                                          "updates = \"growth\"\nremind = [\"7d\", \"2w\"]\n"
                                          "flap = { crossings = 3, within = \"5d\", settle = \"1d\" }\n",
                                      "thesis"));
  ASSERT_TRUE(plain && told);
  EXPECT_EQ(plain->telling.at({"t"}), Telling{});
  EXPECT_EQ(told->telling.at({"t"}),
            (Telling{.updates = Updates::growth,
                     .remind = {days{7}, days{14}},
                     .flap = FlapDamping{.crossings = 3, .within = days{5}, .settle = days{1}}}));
  EXPECT_EQ(plain->thesis_texts, told->thesis_texts);
}

TEST(MuteWindows, AreOpenFromTheirTimeForSoLongForWhomTheyName) {
  const MuteWindow weekend{.from = parse_calendar("Fri 18:00 Europe/Berlin").value(),
                           .lasts = hours{62},
                           .receivers = {ReceiverId{"desk"}},
                           .theses = {}};
  const MuteWindow of_thesis{.from = parse_calendar("Sat 12:00").value(),
                             .lasts = hours{72},
                             .receivers = {},
                             .theses = {ThesisId{"t"}}};
  const auto until = [&](std::string_view receiver, std::string_view thesis, std::string_view at) {
    const auto end = muted_until({weekend, of_thesis}, {std::string(receiver)},
                                 {std::string(thesis)}, *parse_instant(at));
    return end ? to_text(*end) : std::string("open");
  };
  EXPECT_EQ(until("desk", "u", "2026-03-06T16:59:59Z"), "open");
  EXPECT_EQ(until("desk", "u", "2026-03-06T17:00:00Z"), "2026-03-09T07:00:00Z");
  EXPECT_EQ(until("desk", "u", "2026-03-09T06:59:59Z"), "2026-03-09T07:00:00Z");
  EXPECT_EQ(until("desk", "u", "2026-03-09T07:00:00Z"), "open");
  EXPECT_EQ(until("desk", "", "2026-03-07T12:00:00Z"), "2026-03-09T07:00:00Z");
  EXPECT_EQ(until("desk", "t", "2026-03-07T12:00:00Z"), "2026-03-10T12:00:00Z") << "the latest";
  EXPECT_EQ(until("mail", "u", "2026-03-07T12:00:00Z"), "open");
  EXPECT_EQ(until("mail", "t", "2026-03-07T12:00:00Z"), "2026-03-10T12:00:00Z");
}

}  // namespace
}  // namespace firstcard::test
