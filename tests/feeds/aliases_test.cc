// Columns that were renamed, wherever the mapping names them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reading.h"

namespace firstcard {
namespace {

using test::long_feed;
using test::read_text;
using test::wide_feed;
using testing::ElementsAre;
using testing::HasSubstr;

Feed renamed() {
  Feed feed = long_feed();
  feed.csv.series = "{entity}.arr";
  feed.csv.where = {{{{"kind"}}, {"ARR"}}};
  feed.csv.categories = {{{{"kind"}}, {"ARR", "Yearly"}}};
  feed.csv.aliases = {{"entity", {"Company", "Organisation"}},
                      {"kind", {"Annualized revenue type", "Type"}},
                      {"period", {"Date"}}};
  return feed;
}

TEST(Aliases, OldAndNewHeadersGiveTheSameRows) {
  const auto old = read_text(renamed(), "entity,kind,period,value\nOpenAI,ARR,2026-01-31,20\n"
                                        "OpenAI,Yearly,2026-01-31,13\n");
  EXPECT_THAT(old.rows, ElementsAre(HasSubstr("2 openai.arr 2026-01-31 = 20")));
  EXPECT_EQ(read_text(renamed(), "Company,Type,Date,value\nOpenAI,ARR,2026-01-31,20\n"
                                 "OpenAI,Yearly,2026-01-31,13\n"),
            old);
  EXPECT_EQ(read_text(renamed(), "Organisation,Annualized revenue type,Date,value\n"
                                 "OpenAI,ARR,2026-01-31,20\nOpenAI,Yearly,2026-01-31,13\n"),
            old);
}

TEST(Aliases, TheFirstNameThatTheHeaderHasCounts) {
  EXPECT_THAT(read_text(renamed(), "Company,Type,Annualized revenue type,Date,value\n"
                                   "OpenAI,Yearly,ARR,2026-01-31,20\n")
                  .rows,
              ElementsAre(HasSubstr("openai.arr")));
}

TEST(Aliases, ARefusalNamesThemAll) {
  EXPECT_THAT(read_text(renamed(), "Company,Sort,Date,value\nOpenAI,ARR,2026-01-31,20\n").rejected(),
              HasSubstr("no column \"kind\" or \"Annualized revenue type\" or \"Type\", which "
                        "`where` reads"));
}

TEST(Aliases, AWideColumnGoesOnWithItsSeries) {
  Feed feed = wide_feed();
  feed.csv.series = "price.{column}";
  feed.csv.aliases = {{"h100", {"H100 SXM"}}};
  const auto old = read_text(feed, "period,h100,b200\n2026-01-31,2,4\n");
  EXPECT_THAT(old.rows, ElementsAre(HasSubstr("price.h100"), HasSubstr("price.b200")));
  EXPECT_EQ(read_text(feed, "period,H100 SXM,b200\n2026-01-31,2,4\n"), old);
  feed.csv.columns = {"h100"};
  EXPECT_THAT(read_text(feed, "period,H100 SXM,b200\n2026-01-31,2,4\n").rows,
              ElementsAre(HasSubstr("price.h100 2026-01-31 = 2")));
}

TEST(Aliases, AreAnotherMapping) {
  Feed feed = renamed();
  const std::string before = mapping_digest(feed);
  feed.csv.aliases["kind"].pop_back();
  EXPECT_NE(mapping_digest(feed), before);
}

}  // namespace
}  // namespace firstcard
