#pragma once
// SQLite as three types: a connection, a statement that resets itself, a transaction without which nothing
// is written. Errors are DatabaseError. An object belongs to one thread.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace firstcard {

class DatabaseError : public std::runtime_error {
 public:
  // What went wrong in terms a person can act on.
  enum class Kind {
    other, cannot_open, not_ours, newer_version, older_version, locked, full, read_only, corrupt
  };
  DatabaseError(Kind k, const std::string& message) : std::runtime_error(message), kind(k) {}
  Kind kind;
};

class LockFile;
class Statement;

class Database {
 public:
  enum class Mode {
    write,  // creates, migrates, WAL, synchronous=FULL, takes the writer's lock file beside the database
    read,   // must exist; query_only; never stops the writer
    edit    // must exist; small writes beside the writer that runs, such as reviving a notification
  };
  // Throws DatabaseError: cannot open, not an SQLite file, a foreign database, a newer version, a second writer;
  // in modes read and edit also an older version, which only a writer can migrate.
  Database(const std::filesystem::path& path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(std::string_view sql);        // a statement of its own
  Statement& cached(std::string_view sql);        // kept and reused; sql must be a literal
  void exec(const std::string& sql);              // statements without results
  const std::filesystem::path& path() const { return path_; }
  sqlite3* handle() { return db_.get(); }
  // How often something written was undone: what is remembered of rows may be wrong when this changes.
  std::int64_t rollbacks() const;
  // Gives memory back that a large transaction needed.
  void release_memory();

 private:
  friend class Transaction;
  struct Close { void operator()(sqlite3*) const; };
  struct Impl;
  std::filesystem::path path_;
  std::unique_ptr<LockFile> lock_;         // in this order: taken before the file is opened, given up after
  std::unique_ptr<sqlite3, Close> db_;
  std::unique_ptr<Impl> impl_;
};

class Statement {
 public:
  Statement(sqlite3* db, std::string_view sql);
  ~Statement();
  Statement(Statement&&) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Binds the next parameters in order, starting a fresh execution: s.bind(1, "x", std::nullopt).
  template <class... A>
  Statement& bind(const A&... a) {
    restart();
    int i = 0;
    (bind_one(++i, a), ...);
    return *this;
  }
  bool step();             // true: a row is there; at the end the statement resets itself
  void run();              // steps to the end
  bool null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::optional<double> optional_real(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  int columns() const;
  void reset();

 private:
  void restart();
  void bind_one(int i, std::int64_t v);
  void bind_one(int i, int v) { bind_one(i, std::int64_t{v}); }
  void bind_one(int i, bool v) { bind_one(i, std::int64_t{v}); }
  void bind_one(int i, std::uint32_t v) { bind_one(i, std::int64_t{v}); }
  void bind_one(int i, double v);
  void bind_one(int i, std::string_view v);
  void bind_one(int i, const std::string& v) { bind_one(i, std::string_view(v)); }
  void bind_one(int i, const char* v) { bind_one(i, std::string_view(v)); }
  void bind_one(int i, std::nullopt_t);
  template <class T>
  void bind_one(int i, const std::optional<T>& v) {
    if (v) bind_one(i, *v);
    else bind_one(i, std::nullopt);
  }
  sqlite3_stmt* statement_ = nullptr;
};

// BEGIN IMMEDIATE; rolled back unless committed. The only key to writing.
class Transaction {
 public:
  explicit Transaction(Database& db);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();
  // Undoes what is written since the last `mark` without ending the transaction.
  void mark();
  void undo_to_mark();

 private:
  Database& db_;
  bool open_ = true;
  bool marked_ = false;
};
}  // namespace firstcard
