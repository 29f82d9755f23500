#include "feeds/archive.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "feeds/document.h"
#include "support/scratch.h"

namespace firstcard {
namespace {

using test::Scratch;

std::string text_of(const File& file) {
  std::string out(static_cast<std::size_t>(::lseek(file.fd(), 0, SEEK_END)), '\0');
  EXPECT_EQ(::pread(file.fd(), out.data(), out.size(), 0), static_cast<ssize_t>(out.size()));
  return out;
}

class ArchiveTest : public testing::Test {
 protected:
  std::string keep(std::string_view text, const KeptBeginning& beginning = {}) {
    const auto document = open_document(scratch.write("f.csv", text)).value();
    const std::string hash = content_hash(document.file.fd(), document.size).value();
    const auto kept = archive.keep(document.file.fd(), document.size, hash, beginning);
    EXPECT_TRUE(kept) << (kept ? "" : kept.error());
    return hash;
  }
  Scratch scratch;
  Archive archive{scratch / "documents"};
};

TEST_F(ArchiveTest, WhatIsKeptComesBackByteByByte) {
  const std::string text =
      "period,value\n2026-06-30,1\n" + std::string(300'000, 'x') + '\0' + "end";
  const std::string hash = keep(text);
  EXPECT_TRUE(archive.has(hash));
  EXPECT_EQ(archive.path_of(hash), scratch / "documents" / hash.substr(0, 2) / (hash + ".gz"));
  EXPECT_LT(std::filesystem::file_size(archive.path_of(hash)), 10'000u);
  const auto back = archive.open(hash);
  ASSERT_TRUE(back) << back.error();
  EXPECT_EQ(text_of(*back), text);
  EXPECT_EQ(keep(text), hash) << "once more is no error";
}

TEST_F(ArchiveTest, ADocumentThatGoesOnIsPackedFromThereOnAndComesBackWhole) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919 % 10'007) + "\n";
  const std::string first = keep(text);
  const auto packed = std::filesystem::file_size(archive.path_of(first));
  const std::string longer = text + "one row more\n";
  const std::string second =
      keep(longer, {.hash = first, .bytes = static_cast<std::int64_t>(text.size())});
  EXPECT_EQ(text_of(archive.open(second).value()), longer);
  EXPECT_EQ(text_of(archive.open(first).value()), text);
  EXPECT_GT(std::filesystem::file_size(archive.path_of(second)), packed);
  EXPECT_LT(std::filesystem::file_size(archive.path_of(second)), packed + 100);
}

TEST_F(ArchiveTest, WithoutTheDocumentThatItGoesOnFromAllOfItIsPacked) {
  const std::string text = "period,value\n2026-06-30,1\n";
  EXPECT_EQ(text_of(archive.open(keep(text, {.hash = "abcd", .bytes = 13})).value()), text);
}

TEST_F(ArchiveTest, AnEmptyDocumentIsADocument) {
  const auto back = archive.open(keep(""));
  ASSERT_TRUE(back) << back.error();
  EXPECT_EQ(text_of(*back), "");
}

TEST_F(ArchiveTest, WhatIsAbsentCutOrDamagedSaysSo) {
  EXPECT_NE(archive.open("abcd").error().find("ab/abcd.gz cannot be opened"), std::string::npos);
  const std::string hash = keep(std::string(100'000, 'a') + "b");
  std::filesystem::resize_file(archive.path_of(hash), 40);
  EXPECT_NE(archive.open(hash).error().find(hash + ".gz is cut short"), std::string::npos)
      << archive.open(hash).error();
  std::fstream(archive.path_of(hash), std::ios::in | std::ios::out).seekp(12) << "damaged!";
  EXPECT_FALSE(archive.open(hash));
}

TEST_F(ArchiveTest, AFolderThatCannotBeWrittenIsNamed) {
  scratch.write("documents", "a file in its place");
  const auto document = open_document(scratch.write("f.csv", "x")).value();
  const auto kept = archive.keep(document.file.fd(), document.size, "abcd");
  ASSERT_FALSE(kept);
  EXPECT_NE(kept.error().find((scratch / "documents").string()), std::string::npos) << kept.error();
}

TEST_F(ArchiveTest, WithoutAFolderNothingIsKept) {
  const Archive none("");
  EXPECT_FALSE(none.keeps());
  const auto document = open_document(scratch.write("f.csv", "x")).value();
  EXPECT_TRUE(none.keep(document.file.fd(), document.size, "abcd"));
  EXPECT_FALSE(none.has("abcd"));
  EXPECT_NE(none.open("abcd").error().find("keep_documents"), std::string::npos);
}

TEST_F(ArchiveTest, PruningLeavesWhatIsWantedAndWhatIsBeingWritten) {
  const std::string a = keep("a"), b = keep("b");
  scratch.write("documents/aa/aaaa.gz.1.0.part", "half");
  const auto abandoned = scratch.write("documents/aa/bbbb.gz.1.0.part", "half");
  std::filesystem::last_write_time(
      abandoned, std::filesystem::file_time_type::clock::now() - std::chrono::hours{2});
  EXPECT_EQ(archive.prune([&](const std::string& hash) { return hash == a; }), 1);
  EXPECT_TRUE(archive.has(a));
  EXPECT_FALSE(archive.has(b));
  EXPECT_TRUE(std::filesystem::exists(scratch / "documents/aa/aaaa.gz.1.0.part"));
  EXPECT_FALSE(std::filesystem::exists(abandoned));
}

}  // namespace
}  // namespace firstcard
