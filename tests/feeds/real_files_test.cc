// Files as publishers made them, each under the mapping that is right for it.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "feeds/csv_reader.h"
#include "feeds/document.h"
#include "feeds/number.h"
#include "reading.h"
#include "shared_files.h"

namespace firstcard {
namespace {

using test::long_feed;
using test::Outcome;
using test::read_text;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using Lines = std::vector<std::string>;

class RealFiles : public test::SharedFiles {
 protected:
  Outcome read(const std::string& file, const Feed& feed) const {
    std::ifstream in(folder_ / file, std::ios::binary);
    EXPECT_TRUE(in) << file;
    return read_text(feed, std::string(std::istreambuf_iterator<char>{in}, {}));
  }
  // Without a fault, so many rows.
  void expect_clean(const Outcome& got, std::size_t rows) const {
    EXPECT_EQ(got.rejected(), "");
    EXPECT_THAT(got.faults, IsEmpty());
    EXPECT_THAT(got.rows, SizeIs(rows));
  }
};

Feed feed_of(std::string series, std::string period, std::string value) {
  Feed feed = long_feed();
  feed.csv.series = std::move(series);
  feed.csv.period.column.names = {std::move(period)};
  feed.csv.value.column.names = {std::move(value)};
  return feed;
}

TEST_F(RealFiles, FredMonthsAndWeeks) {
  Feed feed = feed_of("unrate", "observation_date", "UNRATE");
  feed.csv.period.means = PeriodMeans::start;
  feed.default_frequency = Frequency::month;
  const Outcome months = read("fred/UNRATE_fredgraph_2025-09.csv", feed);
  expect_clean(months, 320);
  EXPECT_THAT(months.rows.front(), StartsWith("2 unrate 1999-01-31 = 4.3 fetched"));

  Feed weekly = feed_of("walcl", "observation_date", "WALCL");
  weekly.default_frequency = Frequency::week;
  const Outcome weeks = read("fred/WALCL_fredgraph_2025-09.csv", weekly);
  expect_clean(weeks, 1189);
  EXPECT_THAT(weeks.rows.front(), StartsWith("2 walcl 2002-12-18 = 719542 "));
}

TEST_F(RealFiles, AlfredNamesTheVintage) {
  Feed feed = feed_of("unratensa", "obs_start_dt", "value");
  feed.csv.period.means = PeriodMeans::start;
  feed.default_frequency = Frequency::month;
  feed.csv.known = KnownColumn{{{"release_dt"}}};
  const Outcome got = read("alfred/UNRATENSA_obs_and_release_dates.csv", feed);
  expect_clean(got, 842);
  EXPECT_EQ(got.rows.front(), "2 unratensa 1948-01-31 = 4 source 2011-03-04T23:59:59Z");
}

// Rows without a date, quoted line breaks, and a type that must be chosen.
TEST_F(RealFiles, EpochKnowsWhenAFigureWasReported) {
  Feed feed = feed_of("{Company}.arr", "Date", "Annualized revenue (USD)");
  feed.csv.known = KnownColumn{{{"Report date"}}};
  feed.csv.where = {{{{"Type"}}, {"Annualized revenue", "Annual recurring revenue"}}};
  feed.csv.categories = {
      {{{"Type"}},
       {"", "Annualized revenue", "Annual recurring revenue", "Quarterly revenue", "Yearly revenue",
        "Product/division revenue", "Other"}}};
  feed.max_fault_share = 0;
  const Outcome got = read("epoch/ai_companies_revenue_reports.2026-01.csv", feed);
  EXPECT_EQ(got.rejected(), "");
  EXPECT_THAT(got.rows, Contains(HasSubstr("openai.arr 2024-12-31 = 5500000000 source 2025-06")));
  EXPECT_THAT(got.rows, testing::Not(Contains(HasSubstr("= 3700000000"))));

  feed.csv.categories[0].any_of.pop_back();
  EXPECT_THAT(read("epoch/ai_companies_revenue_reports.2026-01.csv", feed).rejected(),
              HasSubstr("column \"Type\": \"Other\" is not among the declared `categories`"));
}

TEST_F(RealFiles, EpochThatASpreadsheetSaved) {
  Feed feed = feed_of("{Company}.arr", "Date", "Revenue amount (normalize to annual)");
  feed.csv.period.style = DateStyle::us;
  const Outcome got = read("epoch/sr3k_ai_companies_revenue_reports.csv", feed);
  EXPECT_EQ(got.rejected(), "");
  // Without its column of types the file holds two figures for one company and day: a fault each.
  EXPECT_THAT(got.faults, ElementsAre(HasSubstr("\"700000000\" contradicts line 8"),
                                      HasSubstr("\"3700000000\" contradicts line 16")));
  EXPECT_THAT(got.rows, Contains(StartsWith("4 openai.arr 2023-08-29 = 1000000000 ")));
}

TEST_F(RealFiles, StooqUnderBothItsHeaders) {
  Feed feed = long_feed();
  feed.csv.series = "nvda";
  feed.csv.period.column.names = {"Date", "Data"};
  feed.csv.value.column.names = {"Close", "Zamkniecie"};
  feed.default_frequency = Frequency::day;
  const Outcome english =
      read("quotes/stooq_nvda_us_d_english-header_post-split_crlf_2025-03.csv", feed);
  expect_clean(english, 6315);
  const Outcome polish = read("quotes/stooq_nvda_us_d_polish-header_pre-split_2024-01.csv", feed);
  expect_clean(polish, 6279);
  EXPECT_THAT(polish.rows, Contains(HasSubstr("nvda 1999-01-22 = 0.376292")));
}

TEST_F(RealFiles, CboeWritesTheMonthFirst) {
  Feed feed = feed_of("vix", "DATE", "CLOSE");
  feed.csv.period.style = DateStyle::us;
  feed.default_frequency = Frequency::day;
  expect_clean(read("quotes/cboe_VIX_History_mdY.excerpt.csv", feed), 399);
  feed.csv.period.style = DateStyle::uk;
  EXPECT_THAT(read("quotes/cboe_VIX_History_mdY.excerpt.csv", feed).rejected(),
              HasSubstr("is a date of style us, and uk is declared"));
}

// Midnight in London is the day that is written, and no Sunday.
TEST_F(RealFiles, YahooWritesMidnightWhereTheExchangeIs) {
  Feed feed = feed_of("aet", "Date", "Close");
  feed.default_frequency = Frequency::day;
  for (const char* file :
       {"quotes/yahoo_AET-L-1d-100x-error.csv", "quotes/yahoo_AET-L-1d-100x-error-fixed.csv"}) {
    const Outcome got = read(file, feed);
    expect_clean(got, 23);
    EXPECT_THAT(got.rows.front(), StartsWith("2 aet 2022-06-06 = ")) << file;
  }
}

TEST_F(RealFiles, WideTickersAreAllSeries) {
  Feed feed = test::wide_feed();
  feed.csv.period.column.names = {"Date"};
  feed.csv.series = "px.{column}";
  const Outcome got = read("quotes/wide_ticker_data.csv", feed);
  expect_clean(got, 252 * 13);
  EXPECT_THAT(got.rows.front(), StartsWith("2 px.intc 2013-01-02 = 21.379999 "));
}

// Six revisions on one day, and a value that is withheld again.
TEST_F(RealFiles, GixRevisesAndWithholds) {
  Feed feed = feed_of("{index_code}.usd", "index_date", "value");
  feed.csv.known = KnownColumn{{{"published_at"}}};
  feed.csv.categories = {{{{"status"}}, {"published", "withheld"}}};
  feed.csv.withdrawn = Withdrawal{{{{"status"}}, {"withheld"}}, {}};
  const Outcome got = read("gpu/gix_index_values_2026-09-08.excerpt.csv", feed);
  expect_clean(got, 30);
  EXPECT_THAT(got.rows, Contains(EndsWith("gix_a100.usd 2026-08-27 = withdrawn source "
                                          "2026-08-27T21:35:43Z")));

  Feed back = feed_of("{index_code}.list", "period", "value");
  back.csv.period.style = DateStyle::month;
  back.csv.withdrawn = Withdrawal{{{{"status"}}, {"withheld"}}, {}};
  expect_clean(read("gpu/gix_backfill_ratecards.excerpt.csv", back), 23);
}

TEST_F(RealFiles, OneIndexOfAFileThatMixesThem) {
  Feed feed = feed_of("h100.{index_type}", "date", "usd_hr");
  feed.csv.where = {{{{"index_type"}}, {"neocloud"}}, {{{"source"}}, {"silicondata_published"}}};
  const Outcome got = read("gpu/h100_history_ai-bubble-oracle_2026-08-21.csv", feed);
  EXPECT_EQ(got.rejected(), "");
  EXPECT_THAT(got.faults, IsEmpty());
  EXPECT_THAT(got.rows.front(), StartsWith("2 h100.neocloud 2025-08-15 = 2.24 "));
}

TEST_F(RealFiles, LivePricesWithoutTheEstimates) {
  Feed feed = feed_of("{provider}.{gpu_type}.{price_tier}", "date", "per_gpu_hourly_usd");
  feed.csv.where = {{{{"source"}}, {"live"}}};
  feed.csv.categories = {{{{"source"}}, {"live", "historical_estimate"}}};
  const Outcome got = read("gpu/sooddvs_gpu_pricing_history.csv", feed);
  EXPECT_EQ(got.rejected(), "");
  for (const std::string& fault : got.faults) EXPECT_THAT(fault, HasSubstr("contradicts line"));
  EXPECT_THAT(got.rows, Contains(HasSubstr("runpod.l40s.spot 2026-06-15 = 0.79 ")));
}

// Two rows of junk under the header, CRLF, dashes for no price; and no date, so that it is no feed
// of its own: only its cells are looked at.
TEST_F(RealFiles, PricesWithTheirCurrencyAndRegion) {
  const NumberReader prices(
      {.signs = {"$", "(US)", "(IN)", "(global)", "(eastus2)"}, .missing = {"\xE2\x80\x94"}});
  const auto document = open_document(folder_ / "gpu" / "sooddvs_gpu_pricing_comparison.csv");
  ASSERT_TRUE(document) << document.error();
  CsvReader csv(document->file.fd(), {}, {.block = 100});
  for (int i = 0; i < 3; ++i) ASSERT_EQ(csv.next(), CsvReader::Got::record);
  int records = 0, values = 0;
  while (csv.next() == CsvReader::Got::record) {
    ++records;
    for (const std::string_view cell : csv.fields().subspan(2)) {
      const auto price = prices.read(cell);
      ASSERT_TRUE(price) << cell << " " << price.error();
      if (*price) ++values;
      if (cell == "$12.29 (US)") {
        EXPECT_EQ(**price, 12.29);
      }
    }
  }
  EXPECT_EQ(records, 7);
  EXPECT_GT(values, 80);
}

TEST_F(RealFiles, EcbAsItStandsAndWithItsHistory) {
  Feed feed = feed_of("usd", "TIME_PERIOD", "OBS_VALUE");
  feed.csv.value.format.missing = {"", "NaN"};
  feed.default_frequency = Frequency::day;
  expect_clean(read("sdmx/ECB_EXR_D.USD.EUR.SP00.A_csvdata_2026-09.csv", feed), 3);

  feed.csv.known = KnownColumn{{{"VALID_FROM"}}};
  feed.csv.withdrawn = Withdrawal{{{{"ACTION"}}, {"Delete"}}, Column{{"VALID_TO"}}};
  const Outcome got = read("sdmx/ECB_EXR_includeHistory.excerpt.csv", feed);
  EXPECT_EQ(got.rows, (Lines{"2 usd 2024-01-02 = 1.0956 source 2024-01-02T14:57:01Z",
                             "3 usd 2024-01-03 = 1.0919 source 2024-01-03T14:56:59Z",
                             "4 usd 2015-07-27 = withdrawn source 2015-07-27T13:25:34Z",
                             "5 usd 2015-07-27 = 1.1058 source 2015-07-28T13:16:04Z"}));
  EXPECT_THAT(got.faults, IsEmpty());
}

TEST_F(RealFiles, SdmxOfOtherOffices) {
  Feed feed = feed_of("{DIM_1}.{DIM_2}", "DIM_3", "OBS_VALUE");
  feed.csv.period.style = DateStyle::month;
  feed.csv.known = KnownColumn{{{"UPDATED"}}};
  const Outcome insert = read("sdmx/sdmx-csv-v2-examples/example-01.csv", feed);
  EXPECT_EQ(insert.rows, (Lines{"2 a.b 2014-01-31 = 12.4 source 2021-01-22T13:15:41Z",
                                "3 a.b 2014-02-28 = 10.8 source 2021-01-22T13:15:41Z"}));

  feed.csv.known = {};
  feed.csv.withdrawn = Withdrawal{{{{"ACTION"}}, {"D"}}, {}};
  const Outcome deleted = read("sdmx/sdmx-csv-v2-examples/example-16.csv", feed);
  EXPECT_THAT(deleted.rows, ElementsAre(HasSubstr("a.b 2014-01-31 = withdrawn"),
                                        HasSubstr("a.b 2014-02-28 = withdrawn")));

  // With labels, a semicolon and a decimal comma: the labelled period is no date.
  feed.csv.delimiter = ';';
  feed.csv.series = "x";
  feed.csv.period = {.column = {{"DIM_3: Dimension 3"}}, .style = DateStyle::month};
  feed.csv.value.column.names = {"OBS_VALUE: Observation value"};
  feed.csv.value.format.decimal = ',';
  feed.csv.withdrawn = {};
  EXPECT_THAT(read("sdmx/sdmx-csv-v2-examples/example-04.csv", feed).rejected(),
              HasSubstr("\"2014-01: 2014-01\" is not a date"));
}

TEST_F(RealFiles, WorldBankHasAColumnForEachYear) {
  Feed feed = long_feed();
  feed.csv.layout = Layout::periods;
  feed.csv.preamble = 4;
  feed.csv.series = "{Country Code}.gdp";
  feed.csv.period = {.column = {}, .style = DateStyle::year, .means = PeriodMeans::name};
  feed.default_frequency = Frequency::year;
  const Outcome got = read("worldbank/API_NY.GDP.MKTP.CD_DS2_en_csv_v2.csv", feed);
  EXPECT_EQ(got.rejected(), "");
  EXPECT_THAT(got.faults, IsEmpty());
  EXPECT_EQ(got.counts.lines, 269);
  EXPECT_THAT(got.rows, Contains(HasSubstr("usa.gdp 2016-12-31 = 18")));
}

}  // namespace
}  // namespace firstcard
