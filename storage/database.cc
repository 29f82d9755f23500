#include "storage/database.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <system_error>

#include "database_impl.h"
#include "error.h"
#include "lock_file.h"
#include "migrations.h"
#include "query.h"
#include "row_table.h"

namespace firstcard {

namespace {

using Kind = DatabaseError::Kind;
namespace fs = std::filesystem;

constexpr int kBusyMilliseconds = 5000;  // another program's write, as of an sqlite3 shell

// SQLite counts every allocation under one lock unless told not to, which costs a bulk load some
// percent. It only listens before its first use in a process; later calls change nothing.
void configure_once() {
  static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(done);
}

[[noreturn]] void cannot_open(const fs::path& path, int number) {
  throw DatabaseError(
      Kind::cannot_open,
      path.string() + ": cannot be opened: " + std::generic_category().message(number) +
          (number == EACCES ? ". Add this user to the group of the file and its folder"
                            : ". Check [storage] path"));
}

// A new file is readable for its group whatever the umask; SQLite gives -wal and -shm the same
// mode.
void create(const fs::path& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (fd < 0) cannot_open(path, errno);
  fchmod(fd, 0640);
  close(fd);
  // So that a power failure cannot lose the name of a file whose contents are safe.
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const int dir = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (dir >= 0) {
    fsync(dir);
    close(dir);
  }
}

enum class Content { missing, empty, sqlite };

// Looks before SQLite does: it would take a short file of anything for a database in the making.
Content content_of(const fs::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT) return Content::missing;
    cannot_open(path, errno);
  }
  struct stat st{};
  std::array<char, 16> head{};
  const bool regular = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
  const ssize_t n = regular ? pread(fd, head.data(), head.size(), 0) : 0;
  close(fd);
  if (!regular)
    throw DatabaseError(Kind::not_ours,
                        path.string() + ": is not a file. Set [storage] path to one");
  if (n == 0) return Content::empty;
  if (n != 16 || std::memcmp(head.data(), "SQLite format 3", 16) != 0)
    throw DatabaseError(Kind::not_ours, path.string() +
                                            ": is not an SQLite database. Set [storage] path to "
                                            "another file, or move this one away");
  return Content::sqlite;
}

std::int64_t number(Database& db, std::string_view sql) {
  Statement s = db.prepare(sql);
  return s.step() ? s.integer(0) : 0;
}

// Ours, or nobody's yet. Returns the version.
std::int64_t version_of(Database& db) {
  const std::string file = db.path().string();
  const std::int64_t application = number(db, "PRAGMA application_id");
  const std::int64_t version = number(db, "PRAGMA user_version");
  // A crash may have left a file without a single step.
  const bool blank =
      application == 0 && version == 0 && number(db, "SELECT count(*) FROM sqlite_schema") == 0;
  if (application != kApplicationId && !blank)
    throw DatabaseError(Kind::not_ours, file +
                                            ": is the database of another program. Set [storage] "
                                            "path to another file, or move this one away");
  const auto newest = static_cast<std::int64_t>(migrations().size());
  if (version > newest)
    throw DatabaseError(Kind::newer_version,
                        file + ": was written by a newer firstcard (version " +
                            std::to_string(version) + ", this program knows " +
                            std::to_string(newest) +
                            "). Install that one again, or go back to a backup from before");
  return version;
}

}  // namespace

void Database::Close::operator()(sqlite3* db) const {
  sqlite3_close_v2(db);
}

Database::Database(const fs::path& path, Mode mode) : path_(path), impl_(std::make_unique<Impl>()) {
  configure_once();
  const bool write = mode == Mode::write;
  if (write) lock_ = std::make_unique<LockFile>(path);
  const Content content = content_of(path);
  if (!write && content != Content::sqlite)
    throw DatabaseError(Kind::cannot_open,
                        path.string() +
                            ": holds no history yet. Run `firstcard once` or the "
                            "daemon first, or check [storage] path");
  if (content == Content::missing) create(path);

  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle,
                                   (mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                                       SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI,
                                   nullptr);
  db_.reset(handle);
  if (code != SQLITE_OK) throw_database_error(handle, code, "open");
  sqlite3_busy_timeout(handle, kBusyMilliseconds);

  const std::int64_t version = version_of(*this);
  if (!write) {
    if (version < static_cast<std::int64_t>(migrations().size()))
      throw DatabaseError(Kind::older_version,
                          path.string() +
                              ": was written by an older firstcard. Start the daemon (or "
                              "run `firstcard once`) with this version: it migrates the file");
    if (mode == Mode::read) exec("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY");
    else exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF");
    return;
  }
  if (sqlite3_db_readonly(handle, "main") == 1)
    throw_database_error(handle, SQLITE_READONLY, "open");
  if (version == 0) exec("PRAGMA page_size = 8192");
  // A page of 8 KiB: a bulk load is a tenth faster than with 4 KiB, a small commit no slower. 8 MB
  // of cache hold the newest pages of some hundred series: with 2 MB a load that goes day by day
  // takes twice as long.
  exec(
      "PRAGMA journal_mode = WAL;"
      "PRAGMA synchronous = FULL;"
      "PRAGMA foreign_keys = ON;"
      "PRAGMA trusted_schema = OFF;"
      "PRAGMA temp_store = MEMORY;"
      "PRAGMA cache_size = -8000;"
      "PRAGMA journal_size_limit = 4194304");
  // -wal and -shm stay when the daemon stops: a reader of the group may read them but cannot create
  // them.
  int persist = 1;
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
  migrate(*this, migrations().size());
  add_row_table(handle);
}

Database::~Database() {
  impl_->statements.clear();
}

Statement Database::prepare(std::string_view sql) {
  return Statement(db_.get(), sql);
}

Statement& Database::cached(std::string_view sql) {
  const auto found = impl_->statements.find(sql);
  if (found != impl_->statements.end()) return found->second;
  return impl_->statements.emplace(sql, Statement(db_.get(), sql)).first->second;
}

void Database::exec(const std::string& sql) {
  const int code = sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_database_error(db_.get(), code, sql);
}

std::int64_t Database::rollbacks() const {
  return impl_->rollbacks;
}

void Database::release_memory() {
  sqlite3_db_release_memory(db_.get());
  malloc_trim(0);
}

}  // namespace firstcard
