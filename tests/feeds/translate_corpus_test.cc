// Real JSON documents, kept outside of the project: skipped where they are not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "feeds/csv_reader.h"
#include "translating.h"

namespace firstcard {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::StartsWith;

class JsonCorpus : public testing::Test {
 protected:
  void SetUp() override {
    const char* set = std::getenv("FIRSTCARD_SHARED");
    raw_ = (set ? fs::path(set) : fs::path(FIRSTCARD_SOURCE_DIR) / ".." / "shared") / "raw";
    if (!fs::is_directory(raw_))
      GTEST_SKIP() << raw_ << " is not here: real documents are not read";
  }
  std::string read(const fs::path& name) const {
    std::ifstream in(raw_ / name, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>{in}, {});
    if (text.empty()) throw std::runtime_error("cannot read " + name.string());
    return text;
  }
  // Translated and read, as the daemon does it.
  test::Outcome rows(const Feed& feed, const fs::path& name) const {
    const std::string text = test::translated(feed, read(name));
    if (text.starts_with("REFUSED")) throw std::runtime_error(text);
    return test::read_text(feed, text);
  }
  fs::path raw_;
};

Feed feed_of(std::string program) {
  Feed feed = test::json_feed(std::move(program));
  feed.csv.known = KnownColumn{.column = {{"known"}}, .optional = true};
  return feed;
}

TEST_F(JsonCorpus, AlfredObservationsWithTheirVintages) {
  Feed feed =
      feed_of(".observations[] | {series: \"gdp\", period: .date, value, known: .realtime_start}");
  feed.csv.value.format.missing = {".", ""};
  const test::Outcome got =
      rows(feed, "alfred/GDP_vintages_2022-09-29_2022-10-27_output_type1.json");
  EXPECT_EQ(got.rejected(), "");
  EXPECT_TRUE(got.faults.empty());
  EXPECT_EQ(got.counts.rows + got.counts.passed_over, 307);
  EXPECT_EQ(got.counts.passed_over, 4);
  EXPECT_THAT(got.rows,
              Contains(testing::HasSubstr("gdp 1947-01-01 = 243.164 source 2022-09-29T23:59:59Z")));
}

TEST_F(JsonCorpus, AlfredWithOneColumnForEachVintage) {
  Feed feed = feed_of(
      ".observations[] | .date as $d | to_entries[] | select(.key | startswith(\"GDP_\")) "
      "| {series: \"gdp\", period: $d, value, known: (.key[4:8] + \"-\" + .key[8:10] + \"-\" + "
      ".key[10:12])}");
  feed.csv.value.format.missing = {".", ""};
  const test::Outcome got =
      rows(feed, "alfred/GDP_vintages_2022-09-29_2022-10-27_output_type2.json");
  EXPECT_EQ(got.rejected(), "");
  EXPECT_TRUE(got.faults.empty());
  EXPECT_EQ(got.counts.rows + got.counts.passed_over, 2 * 307 - 1);  // of one the first lacks
}

TEST_F(JsonCorpus, AwsSpotPrices) {
  const test::Outcome got = rows(
      feed_of(
          ".SpotPriceHistory[] | {series: (\"spot.\" + .InstanceType + \".\" + .AvailabilityZone), "
          "period: .Timestamp[:10], value: .SpotPrice, known: .Timestamp}"),
      "aws/describe-spot-price-history.cli-example.json");
  EXPECT_EQ(got.rejected(), "");
  EXPECT_GT(got.counts.rows, 1);
  EXPECT_THAT(got.rows, Contains(testing::HasSubstr("2014-01-06 = 0.087 source")));
}

TEST_F(JsonCorpus, AzureRetailPrices) {
  const test::Outcome got =
      rows(feed_of(".Items[] | {series: (.meterName + \".\" + .armRegionName), period: "
                   ".effectiveStartDate[:10], value: .retailPrice}"),
           "azure/retail_prices_envelope.documented-example.json");
  EXPECT_EQ(got.rejected(), "");
  EXPECT_THAT(got.rows, Contains(testing::HasSubstr("2020-08-01 = 0.176346 fetched")));
}

TEST_F(JsonCorpus, VastOffersPerGpu) {
  const test::Outcome got = rows(
      feed_of("[.offers[] | select(.rentable) | .dph_total / .num_gpus] | sort | {series: \"gpu\", "
              "period: $fetched[:10], value: .[length / 2 | floor]}"),
      "vast/bundles_offer_2022-11.single.json");
  EXPECT_EQ(got.rejected(), "");
  EXPECT_THAT(got.rows, testing::ElementsAre(StartsWith("2 gpu 2026-11-24 = 0.32277")));
}

TEST_F(JsonCorpus, SdmxJsonByItsIndices) {
  const test::Outcome got = rows(
      feed_of(
          ".structure.dimensions.observation as $d | .dataSets[].observations | to_entries[] "
          "| (.key | split(\":\") | map(tonumber)) as $i "
          "| {series: $d[0].values[$i[0]].id, period: $d[1].values[$i[1]].id, value: .value[0]}"),
      "sdmx/ECB_EXR_flat.sdmx.json");
  EXPECT_EQ(got.rejected(), "");
  EXPECT_THAT(got.rows, Contains("2 nzd 2013-01-18 = 1.5931 fetched 2026-11-24T02:40:39Z"));
}

TEST_F(JsonCorpus, SecFactsWithTheirFilings) {
  const test::Outcome got = rows(
      feed_of(
          ".facts[\"us-gaap\"].RevenueRemainingPerformanceObligation.units.USD[] | select(.form | "
          "test(\"^10-\")) | {series: \"msft.rpo\", period: .end, value: .val, known: .filed}"),
      "sec/msft_companyfacts_trimmed.json");
  EXPECT_EQ(got.rejected(), "");
  EXPECT_GT(got.counts.rows, 5);
}

// The corpus has each of these tables as CSV, too.
TEST_F(JsonCorpus, TablesAreTheSameAsTheirCsv) {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(raw_ / "csv" / "json")) {
    const fs::path csv = raw_ / "csv" / "csvs" / (entry.path().stem().string() + ".csv");
    const std::string document = read(entry.path());
    if (!fs::exists(csv)) continue;
    if (entry.path().stem() == "location_coordinates") continue;  // another telephone number
    ++files;
    const std::string made =
        test::translated(test::json_feed("if type == \"array\" then .[] else . end"), document);
    const auto cells = [](std::string_view text) {
      const File file = test::file_of(text);
      CsvReader reader(file.fd(), {});
      std::vector<std::string> out;
      while (reader.next() == CsvReader::Got::record) {
        for (const std::string_view cell : reader.fields()) {
          std::string plain(cell);  // of the two corpora one has LF where the other has CR LF
          std::erase(plain, '\r');
          out.push_back(plain);
        }
        out.emplace_back("|");
      }
      return out;
    };
    EXPECT_EQ(cells(made), cells(read(csv))) << entry.path();
  }
  EXPECT_GE(files, 8);
}

}  // namespace
}  // namespace firstcard
