// Real documents, kept outside of the project: skipped where they are not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "feeds/csv_reader.h"
#include "feeds/document.h"
#include "reading.h"
#include "shared_files.h"

namespace firstcard {
namespace {

namespace fs = std::filesystem;
using Got = CsvReader::Got;

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

class Corpus : public test::SharedFiles {
 protected:
  void SetUp() override {
    test::SharedFiles::SetUp();
    folder_ /= "csv";
  }
};

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>{in}, {});
}

using Records = std::vector<std::vector<std::string>>;

Records records_of(const fs::path& path) {
  const auto document = open_document(path);
  if (!document) throw std::runtime_error(document.error());
  CsvReader csv(document->file.fd(), {}, {.block = 32});
  Records out;
  while (csv.next() == Got::record) out.emplace_back(csv.fields().begin(), csv.fields().end());
  return out;
}

// What the corpora say that the file holds: a list of rows, or of objects named by the first row.
Records expected_of(const fs::path& json) {
  const boost::json::value read = boost::json::parse(text_of(json));
  Records out;
  for (const auto& item : read.as_array()) {
    std::vector<std::string> cells;
    if (item.is_array()) {
      for (const auto& cell : item.as_array()) cells.emplace_back(cell.as_string());
    } else {
      for (const auto& entry : item.as_object()) cells.emplace_back(entry.value().as_string());
    }
    out.push_back(std::move(cells));
  }
  const bool objects = read.as_array().empty() || read.as_array()[0].is_object();
  if (objects) out.insert(out.begin(), std::vector<std::string>{});  // in the header's place
  return out;
}

TEST_F(Corpus, FilesHoldWhatTheirJsonSays) {
  // An empty line is no record here: real files part their preamble and their data by such lines,
  // and a record of one empty field has no value to lose.
  const std::set<std::string> empty_lines = {"all-empty", "empty-one-column"};
  // Its JSON lost the degree signs (it has U+FFFD), and is one object, not a list.
  const std::set<std::string> damaged = {"location_coordinates"};
  int compared = 0;
  for (const char* sub : {"json", "rfc4180/json"}) {
    for (const auto& entry : fs::directory_iterator(folder_ / sub)) {
      const std::string name = entry.path().stem().string();
      const fs::path csv =
          (std::string_view(sub) == "json" ? folder_ / "csvs" : folder_ / "rfc4180" / "csv") /
          (name + ".csv");
      if (damaged.contains(name) || !fs::exists(csv)) continue;
      Records got = records_of(csv);
      Records expected = expected_of(entry.path());
      if (empty_lines.contains(name)) {
        std::erase(expected, std::vector<std::string>{""});
      } else if (!expected.empty() && expected[0].empty()) {
        ASSERT_FALSE(got.empty()) << csv;
        got[0].clear();
      }
      EXPECT_EQ(got, expected) << csv;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 29);
}

// Dirty files of statistics and science: titles above the header, headers of three rows, Latin-1.
TEST_F(Corpus, DirtyFilesAreReadUnderTheirDialect) {
  const auto read = [&](const char* file, const Feed& feed) {
    return test::read_text(feed, text_of(folder_ / "dirty" / file));
  };
  Feed spending = test::long_feed();
  spending.csv.preamble = 2;
  spending.csv.series = "{Expense Area}";
  spending.csv.period = {.column = {{"Date"}}, .style = DateStyle::uk};
  spending.csv.value.column.names = {"Amount in Sterling"};
  const test::Outcome paid = read("mth-10-january-2014.csv", spending);
  EXPECT_EQ(paid.rejected(), "");
  EXPECT_THAT(paid.rows,
              testing::Contains(testing::StartsWith("4 capital 2014-01-31 = 31896.06 ")));
  EXPECT_THAT(paid.faults, testing::Each(testing::AnyOf(testing::HasSubstr("contradicts line"),
                                                        testing::HasSubstr("is empty"))));

  Feed reports = test::long_feed();
  reports.csv.junk = 1;
  reports.csv.series = "x";
  reports.csv.period.column.names = {"000"};
  reports.csv.value.column.names = {"126"};
  const test::Outcome samples = read("HXL_3W_samples_draft_Multilingual.csv", reports);
  EXPECT_EQ(samples.rejected(), "");
  EXPECT_GT(samples.counts.rows, 10);

  Feed exams = test::long_feed();
  exams.csv.preamble = 1;
  exams.csv.header = false;
  exams.csv.series = "{9}.x";
  exams.csv.period = {.column = {{"1"}}, .style = DateStyle::year};
  exams.csv.value.column.names = {"4"};
  exams.csv.value.format.thousands = ',';
  // It has no date at all, and so it is no feed.
  EXPECT_THAT(read("EG.csv", exams).rejected(), testing::HasSubstr("is not a date of style year"));
}

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
  // Quotes amid plain text are text: half of the tools write inches so, and nothing is ambiguous.
  EXPECT_EQ(records_of(bad / "bad-unescaped-quote.csv")[1][1], "This \"quotes\" must be escaped");
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
  for (const auto& entry : fs::directory_iterator(folder_ / ".." / "fred")) {
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
  const fs::path folder = test::shared_folder() / "history";
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
