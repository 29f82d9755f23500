#include "feeds/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "text_file.h"

namespace firstcard {
namespace {

using test::file_of;
using testing::HasSubstr;
using Got = CsvReader::Got;

// All that a reader says of a text: "a|b" a record, "!reason" a bad one, "X line: reason" an error.
std::string fields_of(const CsvReader& csv) {
  std::string out;
  for (std::size_t i = 0; i < csv.fields().size(); ++i) {
    out += (i > 0 ? "|" : "") + std::string(csv.fields()[i]);
  }
  return out;
}
std::vector<std::string> read_all(std::string_view text, CsvLimits limits = {},
                                  CsvDialect dialect = {}) {
  const File file = file_of(text);
  CsvReader csv(file.fd(), dialect, limits);
  std::vector<std::string> out;
  for (;;) {
    const Got got = csv.next();
    const std::string line = std::to_string(csv.line()) + " ";
    if (got == Got::end) return out;
    if (got == Got::record) out.push_back(line + fields_of(csv));
    if (got == Got::bad) out.push_back(line + "!" + csv.reason());
    if (got == Got::error) {
      out.push_back(line + "X" + csv.reason());
      EXPECT_EQ(csv.next(), Got::error);
      return out;
    }
  }
}

struct Case {
  const char* name;
  std::string text;
  std::vector<std::string> records;
};

const std::string kNul(1, '\0');

const std::vector<Case>& corpus() {
  static const std::vector<Case> cases = {
      {"Nothing", "", {}},
      {"OnlyBom", "\xEF\xBB\xBF", {}},
      {"OnlyBreaks", "\n\r\n\n", {}},
      {"Lf", "a,b\n1,2\n", {"1 a|b", "2 1|2"}},
      {"CrLf", "a,b\r\n1,2\r\n", {"1 a|b", "2 1|2"}},
      {"MixedBreaks", "a,b\r\n1,2\n3,4\r\n", {"1 a|b", "2 1|2", "3 3|4"}},
      {"NoLastBreak", "a,b\n1,2", {"1 a|b", "2 1|2"}},
      {"LastFieldEmptyWithoutBreak", "a,b\n1,", {"1 a|b", "2 1|"}},
      {"LastCrWithoutLf", "a,b\r", {"1 a|b"}},
      {"Bom",
       "\xEF\xBB\xBF"
       "a,b\n1,2\n",
       {"1 a|b", "2 1|2"}},
      {"BomBeforeQuote", "\xEF\xBB\xBF\"a\",b\n", {"1 a|b"}},
      {"PartOfABomIsText", "\xEF\xBB,b\n", {"1 \xEF\xBB|b"}},
      {"EmptyFields", ",,\n", {"1 ||"}},
      {"EmptyLinesAreNoRecords", "a\n\n\nb\n\n", {"1 a", "4 b"}},
      {"QuotedEmptyIsARecord", "\"\"\n", {"1 "}},
      {"Quoted", "\"a\",\"b\"\r\n\"1\",2\n", {"1 a|b", "2 1|2"}},
      {"QuotedDelimiter", "\"a,b\",c\n", {"1 a,b|c"}},
      {"QuotedBreaks", "\"a\nb\",c\n\"d\r\ne\",f\ng,h\n", {"1 a\nb|c", "3 d\r\ne|f", "5 g|h"}},
      {"DoubledQuotes",
       "\"he said \"\"no\"\"\",b\n\"\"\"\",\"\"\n",
       {"1 he said \"no\"|b", "2 \"|"}},
      {"SeveralDoubledInARow", "\"a\"\"\"\"b\",\"\"\"x\"\"\"\n", {"1 a\"\"b|\"x\""}},
      {"QuotedAtTheEnd", "a,\"b\"", {"1 a|b"}},
      {"QuoteAmidTextIsText",
       "37 36'37.8\"N,b \"q\" c\nx,y\n",
       {"1 37 36'37.8\"N|b \"q\" c", "2 x|y"}},
      {"QuoteAfterBlankIsText", "a, \"b\"\n", {"1 a| \"b\""}},
      {"BlanksAreKept", " a ,\tb\n", {"1  a |\tb"}},
      {"LoneCrIsText", "a\rb,c\n", {"1 a\rb|c"}},
      {"TextAfterQuote",
       "\"Hey, I missed \" it\",3\nx,y\n",
       {"1 !has text after the closing quote of the field that opens on line 1, column 1; double "
        "the quotes "
        "that are part of the text",
        "2 x|y"}},
      {"TextAfterQuoteOnALaterLine",
       "a,b\n1,\"two\nlines\" more,4\nx,y\n",
       {"1 a|b",
        "2 !has text after the closing quote of the field that opens on line 2, column 3; double "
        "the quotes "
        "that are part of the text",
        "4 x|y"}},
      {"BlankAfterQuote",
       "\"a\" ,b\nx,y\n",
       {"1 !has text after the closing quote of the field that opens on line 1, column 1; double "
        "the quotes "
        "that are part of the text",
        "2 x|y"}},
      {"CrWithoutLfAfterQuote",
       "\"a\"\r,b\nx,y\n",
       {"1 !has text after the closing quote of the field that opens on line 1, column 1; double "
        "the quotes "
        "that are part of the text",
        "2 x|y"}},
      {"QuoteNeverClosed",
       "a,b\n1,\"two\n3,4\n",
       {"1 a|b",
        "2 Xthe quote that opens in column 3 of this line is never closed; close it, or double it "
        "if it is "
        "part of the text"}},
      {"QuoteNeverClosedAfterAQuotedBreak",
       "a,b\n\"x\ny\",\"two\n3,4",
       {"1 a|b",
        "3 Xthe quote that opens in column 4 of this line is never closed; close it, or double it "
        "if it is "
        "part of the text"}},
      {"OpenedByTheLastByte",
       "a,\"",
       {"1 Xthe quote that opens in column 3 of this line is never closed; close it, or double it "
        "if it is "
        "part of the text"}},
      {"Nul",
       "a,b\n1" + kNul + ",2\n3,4\n",
       {"1 a|b", "2 !holds a NUL byte; if the file is UTF-16, have it written as UTF-8", "3 3|4"}},
      {"Utf8", "\xCA\xA4,\xF0\x9F\x98\x8E\n", {"1 \xCA\xA4|\xF0\x9F\x98\x8E"}},
      {"LongerThanTheMarks",
       std::string(63, 'a') + "," + std::string(64, 'b') + ",\"" + std::string(65, 'c') + "\"\n,\n",
       {"1 " + std::string(63, 'a') + "|" + std::string(64, 'b') + "|" + std::string(65, 'c'),
        "2 |"}},
      {"ManyFields", std::string(99, ',') + "\n", {"1 " + std::string(99, '|')}},
  };
  return cases;
}

TEST(CsvReader, ReadsTheCorpus) {
  for (const Case& c : corpus()) EXPECT_EQ(read_all(c.text), c.records) << c.name;
}

TEST(CsvReader, BlocksOfEverySizeGiveTheSame) {
  for (const Case& c : corpus()) {
    for (std::size_t block = 1; block <= 64; ++block) {
      EXPECT_EQ(read_all(c.text, {.block = block}), c.records) << c.name << ", block " << block;
    }
  }
}

TEST(CsvReader, OtherDelimitersAndQuotes) {
  EXPECT_EQ(read_all("a;b,c\n'1;2';3\n", {}, {';', '\''}),
            (std::vector<std::string>{"1 a|b,c", "2 1;2|3"}));
  EXPECT_EQ(read_all("a\tb\n", {}, {'\t', '"'}), (std::vector<std::string>{"1 a|b"}));
}

TEST(CsvReader, ARecordBeyondTheCapIsAnError) {
  for (const std::size_t block : {std::size_t{7}, std::size_t{64}, std::size_t{4096}}) {
    const auto plain =
        read_all("a,b\n" + std::string(200, 'x') + "\n", {.block = block, .max_record = 100});
    ASSERT_EQ(plain.size(), 2u);
    EXPECT_THAT(plain[1], HasSubstr("2 Xthe record that begins here is longer than 100 bytes"));
  }
  const auto open =
      read_all("a,b\n1,\"" + std::string(200, '\n'), {.block = 16, .max_record = 100});
  ASSERT_EQ(open.size(), 2u);
  EXPECT_THAT(
      open[1],
      HasSubstr("2 Xthe quote that opens in column 3 of this line is never closed within 100"));
}

TEST(CsvReader, ARecordAsLongAsTheCapIsRead) {
  const std::string longest(100, 'x');
  for (const std::size_t block : {std::size_t{7}, std::size_t{4096}}) {
    const CsvLimits limits{.block = block, .max_record = 100};
    EXPECT_EQ(read_all(longest + "\r\nb\n", limits),
              (std::vector<std::string>{"1 " + longest, "2 b"}));
  }
}

TEST(CsvReader, SaysWhereAFieldBegins) {
  const File file = file_of("a,\"x\"\"y\nz\",\"q\",w\n");
  CsvReader csv(file.fd(), {});
  ASSERT_EQ(csv.next(), Got::record);
  EXPECT_EQ(csv.position(0), (CsvReader::Position{1, 1}));
  EXPECT_EQ(csv.position(1), (CsvReader::Position{1, 3}));
  EXPECT_EQ(csv.position(2), (CsvReader::Position{2, 4}));
  EXPECT_EQ(csv.position(3), (CsvReader::Position{2, 8}));
  EXPECT_EQ(csv.next_line(), 3u);
}

TEST(CsvReader, GoesOnAtAnOffset) {
  const std::string text = "a,b\n1,2\n3,4";
  const File file = file_of(text);
  CsvReader csv(file.fd(), {}, {.block = 5});
  ASSERT_EQ(csv.next(), Got::record);
  EXPECT_EQ(csv.next_offset(), 4);
  csv.seek(8, 3);
  ASSERT_EQ(csv.next(), Got::record);
  EXPECT_EQ(fields_of(csv), "3|4");
  EXPECT_EQ(csv.line(), 3u);
  EXPECT_EQ(csv.next(), Got::end);
  EXPECT_EQ(csv.next_offset(), static_cast<std::int64_t>(text.size()));
}

TEST(CsvReader, ReadsNoFurtherThanItsEnd) {
  EXPECT_EQ(read_all("a,b\n1,2\n3,4\n", {.block = 3, .end = 8}),
            (std::vector<std::string>{"1 a|b", "2 1|2"}));
  EXPECT_EQ(read_all("a,b\n", {.end = 0}), std::vector<std::string>{});
}

TEST(CsvReader, AFileThatCannotBeReadIsAnError) {
  CsvReader csv(-1, {});
  EXPECT_EQ(csv.next(), Got::error);
  EXPECT_THAT(csv.reason(), HasSubstr("Bad file descriptor"));
}

}  // namespace
}  // namespace firstcard
