#include <sqlite3.h>

#include <utility>

#include "error.h"
#include "query.h"
#include "storage/database.h"

namespace firstcard {

namespace {

void check(sqlite3_stmt* statement, int code) {
  if (code != SQLITE_OK)
    throw_database_error(sqlite3_db_handle(statement), code, sqlite3_sql(statement));
}

}  // namespace

Statement::Statement(sqlite3* db, std::string_view sql) {
  const int code = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) throw_database_error(db, code, sql);
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_);
    return false;
  }
  sqlite3* const db = sqlite3_db_handle(statement_);
  const std::string sql = sqlite3_sql(statement_);
  // The code of the reset is that of the step, in full; and a failed statement holds no lock.
  const int full = sqlite3_reset(statement_);
  throw_database_error(db, full == SQLITE_OK ? code : full, sql);
}

void Statement::run() {
  while (step()) {
  }
}

bool Statement::null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Statement::real(int column) const {
  return sqlite3_column_double(statement_, column);
}

std::string Statement::text(int column) const {
  // The order matters: the length is that of the text form.
  const unsigned char* const bytes = sqlite3_column_text(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return bytes ? std::string(bytes, bytes + size) : std::string();
}

std::optional<double> Statement::optional_real(int column) const {
  return null(column) ? std::nullopt : std::optional(real(column));
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  return null(column) ? std::nullopt : std::optional(integer(column));
}

int Statement::columns() const {
  return sqlite3_column_count(statement_);
}

void Statement::reset() {
  sqlite3_reset(statement_);
}

void Statement::restart() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Statement::bind_one(int i, std::int64_t v) {
  check(statement_, sqlite3_bind_int64(statement_, i, v));
}

void Statement::bind_one(int i, double v) {
  check(statement_, sqlite3_bind_double(statement_, i, v));
}

void Statement::bind_one(int i, std::string_view v) {
  // An empty view may have no address, which SQLite would take for NULL.
  check(statement_, sqlite3_bind_text64(statement_, i, v.data() ? v.data() : "", v.size(),
                                        SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_one(int i, std::nullopt_t) {
  check(statement_, sqlite3_bind_null(statement_, i));
}

Snapshot::Snapshot(Database& db) : db_(db), opened_(sqlite3_get_autocommit(db.handle()) != 0) {
  if (opened_) db_.exec("BEGIN");
}

Snapshot::~Snapshot() {
  // Ending a transaction that wrote nothing does not fail in a way that matters.
  if (opened_) sqlite3_exec(db_.handle(), "COMMIT", nullptr, nullptr, nullptr);
}

}  // namespace firstcard
