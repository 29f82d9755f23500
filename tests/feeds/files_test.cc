// Documents on disk: opening, hashing, wildcards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "feeds/document.h"
#include "feeds/glob.h"
#include "feeds/sha256.h"
#include "support/scratch.h"
#include "text_file.h"

namespace firstcard {
namespace {

namespace fs = std::filesystem;
using test::file_of;
using test::Scratch;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Sha256, AgreesWithTheStandardsExamples) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(OpenDocument, KnowsSizeAndAge) {
  const Scratch scratch;
  const fs::path path = scratch.write("a.csv", "a,b\n1,2\n");
  const auto got = open_document(path);
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(got->size, 8);
  EXPECT_GT(got->mtime_ns, 0);
  EXPECT_TRUE(unchanged_since_opened(*got));
}

TEST(OpenDocument, SeesThatItGrewUnderItsHands) {
  const Scratch scratch;
  const fs::path path = scratch.write("a.csv", "a\n");
  const auto got = open_document(path);
  ASSERT_TRUE(got);
  fs::resize_file(path, 10);
  EXPECT_FALSE(unchanged_since_opened(*got));
}

TEST(OpenDocument, StaysTheOldOneWhenReplaced) {
  const Scratch scratch;
  const fs::path path = scratch.write("a.csv", "old\n");
  const auto got = open_document(path);
  ASSERT_TRUE(got);
  scratch.write("a.csv", "new and longer\n");
  EXPECT_TRUE(unchanged_since_opened(*got));
  EXPECT_EQ(content_hash(got->file.fd(), got->size).value(), sha256_hex("old\n"));
}

TEST(OpenDocument, RefusesWhatIsNoFileAndNamesIt) {
  const Scratch scratch;
  EXPECT_THAT(open_document(scratch / "none.csv").error(),
              HasSubstr("none.csv cannot be opened: No such file"));
  EXPECT_THAT(open_document(scratch.path()).error(), HasSubstr("is a folder"));
  const fs::path fifo = scratch / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_THAT(open_document(fifo).error(),
              HasSubstr("not a regular file"));  // and does not wait for a writer
}

TEST(ContentHash, OfAFileCutShortIsAnError) {
  const File file = file_of("abc");
  EXPECT_EQ(content_hash(file.fd(), 3).value(), sha256_hex("abc"));
  EXPECT_EQ(content_hash(file.fd(), 2).value(), sha256_hex("ab"));
  EXPECT_EQ(content_hash(file.fd(), 0).value(), sha256_hex(""));
  EXPECT_THAT(content_hash(file.fd(), 4).error(), HasSubstr("ends after 3 of 4 bytes"));
  EXPECT_THAT(content_hash(-1, 1).error(), HasSubstr("Bad file descriptor"));
}

TEST(PrefixHashes, RecogniseAnAppendedFile) {
  std::string old;
  for (int i = 0; i < 100'000; ++i) old += "line " + std::to_string(i) + "\n";  // more than a block
  const std::string now = old + "one more\n";
  const File file = file_of(now);
  const auto got = hash_with_prefix(file.fd(), static_cast<std::int64_t>(old.size()));
  ASSERT_TRUE(got);
  EXPECT_EQ(*got, (PrefixHashes{.prefix = sha256_hex(old),
                                .whole = sha256_hex(now),
                                .bytes = static_cast<std::int64_t>(now.size()),
                                .prefix_lines = 100'000,
                                .prefix_ends_line = true}));
}

TEST(PrefixHashes, SayWhereThePrefixEnds) {
  const std::string text = "a\nbc\nd";
  const File file = file_of(text);
  struct Row {
    std::int64_t length;
    std::uint32_t lines;
    bool ends_line;
  };
  for (const Row& row : {Row{0, 0, false}, Row{1, 0, false}, Row{2, 1, true}, Row{4, 1, false},
                         Row{5, 2, true}, Row{6, 2, false}}) {
    const auto got = hash_with_prefix(file.fd(), row.length);
    ASSERT_TRUE(got);
    EXPECT_EQ(*got, (PrefixHashes{
                        .prefix = sha256_hex(text.substr(0, static_cast<std::size_t>(row.length))),
                        .whole = sha256_hex(text),
                        .bytes = 6,
                        .prefix_lines = row.lines,
                        .prefix_ends_line = row.ends_line}))
        << row.length;
  }
}

TEST(PrefixHashes, HaveNoPrefixLongerThanTheFile) {
  const File file = file_of("a\n");
  const auto got = hash_with_prefix(file.fd(), 3);
  ASSERT_TRUE(got);
  EXPECT_EQ(*got, (PrefixHashes{.prefix = "",
                                .whole = sha256_hex("a\n"),
                                .bytes = 2,
                                .prefix_lines = 0,
                                .prefix_ends_line = false}));
  EXPECT_EQ(hash_with_prefix(file.fd(), 1, 1)->whole, sha256_hex("a"));
}

TEST(FilesOf, AWildcardNamesRegularFilesInOrder) {
  const Scratch scratch;
  for (const char* name : {"b.csv", "a.csv", "B.csv", ".hidden.csv", "c.txt"})
    scratch.write(name, "x");
  fs::create_directory(scratch / "folder.csv");
  fs::create_symlink("nowhere", scratch / "dangling.csv");
  const auto got = files_of((scratch / "*.csv").string());
  ASSERT_TRUE(got) << got.error();
  EXPECT_THAT(*got, ElementsAre(scratch / "B.csv", scratch / "a.csv", scratch / "b.csv"));
}

TEST(FilesOf, APathIsItselfEvenWithWildcardsInItsName) {
  const Scratch scratch;
  scratch.write("a[1].csv", "x");
  scratch.write("a1.csv", "x");
  EXPECT_THAT(files_of((scratch / "a[1].csv").string()).value(), ElementsAre(scratch / "a[1].csv"));
  EXPECT_THAT(files_of((scratch / "a1.csv").string()).value(), ElementsAre(scratch / "a1.csv"));
}

TEST(FilesOf, WhatIsNoRegularFileIsSaidToBeNone) {
  const Scratch scratch;
  std::filesystem::create_directory(scratch / "a.csv");
  ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(files_of((scratch / "a.csv").string()).error(),
              HasSubstr("a.csv is no regular file but a folder"));
  for (const std::string& path : {(scratch / "pipe").string(), std::string("/dev/null")})
    EXPECT_THAT(files_of(path).error(), HasSubstr("is no regular file but a pipe, a device"));
}

TEST(FilesOf, NothingThereIsNoFile) {
  const Scratch scratch;
  EXPECT_THAT(files_of((scratch / "*.csv").string()).value(), IsEmpty());
  EXPECT_THAT(files_of((scratch / "a.csv").string()).value(), IsEmpty());
  EXPECT_THAT(files_of((scratch / "none" / "*.csv").string()).value(), IsEmpty());
}

TEST(WatchFolder, IsTheDeepestWithoutWildcard) {
  const std::pair<const char*, const char*> table[] = {{"/data/x.csv", "/data"},
                                                       {"/data/*.csv", "/data"},
                                                       {"/data/*/x.csv", "/data"},
                                                       {"/data/a?/b/x.csv", "/data"},
                                                       {"/data/[ab]/x.csv", "/data"},
                                                       {"/data/sub/a*b.csv", "/data/sub"},
                                                       {"/x.csv", "/"},
                                                       {"/*.csv", "/"},
                                                       {"x.csv", "."},
                                                       {"*.csv", "."},
                                                       {"data/*.csv", "data"}};
  for (const auto& [pattern, folder] : table) EXPECT_EQ(watch_folder(pattern), folder) << pattern;
}

}  // namespace
}  // namespace firstcard
