// Real documents, kept outside of the project: skipped where they are not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "feeds/csv_reader.h"
#include "feeds/document.h"
#include "reading.h"

namespace firstcard {
namespace {

namespace fs = std::filesystem;
using Got = CsvReader::Got;

fs::path shared_folder() {
  const char* set = std::getenv("FIRSTCARD_SHARED");
  return set ? fs::path(set) : fs::path(FIRSTCARD_SOURCE_DIR) / ".." / "shared";
}

// Records and bad records of a file, and how reading ended.
struct Seen {
  int records = 0, bad = 0;
  std::size_t narrowest = SIZE_MAX, widest = 0;
  Got end = Got::end;
};
Seen walk(const fs::path& path, std::size_t block) {
  const auto document = open_document(path);
  if (!document) throw std::runtime_error(document.error());
  CsvReader csv(document->file.fd(), {}, {.block = block});
  Seen seen;
  for (;;) {
    const Got got = csv.next();
    if (got == Got::end || got == Got::error) {
      seen.end = got;
      return seen;
    }
    if (got == Got::bad) {
      ++seen.bad;
      continue;
    }
    ++seen.records;
    seen.narrowest = std::min(seen.narrowest, csv.fields().size());
    seen.widest = std::max(seen.widest, csv.fields().size());
  }
}

class Corpus : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = shared_folder() / "raw" / "csv";
    if (!fs::is_directory(folder_))
      GTEST_SKIP() << folder_ << " is not here: real documents are not read";
  }
  fs::path folder_;
};

TEST_F(Corpus, WellFormedFilesAreRectangular) {
  int files = 0;
  for (const char* sub : {"csvs", "rfc4180/csv"}) {
    for (const auto& entry : fs::directory_iterator(folder_ / sub)) {
      if (entry.path().extension() != ".csv" ||
          entry.path().filename().string().starts_with("bad-"))
        continue;
      const Seen seen = walk(entry.path(), 256 << 10);
      ++files;
      EXPECT_EQ(seen.end, Got::end) << entry.path();
      EXPECT_EQ(seen.bad, 0) << entry.path();
      EXPECT_TRUE(seen.records == 0 || seen.narrowest == seen.widest) << entry.path();
    }
  }
  EXPECT_GE(files, 20);
}

TEST_F(Corpus, BadQuotesAreSeen) {
  const fs::path bad = folder_ / "rfc4180" / "csv";
  EXPECT_EQ(walk(bad / "bad-missing-quote.csv", 4096).end, Got::error);
  EXPECT_EQ(walk(bad / "bad-quotes-with-unescaped-quote.csv", 4096).bad, 1);
  const Seen less = walk(bad / "bad-header-less-fields.csv", 4096);
  EXPECT_NE(less.narrowest, less.widest);
}

TEST_F(Corpus, EveryFileIsTheSameInSmallBlocks) {
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (entry.path().extension() != ".csv") continue;
    const Seen whole = walk(entry.path(), 256 << 10);
    for (const std::size_t block : {17, 64, 1000}) {
      const Seen parts = walk(entry.path(), block);
      EXPECT_EQ(parts.records, whole.records) << entry.path();
      EXPECT_EQ(parts.bad, whole.bad) << entry.path();
      EXPECT_EQ(parts.widest, whole.widest) << entry.path();
      EXPECT_EQ(parts.end, whole.end) << entry.path();
    }
  }
}

// As FRED publishes it: two headers over the years, a date that is the period's first day, "." or
// nothing for a missing value.
TEST_F(Corpus, FredUnderBothItsHeadersNeedsOneMapping) {
  Feed feed = test::long_feed();
  feed.csv.series = "dgs10";
  feed.csv.period.column.names = {"observation_date", "DATE"};
  feed.csv.value.column.names = {"DGS10"};
  feed.csv.value.format.missing = {"", "."};
  feed.default_frequency = Frequency::day;
  int files = 0;
  for (const auto& entry : fs::directory_iterator(shared_folder() / "raw" / "fred")) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("DGS10") || entry.path().extension() != ".csv") continue;
    ++files;
    const auto document = open_document(entry.path());
    ASSERT_TRUE(document) << document.error();
    std::int64_t rows = 0;
    const auto got = read_csv(
        feed, {}, document->file.fd(), {.fetched_at = test::kFetched},
        [&](auto, std::vector<Row> batch) { rows += static_cast<std::int64_t>(batch.size()); });
    ASSERT_TRUE(got) << to_text(got.error());
    EXPECT_EQ(got->counts.faults, 0) << name << ": " << to_text(got->faults.at(0));
    EXPECT_GT(rows, 100) << name;
    EXPECT_EQ(rows, got->counts.rows);
    EXPECT_GT(got->counts.passed_over, 0) << name;
  }
  EXPECT_EQ(files, 2);
}

TEST(History, EveryFileReadsWithoutAFault) {
  const fs::path folder = shared_folder() / "history";
  if (!fs::is_directory(folder))
    GTEST_SKIP() << folder << " is not here: real documents are not read";
  Feed feed = test::long_feed();
  feed.csv.series = "{entity}.{metric}";
  feed.csv.period.column.names = {"period_end"};
  feed.csv.known = KnownColumn{{{"published_on"}}, DateStyle::iso};
  feed.csv.where = {{{{"confidence"}}, {"reported", "derived", "press"}}};
  int files = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".csv") continue;
    ++files;
    std::ifstream in(entry.path());
    const std::string text(std::istreambuf_iterator<char>{in}, {});
    const test::Outcome got = test::read_text(feed, text);
    EXPECT_EQ(got.rejected(), "") << entry.path();
    for (const std::string& fault : got.faults) {
      EXPECT_THAT(fault, testing::HasSubstr("contradicts line")) << entry.path();
    }
    EXPECT_GT(got.counts.rows, 0) << entry.path();
  }
  EXPECT_EQ(files, 8);
}

}  // namespace
}  // namespace firstcard
