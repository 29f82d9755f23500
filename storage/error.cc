#include "error.h"

#include <errno.h>
#include <sqlite3.h>

#include <system_error>

namespace firstcard {

namespace {

using Kind = DatabaseError::Kind;

std::string file_of(sqlite3* db) {
  const char* name = db ? sqlite3_db_filename(db, "main") : nullptr;
  return name && *name ? name : "database";
}

// The system's own word for an I/O error, where SQLite kept it: "Input/output error".
std::string system_reason(sqlite3* db) {
  const int number = db ? sqlite3_system_errno(db) : 0;
  return number ? " (" + std::generic_category().message(number) + ")" : "";
}

bool out_of_space(sqlite3* db, int code) {
  if ((code & 0xff) == SQLITE_FULL) return true;
  // Growing the -shm file fails as an I/O error, also when the disk is merely full.
  const int number = db ? sqlite3_system_errno(db) : 0;
  return (code & 0xff) == SQLITE_IOERR && (number == ENOSPC || number == EDQUOT);
}

}  // namespace

void throw_database_error(sqlite3* db, int code, std::string_view doing) {
  const std::string file = file_of(db);
  const std::string detail = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  if (out_of_space(db, code))
    throw DatabaseError(Kind::full, file +
                                        ": no space left to write; nothing of this transaction was "
                                        "stored. Free space on its disk, or raise the quota");
  switch (code & 0xff) {
    case SQLITE_READONLY:
      throw DatabaseError(Kind::read_only, file + ": cannot be written (" + detail +
                                               "). Give the daemon's user write permission to the "
                                               "file and its folder, or set [storage] path");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw DatabaseError(Kind::locked, file +
                                            ": another program holds a write lock on it. End that "
                                            "program's transaction (an open sqlite3 shell?)");
    case SQLITE_CORRUPT:
      throw DatabaseError(Kind::corrupt, file + ": is damaged (" + detail +
                                             "). Keep a copy, then restore a backup, or save what "
                                             "is readable with `sqlite3 FILE .recover`");
    case SQLITE_NOTADB:
      throw DatabaseError(Kind::not_ours, file +
                                              ": is not an SQLite database. Set [storage] path "
                                              "to another file, or move this one away");
    case SQLITE_CANTOPEN:
      throw DatabaseError(Kind::cannot_open, file + ": cannot be opened" + system_reason(db) +
                                                 ". Check that the folder exists and that this "
                                                 "user may read it, and its -wal and -shm files");
    case SQLITE_IOERR:
      throw DatabaseError(Kind::other, file + ": " + detail + system_reason(db) +
                                           ". Check the disk and the system's log");
    default:
      throw DatabaseError(Kind::other, file + ": " + detail + ", in: " + std::string(doing));
  }
}

}  // namespace firstcard
