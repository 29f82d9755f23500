#include "indicators/series.h"

#include <gtest/gtest.h>

#include "indicators/observation.h"

namespace firstcard {
namespace {

using std::chrono::hours;

TEST(SeriesName, LowerCaseDigitsAndUnderscoresInPartsJoinedByDots) {
  for (const std::string_view text : {"aws", "aws.revenue", "google_cloud.revenue", "_x",
                                      "h100.price_2", "a.b.c", "basket", "yoy"})
    EXPECT_TRUE(valid_series_name(text)) << text;
  for (const std::string_view text : {"", ".", "aws.", ".aws", "aws..revenue", "AWS", "aws revenue",
                                      "aws-revenue", "1q", "aws.4q", "é", "aws.revenue\n"})
    EXPECT_FALSE(valid_series_name(text)) << text;
}

TEST(Due, DefaultsToOnePeriodAndAQuarterOfItMore) {
  struct Case {
    Frequency frequency;
    days due;
    seconds grace;
  };
  for (const Case& c : std::initializer_list<Case>{{Frequency::day, days{1}, hours{6}},
                                                   {Frequency::week, days{7}, hours{42}},
                                                   {Frequency::month, days{30}, hours{180}},
                                                   {Frequency::quarter, days{91}, hours{546}},
                                                   {Frequency::year, days{365}, hours{2190}}}) {
    const Series s{
        .id = {"x"}, .title = {}, .unit = {}, .frequency = c.frequency, .due = {}, .grace = {}};
    EXPECT_EQ(due_of(s), c.due) << to_text(c.frequency);
    EXPECT_EQ(grace_of(s), c.grace) << to_text(c.frequency);
  }
}

TEST(Due, AnEventSeriesHasNoneUnlessDeclared) {
  Series s{
      .id = {"x"}, .title = {}, .unit = {}, .frequency = Frequency::event, .due = {}, .grace = {}};
  EXPECT_EQ(due_of(s), std::nullopt);
  EXPECT_EQ(grace_of(s), seconds{0});
  s.due = days{60};
  EXPECT_EQ(due_of(s), days{60});
  EXPECT_EQ(grace_of(s), days{15});
}

TEST(Due, DeclaredValuesWinAndGraceFollowsADeclaredDue) {
  Series s{.id = {"x"},
           .title = {},
           .unit = {},
           .frequency = Frequency::quarter,
           .due = days{40},
           .grace = {}};
  EXPECT_EQ(due_of(s), days{40});
  EXPECT_EQ(grace_of(s), days{10});
  s.grace = days{0};
  EXPECT_EQ(grace_of(s), days{0});
}

TEST(Basis, HasTheWordsOfTheVintagesView) {
  EXPECT_EQ(to_text(Basis::source), "source");
  EXPECT_EQ(to_text(Basis::fetched), "fetched");
  EXPECT_EQ(to_text(Basis::declared), "declared");
}

}  // namespace
}  // namespace firstcard
