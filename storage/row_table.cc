#include "row_table.h"

#include <sqlite3.h>

#include <new>

#include "error.h"

namespace firstcard {

namespace {

// The type name under which a batch's address is passed; no SQL text can forge such a value.
constexpr const char* kPointerType = "firstcard-rows";
constexpr const char* kInsert =
    "INSERT INTO _vintage(id, known_at, value, load, line) "
    "SELECT id, known_at, value, load, line FROM _rows(?1)";

enum Column { kId, kKnownAt, kValue, kLoad, kLine, kBatch };

struct Cursor : sqlite3_vtab_cursor {
  std::span<const StoredRow> rows;
  std::size_t at = 0;
};
Cursor& of(sqlite3_vtab_cursor* c) {
  return *static_cast<Cursor*>(c);
}

int connect(sqlite3* db, void*, int, const char* const*, sqlite3_vtab** table, char**) {
  const int code =
      sqlite3_declare_vtab(db, "CREATE TABLE x(id, known_at, value, load, line, batch HIDDEN)");
  if (code != SQLITE_OK) return code;
  *table = new (std::nothrow) sqlite3_vtab{};
  return *table ? SQLITE_OK : SQLITE_NOMEM;
}

int disconnect(sqlite3_vtab* table) {
  delete table;
  return SQLITE_OK;
}

int best_index(sqlite3_vtab*, sqlite3_index_info* info) {
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& c = info->aConstraint[i];
    if (c.iColumn != kBatch || c.op != SQLITE_INDEX_CONSTRAINT_EQ || !c.usable) continue;
    info->aConstraintUsage[i].argvIndex = 1;
    info->aConstraintUsage[i].omit = 1;
    return SQLITE_OK;
  }
  return SQLITE_CONSTRAINT;  // without a batch there is nothing to read
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
  *cursor = new (std::nothrow) Cursor{};
  return *cursor ? SQLITE_OK : SQLITE_NOMEM;
}

int close(sqlite3_vtab_cursor* cursor) {
  delete static_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int, const char*, int n, sqlite3_value** values) {
  const void* const batch = n == 1 ? sqlite3_value_pointer(values[0], kPointerType) : nullptr;
  Cursor& c = of(cursor);
  c.rows =
      batch ? *static_cast<const std::span<const StoredRow>*>(batch) : std::span<const StoredRow>{};
  c.at = 0;
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor) {
  ++of(cursor).at;
  return SQLITE_OK;
}

int eof(sqlite3_vtab_cursor* cursor) {
  return of(cursor).at == of(cursor).rows.size();
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* out, int n) {
  const StoredRow& row = of(cursor).rows[of(cursor).at];
  switch (n) {
    case kId:
      sqlite3_result_int64(out, row.id);
      break;
    case kKnownAt:
      sqlite3_result_int64(out, row.known_at);
      break;
    case kValue:
      if (row.withdrawn)
        sqlite3_result_null(out);
      else
        sqlite3_result_double(out, row.value);
      break;
    case kLoad:
      sqlite3_result_int64(out, row.load);
      break;
    case kLine:
      sqlite3_result_int64(out, row.line);
      break;
    default:
      sqlite3_result_null(out);
  }
  return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* out) {
  *out = of(cursor).rows[of(cursor).at].id;
  return SQLITE_OK;
}

// Without xCreate the table exists as _rows in every schema and needs no CREATE VIRTUAL TABLE.
sqlite3_module make_module() {
  sqlite3_module m{};
  m.xConnect = connect;
  m.xBestIndex = best_index;
  m.xDisconnect = disconnect;
  m.xOpen = open;
  m.xClose = close;
  m.xFilter = filter;
  m.xNext = next;
  m.xEof = eof;
  m.xColumn = column;
  m.xRowid = rowid;
  return m;
}
const sqlite3_module kModule = make_module();

}  // namespace

void add_row_table(sqlite3* db) {
  const int code = sqlite3_create_module_v2(db, "_rows", &kModule, nullptr, nullptr);
  if (code != SQLITE_OK) throw_database_error(db, code, "_rows");
}

void RowInsert::Finalize::operator()(sqlite3_stmt* s) const {
  sqlite3_finalize(s);
}

RowInsert::RowInsert(sqlite3* db) : db_(db) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(db, kInsert, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) throw_database_error(db, code, kInsert);
  statement_.reset(statement);
}

void RowInsert::run(std::span<const StoredRow> rows) {
  if (rows.empty()) return;
  sqlite3_bind_pointer(statement_.get(), 1, &rows, kPointerType, nullptr);
  sqlite3_step(statement_.get());
  const int code = sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());  // the pointer dies with this call
  if (code != SQLITE_OK) throw_database_error(db_, code, kInsert);
}

}  // namespace firstcard
