// Every block of docs/feeds.md is a sound configuration, and its feeds read a small document in the
// shape of their source. The documents are in recipe_documents.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "../feeds/translating.h"
#include "config_cases.h"
#include "daemon/config_preset.h"
#include "feeds/read.h"
#include "feeds/translate.h"
#include "recipe_documents.h"

namespace firstcard {
namespace {

using test::Scratch;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// What stands between "```toml" and "```", each with the line of its first.
std::map<int, std::string> blocks_of(const std::string& markdown) {
  std::map<int, std::string> out;
  constexpr std::string_view kOpen = "\n```toml\n", kClose = "\n```\n";
  for (auto at = markdown.find(kOpen); at != std::string::npos;) {
    const auto begin = at + kOpen.size(), end = markdown.find(kClose, begin);
    if (end == std::string::npos) throw std::runtime_error("a block of docs/feeds.md has no end");
    const auto line = std::count(markdown.begin(), markdown.begin() + begin, '\n') + 1;
    out[static_cast<int>(line)] = markdown.substr(begin, end + 1 - begin);
    at = markdown.find(kOpen, end);
  }
  return out;
}

// "SERIES PERIOD VALUE", and " KNOWN" where the source says it. Or "REFUSED: reason", and faults.
std::vector<std::string> rows_of(const Feed& feed, const Catalogue& catalogue,
                                 const std::string& document) {
  File file = test::file_of(document);
  std::int64_t size = static_cast<std::int64_t>(document.size());
  auto translated = translate(feed, file.fd(), size, {.fetched_at = test::kFetched});
  if (!translated) return {"REFUSED: " + to_text(translated.error())};
  const int fd = translated->identity ? file.fd() : translated->text.fd();
  std::vector<std::string> out;
  const RowSink sink = [&](std::span<const SeriesId> series, std::vector<Row> rows) {
    for (const Row& row : rows) {
      std::string value = "withdrawn";
      if (row.value) {
        value = std::to_string(*row.value);
        value.erase(value.find_last_not_of('0') + 1);
        if (value.ends_with('.')) value.pop_back();
      }
      out.push_back(series[row.series].text + " " + to_text(row.period) + " " + value +
                    (row.basis == Basis::source ? " " + to_text(row.known_at) : ""));
    }
  };
  const auto result = read_csv(
      feed, catalogue, fd,
      {.fetched_at = test::kFetched, .end = translated->identity ? -1 : translated->size}, sink);
  if (!result) return {"REFUSED: " + to_text(result.error())};
  for (const Fault& fault : result->faults) out.push_back("FAULT: " + to_text(fault));
  return out;
}

Config sound_config(const Scratch& scratch, const std::string& block) {
  const auto file = scratch.write("c.toml", block + "\n[storage]\npath = \"h.db\"\n");
  auto config = load_config(file, Secrets::leave_out);
  if (config) return std::move(*config);
  std::string all;
  for (const std::string& error : test::texts_of(config.error(), scratch)) all += error + "\n";
  throw std::runtime_error(all);
}

TEST(Recipes, EveryBlockReadsItsDocument) {
  const auto blocks =
      blocks_of(text_of(std::filesystem::path(FIRSTCARD_SOURCE_DIR) / "docs" / "feeds.md"));
  ASSERT_GT(blocks.size(), 20u);
  const Scratch scratch;
  std::set<std::string> seen;
  for (const auto& [line, block] : blocks) {
    SCOPED_TRACE("docs/feeds.md, line " + std::to_string(line));
    Config config;
    try {
      config = sound_config(scratch, block);
    } catch (const std::runtime_error& error) {
      ADD_FAILURE() << error.what();
      continue;
    }
    for (const Feed& feed : config.feeds) {
      SCOPED_TRACE(feed.id.text);
      EXPECT_TRUE(seen.insert(feed.id.text).second) << "a feed of that id stands there twice";
      const test::RecipeDocument* document = test::recipe_document(feed.id.text);
      if (!document) {
        ADD_FAILURE() << "has no document";
        continue;
      }
      EXPECT_THAT(rows_of(feed, config.catalogue, document->text),
                  testing::ElementsAreArray(document->rows));
    }
  }
  EXPECT_EQ(seen.size(), test::recipe_documents().size()) << "a document belongs to no recipe";
}

TEST(Recipes, EveryPresetHasOne) {
  const std::string markdown =
      text_of(std::filesystem::path(FIRSTCARD_SOURCE_DIR) / "docs" / "feeds.md");
  for (const auto& [name, about] : config::preset_list())
    EXPECT_THAT(markdown, testing::AllOf(testing::HasSubstr("`" + name + "`"),
                                         testing::HasSubstr("preset = \"" + name + "\"")));
}

// ---- The real files, kept outside of the project.

class RecipeCorpus : public testing::Test {
 protected:
  void SetUp() override {
    const char* set = std::getenv("FIRSTCARD_SHARED");
    folder_ = (set ? std::filesystem::path(set)
                   : std::filesystem::path(FIRSTCARD_SOURCE_DIR) / ".." / "shared") /
              "raw";
    if (!std::filesystem::is_directory(folder_))
      GTEST_SKIP() << folder_ << " is not here: real documents are not read";
  }
  // What the feed of that block makes of the file.
  std::vector<std::string> rows(const std::string& keys, std::string_view file) const {
    const Config config =
        sound_config(scratch_, "contact = \"a@example.org\"\n[[feed]]\nid = \"f\"\n" + keys);
    return rows_of(config.feeds.front(), config.catalogue, text_of(folder_ / file));
  }
  Scratch scratch_;
  std::filesystem::path folder_;
};

TEST_F(RecipeCorpus, FredsHeadersOldAndNew) {
  const std::string feed =
      "preset = \"fred.csv\"\nparameters = { id = \"DGS10\" }\nseries = \"a\"\nfrequency = "
      "\"day\"\n";
  EXPECT_THAT(rows(feed, "fred/DGS10_fredgraph_new-header_2026-03.csv"),
              testing::Contains("a 2005-01-03 4.23"));
  EXPECT_THAT(rows(feed, "fred/DGS10_fredgraph_old-header_2018-03.csv"),
              testing::Contains("a 2017-09-18 2.23"));
  EXPECT_THAT(rows("preset = \"fred.csv\"\nparameters = { id = \"UNRATE\" }\nseries = \"a\"\n"
                   "frequency = \"month\"\n",
                   "fred/UNRATE_fredgraph_2025-09.csv"),
              testing::Contains("a 1999-01-31 4.3"));
}

TEST_F(RecipeCorpus, AlfredsOutputTypes) {
  const std::string feed =
      "preset = \"alfred\"\nparameters = { id = \"GDP\", key = { env = \"K\" } }\nseries = \"a\"\n"
      "frequency = \"quarter\"\n";
  for (const char* type : {"1", "2", "3", "4"})
    EXPECT_THAT(rows(feed, std::string("alfred/GDP_vintages_2022-09-29_2022-10-27_output_type") +
                               type + ".json"),
                testing::Contains("a 2022-09-30 25663.289 2022-10-27T23:59:59Z"))
        << type;
}

TEST_F(RecipeCorpus, TheEcbWithAndWithoutHistory) {
  const std::string parameters =
      "parameters = { flow = \"EXR\", key = \"D.USD.EUR.SP00.A\" }\nseries = \"a\"\n"
      "frequency = \"day\"\n";
  EXPECT_THAT(rows("preset = \"ecb.csv\"\n" + parameters,
                   "sdmx/ECB_EXR_D.USD.EUR.SP00.A_csvdata_2026-09.csv"),
              testing::Contains("a 2026-09-03 1.1615"));
  const auto history =
      rows("preset = \"ecb.history\"\n" + parameters, "sdmx/ECB_EXR_includeHistory.excerpt.csv");
  EXPECT_THAT(history, testing::Contains("a 2024-01-02 1.0956 2024-01-02T14:57:01Z"));
  EXPECT_THAT(history, testing::Contains(testing::HasSubstr("withdrawn")));
}

TEST_F(RecipeCorpus, StooqInTwoLanguages) {
  const std::string feed =
      "preset = \"stooq.csv\"\nparameters = { symbol = \"nvda.us\" }\nseries = \"a\"\n";
  EXPECT_THAT(rows(feed, "quotes/stooq_nvda_us_d_english-header_post-split_crlf_2025-03.csv"),
              testing::Contains("a 2000-01-24 0.081657"));
  EXPECT_THAT(rows(feed, "quotes/stooq_nvda_us_d_polish-header_pre-split_2024-01.csv"),
              testing::Contains("a 1999-01-22 0.376292"));
}

TEST_F(RecipeCorpus, TheRest) {
  EXPECT_THAT(rows("preset = \"cboe.csv\"\nmin_rows = 2\nseries = \"a\"\n",
                   "quotes/cboe_VIX_History_mdY.excerpt.csv"),
              testing::Contains("a 1990-01-02 17.24"));
  EXPECT_THAT(rows("preset = \"vast.offers\"\nparameters = { gpu = \"RTX 3090\", least = 1 }\n"
                   "series = \"a\"\n",
                   "vast/bundles_offer_2022-11.single.json"),
              testing::ElementsAre("a 2026-11-24 0.322778"));
  EXPECT_THAT(
      rows("preset = \"aws.spot\"\nsource = \"x.json\"\nseries = \"a.{zone}\"\n"
           "parameters = { instance = \"m1.xlarge\", product = \"Linux/UNIX (Amazon VPC)\" }\n",
           "aws/describe-spot-price-history.cli-example.json"),
      testing::Contains("a.us_west_1a 2014-01-06 0.08 2014-01-06T04:32:53Z"));
  EXPECT_THAT(rows("source = \"x.csv\"\nperiod = { column = \"Date\" }\nseries = \"a\"\n"
                   "value = { column = \"Annualized revenue (USD)\" }\n"
                   "known = { column = \"Report date\" }\n"
                   "where = { Company = \"OpenAI\", Type = [\"Annualized revenue\", \"Annual "
                   "recurring revenue\"] }\n",
                   "epoch/ai_companies_revenue_reports.2026-01.csv"),
              testing::Contains(testing::HasSubstr("a 2024-12-31 5500000000")));
  EXPECT_THAT(rows("preset = \"google.sheet\"\nparameters = { id = \"x\" }\nseries = \"a\"\n"
                   "source = \"x.csv\"\npreamble = 4\nlayout = \"long\"\n"
                   "period = { column = \"Country Code\" }\n",
                   "worldbank/API_NY.GDP.MKTP.CD_DS2_en_csv_v2.csv"),
              testing::ElementsAre(testing::HasSubstr("REFUSED")));
  EXPECT_THAT(rows("source = \"x.csv\"\npreamble = 4\nlayout = \"periods\"\nperiod = { style = "
                   "\"year\" }\nwhere = { \"Country Code\" = \"USA\" }\nseries = \"a\"\n",
                   "worldbank/API_NY.GDP.MKTP.CD_DS2_en_csv_v2.csv"),
              testing::Contains(testing::HasSubstr("a 2016-12-31 18569100000000")));
}

}  // namespace
}  // namespace firstcard
