// The primitives: places in a file, spans of time, templates.
#include "daemon/config_tree.h"

#include <gtest/gtest.h>

#include "daemon/config_section.h"
#include "daemon/config_template.h"

namespace firstcard::config {
namespace {

struct PlaceCase {
  std::string_view name;
  std::string_view file;   // the string is the value of its first key
  std::string_view value;  // a part of the string's value; its first byte is looked for
  std::uint32_t line, column;
};
void PrintTo(const PlaceCase& c, std::ostream* out) {
  *out << c.name;
}

class PlaceInString : public testing::TestWithParam<PlaceCase> {};

TEST_P(PlaceInString, IsWhereTheFileHasIt) {
  const PlaceCase& c = GetParam();
  const auto table = parse_toml(c.file, 7);
  ASSERT_TRUE(table) << table.error().message;
  const auto& text = std::get<std::string>(table->front().value.what);
  const auto offset = text.find(c.value);
  ASSERT_NE(offset, std::string::npos) << text;
  EXPECT_EQ(place_in_string(c.file, table->front().value.place, offset),
            (Place{.file = 7, .line = c.line, .column = c.column}));
}

INSTANTIATE_TEST_SUITE_P(
    Config, PlaceInString,
    testing::Values(PlaceCase{"Basic", "a = \"xyz\"", "y", 1, 7},
                    PlaceCase{"Literal", "a = 'x\\ny'", "y", 1, 9},
                    PlaceCase{"AfterAnEscape", "a = \"x\\ty\"", "y", 1, 9},
                    PlaceCase{"AfterShortUnicode", "a = \"\\u00e9y\"", "y", 1, 12},
                    PlaceCase{"AfterLongUnicode", "a = \"\\U0001F600y\"", "y", 1, 16},
                    PlaceCase{"CharactersNotBytes", "a = \"\xC3\xA9y\"", "y", 1, 7},
                    PlaceCase{"CharactersBeforeTheString", "\"\xC3\xA9\" = \"xy\"", "y", 1, 9},
                    PlaceCase{"AfterAByteOrderMark",
                              "\xEF\xBB\xBF"
                              "a = \"xy\"",
                              "y", 1, 7},
                    PlaceCase{"MultiLine", "\n\na = \"\"\"x\n  y\"\"\"", "y", 4, 3},
                    PlaceCase{"MultiLineWithoutItsFirstBreak", "a = \"\"\"\nxy\"\"\"", "y", 2, 2},
                    PlaceCase{"MultiLineOfWindows", "a = \"\"\"\r\nx\r\n y\"\"\"", "y", 3, 2},
                    PlaceCase{"ContinuedLine", "a = \"\"\"x \\\n\n   y\"\"\"", "y", 3, 4},
                    PlaceCase{"ContinuedAtOnce", "a = \"\"\"\\  \n  y\"\"\"", "y", 2, 3},
                    PlaceCase{"MultiLineLiteral", "a = '''\n\\x\n y'''", "y", 3, 2}),
    [](const testing::TestParamInfo<PlaceCase>& row) { return std::string(row.param.name); });

TEST(Tree, KeepsTheOrderOfTheFileAndEveryPlace) {
  const auto table = parse_toml("z = 1\n[b]\nc = [ 1.5, true ]\n[[a]]\n", 3);
  ASSERT_TRUE(table);
  ASSERT_EQ(table->size(), 3U);
  EXPECT_EQ((*table)[0].key, "z");
  EXPECT_EQ((*table)[0].place, (Place{3, 1, 1}));
  EXPECT_EQ((*table)[0].value.place, (Place{3, 1, 5}));
  EXPECT_EQ((*table)[1].key, "b");
  const auto& list = std::get<List>(std::get<Table>((*table)[1].value.what).front().value.what);
  EXPECT_EQ(std::get<double>(list[0].what), 1.5);
  EXPECT_EQ(list[1].place, (Place{3, 3, 12}));
  EXPECT_EQ((*table)[2].key, "a");
  EXPECT_EQ(std::get<List>((*table)[2].value.what).front().place, (Place{3, 4, 1}));
}

TEST(Span, CountsSecondsToWeeks) {
  using std::chrono::seconds;
  EXPECT_EQ(parse_span("30s"), seconds{30});
  EXPECT_EQ(parse_span("15m"), seconds{900});
  EXPECT_EQ(parse_span("6h"), seconds{21600});
  EXPECT_EQ(parse_span("1d"), seconds{86400});
  EXPECT_EQ(parse_span("2w"), seconds{1209600});
  for (const auto* text : {"", "s", "30", "-1s", "1.5h", "30 s", "1M", "1y", "1h30m", "9999999s"})
    EXPECT_EQ(parse_span(text), std::nullopt) << text;
}

TEST(Pattern, KnowsWhichSeriesItsCellsCanMake) {
  const auto may = [](std::string_view pattern, std::string name) {
    const auto parsed = SeriesPattern::parse(pattern);
    EXPECT_TRUE(parsed) << pattern;
    return parsed && parsed->may_make(SeriesId{std::move(name)});
  };
  EXPECT_TRUE(may("aws.revenue", "aws.revenue"));
  EXPECT_FALSE(may("aws.revenue", "aws.revenue_2"));
  EXPECT_TRUE(may("{e}.{m}", "aws.revenue"));
  EXPECT_FALSE(may("{e}.{m}", "aws"));
  EXPECT_FALSE(may("{e}.{m}", "a.b.c")) << "a cell makes no dot";
  EXPECT_TRUE(may("{series}", "a.b.c")) << "but a column alone may hold whole names";
  EXPECT_TRUE(may("x.{e}_y.z", "x.aws_y.z"));
  EXPECT_FALSE(may("x.{e}_y.z", "x._y.z")) << "a cell is not empty";
  EXPECT_TRUE(may("{a}_{b}", "a_b_c"));
  EXPECT_FALSE(may("{a}_{b}", "ab"));
  EXPECT_TRUE(may("{a}{b}.x", "ab.x"));
  EXPECT_FALSE(may("{a}{b}.x", "a.x"));
}

}  // namespace
}  // namespace firstcard::config
