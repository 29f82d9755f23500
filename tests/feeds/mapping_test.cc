#include "feeds/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "feeds/conflicts.h"
#include "feeds/text.h"
#include "reading.h"

namespace firstcard {
namespace {

TEST(SeriesPart, LowersAndJoinsEveryOtherSign) {
  const std::pair<const char*, const char*> table[] = {
      {"AWS", "aws"},  {"Z.ai (Zhipu)", "z_ai_zhipu_"},
      {"a__b", "a_b"}, {"M\xC3\xBCnchen", "m_nchen"},
      {"10Y", "10y"},  {"", ""}};
  for (const auto& [cell, part] : table) EXPECT_EQ(series_part(cell), part);
}

TEST(SeriesTemplate, NamesAreValidOrRefused) {
  const std::string_view cells[] = {"Z.ai", "10Y", "", "aws.revenue"};
  const SeriesTemplate two{{{"", 0}, {".", SeriesTemplate::kLiteral}, {"", 1}}};
  EXPECT_EQ(two.name(cells).value(), "z_ai._10y");
  const SeriesTemplate prefixed{{{"y", SeriesTemplate::kLiteral}, {"", 1}}};
  EXPECT_EQ(prefixed.name(cells).value(), "y10y");
  const SeriesTemplate whole{{{"", 3}}};
  EXPECT_EQ(whole.name(cells).value(), "aws.revenue");
  const SeriesTemplate part{{{"x.", SeriesTemplate::kLiteral}, {"", 3}}};
  EXPECT_EQ(part.name(cells).value(), "x.aws_revenue");
  const SeriesTemplate empty{{{"", 2}}};
  EXPECT_EQ(empty.name(cells).error(), "is empty where a series is named");
}

TEST(SeriesNamer, CellsThatJoinAlikeAreKeptApart) {
  Catalogue catalogue;
  SeriesTable table(catalogue, Frequency::event);
  SeriesNamer namer({{{"", 0}, {".", SeriesTemplate::kLiteral}, {"", 1}}}, table);
  const std::string_view rows[][2] = {
      {"a", "bc"}, {"ab", "c"}, {"a", "bc"}, {"A", "BC"}, {"ab", "c"}};
  std::vector<std::uint32_t> got;
  for (const auto& cells : rows) got.push_back(namer.find(cells).series);
  EXPECT_EQ(got, (std::vector<std::uint32_t>{0, 1, 0, 0, 1}));
}

TEST(NearestName, IsGivenOnlyIfItHelps) {
  const std::string_view names[] = {"observation_date", "Value", "series"};
  EXPECT_EQ(nearest_name("value", names), "Value");
  EXPECT_EQ(nearest_name("serie", names), "series");
  EXPECT_EQ(nearest_name("date", names), "observation_date");
  EXPECT_EQ(nearest_name("xyz", names), "");
}

TEST(Shown, CutsBetweenCharactersAndHidesWhatIsNone) {
  EXPECT_EQ(shown("abc", 3), "abc");
  EXPECT_EQ(shown("abcdefgh", 6), "abc...");
  EXPECT_EQ(shown("ab\xE2\x80\x94\xE2\x80\x94", 7), "ab...");
  EXPECT_EQ(shown("a\xFF\n\xC0\x80z"), "a????z");
}

TEST(MappingDigest, ChangesWithEverythingThatMakesRowsAndWithNothingElse) {
  const Feed base = test::long_feed();
  const std::function<void(Feed&)> edits[] = {
      [](Feed& f) { f.csv.delimiter = ';'; },
      [](Feed& f) { f.csv.quote = '\''; },
      [](Feed& f) { f.csv.layout = Layout::wide; },
      [](Feed& f) { f.csv.layout = Layout::periods; },
      [](Feed& f) { f.csv.preamble = 1; },
      [](Feed& f) { f.csv.junk = 1; },
      [](Feed& f) { f.csv.header = false; },
      [](Feed& f) { f.csv.comment = "#"; },
      [](Feed& f) { f.csv.series = "x"; },
      [](Feed& f) { f.csv.period.column.names = {"date"}; },
      [](Feed& f) { f.csv.period.column.names = {"period", "date"}; },
      [](Feed& f) { f.csv.period.style = DateStyle::us; },
      [](Feed& f) { f.csv.period.means = PeriodMeans::start; },
      [](Feed& f) { f.csv.period.fiscal_year_end = 6; },
      [](Feed& f) { f.csv.value.column.names = {"close"}; },
      [](Feed& f) { f.csv.value.format.decimal = ','; },
      [](Feed& f) { f.csv.value.format.thousands = ','; },
      [](Feed& f) { f.csv.value.format.percent = true; },
      [](Feed& f) { f.csv.value.format.parentheses = true; },
      [](Feed& f) { f.csv.value.format.scale = 1e6; },
      [](Feed& f) { f.csv.value.format.missing = {"", "."}; },
      [](Feed& f) { f.csv.value.format.signs = {"$"}; },
      [](Feed& f) { f.csv.value.format.magnitudes = true; },
      [](Feed& f) { f.csv.columns = {"a"}; },
      [](Feed& f) { f.csv.known = KnownColumn{{{"k"}}, DateStyle::iso}; },
      [](Feed& f) { f.csv.known = KnownColumn{{{"k"}}, DateStyle::uk}; },
      [](Feed& f) { f.csv.where = {{{{"m"}}, {"a"}}}; },
      [](Feed& f) { f.csv.where = {{{{"m"}}, {"a", "b"}}}; },
      [](Feed& f) { f.csv.where = {{{{"m", "a"}}, {"b"}}}; },
      [](Feed& f) { f.csv.known = KnownColumn{{{"k"}}, DateStyle::fiscal_year, 6}; },
      [](Feed& f) { f.csv.known = KnownColumn{{{"k"}}, DateStyle::fiscal_year, 7}; },
      [](Feed& f) { f.csv.categories = {{{{"m"}}, {"a"}}}; },
      [](Feed& f) { f.csv.withdrawn = Withdrawal{{{{"m"}}, {"a"}}, {}}; },
      [](Feed& f) { f.csv.withdrawn = Withdrawal{{{{"m"}}, {"b"}}, {}}; },
      [](Feed& f) { f.csv.withdrawn = Withdrawal{{{{"m"}}, {"a"}}, Column{{"k"}}}; },
      [](Feed& f) { f.default_frequency = Frequency::day; },
      [](Feed& f) { f.publication_lag = days{0}; },
      [](Feed& f) { f.publication_lag = days{1}; },
      [](Feed& f) { f.complete = true; },
      [](Feed& f) { f.min_rows = 2; },
      [](Feed& f) { f.max_fault_share = 0.1; },
  };
  std::set<std::string> digests{mapping_digest(base)};
  for (const auto& edit : edits) {
    Feed feed = base;
    edit(feed);
    EXPECT_TRUE(digests.insert(mapping_digest(feed)).second) << "edit " << digests.size();
  }
  Feed other = base;
  other.id = {"other"};
  other.every = std::chrono::seconds{1};
  other.shown_source = "elsewhere";
  other.default_unit = "USD";
  EXPECT_EQ(mapping_digest(other), mapping_digest(base));
}

TEST(MappingDigest, TakesInTheFrequenciesWhereTheyDecideThePeriod) {
  Feed feed = test::long_feed();
  Catalogue months, quarters;
  months[{"a"}].frequency = Frequency::month;
  quarters[{"a"}].frequency = Frequency::quarter;
  EXPECT_EQ(mapping_digest(feed, months), mapping_digest(feed, quarters));
  feed.csv.period.means = PeriodMeans::start;
  EXPECT_NE(mapping_digest(feed, months), mapping_digest(feed, quarters));
}

TEST(Conflicts, AreFoundInAnyOrderAndEachBatchStandsAlone) {
  const auto row = [](int day, double value, std::uint32_t line) {
    return Row{.series = 0,
               .period = Date{days{day}},
               .known_at = {},
               .value = value,
               .basis = Basis::source,
               .line = line};
  };
  Conflicts conflicts;
  const auto offer = [&](const std::vector<Row>& rows) {
    for (const Row& r : rows) conflicts.see(r);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> lines;
    for (const auto& pair : conflicts.take(rows))
      lines.emplace_back(pair.earlier.line, pair.later.line);
    return lines;
  };
  using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  EXPECT_EQ(offer({row(1, 1, 2), row(2, 1, 3), row(3, 1, 4)}), Pairs{});
  EXPECT_EQ(offer({row(3, 9, 5), row(2, 9, 6), row(1, 9, 7)}), Pairs{});
  EXPECT_EQ(offer({row(1, 1, 8), row(1, 2, 9)}), (Pairs{{8, 9}}));
  EXPECT_EQ(offer({row(2, 1, 10), row(1, 1, 11), row(3, 1, 12), row(2, 5, 13), row(2, 6, 14)}),
            (Pairs{{10, 13}, {13, 14}}));
  EXPECT_EQ(offer({row(1, 1, 15), row(1, 1, 16)}), Pairs{});
  EXPECT_EQ(offer({}), Pairs{});
}

}  // namespace
}  // namespace firstcard
