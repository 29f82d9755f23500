#pragma once
// Reading rows without leaving a statement open: an unfinished SELECT would hold its snapshot, and
// the next write transaction of the connection would fail. Private to storage/.
#include <optional>
#include <type_traits>
#include <vector>

#include "storage/database.h"

namespace firstcard {

class ResetAtEnd {
 public:
  explicit ResetAtEnd(Statement& s) : statement_(s) {}
  ~ResetAtEnd() { statement_.reset(); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  Statement& statement_;
};

// f(statement) of the first row, or nullopt.
template <class F>
auto first_row(Statement& s, F f) -> std::optional<std::invoke_result_t<F, Statement&>> {
  const ResetAtEnd guard(s);
  if (!s.step()) return std::nullopt;
  return f(s);
}

template <class F>
auto all_rows(Statement& s, F f) -> std::vector<std::invoke_result_t<F, Statement&>> {
  const ResetAtEnd guard(s);
  std::vector<std::invoke_result_t<F, Statement&>> rows;
  while (s.step()) rows.push_back(f(s));
  return rows;
}

// Several queries that must see one state: a read transaction, unless one is open already.
class Snapshot {
 public:
  explicit Snapshot(Database& db);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& db_;
  bool opened_;
};

}  // namespace firstcard
