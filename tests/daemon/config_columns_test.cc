// Columns of a feed: other names, labels, wildcards, and a period that is none of them.
#include <memory>

#include "config_cases.h"

namespace firstcard::test {
namespace {

TEST(ConfigColumns, Arrive) {
  const Scratch scratch;
  const auto config = load(scratch, with_sound_tables(R"toml([[feed]]
id = "g"
source = "a.csv"
labels = true
period = { fetched = true }
value = { column = "v" }
where = { kind = "ARR" }
withdrawn = { column = "ACTION", is = "D", wildcards = true }
aliases = { kind = ["Type", "Sort"], e = "Entity" }
series = "{e}.x"
frequency = "day"
)toml"));
  ASSERT_TRUE(config) << testing::PrintToString(texts_of(config.error(), scratch));
  CsvMapping g;
  g.labels = true;
  g.period.fetched = true;
  g.value.column = {{"v"}};
  g.where = {{.column = {{"kind"}}, .any_of = {"ARR"}}};
  g.withdrawn = Withdrawal{
      .row = {.column = {{"ACTION"}}, .any_of = {"D"}}, .known = {}, .wildcards = true};
  g.aliases = {{"kind", {"Type", "Sort"}}, {"e", {"Entity"}}};
  g.series = "{e}.x";
  EXPECT_EQ(config->feeds[0].csv, g);
}

// A feed over `lines`, which begin in line 4 of the file.
ErrorCase feed_case(std::string_view name, const std::string& lines,
                    std::vector<std::string> errors) {
  static std::vector<std::unique_ptr<std::string>> texts;  // ErrorCase only looks at its text
  texts.push_back(
      std::make_unique<std::string>("[[feed]]\nid = \"g\"\nsource = \"a.csv\"\nvalue = { column = "
                                    "\"v\" }\nseries = \"{e}.x\"\n" +
                                    lines));
  return {name, *texts.back(), "", std::move(errors)};
}
constexpr const char* kPeriod = "period = { column = \"p\" }\n";
constexpr const char* kFetched = "period = { fetched = true }\n";

class ColumnErrors : public ConfigErrors {};

TEST_P(ColumnErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, ColumnErrors,
    testing::Values(
        feed_case(
            "FetchedBesideAColumn", "period = { fetched = true, column = \"p\" }\n",
            {R"(6:28: feed "g", period: "column" has no place beside fetched = true, where the day of the fetch is the period; take one of them out)"}),
        feed_case(
            "FetchedOfAQuarter", std::string(kFetched) + "frequency = \"quarter\"\n",
            {R"(7:13: feed "g": the day of the fetch is no quarter: with period = { fetched = true } the frequency is "event" or "day")"}),
        feed_case(
            "FetchedAndComplete", std::string(kFetched) + "complete = true\n",
            {R"(7:12: feed "g": "complete" says that a document has the whole history, and that of a snapshot (period = { fetched = true }) has one day; take one of them out)"}),
        feed_case(
            "AliasesOfNothing", std::string(kPeriod) + "aliases = { entity = \"Company\", e = [] }\n",
            {R"(7:22: feed "g", aliases: no column "entity" is named in this feed...)",
             R"(7:37: feed "g", aliases: "e" is an empty list; name what else the column is called)"}),
        feed_case(
            "AliasesThatContradict",
            std::string(kPeriod) + "aliases = { e = [\"v\", \"X\"], p = [\"X\", \"\"] }\n",
            {R"(7:18: feed "g", aliases: "v" is a column of this feed already; take it out)",
             R"(7:34: feed "g", aliases: "X" stands here twice; which column is meant could not be told)",
             R"(7:39: feed "g", aliases: a column's name is empty; write it as the header has it)"})),
    name_of);

}  // namespace
}  // namespace firstcard::test
