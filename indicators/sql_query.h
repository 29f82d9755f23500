#pragma once
// A measure as a chain of common table expressions, one or more for each node of its tree. Internal
// to indicators/.
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "expr.h"

namespace firstcard::measures::sql {

// A part that has no words in SQL; thrown.
struct CannotSay {
  std::string why;
};

class Query {
 public:
  // Of day series nothing before `oldest` is read.
  Query(const Catalogue& catalogue, Instant as_of, int min_coverage, std::optional<Date> oldest)
      : catalogue_(catalogue), as_of_(as_of), min_coverage_(min_coverage), oldest_(oldest) {}

  // A table of the chain.
  struct Table {
    std::string name;
    Frequency frequency = Frequency::event;
  };
  Table table_of(const Expr& e) { return std::get<Table>(value_of(e)); }
  // The tables so far, each led in by a comma.
  const std::string& text() const { return text_; }

 private:
  using Value = std::variant<std::string, Table>;  // a number, or a table

  bool keyed() const { return basket_ != nullptr; }
  // "a.i", inside matched() "a.p, a.i".
  std::string key(const std::string& of = "a.") const {
    return keyed() ? of + "p, " + of + "i" : of + "i";
  }
  std::string same_print(const std::string& one, const std::string& other) const {
    return keyed() ? " AND " + one + ".p = " + other + ".p" : "";
  }

  Table add(const std::string& comment, const std::string& columns, Frequency f,
            const std::string& select);
  Table add(const Expr& e, Frequency f, const std::string& select);

  Value value_of(const Expr& e);
  Value made(const Expr& e);
  Table series(const Expr& e);
  Value combination(const Expr& e);
  Table equal(const Expr& e, const std::vector<Table>& tables,
              const std::vector<std::string>& columns);
  Table standing(const Expr& e, const std::vector<Table>& tables,
                 const std::vector<std::string>& columns);
  Table shifted(const Expr& e);
  Table shifted_by_date(const Expr& e, const Table& x);
  Table pace(const Expr& e);
  Table trailing(const Expr& e);
  Table resampled(const Expr& e);
  Table matching(const Expr& e);
  // x with a third column f: the day that the call looks back to.
  Table dated(const Expr& e, const Table& x);

  const Catalogue& catalogue_;
  Instant as_of_;
  int min_coverage_;
  std::optional<Date> oldest_;
  const Table* basket_ = nullptr;  // inside matched()
  std::map<std::string, Value> known_;
  std::string text_;
  int tables_ = 0;
};

}  // namespace firstcard::measures::sql
