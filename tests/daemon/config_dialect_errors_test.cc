// What is said of a feed whose dialect, layout or texts make no sense.
#include <memory>

#include "config_cases.h"

namespace firstcard::test {
namespace {

// A feed over `lines`, which begin in line 4 of the file.
ErrorCase feed_case(std::string_view name, const std::string& lines,
                    std::vector<std::string> errors) {
  static std::vector<std::unique_ptr<std::string>> texts;  // ErrorCase only looks at its text
  texts.push_back(std::make_unique<std::string>("[[feed]]\nid = \"g\"\nsource = \"a.csv\"\n" +
                                                lines + "series = \"{e}.x\"\n"));
  return {name, *texts.back(), "", std::move(errors)};
}

constexpr const char* kPeriod = "period = { column = \"p\" }\n";
constexpr const char* kValue = "value = { column = \"v\" }\n";
const std::string kBoth = std::string(kPeriod) + kValue;

class DialectErrors : public ConfigErrors {};

TEST_P(DialectErrors, AreAllReportedWhereTheyStand) {
  expect_errors(scratch_, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    Config, DialectErrors,
    testing::Values(
        feed_case("LinesOutOfRange", "preamble = -1\njunk = 10001\n" + kBoth,
                  {R"(4:12: feed "g": "preamble" is -1; it must be at least 0)",
                   R"(5:8: feed "g": "junk" is 10001; it must be at most 10000)"}),
        feed_case(
            "JunkUnderNoHeader", "header = false\njunk = 1\n" + kBoth,
            {R"(5:8: feed "g": "junk" stands under a header, and there is none; count it into "preamble")"}),
        feed_case(
            "EmptyComment", "comment = \"\"\n" + kBoth,
            {R"(4:11: feed "g": "comment" is empty, so every line would be one; take it out)"}),
        feed_case(
            "CommentThatARecordMayBeginWith", "comment = \"\\\"#\"\n" + kBoth,
            {R"(4:11: feed "g": "comment" begins with the delimiter or the quote, as a record may; use another text, or count the lines into "preamble" or "junk")"}),
        feed_case(
            "PeriodsWithoutAHeader",
            "layout = \"periods\"\nheader = false\nperiod = { style = \"year\" }\n",
            {R"(4:10: feed "g": a layout of periods reads them from the header, and header = false says that there is none)"}),
        feed_case(
            "PeriodsWithColumns",
            "layout = \"periods\"\ncolumns = [\"2024\"]\nperiod = { column = \"p\", style = "
            "\"year\" }\nvalue = { column = \"v\" }\nwithdrawn = { column = \"s\", is = \"w\" }\n",
            {R"(5:1: feed "g": "columns" belongs to layout = "wide"; take it out, or set the layout)",
             R"(6:12: feed "g", period: "column" has no place in a layout of periods, where the columns' names are the periods; take it out)",
             R"(7:11: feed "g", value: "column" has no place in a layout of periods, where every column that is a period holds values; take it out)",
             R"(8:13: feed "g": "withdrawn" has no place in a layout of periods, where a row is a whole series; take it out)"}),
        feed_case(
            "FiscalStyleWithoutItsYearEnd",
            std::string("period = { column = \"p\", style = \"fiscal_quarter\" }\n") + kValue +
                "known = { column = \"k\", style = \"fiscal_year\", fiscal_year_end = 13 }\n",
            {R"(4:10: feed "g", period: missing "fiscal_year_end"; for example fiscal_year_end = 6 for a year that ends in June)",
             R"(6:66: feed "g", known: "fiscal_year_end" is 13; it must be at most 12)"}),
        feed_case(
            "FiscalYearEndOfAnotherStyle",
            std::string("period = { column = \"p\", fiscal_year_end = 6 }\n") + kValue,
            {R"(4:26: feed "g", period: "fiscal_year_end" belongs to style = "fiscal_quarter" or "fiscal_year"; take it out)"}),
        feed_case(
            "FiscalPeriodThatIsAName",
            std::string("period = { column = \"p\", style = \"fiscal_year\", fiscal_year_end = "
                        "6, means = \"name\" }\n") +
                kValue,
            {R"(4:78: feed "g", period: a fiscal period ends where fiscal_year_end says; take "means" out)"}),
        feed_case(
            "SignsThatAreNone",
            std::string(kPeriod) +
                "value = { column = \"v\", signs = [\"\", \"(1)\", \"-\", \"$\", \"$\", \"USD "
                "\"] }\n",
            {R"(5:34: feed "g", value: "" cannot be a sign beside a number: it is empty)",
             R"x(5:38: feed "g", value: "(1)" cannot be a sign beside a number: it is read as a digit)x",
             R"(5:45: feed "g", value: "-" cannot be a sign beside a number: it is part of numbers)",
             R"(5:55: feed "g", value: the sign "$" stands here twice)",
             R"(5:60: feed "g", value: "USD " has a blank at an end; blanks beside signs are passed over anyway, take it out)"}),
        feed_case(
            "MagnitudesOfPercents",
            std::string(kPeriod) +
                "value = { column = \"v\", percent = true, magnitudes = true, signs = \"M\" }\n",
            {R"(5:54: feed "g", value: "magnitudes" and "percent" cannot both be; a number is a share or an amount)",
             R"(5:54: feed "g", value: "M" is one of "signs" and a magnitude; take it out of "signs")"}),
        feed_case(
            "WithdrawnByNothing",
            kBoth + "withdrawn = { column = \"s\", is = [], known = \"k\" }\n",
            {R"(6:34: feed "g", withdrawn: "is" is an empty list, so nothing would be withdrawn)",
             R"(6:46: feed "g", withdrawn: "known" takes its style from the feed's `known`, which is not there; add it)"}),
        feed_case(
            "WithdrawnRowsThatAreNotRead",
            kBoth + "where = { s = \"p\" }\ncategories = { s = [\"p\", \"w\"] }\n"
                    "withdrawn = { column = [\"S\", \"s\"], is = [\"w\", \"p\"] }\n",
            {R"(8:41: feed "g", withdrawn: no row with "w" is read, for "where" does not name it; add it there)"}),
        feed_case(
            "WithdrawnWithoutKeys", kBoth + "withdrawn = { colum = \"s\" }\n",
            {R"(6:13: feed "g", withdrawn: missing "column"; for example column = "date", or a list of names it has had)",
             R"(6:13: feed "g", withdrawn: missing "is"; for example is = "Delete", or a list of the texts that take a period back)",
             R"(6:15: feed "g", withdrawn: unknown key "colum"; did you mean "column"?)"}),
        feed_case(
            "CategoriesThatLetNothingIn", kBoth + "categories = { m = [], n = 5 }\n",
            {R"(6:20: feed "g", categories: "m" is an empty list, so every row would be refused; name the texts that are known)",
             R"(6:28: feed "g", categories: "n" must be a text or a list of texts, not an integer)"}),
        feed_case(
            "WhereBeyondTheCategories",
            kBoth + "where = { m = [\"a\", \"c\"] }\ncategories = { m = [\"a\", \"b\"] }\n",
            {R"(6:9: feed "g": "where" wants "c" in the column "m", and "categories" does not know it)"})),
    name_of);

}  // namespace
}  // namespace firstcard::test
