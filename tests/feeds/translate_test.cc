// The whole way of a document to CSV text, through the child process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>

#include "feeds/programs.h"
#include "translating.h"

namespace firstcard {
namespace {

using test::gzipped;
using test::json_feed;
using test::long_feed;
using test::translated;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view kTable = "series,period,value\na,2026-06-30,1\n";

TEST(Translates, PlainCsvIsUsedAsItIs) {
  EXPECT_EQ(translated(long_feed(), kTable), "AS IT IS");
  EXPECT_FALSE(needs_translation(long_feed(), kTable));
  EXPECT_FALSE(needs_translation(long_feed(), ""));
  EXPECT_TRUE(needs_translation(long_feed(), gzipped(kTable)));
  EXPECT_TRUE(needs_translation(json_feed("."), "{}"));
}

TEST(Translates, GzipBecomesItsText) {
  EXPECT_EQ(translated(long_feed(), gzipped(kTable)), kTable);
}

TEST(Translates, JsonBecomesATable) {
  EXPECT_EQ(translated(json_feed(".[]"), R"([{"period":"2026-06-30","value":1.5}])"),
            "period,value\n2026-06-30,1.5\n");
}

}  // namespace
}  // namespace firstcard
