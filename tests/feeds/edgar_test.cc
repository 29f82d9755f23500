// SEC facts to rows. A fact is a line "START END VALUE FILED FORM"; START "-" is an instant.
#include "feeds/edgar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "reading.h"

namespace firstcard {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::Not;

std::string facts_of(std::string_view lines) {
  std::istringstream in{std::string(lines)};
  std::string start, end, value, filed, form, out;
  int number = 0;
  while (in >> start >> end >> value >> filed >> form) {
    if (!out.empty()) out += ",";
    if (form == "DEF14A") form = "DEF 14A";
    out += "{";
    if (start != "-") out += "\"start\":\"" + start + "\",";
    out += "\"end\":\"" + end + "\",\"val\":" + value + ",\"accn\":\"a" + std::to_string(++number) +
           "\",\"fy\":null,\"form\":\"" + form + "\",\"filed\":\"" + filed + "\"}";
  }
  return out;
}

std::string concept_of(std::string_view lines, std::string_view cik = "789019") {
  return "{\"cik\":" + std::string(cik) +
         ",\"taxonomy\":\"us-gaap\",\"tag\":\"Capex\",\"entityName\":\"Some, Inc.\",\"units\":{"
         "\"USD\":[" +
         facts_of(lines) + "]}}";
}

// "PERIOD VALUE KNOWN KIND BASIS" of each line of the table.
std::vector<std::string> rows_of(const std::expected<std::string, Rejection>& table) {
  if (!table) return {to_text(table.error())};
  std::vector<std::string> out;
  std::istringstream in(*table);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::string row;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) {
      row += row.empty() ? cell : " " + (cell.empty() ? "-" : cell);
      if (cell == "reported" || cell == "derived") break;
    }
    out.push_back(row);
  }
  return out;
}

