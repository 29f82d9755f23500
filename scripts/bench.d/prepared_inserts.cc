// The straightforward loader: split each line at its commas, bind, step; one transaction, WAL and FULL, a table
// keyed (series, period). No checks, no vintages. Usage: prepared_inserts FILE.csv FILE.db
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

namespace {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
struct Finalize {
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};

void check(bool ok, sqlite3* db) {
  if (ok) return;
  std::fprintf(stderr, "prepared_inserts: %s\n", sqlite3_errmsg(db));
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  sqlite3* raw = nullptr;
  const bool opened = sqlite3_open(argv[2], &raw) == SQLITE_OK;
  const std::unique_ptr<sqlite3, Close> db(raw);
  check(opened, raw);
  const char* schema =
      "pragma journal_mode=wal; pragma synchronous=full;"
      "create table t(series text, period text, value real, published_on text, primary key (series, period)) without rowid;"
      "begin immediate";
  check(sqlite3_exec(raw, schema, nullptr, nullptr, nullptr) == SQLITE_OK, raw);
  sqlite3_stmt* prepared = nullptr;
  check(sqlite3_prepare_v2(raw, "insert into t values (?, ?, ?, ?)", -1, &prepared, nullptr) == SQLITE_OK, raw);
  const std::unique_ptr<sqlite3_stmt, Finalize> insert(prepared);

  std::ifstream in(argv[1]);
  std::string line;
  std::getline(in, line);  // the header
  while (std::getline(in, line)) {
    std::string_view rest = line;
    for (int column = 1; column <= 4; ++column) {
      const std::size_t comma = column == 4 ? rest.size() : rest.find(',');
      const std::string_view field = rest.substr(0, comma);
      if (column == 3) sqlite3_bind_double(prepared, column, std::strtod(field.data(), nullptr));
      else sqlite3_bind_text(prepared, column, field.data(), static_cast<int>(field.size()), SQLITE_STATIC);
      if (column < 4) rest.remove_prefix(comma + 1);
    }
    check(sqlite3_step(prepared) == SQLITE_DONE, raw);
    sqlite3_reset(prepared);
  }
  check(sqlite3_exec(raw, "commit", nullptr, nullptr, nullptr) == SQLITE_OK, raw);
  return 0;
}
