// Packed and recoded documents.
#include "feeds/unpack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <cstdio>

#include "support/scratch.h"
#include "translating.h"

namespace firstcard {
namespace {

using test::file_of;
using test::gzipped;
using test::Scratch;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::string_view kTable = "series,period,value\na,2026-06-30,1\n";

// The text, or "REFUSED: reason".
std::string unpacked(std::string_view document, const UnpackOptions& options = {}) {
  const File from = file_of(document);
  const File to = file_of("");
  const auto size = unpack(from.fd(), static_cast<std::int64_t>(document.size()), options, to.fd());
  if (!size) return "REFUSED: " + to_text(size.error());
  std::string text = test::read_file(to.fd());
  return static_cast<std::int64_t>(text.size()) == *size ? text : "another size than it says";
}

std::string utf16(std::string_view ascii, bool big, bool mark) {
  std::string out;
  if (mark) out = big ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) out += big ? std::string{'\0', c} : std::string{c, '\0'};
  return out;
}

struct Entry {
  std::string name, text;
  bool encrypted = false;
};

std::string zipped(const std::vector<Entry>& entries) {
  const Scratch scratch;
  const std::string path = scratch / "a.zip";
  zip_t* archive = ::zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
  if (archive == nullptr) throw std::runtime_error("libzip");
  for (const Entry& entry : entries) {
    if (entry.name.ends_with('/')) {
      ::zip_dir_add(archive, entry.name.c_str(), 0);
      continue;
    }
    zip_source_t* source = ::zip_source_buffer(archive, entry.text.data(), entry.text.size(), 0);
    const auto index = static_cast<zip_uint64_t>(
        ::zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8));
    if (entry.encrypted) ::zip_file_set_encryption(archive, index, ZIP_EM_AES_256, "hunter2");
  }
  if (::zip_close(archive) != 0) throw std::runtime_error("libzip cannot write");
  return scratch.read("a.zip");
}

TEST(Unpack, PlainTextIsCopied) {
  EXPECT_EQ(unpacked(kTable), kTable);
  EXPECT_EQ(unpacked(""), "");
  EXPECT_EQ(unpacked("a"), "a");
}

TEST(Unpack, GzipOfOneAndOfSeveralMembers) {
  EXPECT_EQ(unpacked(gzipped(kTable)), kTable);
  EXPECT_EQ(unpacked(gzipped("a,b\n") + gzipped("1,2\n") + gzipped("")), "a,b\n1,2\n");
  EXPECT_EQ(unpacked(gzipped("")), "");
  EXPECT_EQ(unpacked(gzipped(kTable) + std::string(1000, '\0')), kTable);
}