struct Case {
  std::string_view name;
  EdgarMapping mapping;
  std::string_view facts;
  std::vector<std::string> rows;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

const EdgarMapping kQuarters{};
const EdgarMapping kHalves{.duration = EdgarDuration::half};
const EdgarMapping kYears{.duration = EdgarDuration::year};
const EdgarMapping kToDate{.duration = EdgarDuration::ytd};
const EdgarMapping kInstants{.duration = EdgarDuration::instant};

class Edgar : public testing::TestWithParam<Case> {};

TEST_P(Edgar, GivesTheVintages) {
  EXPECT_THAT(rows_of(edgar_rows(concept_of(GetParam().facts), GetParam().mapping)),
              ElementsAreArray(GetParam().rows));
}

INSTANTIATE_TEST_SUITE_P(
    Facts, Edgar,
    testing::Values(
        Case{"InstantsNeedNoStart",
             kInstants,
             "- 2024-03-31 100 2024-04-25 10-Q\n"
             "2024-01-01 2024-03-31 7 2024-04-25 10-Q\n"
             "- 2024-06-30 110 2024-07-30 10-K\n",
             {"2024-03-31 100 2024-04-25 new reported", "2024-06-30 110 2024-07-30 new reported"}},
        Case{"AFigureFiledAgainUnchangedIsNoRow",
             kInstants,
             "- 2024-03-31 100 2024-04-25 10-Q\n"
             "- 2024-03-31 100 2024-07-30 10-K\n"
             "- 2024-03-31 104 2025-04-25 10-Q\n"
             "- 2024-03-31 104 2025-07-30 10-K\n",
             {"2024-03-31 100 2024-04-25 new reported",
              "2024-03-31 104 2025-04-25 revision reported"}},
        Case{"TheOrderOfTheDocumentDoesNotMatter",
             kInstants,
             "- 2024-03-31 104 2025-04-25 10-Q\n"
             "- 2024-03-31 100 2024-04-25 10-Q\n",
             {"2024-03-31 100 2024-04-25 new reported",
              "2024-03-31 104 2025-04-25 revision reported"}},
        Case{"RoundingIsMarked",
             kInstants,
             "- 2025-03-31 981632000 2025-05-15 10-Q\n"
             "- 2025-03-31 982000000 2026-05-08 10-Q\n",
             {"2025-03-31 981632000 2025-05-15 new reported",
              "2025-03-31 982000000 2026-05-08 rounding reported"}},
        Case{"RoundingCanBeSwitchedOff",
             {.duration = EdgarDuration::instant, .rounding = 0},
             "- 2025-03-31 981632000 2025-05-15 10-Q\n"
             "- 2025-03-31 982000000 2026-05-08 10-Q\n",
             {"2025-03-31 981632000 2025-05-15 new reported",
              "2025-03-31 982000000 2026-05-08 revision reported"}},
        Case{"OnlyYearToDateFiguresGiveQuarters",
             kQuarters,
             "2025-01-01 2025-03-31 17 2025-04-25 10-Q\n"
             "2025-01-01 2025-06-30 39 2025-07-24 10-Q\n"
             "2025-01-01 2025-09-30 63 2025-10-30 10-Q\n"
             "2025-01-01 2025-12-31 91 2026-02-05 10-K\n"
             "2026-01-01 2026-03-31 35 2026-04-30 10-Q\n",
             {"2025-03-31 17 2025-04-25 new reported", "2025-06-30 22 2025-07-24 new derived",
              "2025-09-30 24 2025-10-30 new derived", "2025-12-31 28 2026-02-05 new derived",
              "2026-03-31 35 2026-04-30 new reported"}},
        Case{"DerivingCanBeSwitchedOff",
             {.derive = false},
             "2025-01-01 2025-03-31 17 2025-04-25 10-Q\n"
             "2025-01-01 2025-06-30 39 2025-07-24 10-Q\n",
             {"2025-03-31 17 2025-04-25 new reported"}},
        Case{"TwelveMonthsUnderTheSameEndAreNoQuarter",
             kQuarters,
             "2025-01-01 2025-12-31 131 2026-02-06 10-K\n"
             "2025-07-01 2026-06-30 173 2026-07-31 10-Q\n"
             "2026-01-01 2026-06-30 98 2026-07-31 10-Q\n"
             "2026-04-01 2026-06-30 54 2026-07-31 10-Q\n",
             {"2026-06-30 54 2026-07-31 new reported"}},
        Case{"TwelveMonthsThatAreNoFiscalYearAreNoYear",
             kYears,
             "2025-01-01 2025-12-31 131 2026-02-06 10-K\n"
             "2025-07-01 2026-06-30 173 2026-07-31 10-Q\n",
             {"2025-12-31 131 2026-02-06 new reported"}},
        Case{"YearToDateBeginsWithTheFiscalYear",
             kToDate,
             "2025-01-01 2025-12-31 131 2026-02-06 10-K\n"
             "2025-07-01 2026-06-30 173 2026-07-31 10-Q\n"
             "2026-01-01 2026-06-30 98 2026-07-31 10-Q\n"
             "2026-04-01 2026-06-30 54 2026-07-31 10-Q\n",
             {"2025-12-31 131 2026-02-06 new reported", "2026-06-30 98 2026-07-31 new reported"}},
        Case{"TheSubtrahendIsTheOneThenKnown",
             kQuarters,
             "2023-01-01 2023-09-30 196 2023-10-26 10-Q\n"
             "2023-01-01 2023-12-31 272 2024-02-02 10-K\n"
             "2023-01-01 2023-09-30 194 2024-10-31 10-Q\n"
             "2023-01-01 2023-12-31 270.5 2025-01-30 10-K\n",
             {"2023-12-31 76 2024-02-02 new derived",
              "2023-12-31 76.5 2025-01-30 revision derived"}},
        Case{"AYearRestatedAloneIsNotDifferencedAcrossVintages",
             kQuarters,
             "2023-01-01 2023-09-30 196 2023-10-26 10-Q\n"
             "2023-01-01 2023-12-31 272 2024-02-02 10-K\n"
             "2023-01-01 2023-12-31 170 2025-01-30 10-K\n",
             {"2023-12-31 76 2024-02-02 new derived", "2023-12-31 - 2025-01-30 mixed derived"}},
        Case{"NineMonthsRestatedCountOnceTheYearIsFiledAgain",
             kQuarters,
             "2023-01-01 2023-09-30 196 2023-10-26 10-Q\n"
             "2023-01-01 2023-12-31 272 2024-02-02 10-K\n"
             "2023-01-01 2023-09-30 190 2024-10-31 10-Q\n"
             "2023-01-01 2023-12-31 272 2025-01-30 10-K\n",
             {"2023-12-31 76 2024-02-02 new derived", "2023-12-31 82 2025-01-30 revision derived"}},
        Case{"RoundingOfTheYearIsRoundingOfItsLastQuarter",
             kQuarters,
             "2024-01-01 2024-09-30 1167996 2024-11-13 10-Q\n"
             "2024-01-01 2024-12-31 1267900 2025-03-02 10-K\n"
             "2024-01-01 2024-09-30 1168000 2025-11-13 10-Q\n"
             "2024-01-01 2024-12-31 1269000 2026-03-02 10-K\n",
             {"2024-12-31 99904 2025-03-02 new derived",
              "2024-12-31 101000 2026-03-02 rounding derived"}},
        Case{"WhatIsReportedIsPreferredToWhatIsDerived",
             kQuarters,
             "2024-01-01 2024-03-31 10 2024-04-25 10-Q\n"
             "2024-01-01 2024-06-30 21 2024-07-25 10-Q\n"
             "2024-04-01 2024-06-30 12 2024-07-25 10-Q\n",
             {"2024-03-31 10 2024-04-25 new reported", "2024-06-30 12 2024-07-25 new reported"}},
        Case{"AQuarterOfFourteenWeeks",
             kQuarters,
             "2016-02-01 2016-05-01 9 2016-05-20 10-Q\n"
             "2022-08-01 2022-10-30 11 2022-11-18 10-Q\n"
             "2022-01-31 2022-10-30 30 2022-11-18 10-Q\n"
             "2022-01-31 2023-02-05 44 2023-02-24 10-K\n",
             {"2016-05-01 9 2016-05-20 new reported", "2022-10-30 11 2022-11-18 new reported",
              "2023-02-05 14 2023-02-24 new derived"}},
        // Nvidia's 10-K of 2018 gives the quarter's revenue as that of six months.
        Case{
            "AMistaggedHalfYearLeavesTheQuarterAsItIs",
            kQuarters,
            "2017-01-30 2017-04-30 1937 2017-05-23 10-Q\n"
            "2017-05-01 2017-07-30 2230 2017-08-23 10-Q\n"
            "2017-01-30 2017-07-30 4167 2017-08-23 10-Q\n"
            "2017-01-30 2017-07-30 2230 2018-02-28 10-K\n"
            "2017-01-30 2017-07-30 4167 2018-08-29 10-Q\n",
            {"2017-04-30 1937 2017-05-23 new reported", "2017-07-30 2230 2017-08-23 new reported"}},
        Case{"AMistaggedHalfYearIsARevisionOfTheHalf",
             kHalves,
             "2017-01-30 2017-07-30 4167 2017-08-23 10-Q\n"
             "2017-01-30 2017-07-30 2230 2018-02-28 10-K\n"
             "2017-01-30 2017-07-30 4167 2018-08-29 10-Q\n",
             {"2017-07-30 4167 2017-08-23 new reported",
              "2017-07-30 2230 2018-02-28 revision reported",
              "2017-07-30 4167 2018-08-29 revision reported"}},
        Case{"TheSecondHalfOfAYear",
             kHalves,
             "2024-01-01 2024-06-30 30 2024-08-20 6-K\n"
             "2024-01-01 2024-12-31 70 2025-04-30 20-F\n",
             {"2024-06-30 30 2024-08-20 new reported", "2024-12-31 40 2025-04-30 new derived"}},
        Case{"AProxyStatementDoesNotCount",
             kYears,
             "2025-01-01 2025-12-31 -1167000000 2026-03-02 10-K\n"
             "2025-01-01 2025-12-31 -1168000000 2026-04-22 DEF14A\n",
             {"2025-12-31 -1167000000 2026-03-02 new reported"}},
        Case{"AnAmendmentCountsWithItsForm",
             {.duration = EdgarDuration::year, .forms = {"10-K"}},
             "2025-01-01 2025-12-31 100 2026-03-02 10-K\n"
             "2025-01-01 2025-12-31 90 2026-05-02 10-K/A\n"
             "2025-01-01 2025-12-31 80 2026-06-02 20-F\n",
             {"2025-12-31 100 2026-03-02 new reported",
              "2025-12-31 90 2026-05-02 revision reported"}},
        Case{"OfTwoFilingsOnOneDayTheLaterStands",
             kInstants,
             "- 2024-03-31 100 2024-04-25 10-Q\n"
             "- 2024-03-31 101 2024-04-25 10-Q/A\n",
             {"2024-03-31 101 2024-04-25 new reported"}}),
    [](const auto& c) { return std::string(c.param.name); });

std::string company(std::string_view concepts) {
  return "{\"cik\":\"0001513845\",\"entityName\":\"Neb\\\"ius\",\"facts\":{" +
         std::string(concepts) + "}}";
}
std::string tag(std::string_view name, std::string_view unit, std::string_view lines) {
  return "\"" + std::string(name) + "\":{\"label\":\"\",\"units\":{\"" + std::string(unit) +
         "\":[" + facts_of(lines) + "]}}";
}

TEST(EdgarConcepts, TheNextTagGoesOnWhereTheFirstEnds) {
  const std::string document = company("\"us-gaap\":{" +
                                       tag("Old", "USD",
                                           "2024-10-01 2024-12-31 8 2025-02-01 10-Q\n"
                                           "2025-01-01 2025-03-31 9 2025-05-01 10-Q\n") +
                                       "," +
                                       tag("New", "USD",
                                           "2025-01-01 2025-03-31 9 2026-05-01 10-Q\n"
                                           "2025-04-01 2025-06-30 10 2025-08-01 10-Q\n") +
                                       "}");
  EXPECT_THAT(
      rows_of(edgar_rows(document, {.concepts = {"New", "us-gaap/Old"}})),
      ElementsAre("2024-12-31 8 2025-02-01 new reported", "2025-03-31 9 2025-05-01 new reported",
                  "2025-06-30 10 2025-08-01 new reported"));
}

TEST(EdgarConcepts, AnotherValueUnderAnotherTagIsMarked) {
  const std::string document =
      company("\"us-gaap\":{" + tag("Old", "USD", "2025-01-01 2025-03-31 9 2025-05-01 10-Q\n") +
              "," + tag("New", "USD", "2025-01-01 2025-03-31 11 2026-05-01 10-Q\n") + "}");
  EXPECT_THAT(rows_of(edgar_rows(document, {.concepts = {"New", "Old"}})),
              ElementsAre("2025-03-31 9 2025-05-01 new reported",
                          "2025-03-31 11 2026-05-01 retagged reported"));
  EXPECT_THAT(rows_of(edgar_rows(document, {.concepts = {"Old", "New"}})),
              ElementsAre("2025-03-31 9 2025-05-01 new reported"));
}

TEST(EdgarConcepts, OneUnitOfSeveralIsRead) {
  const std::string document =
      company("\"ifrs-full\":{\"Revenue\":{\"units\":{\"RUB\":[" +
              facts_of("2022-01-01 2022-12-31 8921 2023-04-20 20-F") + "],\"USD\":[" +
              facts_of("2022-01-01 2022-12-31 13.5 2024-04-26 20-F") + "]}}}");
  EXPECT_THAT(
      rows_of(edgar_rows(document, {.concepts = {"Revenue"}, .duration = EdgarDuration::year})),
      ElementsAre("2022-12-31 13.5 2024-04-26 new reported"));
  EXPECT_THAT(rows_of(edgar_rows(document, {.concepts = {"ifrs-full:Revenue"},
                                            .unit = "RUB",
                                            .duration = EdgarDuration::year})),
              ElementsAre("2022-12-31 8921 2023-04-20 new reported"));
  EXPECT_THAT(rows_of(edgar_rows(document, {.concepts = {"Revenue"}, .unit = "usd"})),
              ElementsAre(AllOf(HasSubstr("ifrs-full/Revenue has no values in usd"),
                                HasSubstr("it has RUB, USD"))));
}

TEST(EdgarTable, EveryCellStandsInItsColumn) {
  for (const char* cik : {"789019", "\"0000789019\"", "\"789019\""}) {
    EXPECT_EQ(edgar_rows(concept_of("2024-01-01 2024-03-31 7 2024-04-25 10-Q", cik), kQuarters),
              "period,value,known,kind,basis,concept,unit,form,accn,start,cik,entity\n"
              "2024-03-31,7,2024-04-25,new,reported,us-gaap/Capex,USD,10-Q,a1,2024-01-01,"
              "0000789019,\"Some, Inc.\"\n");
  }
}

TEST(EdgarTable, TheOrdinaryMappingReadsIt) {
  const auto table = edgar_rows(concept_of("2025-01-01 2025-03-31 17e3 2025-04-25 10-Q\n"
                                           "2025-01-01 2025-06-30 39e3 2025-07-24 10-Q\n"),
                                kQuarters);
  ASSERT_TRUE(table.has_value());
  Feed feed = test::long_feed();
  feed.csv.series = "{entity}.capex";
  feed.csv.known = KnownColumn{.column = {{"known"}}};
  EXPECT_THAT(test::read_text(feed, *table).rows,
              ElementsAre("2 some_inc_.capex 2025-03-31 = 17000 source 2025-04-25T23:59:59Z",
                          "3 some_inc_.capex 2025-06-30 = 22000 source 2025-07-24T23:59:59Z"));
}

TEST(EdgarTable, AFactThatIsNoneIsLeftToTheReader) {
  const auto table = edgar_rows(
      "{\"cik\":1,\"taxonomy\":\"us-gaap\",\"tag\":\"T\",\"units\":{\"USD\":["
      "{\"end\":\"2024-03-31\",\"val\":null,\"filed\":\"2024-04-25\",\"form\":\"10-Q\"},"
      "{\"end\":\"2024-13-31\",\"val\":1,\"filed\":\"2024-04-25\",\"form\":\"10-Q\"}," +
          facts_of("- 2024-06-30 5 2024-07-25 10-Q - 2024-09-30 6 2024-10-25 10-Q") + "]}}",
      kInstants);
  ASSERT_TRUE(table.has_value());
  Feed feed = test::long_feed();
  feed.csv.series = "t";
  const auto read = test::read_text(feed, *table);
  EXPECT_EQ(read.rows.size(), 2u);
  EXPECT_THAT(read.faults, ElementsAre(HasSubstr("\"val\":null"), HasSubstr("2024-13-31")));
}

struct Refused {
  std::string_view name;
  std::string document;
  EdgarMapping mapping;
  std::vector<std::string> says;
};
void PrintTo(const Refused& c, std::ostream* out) {
  *out << c.name;
}
class EdgarRefuses : public testing::TestWithParam<Refused> {};

TEST_P(EdgarRefuses, WithTheRemedy) {
  const auto table = edgar_rows(GetParam().document, GetParam().mapping);
  ASSERT_FALSE(table.has_value()) << *table;
  for (const std::string& part : GetParam().says)
    EXPECT_THAT(table.error().reason, HasSubstr(part));
}

INSTANTIATE_TEST_SUITE_P(
    Documents, EdgarRefuses,
    testing::Values(
        Refused{"NoSuchKey",
                "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>",
                {},
                {"no such company or concept", "ten digits"}},
        Refused{"NoContact",
                "<html><title>x</title><h1>Your Request Originates from an Undeclared Automated "
                "Tool</h1>",
                {},
                {"\"contact\""}},
        Refused{"RateLimit",
                "<html><h1>Request Rate Threshold Exceeded</h1>",
                {},
                {"10 requests a second"}},
        Refused{"Html", "<!doctype html><p>", {}, {"begins with \"<!doctype html><p>\""}},
        Refused{"Empty", " \n", {}, {"empty"}},
        Refused{"CutShort",
                concept_of("- 2024-03-31 1 2024-04-25 10-Q").substr(0, 100),
                {},
                {"no whole JSON", "100 bytes"}},
        Refused{"AList", "[1]", {}, {"no object"}},
        Refused{"Frames",
                R"({"taxonomy":"us-gaap","tag":"T","ccp":"CY2024","pts":1,"data":[]})",
                {},
                {"frames", "companyconcept"}},
        Refused{"Submissions", R"({"cik":"1","filings":{}})", {}, {"submissions"}},
        Refused{"Message", R"({"message":"x"})", {}, {"its keys: message"}},
        Refused{"OtherConcept",
                concept_of("- 2024-03-31 1 2024-04-25 10-Q"),
                {.concepts = {"Capx", "Sales"}},
                {"Some, Inc. has no Capx, nor Sales", "did you mean", "it has us-gaap/Capex"}},
        Refused{"OtherUnit",
                concept_of("- 2024-03-31 1 2024-04-25 10-Q"),
                {.unit = "USD/shares"},
                {"us-gaap/Capex has no values in USD/shares", "it has USD"}},
        Refused{"SeveralConceptsAndNoneNamed",
                company("\"us-gaap\":{" + tag("A", "USD", "") + "," + tag("B", "USD", "") + "}"),
                {},
                {"2 concepts", "set \"concept\""}},
        Refused{"OtherDuration",
                concept_of("- 2024-03-31 1 2024-04-25 10-Q"),
                kQuarters,
                {"duration = \"quarter\"", "by form: 1 10-Q", "by length: 1 instants"}},
        Refused{"OtherForms",
                concept_of("- 2024-03-31 1 2024-04-25 8-K"),
                kInstants,
                {"one of the forms 10-Q, 10-K", "1 8-K"}}),
    [](const auto& c) { return std::string(c.param.name); });

// ---- The real files, kept outside of the project.

namespace fs = std::filesystem;

class EdgarCorpus : public testing::Test {
 protected:
  void SetUp() override {
    const char* set = std::getenv("FIRSTCARD_SHARED");
    folder_ =
        (set ? fs::path(set) : fs::path(FIRSTCARD_SOURCE_DIR) / ".." / "shared") / "raw" / "sec";
    if (!fs::is_directory(folder_))
      GTEST_SKIP() << folder_ << " is not here: real documents are not read";
  }
  std::vector<std::string> rows(std::string_view file, const EdgarMapping& mapping) const {
    std::ifstream in(folder_ / file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return rows_of(edgar_rows(text, mapping));
  }
  fs::path folder_;
};

TEST_F(EdgarCorpus, AlphabetsCapexIsDifferenced) {
  const auto found = rows("googl_companyfacts_trimmed.json",
                          {.concepts = {"PaymentsToAcquirePropertyPlantAndEquipment"}});
  for (const char* row : {"2023-03-31 6289000000 2023-04-26 new reported",
                          "2023-06-30 6888000000 2023-07-26 new derived",
                          "2023-09-30 8055000000 2023-10-25 new derived",
                          "2023-12-31 11019000000 2024-01-31 new derived",
                          "2025-12-31 27851000000 2026-02-05 new derived",
                          "2026-03-31 35674000000 2026-04-30 new reported",
                          "2026-06-30 44924000000 2026-07-23 new derived"})
    EXPECT_THAT(found, Contains(row));
  EXPECT_EQ(found.size(), 14u);
}

TEST_F(EdgarCorpus, AlphabetsRevenueGoesOnUnderAnotherTag) {
  const auto found =
      rows("googl_companyfacts_trimmed.json",
           {.concepts = {"RevenueFromContractWithCustomerExcludingAssessedTax", "Revenues"}});
  EXPECT_THAT(found, Contains("2025-03-31 90234000000 2025-04-25 new reported"));
  EXPECT_THAT(found, Contains("2026-06-30 119796000000 2026-07-23 new reported"));
  EXPECT_THAT(found, Not(Contains(HasSubstr("retagged"))));
}

TEST_F(EdgarCorpus, MicrosoftsQuartersAndLastQuarters) {
  const auto capex = rows("msft_companyfacts_trimmed.json",
                          {.concepts = {"PaymentsToAcquirePropertyPlantAndEquipment"}});
  EXPECT_THAT(capex, Contains("2023-06-30 8943000000 2023-07-27 new derived"));
  EXPECT_THAT(capex, Contains("2025-12-31 29876000000 2026-01-28 new reported"));
  EXPECT_THAT(capex, Contains("2026-06-30 35802000000 2026-07-29 new derived"));
  EXPECT_THAT(capex, testing::Each(HasSubstr(" new ")));

  const auto backlog = rows("msft_companyfacts_trimmed.json",
                            {.concepts = {"us-gaap/RevenueRemainingPerformanceObligation"},
                             .duration = EdgarDuration::instant});
  EXPECT_EQ(backlog.size(), 14u);
  EXPECT_EQ(backlog.back(), "2026-06-30 684000000000 2026-07-29 new reported");
}

TEST_F(EdgarCorpus, AmazonsTwelveMonthsAreNotMistaken) {
  const char* file = "amzn_companyconcept_PaymentsToAcquireProductiveAssets.reshaped.json";
  const auto quarters = rows(file, {});
  EXPECT_THAT(quarters, Contains("2026-06-30 54208000000 2026-07-31 new reported"));
  EXPECT_THAT(quarters, Contains("2025-12-31 39522000000 2026-02-06 new derived"));
  EXPECT_THAT(quarters, Contains("2023-12-31 14588000000 2024-02-02 new derived"));
  EXPECT_THAT(rows(file, kYears),
              ElementsAre(HasSubstr("2022-12-31 63645000000"), HasSubstr("2023-12-31"),
                          HasSubstr("2024-12-31"), HasSubstr("2025-12-31 131819000000")));
  EXPECT_THAT(rows(file, kToDate), Contains("2026-06-30 98411000000 2026-07-31 new reported"));
}

TEST_F(EdgarCorpus, CoreWeavesMillionsAreRounding) {
  const char* file = "crwv_companyfacts_excerpt.json";
  const auto revenue =
      rows(file, {.concepts = {"RevenueFromContractWithCustomerExcludingAssessedTax"}});
  EXPECT_THAT(revenue, Contains("2025-03-31 981632000 2025-05-15 new reported"));
  EXPECT_THAT(revenue, Contains("2025-03-31 982000000 2026-05-08 rounding reported"));
  EXPECT_THAT(revenue, Contains("2025-06-30 1212000000 2026-08-12 rounding reported"));
  EXPECT_THAT(revenue, Contains("2025-12-31 1571904000 2026-03-02 new derived"));
  EXPECT_THAT(revenue, Not(Contains(HasSubstr("revision"))));
  EXPECT_THAT(rows(file, {.concepts = {"NetIncomeLoss"}, .duration = EdgarDuration::year}),
              ElementsAre("2025-12-31 -1167000000 2026-03-02 new reported"));
}

}  // namespace
}  // namespace firstcard
