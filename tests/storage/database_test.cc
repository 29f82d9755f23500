#include "storage/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>
#include <set>

#include "child.h"
#include "ledger_fixture.h"
#include "storage/migrations.h"

namespace firstcard::test {
namespace {

namespace fs = std::filesystem;
using Kind = DatabaseError::Kind;
using testing::HasSubstr;

std::string text_of(Database& db, const std::string& sql) {
  Statement s = db.prepare(sql);
  return s.step() ? s.text(0) : "";
}

// Every table, index and view with its text.
std::string schema_of(Database& db) {
  return text_of(
      db,
      "SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), char(10)) FROM"
      " (SELECT * FROM sqlite_schema ORDER BY type, name)");
}

class DatabaseTest : public testing::Test {
 protected:
  // The error of opening, or a failure.
  DatabaseError error_of(Database::Mode mode) {
    try {
      const Database db(file, mode);
    } catch (const DatabaseError& e) {
      return e;
    }
    ADD_FAILURE() << "opened " << file;
    return {Kind::other, ""};
  }
  void create() { const Database db(file, Database::Mode::write); }
  static void make_empty(Database& db) {
    db.exec("PRAGMA foreign_keys = OFF");
    std::vector<std::string> drops;
    Statement s = db.prepare(
        "SELECT 'DROP ' || type || ' ' || name FROM sqlite_schema WHERE type IN"
        " ('view', 'table') ORDER BY type DESC");
    while (s.step()) drops.push_back(s.text(0));
    for (const auto& sql : drops) db.exec(sql);
    db.exec("PRAGMA user_version = 0");
  }
  void with_sqlite(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  Scratch scratch;
  fs::path file = scratch / "history.db";
};

TEST_F(DatabaseTest, NewFileIsOursInWalModeAndSyncsFully) {
  Database db(file, Database::Mode::write);
  EXPECT_EQ(text_of(db, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(text_of(db, "PRAGMA synchronous"), "2");
  EXPECT_EQ(text_of(db, "PRAGMA application_id"), std::to_string(kApplicationId));
  EXPECT_EQ(text_of(db, "PRAGMA user_version"), std::to_string(migrations().size()));
  EXPECT_EQ(text_of(db, "PRAGMA foreign_keys"), "1");
  EXPECT_EQ(text_of(db, "PRAGMA integrity_check"), "ok");
}

TEST_F(DatabaseTest, EveryTableIsPrivateAndStrictAndEveryViewOfTheContractIsThere) {
  Database db(file, Database::Mode::write);
  EXPECT_EQ(text_of(db,
                    "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table' AND"
                    " (name NOT LIKE '\\_%' ESCAPE '\\' OR sql NOT LIKE '%STRICT%')"),
            "");
  for (const char* view : {"observations", "vintages", "revisions", "status", "assessments",
                           "verdicts", "incidents", "notifications", "undelivered", "feeds",
                           "feed_runs", "faults", "documents", "rules", "requests", "meta"}) {
    Statement s = db.prepare("SELECT * FROM " + std::string(view));
    s.run();
    EXPECT_GT(s.columns(), 0) << view;
  }
  EXPECT_EQ(text_of(db, "SELECT value FROM meta WHERE name = 'views'"), "1");
}

TEST_F(DatabaseTest, SteppingThroughTheMigrationsReachesTheSameSchemaAsAllAtOnce) {
  std::string at_once;
  {
    Database db(file, Database::Mode::write);
    at_once = schema_of(db);
    // Back to an empty file under the same connection, then one step at a time.
    make_empty(db);
    ASSERT_EQ(schema_of(db), "");
    for (std::size_t step = 1; step <= migrations().size(); ++step) {
      migrate(db, step);
      EXPECT_EQ(text_of(db, "PRAGMA user_version"), std::to_string(step));
    }
    EXPECT_EQ(schema_of(db), at_once);
  }
  Database again(file, Database::Mode::write);
  EXPECT_EQ(schema_of(again), at_once);
}

TEST_F(DatabaseTest, OlderFileIsMigratedByAWriterAndRefusedToAReader) {
  {
    Database older(file, Database::Mode::write);
    make_empty(older);
    migrate(older, migrations().size() - 1);
  }
  const DatabaseError refused = error_of(Database::Mode::read);
  EXPECT_EQ(refused.kind, Kind::older_version);
  EXPECT_THAT(refused.what(), HasSubstr("firstcard once"));
  Database db(file, Database::Mode::write);
  EXPECT_EQ(text_of(db, "SELECT count(*) FROM observations"), "0");
}

TEST_F(DatabaseTest, NewerFileIsRefusedWithWhatToDo) {
  create();
  with_sqlite("PRAGMA user_version = 99");
  for (const auto mode : {Database::Mode::write, Database::Mode::read}) {
    const DatabaseError refused = error_of(mode);
    EXPECT_EQ(refused.kind, Kind::newer_version);
    EXPECT_THAT(refused.what(), HasSubstr("version 99"));
    EXPECT_THAT(refused.what(), HasSubstr("backup"));
  }
}

TEST_F(DatabaseTest, ForeignFilesAreRefusedAndLeftAsTheyAre) {
  const std::vector<std::pair<const char*, std::string>> foreign{
      {"text", "period,value\n2026-06-30,42\n"},
      {"one byte", "x"},
      {"half a header", "SQLite form"}};
  for (const auto& [name, bytes] : foreign) {
    scratch.write("history.db", bytes);
    for (const auto mode : {Database::Mode::write, Database::Mode::read}) {
      const DatabaseError refused = error_of(mode);
      EXPECT_EQ(refused.kind, Kind::not_ours) << name;
      EXPECT_THAT(refused.what(), HasSubstr(file.string())) << name;
      EXPECT_THAT(refused.what(), HasSubstr("not an SQLite database")) << name;
    }
    EXPECT_EQ(scratch.read("history.db"), bytes) << name;
  }
}

TEST_F(DatabaseTest, DatabaseOfAnotherProgramIsRefusedAndLeftAsItIs) {
  with_sqlite("CREATE TABLE places(url); INSERT INTO places VALUES ('x')");
  const std::string before = scratch.read("history.db");
  for (const auto mode : {Database::Mode::write, Database::Mode::read}) {
    const DatabaseError refused = error_of(mode);
    EXPECT_EQ(refused.kind, Kind::not_ours);
    EXPECT_THAT(refused.what(), HasSubstr("another program"));
  }
  EXPECT_EQ(scratch.read("history.db"), before);
}

TEST_F(DatabaseTest, AFolderInPlaceOfTheFileIsRefused) {
  fs::create_directory(file);
  EXPECT_EQ(error_of(Database::Mode::write).kind, Kind::not_ours);
}

TEST_F(DatabaseTest, MissingFolderIsNamed) {
  file = scratch / "nowhere/history.db";
  const DatabaseError refused = error_of(Database::Mode::write);
  EXPECT_EQ(refused.kind, Kind::cannot_open);
  EXPECT_THAT(refused.what(), HasSubstr("nowhere"));
  EXPECT_THAT(refused.what(), HasSubstr("Create the folder"));
}

TEST_F(DatabaseTest, ReaderOfAMissingOrEmptyFileIsToldToRunTheDaemonFirst) {
  EXPECT_EQ(error_of(Database::Mode::read).kind, Kind::cannot_open);
  scratch.write("history.db", "");
  const DatabaseError refused = error_of(Database::Mode::read);
  EXPECT_EQ(refused.kind, Kind::cannot_open);
  EXPECT_THAT(refused.what(), HasSubstr("firstcard once"));
}

TEST_F(DatabaseTest, EmptyFileLeftByACrashIsTakenOver) {
  scratch.write("history.db", "");
  create();
  Database db(file, Database::Mode::write);
  EXPECT_EQ(text_of(db, "PRAGMA user_version"), std::to_string(migrations().size()));
}

TEST_F(DatabaseTest, SecondWriterIsRefusedAndToldWhoHoldsTheDatabase) {
  const Database first(file, Database::Mode::write);
  const DatabaseError refused = error_of(Database::Mode::write);
  EXPECT_EQ(refused.kind, Kind::locked);
  EXPECT_THAT(refused.what(), HasSubstr(file.string()));
  EXPECT_THAT(refused.what(), HasSubstr("process " + std::to_string(getpid())));
}

TEST_F(DatabaseTest, LockEndsWithItsHolderHoweverThatEnds) {
  const int status = in_child([&]() -> int {
    const Database db(file, Database::Mode::write);
    raise(SIGKILL);
    return 0;
  });
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  EXPECT_NO_THROW(create());
}

TEST_F(DatabaseTest, FilesAreReadableForTheGroupWhateverTheUmask) {
  const mode_t before = umask(0077);
  {
    const Database db(file, Database::Mode::write);
    for (const char* suffix : {"", "-wal", "-shm"}) {
      struct stat st{};
      ASSERT_EQ(stat((file.string() + suffix).c_str(), &st), 0) << suffix;
      EXPECT_EQ(st.st_mode & 0777u, 0640u) << suffix;
    }
  }
  umask(before);
}

TEST_F(DatabaseTest, ReaderCannotWrite) {
  create();
  Database reader(file, Database::Mode::read);
  try {
    reader.exec("INSERT INTO _mark(one, at, document) VALUES (1, 2, 3)");
    ADD_FAILURE() << "written";
  } catch (const DatabaseError& e) {
    EXPECT_EQ(e.kind, Kind::read_only);
    EXPECT_THAT(e.what(), HasSubstr(file.string()));
  }
}

TEST_F(DatabaseTest, LongSelectOfAReaderStopsNoWriterAndKeepsItsSnapshot) {
  Database writer(file, Database::Mode::write);
  const auto put = [&](int document) {
    Transaction tx(writer);
    writer.cached("INSERT INTO _mark(one, at, document) VALUES (1, 0, ?1) ON CONFLICT DO UPDATE SET document = ?1")
        .bind(document)
        .run();
    tx.commit();
  };
  put(1);
  Database reader(file, Database::Mode::read);
  Statement select = reader.prepare(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3)"
      " SELECT document FROM n CROSS JOIN _mark");
  ASSERT_TRUE(select.step());
  EXPECT_EQ(select.integer(0), 1);
  for (int i = 2; i < 100; ++i) put(i);
  ASSERT_TRUE(select.step());
  EXPECT_EQ(select.integer(0), 1);
  select.reset();
  EXPECT_EQ(text_of(reader, "SELECT document FROM _mark"), "99");
}

TEST_F(DatabaseTest, TransactionThatIsNotCommittedIsUndone) {
  Database db(file, Database::Mode::write);
  EXPECT_THROW(
      {
        Transaction tx(db);
        db.exec("INSERT INTO _mark(one, at, document) VALUES (1, 2, 3)");
        throw std::runtime_error("midway");
      },
      std::runtime_error);
  EXPECT_EQ(text_of(db, "SELECT count(*) FROM _mark"), "0");
  EXPECT_EQ(db.rollbacks(), 1);
}

TEST_F(DatabaseTest, UndoingToTheMarkKeepsWhatWasBeforeAndTheTransaction) {
  Database db(file, Database::Mode::write);
  const auto rule = [&](const char* name) {
    db.exec("INSERT INTO _rule(kind, name, text, since) VALUES ('k', '" + std::string(name) +
            "', '', 0)");
  };
  {
    Transaction tx(db);
    rule("before");
    tx.mark();
    rule("undone");
    tx.undo_to_mark();
    rule("after");
    tx.mark();
    rule("undone, too");
    tx.undo_to_mark();
    tx.commit();
  }
  EXPECT_EQ(text_of(db, "SELECT group_concat(name) FROM (SELECT name FROM _rule ORDER BY id)"),
            "before,after");
  EXPECT_EQ(db.rollbacks(), 2);
}

TEST_F(DatabaseTest, FullDiskIsNamedAndNothingOfTheTransactionStays) {
  Database db(file, Database::Mode::write);
  const std::string pages = text_of(db, "PRAGMA page_count");
  db.exec("PRAGMA max_page_count = " + pages);  // as good as a full disk, for SQLite
  try {
    Transaction tx(db);
    db.exec("INSERT INTO _rule(kind, name, text, since) VALUES ('small', '', '', 0)");
    db.exec(
        "INSERT INTO _rule(kind, name, text, since) VALUES ('k', 'n', hex(zeroblob(1000000)), 0)");
    tx.commit();
    ADD_FAILURE() << "stored";
  } catch (const DatabaseError& e) {
    EXPECT_EQ(e.kind, Kind::full);
    EXPECT_THAT(e.what(), HasSubstr(file.string()));
    EXPECT_THAT(e.what(), HasSubstr("Free space"));
  }
  EXPECT_EQ(text_of(db, "SELECT count(*) FROM _rule"), "0");
  db.exec("PRAGMA max_page_count = 1000000");
  Transaction tx(db);
  db.exec("INSERT INTO _rule(kind, name, text, since) VALUES ('k', 'n', '', 0)");
  tx.commit();
  EXPECT_EQ(text_of(db, "SELECT count(*) FROM _rule"), "1");
}

TEST_F(DatabaseTest, WriteLockOfAnotherProgramIsNamed) {
  Database db(file, Database::Mode::write);
  sqlite3_busy_timeout(db.handle(), 0);
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  try {
    const Transaction tx(db);
    ADD_FAILURE() << "begun";
  } catch (const DatabaseError& e) {
    EXPECT_EQ(e.kind, Kind::locked);
    EXPECT_THAT(e.what(), HasSubstr("another program"));
  }
  sqlite3_close(other);
}

TEST_F(DatabaseTest, DamagedPageIsNamed) {
  create();
  {
    std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(100);  // the schema's first page, behind the header
    out << std::string(4000, '\x5a');
  }
  const DatabaseError refused = error_of(Database::Mode::write);
  EXPECT_EQ(refused.kind, Kind::corrupt);
  EXPECT_THAT(refused.what(), HasSubstr("backup"));
}

TEST_F(DatabaseTest, ErrorInAStatementNamesIt) {
  Database db(file, Database::Mode::write);
  try {
    db.prepare("SELECT nothing FROM nowhere");
    ADD_FAILURE() << "prepared";
  } catch (const DatabaseError& e) {
    EXPECT_EQ(e.kind, Kind::other);
    EXPECT_THAT(e.what(), HasSubstr("SELECT nothing FROM nowhere"));
  }
}

TEST_F(DatabaseTest, StatementBindsEveryTypeAndResetsItselfAtTheEnd) {
  Database db(file, Database::Mode::write);
  Statement s = db.prepare("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7");
  const std::string with_zero("a\0b", 3);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(s.bind(std::int64_t{1} << 40, 2.5, "text", true, std::nullopt,
                       std::optional<double>{}, with_zero)
                    .step());
    EXPECT_EQ(s.integer(0), std::int64_t{1} << 40);
    EXPECT_EQ(s.real(1), 2.5);
    EXPECT_EQ(s.text(2), "text");
    EXPECT_EQ(s.integer(3), 1);
    EXPECT_TRUE(s.null(4));
    EXPECT_EQ(s.optional_real(5), std::nullopt);
    EXPECT_EQ(s.optional_real(1), 2.5);
    EXPECT_EQ(s.optional_integer(4), std::nullopt);
    EXPECT_EQ(s.text(6), with_zero);
    EXPECT_FALSE(s.step());
  }
}

// A reader with other rights than the daemon: it may read the files and create none in their
// folder.
class GroupReader : public DatabaseTest {
 protected:
  static constexpr unsigned kGroup = 65'534;
  // As a member of the files' group (where the tests run as root) or without write permission.
  int value_seen_by_reader() {
    const bool root = geteuid() == 0;
    fs::permissions(scratch.path(), fs::perms(0750));
    if (root) {
      if (chown(scratch.path().c_str(), 0, kGroup) != 0) return -1;
      for (const auto& each : fs::directory_iterator(scratch.path()))
        if (chown(each.path().c_str(), 0, kGroup) != 0) return -1;
    } else {
      for (const auto& each : fs::directory_iterator(scratch.path()))
        fs::permissions(each.path(), fs::perms(0440));
      fs::permissions(scratch.path(), fs::perms(0550));
    }
    const int status = in_child([&]() -> int {
      if (root && (setgid(kGroup) != 0 || setuid(kGroup) != 0)) return 100;
      if (std::ofstream(scratch / "mine")) return 101;
      Database reader(file, Database::Mode::read);
      Statement s = reader.prepare("SELECT document FROM _mark");
      return s.step() ? static_cast<int>(s.integer(0)) : 102;
    });
    fs::permissions(scratch.path(), fs::perms(0750));
    if (!root)
      for (const auto& each : fs::directory_iterator(scratch.path()))
        fs::permissions(each.path(), fs::perms(0640));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void put(Database& db, int document) {
    Transaction tx(db);
    db.exec("INSERT INTO _mark(one, at, document) VALUES (1, 0, " + std::to_string(document) +
            ") ON CONFLICT DO UPDATE SET document = excluded.document");
    tx.commit();
  }
};

TEST_F(GroupReader, ReadsWhileTheDaemonRuns) {
  Database db(file, Database::Mode::write);
  put(db, 42);
  EXPECT_EQ(value_seen_by_reader(), 42);
}

TEST_F(GroupReader, ReadsAfterACleanStop) {
  {
    Database db(file, Database::Mode::write);
    put(db, 43);
  }
  EXPECT_TRUE(fs::exists(file.string() + "-wal"));
  EXPECT_EQ(fs::file_size(file.string() + "-wal"), 0u) << "all of it is in the database";
  EXPECT_EQ(value_seen_by_reader(), 43);
}

TEST_F(GroupReader, ReadsAfterTheDaemonWasKilled) {
  in_child([&]() -> int {
    Database db(file, Database::Mode::write);
    put(db, 44);
    raise(SIGKILL);
    return 0;
  });
  EXPECT_GT(fs::file_size(file.string() + "-wal"), 0u);
  EXPECT_EQ(value_seen_by_reader(), 44);
}

// What a process had committed is there after its death, what it had not is not, and the file is
// sound.

TEST(Durability, KilledBeforeOrAfterTheCommitLeavesAllOrNothing) {
  for (const bool commit : {false, true}) {
    for (const int rows : {1, 5'000, 200'000}) {
      SCOPED_TRACE(testing::Message()
                   << rows << " rows, " << (commit ? "after" : "before") << " the commit");
      const Scratch scratch;
      const fs::path file = scratch / "history.db";
      const int status = in_child([&]() -> int {
        Database db(file, Database::Mode::write);
        Ledger ledger(db);
        Transaction tx(db);
        const DocumentId document = ledger.add_document(tx, {.feed = {"f"}, .source = "s"});
        std::vector<Row> batch;
        for (int i = 0; i < rows; ++i) batch.push_back(row(i, 5, i));
        ledger.store(tx, document, std::vector<SeriesId>{{"a"}}, std::move(batch), at(9));
        if (commit) tx.commit();
        raise(SIGKILL);
        return 0;
      });
      ASSERT_TRUE(WIFSIGNALED(status));
      Database db(file, Database::Mode::write);
      EXPECT_EQ(text_of(db, "PRAGMA integrity_check"), "ok");
      EXPECT_EQ(text_of(db, "SELECT count(*) FROM _vintage"), std::to_string(commit ? rows : 0));
      EXPECT_EQ(text_of(db, "SELECT count(*) FROM documents"), commit ? "1" : "0");
    }
  }
}

}  // namespace
}  // namespace firstcard::test