TEST(Unpack, AGzipDocumentThatSpansManyBlocks) {
  std::string text;
  for (int i = 0; i < 400'000; ++i) text += std::to_string(i * 7919LL % 1'000'003) + "\n";
  const std::string packed = gzipped(text);
  ASSERT_GT(packed.size(), 300'000u);
  EXPECT_TRUE(unpacked(packed) == text);
  EXPECT_TRUE(unpacked(packed + packed) == text + text);
}

TEST(Unpack, GzipThatIsCutShortAnywhereIsRefused) {
  const std::string packed = gzipped(kTable);
  for (std::size_t n = 2; n < packed.size(); ++n) {
    EXPECT_THAT(unpacked(packed.substr(0, n)), HasSubstr("gzip data that is cut short")) << n;
  }
  EXPECT_THAT(unpacked(gzipped(kTable) + packed.substr(0, 9)), HasSubstr("cut short"));
}

TEST(Unpack, DamagedGzipIsRefused) {
  const std::string packed = gzipped(kTable);
  for (std::size_t i = 2; i < packed.size(); ++i) {
    if (i >= 4 && i < 10) continue;  // time and system: of no meaning
    std::string bad = packed;
    bad[i] = static_cast<char>(bad[i] ^ 0x5A);
    EXPECT_THAT(unpacked(bad), HasSubstr("REFUSED: the document is gzip data")) << i;
  }
  EXPECT_THAT(unpacked(gzipped(kTable) + "<html>"), HasSubstr("other bytes after its end"));
  EXPECT_THAT(unpacked(gzipped(kTable) + std::string(3, '\0') + gzipped("x")),
              HasSubstr("other bytes after its end"));
}

TEST(Unpack, AGzipBombStopsAtTheLimit) {
  // 16 MiB in 16 KiB.
  const std::string bomb = gzipped(std::string(16 << 20, '0'));
  ASSERT_LT(bomb.size() * 1000, std::size_t{16} << 20);
  const File from = file_of(bomb);
  const File to = file_of("");
  const auto got = unpack(from.fd(), static_cast<std::int64_t>(bomb.size()),
                          {.encoding = {}, .member = {}, .max_bytes = 1'000'000}, to.fd());
  ASSERT_FALSE(got);
  EXPECT_THAT(got.error().reason,
              AllOf(HasSubstr("longer than max_bytes = 1000000"), HasSubstr("raise max_bytes")));
  EXPECT_LE(test::size_of(to.fd()), 1'000'000);
}

TEST(Unpack, TheLimitItselfIsAllowed) {
  const UnpackOptions just{.encoding = {}, .member = {}, .max_bytes = 35};
  const UnpackOptions less{.encoding = {}, .member = {}, .max_bytes = 34};
  ASSERT_EQ(kTable.size(), 35u);
  EXPECT_EQ(unpacked(gzipped(kTable), just), kTable);
  EXPECT_THAT(unpacked(gzipped(kTable), less), HasSubstr("max_bytes = 34"));
  EXPECT_THAT(unpacked(zipped({{"a.csv", std::string(kTable)}}), less),
              HasSubstr("max_bytes = 34"));
}

TEST(Unpack, TheOnlyFileOfAZipArchive) {
  EXPECT_EQ(unpacked(zipped({{"a.csv", std::string(kTable)}})), kTable);
  EXPECT_EQ(
      unpacked(zipped({{"d/", ""}, {"d/a.csv", std::string(kTable)}, {"__MACOSX/d/._a.csv", "x"}})),
      kTable);
}

TEST(Unpack, TheMemberThatIsNamed) {
  const std::string archive = zipped(
      {{"data/API_NY.GDP_12.csv", std::string(kTable)}, {"data/Metadata_Country.csv", "x\n"}});
  const auto with = [&](std::string member) {
    return unpacked(archive, {.encoding = {}, .member = std::move(member)});
  };
  EXPECT_EQ(with("API_*.csv"), kTable);
  EXPECT_EQ(with("data/API_*"), kTable);
  EXPECT_EQ(with("Metadata_Country.csv"), "x\n");
  EXPECT_EQ(
      with("nothing"),
      "REFUSED: the document is a ZIP archive without a file that member = \"nothing\" names; "
      "it holds: data/API_NY.GDP_12.csv, data/Metadata_Country.csv");
  EXPECT_EQ(with("*.csv"),
            "REFUSED: the document is a ZIP archive with several files that member = \"*.csv\" "
            "names: data/API_NY.GDP_12.csv, data/Metadata_Country.csv");
  EXPECT_EQ(unpacked(archive),
            "REFUSED: the document is a ZIP archive of 2 files; say which with member = \"...\": "
            "data/API_NY.GDP_12.csv, data/Metadata_Country.csv");
  EXPECT_EQ(unpacked(std::string(kTable), {.encoding = {}, .member = "a.csv"}), kTable)
      << "the unpacked file is as good";
}

TEST(Unpack, ZipArchivesThatCannotBeRead) {
  EXPECT_THAT(unpacked(zipped({{"a.csv", "secret\n", true}})),
              HasSubstr("whose file a.csv is encrypted"));
  EXPECT_THAT(unpacked(zipped({{"[Content_Types].xml", "<x/>"}, {"xl/workbook.xml", "<x/>"}})),
              HasSubstr("a workbook (.xlsx) or another office file; save the sheet as CSV"));
  EXPECT_THAT(unpacked(zipped({{"d/", ""}})), HasSubstr("without a file in it"));
  const std::string good = zipped({{"a.csv", std::string(10'000, 'x')}});
  for (const std::size_t n : {std::size_t{4}, std::size_t{30}, good.size() / 2, good.size() - 1}) {
    EXPECT_THAT(unpacked(good.substr(0, n)), HasSubstr("damaged or cut short")) << n;
  }
  std::string bad = good;
  bad[40] = static_cast<char>(bad[40] ^ 0x5A);  // within the packed text
  EXPECT_THAT(unpacked(bad), HasSubstr("a.csv is damaged"));
  std::vector<Entry> many(30, Entry{"", "x"});
  for (std::size_t i = 0; i < many.size(); ++i) many[i].name = std::to_string(i);
  EXPECT_THAT(unpacked(zipped(many)), HasSubstr("0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 20 more"));
}

TEST(Unpack, WhatIsPackedTwiceIsRefused) {
  EXPECT_THAT(
      unpacked(zipped({{"a.csv.gz", gzipped(kTable)}})),
      HasSubstr("the document is a ZIP archive that holds gzip data: what is packed twice"));
  EXPECT_THAT(unpacked(gzipped(gzipped(kTable))), HasSubstr("gzip data that holds gzip data"));
  EXPECT_THAT(unpacked(gzipped(zipped({{"a", "b"}}))), HasSubstr("gzip data that holds a ZIP"));
}

TEST(Recode, Utf16ByItsMarkEvenUndeclared) {
  EXPECT_EQ(unpacked(utf16(kTable, false, true)), kTable);
  EXPECT_EQ(unpacked(utf16(kTable, true, true)), kTable);
  EXPECT_EQ(unpacked(gzipped(utf16(kTable, true, true))), kTable);
  EXPECT_EQ(unpacked("\xFF\xFE"), "");
}

TEST(Recode, DeclaredUtf16WithAndWithoutAMark) {
  const UnpackOptions declared{.encoding = Encoding::utf16, .member = {}};
  for (const bool big : {false, true}) {
    for (const bool mark : {false, true}) {
      EXPECT_EQ(unpacked(utf16(kTable, big, mark), declared), kTable) << big << mark;
    }
  }
  // U+1F600 is two units.
  EXPECT_EQ(unpacked(std::string_view("\xFF\xFE\x3D\xD8\x00\xDE", 6), declared),
            "\xF0\x9F\x98\x80");
}

TEST(Recode, CharactersThatBlocksCutInTwo) {
  const UnpackOptions declared{.encoding = Encoding::utf16, .member = {}};
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::string_view("\x3D\xD8\x00\xDE", 4);
  text.insert(0, std::string_view("x\0", 2));  // so that no block ends with a character
  const std::string got = unpacked(text, declared);
  EXPECT_EQ(got.size(), 400'001u);
  EXPECT_EQ(got.substr(got.size() - 4), "\xF0\x9F\x98\x80");
  EXPECT_EQ(unpacked("x" + std::string(300'000, '\xE9'), {.encoding = Encoding::latin1}).size(),
            600'001u);
}

TEST(Recode, Latin1AndWindows1252) {
  EXPECT_EQ(unpacked("Soci\xE9t\xE9,\xBD\n", {.encoding = Encoding::latin1}),
            "Soci\xC3\xA9t\xC3\xA9,\xC2\xBD\n");
  EXPECT_EQ(unpacked("\x80 1\x96\x39\n", {.encoding = Encoding::windows1252}),
            "\xE2\x82\xAC 1\xE2\x80\x93\x39\n");
}

TEST(Recode, WhatTheEncodingDoesNotHaveIsRefusedWithItsOffset) {
  EXPECT_EQ(unpacked("ab\x81\n", {.encoding = Encoding::windows1252}),
            "REFUSED: the text is not windows-1252 as `encoding` says: the byte 0x81 at offset 2 "
            "does not fit");
  EXPECT_EQ(unpacked("caf\xE9,1\n", {.encoding = Encoding::utf8}),
            "REFUSED: the text is not utf-8 as `encoding` says: the byte 0xE9 at offset 3 does not "
            "fit");
  const std::string late = std::string(300'000, 'x') + "\xFF";
  EXPECT_THAT(unpacked(late, {.encoding = Encoding::utf8}), HasSubstr("0xFF at offset 300000"));
  EXPECT_THAT(unpacked(gzipped(late), {.encoding = Encoding::utf8}),
              HasSubstr("0xFF at offset 300000"));
  EXPECT_THAT(unpacked("abc\xC3", {.encoding = Encoding::utf8}),
              HasSubstr("ends within a character of utf-8"));
  EXPECT_THAT(unpacked(std::string_view("\xFF\xFE"
                                        "a\0b",
                                        5)),
              HasSubstr("ends within a character of utf-16"));
  EXPECT_THAT(unpacked(std::string_view("\xFF\xFE\x00\xDC\x00\xDC", 6)),
              HasSubstr("not utf-16 as"));
}

TEST(Recode, ADeclarationThatTheMarkContradictsIsRefused) {
  EXPECT_THAT(unpacked(utf16(kTable, false, true), {.encoding = Encoding::latin1}),
              HasSubstr("not latin-1 as `encoding` says: it begins with the byte order mark of "
                        "UTF-16"));
  EXPECT_THAT(unpacked("\xEF\xBB\xBF"
                       "a,b\n",
                       {.encoding = Encoding::windows1252}),
              HasSubstr("byte order mark of UTF-8"));
  EXPECT_EQ(unpacked("\xEF\xBB\xBF"
                     "a,b\n",
                     {.encoding = Encoding::utf8}),
            "a,b\n");
}

// As it always was: a cell with other bytes is no reason to refuse numbers.
TEST(Recode, TextWithoutADeclarationIsLeftAlone) {
  EXPECT_EQ(unpacked("caf\xE9,1\n"), "caf\xE9,1\n");
}

}  // namespace
}  // namespace firstcard
